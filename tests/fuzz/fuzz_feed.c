/*
 * Bytes to a document, as a reader makes it, at every level of HTML; and from
 * the document all that is read of it: the decoder that crierd does not trust
 * readers by, the JSON of crier parse, the articles of the store.
 */
#include <string.h>

#include "memory.h"
#include "tests/fuzz/fuzz_targets.h"
#include "tests/fuzz/read_document.h"
#include "utf8.h"

static bool
take_frame(void *arg, const void *frame, size_t size)
{
	struct document **document = arg;
	unsigned char *copy;
	struct error err;

	if (frame == NULL) {
		document_free(*document);
		*document = document_new();
		return true;
	}
	copy = xcalloc(1, size);
	memcpy(copy, frame, size);
	if (!document_add(*document, copy, size, &err))
		fuzz_fail("a frame of ours is refused: %s", err.text);
	return true;
}

static void
parse(const struct fuzz_world *world, const struct parse_input *input)
{
	struct document *document = document_new();
	struct parse_outcome outcome;

	parse_run(world->tables, input, take_frame, &document, &outcome);
	FUZZ_CHECK(outcome.status < PARSE_STATUS_COUNT);
	fuzz_check_clean(slice_of(outcome.reason), "");
	if (outcome.status == PARSE_OK) {
		FUZZ_CHECK(document_feed(document) != NULL);
		FUZZ_CHECK(document->entry_count == outcome.entries);
		read_document(document, READ_OF_PARSER);
	}
	document_free(document);
}

void
fuzz_feed(const struct fuzz_world *world, struct bytes input)
{
	static const struct slice header = SLICE_INIT("Content-Type:");
	static const enum parse_html levels[] = { PARSE_FOR_STORE, PARSE_WIDE,
		PARSE_RAW };
	struct slice rest = { (const char *)input.ptr, input.len };
	struct slice type = SLICE_NONE;

	if (slice_has_prefix(rest, header))
		type = slice_trim(
		    slice_from(fuzz_first_line(&rest), header.len));
	if (utf8_valid_len(type) != type.len)
		return;
	for (size_t i = 0; i < ARRAY_LEN(levels); i++)
		parse(world,
		    &(struct parse_input){
			.body = { (const unsigned char *)rest.ptr, rest.len },
			.url = SLICE("http://h.example/a/feed"),
			.content_type = type,
			.html = levels[i],
		    });
}

void
fuzz_jsonfeed(const struct fuzz_world *world, struct bytes input)
{
	fuzz_feed(world, input);
}
