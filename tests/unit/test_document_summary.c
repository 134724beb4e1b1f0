#include <check.h>

#include "cli/document_summary.h"
#include "compiler.h"
#include "frame_maker.h"
#include "limits.h"

Suite *document_summary_suite(void);

static const struct terminal pipe_end = { false, false, 80 };
static const struct terminal narrow = { true, false, 30 };

static void
check_summary(const struct document *document, const struct terminal *terminal,
    const char *expected)
{
	struct buffer out;

	buffer_init(&out, MIB);
	document_summary_write(document, terminal, &out);
	ck_assert_str_eq(buffer_string(&out), expected);
	buffer_finish(&out);
}

START_TEST(a_pipe_gets_whole_lines)
{
	struct document *document = frame_complete_document();

	check_summary(document, &pipe_end,
	    "format     atom10, utf-8\n"
	    "title      Harbour\n"
	    "link       http://h.example/\n"
	    "language   en-gb\n"
	    "entries    2, 1 without a link, 1 without a date\n"
	    "repairs    none\n"
	    "first      2019-08-05  Tide\n"
	    "           -           Mole\n");
	document_free(document);
}
END_TEST

START_TEST(a_terminal_gets_what_fits)
{
	struct document *document = frame_complete_document();

	check_summary(document, &narrow,
	    "format     atom10, utf-8\n"
	    "title      Harbour\n"
	    "link       http://h.example/\n"
	    "language   en-gb\n"
	    "entries    2, 1 without a lin…\n"
	    "repairs    none\n"
	    "first      2019-08-05  Tide\n"
	    "           -           Mole\n");
	document_free(document);
}
END_TEST

static const struct {
	bool recovered, truncated;
	const char *line;
} repairs[] = {
	{ false, false, "repairs    none\n" },
	{ true, false, "repairs    the syntax was mended\n" },
	{ false, true, "repairs    the end is missing\n" },
	{ true, true,
	    "repairs    the syntax was mended; the end is missing\n" },
};

START_TEST(repairs_are_named)
{
	struct document *document = frame_complete_document();
	struct buffer out;

	buffer_init(&out, MIB);
	document->recovered = repairs[_i].recovered;
	document->truncated = repairs[_i].truncated;
	document_summary_write(document, &pipe_end, &out);
	ck_assert_msg(strstr(buffer_string(&out), repairs[_i].line) != NULL,
	    "%s", buffer_string(&out));
	buffer_finish(&out);
	document_free(document);
}
END_TEST

/* A feed that says nothing, and an entry that has an unreadable date and a
 * title for a terminal to stumble on. */
START_TEST(what_is_missing_is_left_out_and_escapes_are_made_safe)
{
	struct document *document = document_new();
	struct frame_maker frame;
	struct doc_entry *entry;
	struct error err;
	unsigned char *bytes;
	size_t size;

	frame_begin(&frame, DOC_FRAME_FEED, 1, sizeof(struct doc_feed));
	bytes = frame_end(&frame, &size);
	ck_assert(document_add(document, bytes, size, &err));
	frame_begin(&frame, DOC_FRAME_ENTRIES, 1, sizeof(*entry));
	entry = frame_at(&frame, sizeof(struct doc_frame_header));
	entry->title.value = frame_text(&frame, "a\x1b[31mb");
	entry->published = (struct doc_date){ DOC_NO_TIME,
		frame_text(&frame, "today") };
	entry->updated.at = DOC_NO_TIME;
	bytes = frame_end(&frame, &size);
	ck_assert(document_add(document, bytes, size, &err));
	check_summary(document, &pipe_end,
	    "format     unknown\n"
	    "entries    1, 1 without a link, 1 without a date, 1 with a date "
	    "that cannot be read\n"
	    "repairs    none\n"
	    "first      -           a\uFFFD[31mb\n");
	document_free(document);
}
END_TEST

START_TEST(five_titles_are_enough)
{
	struct document *document = document_new();
	struct frame_maker frame;
	struct error err;
	unsigned char *bytes;
	size_t size;

	frame_begin(&frame, DOC_FRAME_FEED, 1, sizeof(struct doc_feed));
	bytes = frame_end(&frame, &size);
	ck_assert(document_add(document, bytes, size, &err));
	frame_begin(&frame, DOC_FRAME_ENTRIES, 7, sizeof(struct doc_entry));
	bytes = frame_end(&frame, &size);
	ck_assert(document_add(document, bytes, size, &err));
	check_summary(document, &pipe_end,
	    "format     unknown\n"
	    "entries    7, 7 without a title, 7 without a link\n"
	    "repairs    none\n"
	    "first      1970-01-01  (no title)\n"
	    "           1970-01-01  (no title)\n"
	    "           1970-01-01  (no title)\n"
	    "           1970-01-01  (no title)\n"
	    "           1970-01-01  (no title)\n");
	document_free(document);
}
END_TEST

Suite *
document_summary_suite(void)
{
	Suite *suite = suite_create("document_summary");
	TCase *tests = tcase_create("document_summary");

	tcase_add_test(tests, a_pipe_gets_whole_lines);
	tcase_add_test(tests, a_terminal_gets_what_fits);
	tcase_add_loop_test(tests, repairs_are_named, 0, ARRAY_LEN(repairs));
	tcase_add_test(tests,
	    what_is_missing_is_left_out_and_escapes_are_made_safe);
	tcase_add_test(tests, five_titles_are_enough);
	suite_add_tcase(suite, tests);
	return suite;
}
