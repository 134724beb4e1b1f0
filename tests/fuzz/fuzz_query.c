/*
 * Queries as users and topics write them, and articles as crier match reads
 * them.
 */
#include "article.h"
#include "limits.h"
#include "tests/fuzz/fuzz_targets.h"
#include "topic_set.h"

void
fuzz_query(const struct fuzz_world *world, struct bytes input)
{
	struct slice text = { (const char *)input.ptr, input.len };
	struct query_error wrong;
	struct query *query;

	(void)world;
	query = query_parse(text, QUERY_FOR_SEARCH, NULL, 0, &wrong);
	if (query == NULL)
		fuzz_check_clean(slice_of(wrong.message), "");
	query_free(query);
}

void
fuzz_article(const struct fuzz_world *world, struct bytes input)
{
	struct slice line = { (const char *)input.ptr, input.len };
	struct article article = { .id = 0 };
	struct json_writer w;
	struct buffer out;
	struct arena arena;
	struct error err;

	(void)world;
	arena_init(&arena, LIMIT_STORE_SCRATCH);
	if (article_read_json(line, &arena, &article, &err)) {
		buffer_init(&out, LIMIT_COMMAND_OUTPUT);
		json_writer_init(&w, &out);
		article_write_json(&w, &article, ARTICLE_WITH_TEXT);
		fuzz_check_json(buffer_slice(&out));
		buffer_finish(&out);
	}
	arena_finish(&arena);
}
