#include <check.h>
#include <stdlib.h>

#include "frame_maker.h"
#include "limits.h"

Suite *document_suite(void);

static void
check_text(const struct doc_batch *batch, struct doc_span span,
    const char *expected)
{
	struct slice got = doc_slice(batch, span);

	ck_assert_msg(slice_eq(got, slice_of(expected)), "'%.*s' and not '%s'",
	    SLICE_FMT(got), expected);
}

START_TEST(what_was_put_in_comes_out)
{
	struct document *document = frame_complete_document();
	const struct doc_batch *batch;
	const struct doc_entry *entry = document_entry(document, 0, &batch);
	const struct doc_feed *feed = document_feed(document);
	const struct doc_person *person;

	check_text(&document->feed, feed->title.value, "Harbour");
	check_text(batch, entry->title.value, "Tide");
	ck_assert_uint_eq(entry->authors.count, 2);
	person = DOC_ELEMENT(batch, entry->authors, 1, struct doc_person);
	check_text(batch, person->name, "Bo");
	ck_assert_ptr_null(doc_slice(batch, person->email).ptr);
	entry = document_entry(document, 1, &batch);
	check_text(batch, entry->title.value, "Mole");
	ck_assert_uint_eq(document->entry_count, 2);
	document_free(document);
}
END_TEST

START_TEST(entries_are_found_over_several_frames)
{
	struct document *document = document_new();
	const struct doc_batch *batch;
	struct error err;
	size_t size;

	for (int i = 0; i < 3; i++) {
		unsigned char *bytes = frame_complete_entries(&size);

		ck_assert(document_add(document, bytes, size, &err));
	}
	ck_assert_uint_eq(document->entry_count, 6);
	ck_assert_ptr_null(document_feed(document));
	for (size_t i = 0; i < 6; i++) {
		const struct doc_entry *entry = document_entry(document, i,
		    &batch);

		ck_assert_ptr_eq(batch, &document->batches[i / 2]);
		check_text(batch, entry->title.value,
		    i % 2 == 0 ? "Tide" : "Mole");
	}
	document_free(document);
}
END_TEST

/* ---- limits ---------------------------------------------------------------- */

/* A frame of one short entry, padded to size. */
static unsigned char *
padded_entry(size_t size)
{
	struct frame_maker frame;
	unsigned char *small, *bytes;
	size_t len;

	frame_begin(&frame, DOC_FRAME_ENTRIES, 1, sizeof(struct doc_entry));
	small = frame_end(&frame, &len);
	if (size < len)
		size = len;
	bytes = calloc(1, size);
	ck_assert_ptr_nonnull(bytes);
	memcpy(bytes, small, len);
	((struct doc_frame_header *)(void *)bytes)->size = (uint32_t)size;
	free(small);
	return bytes;
}

START_TEST(a_frame_has_a_limit)
{
	struct document *document = document_new();
	struct error err;

	ck_assert(document_add(document, padded_entry(LIMIT_FRAME_BYTES),
	    LIMIT_FRAME_BYTES, &err));
	ck_assert(!document_add(document, padded_entry(LIMIT_FRAME_BYTES + 8),
	    LIMIT_FRAME_BYTES + 8, &err));
	ck_assert_int_eq(err.kind, ERROR_PROTOCOL);
	document_free(document);
}
END_TEST

START_TEST(a_document_has_a_limit)
{
	struct document *document = document_new();
	struct error err;

	for (size_t sum = 0; sum < LIMIT_READER_OUTPUT;
	     sum += LIMIT_FRAME_BYTES)
		ck_assert(document_add(document,
		    padded_entry(LIMIT_FRAME_BYTES), LIMIT_FRAME_BYTES, &err));
	ck_assert(
	    !document_add(document, padded_entry(4 * KIB), 4 * KIB, &err));
	ck_assert_int_eq(err.kind, ERROR_MEMORY);
	ck_assert_str_eq(err.text, "document of more than 64 MiB");
	document_free(document);
}
END_TEST

START_TEST(a_document_has_only_so_many_frames)
{
	struct document *document = document_new();
	struct error err;

	for (int i = 0; i < LIMIT_DOCUMENT_BATCHES; i++)
		ck_assert(document_add(document, padded_entry(4 * KIB), 4 * KIB,
		    &err));
	ck_assert(
	    !document_add(document, padded_entry(4 * KIB), 4 * KIB, &err));
	ck_assert_int_eq(err.kind, ERROR_PROTOCOL);
	ck_assert_uint_eq(document->entry_count, LIMIT_DOCUMENT_BATCHES);
	document_free(document);
}
END_TEST

START_TEST(a_document_has_one_feed)
{
	struct document *document = frame_complete_document();
	struct error err;
	size_t size;
	unsigned char *bytes = frame_complete_feed(&size);

	ck_assert(!document_add(document, bytes, size, &err));
	ck_assert_str_eq(err.text, "document with two feeds");
	document_free(document);
}
END_TEST

START_TEST(formats_have_the_names_of_the_contract)
{
	ck_assert_str_eq(doc_format_name(DOC_FORMAT_RSS20), "rss20");
	ck_assert_str_eq(doc_format_name(DOC_FORMAT_JSON11), "json11");
	ck_assert_str_eq(doc_format_name(DOC_FORMAT_UNKNOWN), "unknown");
	ck_assert_str_eq(doc_format_name(DOC_FORMAT_COUNT), "unknown");
	for (uint32_t i = 0; i < DOC_FORMAT_COUNT; i++)
		ck_assert_ptr_nonnull(doc_format_name(i));
}
END_TEST

Suite *
document_suite(void)
{
	Suite *suite = suite_create("document");
	TCase *tests = tcase_create("document");

	tcase_set_timeout(tests, 60);
	tcase_add_test(tests, what_was_put_in_comes_out);
	tcase_add_test(tests, entries_are_found_over_several_frames);
	tcase_add_test(tests, a_frame_has_a_limit);
	tcase_add_test(tests, a_document_has_a_limit);
	tcase_add_test(tests, a_document_has_only_so_many_frames);
	tcase_add_test(tests, a_document_has_one_feed);
	tcase_add_test(tests, formats_have_the_names_of_the_contract);
	suite_add_tcase(suite, tests);
	return suite;
}
