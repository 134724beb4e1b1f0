/*
 * A document that the decoder has let pass may be read without further
 * thought: so it is, and what comes out is looked at.
 */
#include "tests/fuzz/read_document.h"

#include "article.h"
#include "cli/document_json.h"
#include "limits.h"
#include "tests/fuzz/target.h"

static void
read_entry(const struct document *document, size_t index)
{
	struct article article = { .id = 0 };
	struct arena arena;
	struct error err;

	arena_init(&arena, LIMIT_STORE_SCRATCH);
	if (article_from_entry(document, index, &arena, &article, &err)) {
		fuzz_check_clean(article.title, "");
		fuzz_check_clean(article.text, "\n\t");
		fuzz_check_clean(article.identity, "");
	}
	arena_finish(&arena);
}

void
read_document(const struct document *document)
{
	struct buffer json;

	buffer_init(&json, LIMIT_COMMAND_OUTPUT);
	FUZZ_CHECK(document_json_write(document, &json, NULL));
	fuzz_check_json(buffer_slice(&json));
	buffer_finish(&json);
	for (size_t i = 0; i < document->entry_count; i++)
		read_entry(document, i);
}
