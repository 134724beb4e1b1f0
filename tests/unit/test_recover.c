#include <check.h>
#include <stdlib.h>

#include "compiler.h"
#include "limits.h"
#include "parse/loose.h"
#include "parse/recover.h"

/* A closed pass over text; what points into it lives as long. */
static struct pass *
read_loosely(struct slice text)
{
	struct pass_setup setup = {
		.encoding = "utf-8",
		.html = PARSE_RAW,
		.max = LIMIT_READER_OUTPUT,
	};
	struct pass *pass = pass_new(&setup);
	struct prescan scan;

	ck_assert_ptr_nonnull(pass);
	prescan_text(text, &scan);
	loose_run(pass, &scan);
	ck_assert(pass_close(pass));
	return pass;
}

static bool
take_frame(void *arg, const void *frame, size_t size)
{
	unsigned char *copy = malloc(size);
	struct error err;

	ck_assert_ptr_nonnull(copy);
	memcpy(copy, frame, size);
	ck_assert_msg(document_add(arg, copy, size, &err), "%s", err.text);
	return true;
}

static struct slice
title_of(const struct document *document, size_t index)
{
	const struct doc_batch *batch;
	const struct doc_entry *entry = document_entry(document, index, &batch);

	return doc_slice(batch, entry->title.value);
}

#define FEED(title, items) \
	"<rss><channel><title>" title "</title>" items "</channel></rss>"

START_TEST(new_entries_of_the_second_pass_follow_those_of_the_first)
{
	struct pass *first = read_loosely(SLICE(FEED("A",
	    "<item><guid>1</guid><title>one</title></item>"
	    "<item><title>two</title></item>")));
	struct pass *second = read_loosely(SLICE(FEED("B",
	    "<item><guid>1</guid><title>one, again</title></item>"
	    "<item><title>three</title></item>"
	    "<item><title>two</title></item>")));
	struct document *document = document_new();
	const struct doc_feed *feed;

	recover_join(first, second);
	ck_assert_uint_eq(first->build.entry_count, 3);
	ck_assert(first->state.recovered);
	ck_assert(document_build_send(&first->build, take_frame, document));
	ck_assert_uint_eq(document->entry_count, 3);
	ck_assert(slice_eq(title_of(document, 0), SLICE("one")));
	ck_assert(slice_eq(title_of(document, 1), SLICE("two")));
	ck_assert(slice_eq(title_of(document, 2), SLICE("three")));
	feed = document_feed(document);
	ck_assert(slice_eq(doc_slice(&document->feed, feed->title.value),
	    SLICE("A")));
	document_free(document);
	pass_free(first);
	pass_free(second);
}
END_TEST

START_TEST(nothing_new_adds_no_frame)
{
	struct slice text = SLICE(FEED("A", "<item><guid>1</guid></item>"));
	struct pass *first = read_loosely(text), *second = read_loosely(text);
	struct document *document = document_new();

	recover_join(first, second);
	ck_assert(document_build_send(&first->build, take_frame, document));
	ck_assert_uint_eq(document->entry_count, 1);
	ck_assert_uint_eq(document->batch_count, 1);
	document_free(document);
	pass_free(first);
	pass_free(second);
}
END_TEST

START_TEST(an_empty_first_pass_takes_all)
{
	struct pass *first = read_loosely(SLICE(FEED("A", "")));
	struct pass *second = read_loosely(
	    SLICE(FEED("B", "<item><guid>1</guid></item>")));

	recover_join(first, second);
	ck_assert_uint_eq(first->build.entry_count, 1);
	pass_free(first);
	pass_free(second);
}
END_TEST

Suite *recover_suite(void);

Suite *
recover_suite(void)
{
	Suite *suite = suite_create("recover");
	TCase *tests = tcase_create("join");

	tcase_add_test(tests,
	    new_entries_of_the_second_pass_follow_those_of_the_first);
	tcase_add_test(tests, nothing_new_adds_no_frame);
	tcase_add_test(tests, an_empty_first_pass_takes_all);
	suite_add_tcase(suite, tests);
	return suite;
}
