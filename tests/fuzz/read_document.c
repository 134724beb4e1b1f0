/*
 * A document that the decoder has let pass may be read without further
 * thought: so it is, and what comes out is looked at.
 */
#include "tests/fuzz/read_document.h"

#include "article.h"
#include "cli/document_json.h"
#include "limits.h"
#include "tests/fuzz/target.h"
#include "utf8.h"

static void
check_text(struct slice text, const char *allowed, enum read_of of)
{
	FUZZ_CHECK(utf8_valid_len(text) == text.len);
	if (of == READ_OF_PARSER)
		fuzz_check_clean(text, allowed);
}

static void
read_entry(const struct document *document, size_t index, enum read_of of)
{
	struct article article = { .id = 0 };
	struct arena arena;
	struct error err;

	arena_init(&arena, LIMIT_STORE_SCRATCH);
	if (article_from_entry(document, index, &arena, &article, &err)) {
		check_text(article.title, "", of);
		check_text(article.text, "\n\t", of);
		check_text(article.identity, "", of);
	}
	arena_finish(&arena);
}

void
read_document(const struct document *document, enum read_of of)
{
	struct buffer json;

	buffer_init(&json, LIMIT_COMMAND_OUTPUT);
	FUZZ_CHECK(document_json_write(document, &json, NULL));
	fuzz_check_json(buffer_slice(&json));
	buffer_finish(&json);
	for (size_t i = 0; i < document->entry_count; i++)
		read_entry(document, i, of);
}
