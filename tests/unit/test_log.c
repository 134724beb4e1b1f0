/*
 * Log lines, read through a socket that keeps each write(2) apart.
 */
#include "log.h"

#include <check.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

#include "compiler.h"
#include "limits.h"
#include "utf8.h"

Suite *log_suite(void);

struct capture {
	int stderr_copy, reader;
	char text[4096];
};

static void
capture_start(struct capture *c)
{
	int ends[2];

	ck_assert_int_eq(socketpair(AF_UNIX, SOCK_DGRAM, 0, ends), 0);
	c->stderr_copy = dup(STDERR_FILENO);
	c->reader = ends[0];
	ck_assert_int_ge(dup2(ends[1], STDERR_FILENO), 0);
	close(ends[1]);
	log_setup(LOG_LEVEL_INFO, LOG_STYLE_JOURNAL);
}

/* What the next write(2) wrote; "" if there was none. */
static const char *
capture_next(struct capture *c)
{
	ssize_t len = recv(c->reader, c->text, sizeof(c->text) - 1,
	    MSG_DONTWAIT);

	c->text[len < 0 ? 0 : len] = '\0';
	return c->text;
}

static void
capture_end(struct capture *c)
{
	dup2(c->stderr_copy, STDERR_FILENO);
	close(c->stderr_copy);
	close(c->reader);
	log_setup(LOG_LEVEL_INFO, LOG_STYLE_PLAIN);
}

START_TEST(line_is_one_write_in_the_order_of_the_calls)
{
	struct log_line line;
	struct capture c;

	capture_start(&c);
	log_begin(&line, LOG_LEVEL_INFO, "poll");
	log_string(&line, "feed", "japantimes");
	log_int(&line, "status", 200);
	log_int(&line, "low", INT64_MIN);
	log_text(&line, "why", SLICE("rate"));
	log_string(&line, "absent", NULL);
	log_text(&line, "absent", SLICE_NONE);
	log_end(&line);
	ck_assert_str_eq(capture_next(&c),
	    "<6>poll feed=japantimes status=200 low=-9223372036854775808 "
	    "why=rate\n");
	ck_assert_str_eq(capture_next(&c), "");
	capture_end(&c);
}
END_TEST

START_TEST(values_are_quoted_and_escaped)
{
	static const struct {
		struct slice value;
		const char *written;
	} rows[] = {
		{ SLICE_INIT("plain-1.2/x"), "plain-1.2/x" },
		{ SLICE_INIT("caf\xc3\xa9"), "caf\xc3\xa9" },
		{ SLICE_INIT(""), "\"\"" },
		{ SLICE_INIT("a b"), "\"a b\"" },
		{ SLICE_INIT("a=b"), "\"a=b\"" },
		{ SLICE_INIT("a\"b"), "\"a\\\"b\"" },
		{ SLICE_INIT("a\\b"), "\"a\\\\b\"" },
		{ SLICE_INIT("a\nb\t\x1b"), "\"a\\x0ab\\x09\\x1b\"" },
		{ SLICE_INIT("\0\x7f"), "\"\\x00\\x7f\"" },
		{ SLICE_INIT("\xc2\x9b"), "\"\\x9b\"" },
		{ SLICE_INIT("\xe2\x80\xae"), "\"\\u202e\"" },
		{ SLICE_INIT("\xe2\x81\xa6\xe2\x80\x8e"),
		    "\"\\u2066\\u200e\"" },
		{ SLICE_INIT("\xe2\x80\xa8"), "\"\\u2028\"" },
		{ SLICE_INIT("a\xff\xe2\x82"
			     "b"),
		    "\"a\\xff\\xe2\\x82b\"" },
		{ SLICE_INIT("\xef\xbf\xbd"), "\"\xef\xbf\xbd\"" },
		{ SLICE_INIT("\xc2\xa0"), "\"\xc2\xa0\"" },
	};
	struct capture c;

	capture_start(&c);
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		char expected[100];
		struct log_line line;

		log_begin(&line, LOG_LEVEL_ERROR, "x");
		log_text(&line, "k", rows[i].value);
		log_end(&line);
		snprintf(expected, sizeof(expected), "<3>x k=%s\n",
		    rows[i].written);
		ck_assert_str_eq(capture_next(&c), expected);
	}
	capture_end(&c);
}
END_TEST

START_TEST(long_value_is_cut_between_characters_and_says_so)
{
	struct log_line line;
	struct capture c;
	char value[1000];

	capture_start(&c);
	for (size_t i = 0; i + 3 < sizeof(value); i += 3)
		memcpy(value + i, "\xe2\x82\xac", 4);
	log_begin(&line, LOG_LEVEL_INFO, "x");
	log_string(&line, "k", value);
	log_int(&line, "after", 1);
	log_end(&line);
	value[LIMIT_LOG_VALUE / 3 * 3] = '\0';
	ck_assert_int_eq(memcmp(capture_next(&c), "<6>x k=", 7), 0);
	ck_assert_int_eq(memcmp(c.text + 7, value, strlen(value)), 0);
	ck_assert_str_eq(c.text + 7 + strlen(value), " after=1 cut=1\n");
	capture_end(&c);
}
END_TEST

START_TEST(escapes_count_as_written)
{
	struct log_line line;
	struct capture c;
	char value[LIMIT_LOG_VALUE];

	capture_start(&c);
	memset(value, 1, sizeof(value)); /* four bytes each as \x01 */
	log_begin(&line, LOG_LEVEL_INFO, "x");
	log_text(&line, "k", (struct slice){ value, sizeof(value) });
	log_end(&line);
	ck_assert_uint_eq(strlen(capture_next(&c)),
	    strlen("<6>x k=\"\" cut=1\n") + LIMIT_LOG_VALUE);
	capture_end(&c);
}
END_TEST

START_TEST(value_that_just_fits_is_not_marked)
{
	struct log_line line;
	struct capture c;
	char value[LIMIT_LOG_VALUE + 1];

	capture_start(&c);
	memset(value, 'a', LIMIT_LOG_VALUE);
	value[LIMIT_LOG_VALUE] = '\0';
	log_begin(&line, LOG_LEVEL_INFO, "x");
	log_string(&line, "k", value);
	log_end(&line);
	ck_assert_uint_eq(strlen(capture_next(&c)),
	    strlen("<6>x k=\n") + LIMIT_LOG_VALUE);
	capture_end(&c);
}
END_TEST

START_TEST(full_line_keeps_whole_pairs)
{
	struct log_line line;
	struct capture c;
	char value[LIMIT_LOG_VALUE + 1];
	size_t len;

	capture_start(&c);
	memset(value, 'a', LIMIT_LOG_VALUE);
	value[LIMIT_LOG_VALUE] = '\0';
	log_begin(&line, LOG_LEVEL_INFO, "x");
	for (int i = 0; i < 100; i++)
		log_string(&line, "key", value);
	log_end(&line);
	len = strlen(capture_next(&c));
	ck_assert_uint_le(len, sizeof(line.text));
	ck_assert_uint_gt(len, sizeof(line.text) / 2);
	ck_assert_str_eq(c.text + len - 8, "a cut=1\n");
	ck_assert_uint_eq((len - 11) % (LIMIT_LOG_VALUE + 5), 0);
	capture_end(&c);
}
END_TEST

START_TEST(line_never_overflows_wherever_it_is_full)
{
	struct log_line line;
	struct capture c;
	char value[LIMIT_LOG_VALUE];

	capture_start(&c);
	memset(value, ' ', sizeof(value)); /* quoted: two bytes more */
	for (size_t phase = 0; phase < sizeof(value); phase++) {
		log_begin(&line, LOG_LEVEL_INFO, "x");
		log_text(&line, "k", (struct slice){ value, phase });
		for (int i = 0; i < 20; i++)
			log_text(&line, "k",
			    (struct slice){ value, sizeof(value) });
		log_end(&line);
		ck_assert_uint_le(strlen(capture_next(&c)), sizeof(line.text));
	}
	capture_end(&c);
}
END_TEST

START_TEST(lines_above_the_level_are_dropped)
{
	struct log_line line;
	struct capture c;

	capture_start(&c);
	log_begin(&line, LOG_LEVEL_DEBUG, "quiet");
	log_string(&line, "k", "v");
	log_end(&line);
	log_message(LOG_LEVEL_DEBUG, "quiet");
	ck_assert_str_eq(capture_next(&c), "");
	log_setup(LOG_LEVEL_DEBUG, LOG_STYLE_JOURNAL);
	log_message(LOG_LEVEL_DEBUG, "loud");
	ck_assert_str_eq(capture_next(&c), "<7>loud\n");
	log_setup(LOG_LEVEL_ERROR, LOG_STYLE_JOURNAL);
	log_message(LOG_LEVEL_WARNING, "quiet");
	log_message(LOG_LEVEL_ERROR, "loud");
	ck_assert_str_eq(capture_next(&c), "<3>loud\n");
	capture_end(&c);
}
END_TEST

START_TEST(message_is_one_line_whatever_is_in_it)
{
	struct capture c;

	capture_start(&c);
	log_message(LOG_LEVEL_NOTICE, "%s, \"%s\" %d",
	    "a\n<3>forged\x1b[2J\xe2\x80\xae", "q=\xff", 5);
	ck_assert_str_eq(capture_next(&c),
	    "<5>a\\x0a<3>forged\\x1b[2J\\u202e, \"q=\\xff\" 5\n");
	ck_assert_str_eq(capture_next(&c), "");
	capture_end(&c);
}
END_TEST

START_TEST(long_message_is_cut_and_says_so)
{
	char text[5000];
	struct capture c;
	size_t len;

	capture_start(&c);
	for (size_t i = 0; i + 3 < sizeof(text); i += 3)
		memcpy(text + i, "\xe2\x82\xac", 4);
	for (int phase = 0; phase < 3; phase++) {
		log_message(LOG_LEVEL_INFO, "%.*s%s", phase, "aa", text);
		len = strlen(capture_next(&c));
		ck_assert_uint_le(len, sizeof(((struct log_line *)0)->text));
		ck_assert_uint_eq(utf8_valid_len(slice_of(c.text)), len);
		ck_assert_str_eq(c.text + len - 10, "\xe2\x82\xac cut=1\n");
	}
	capture_end(&c);
}
END_TEST

START_TEST(plain_style_begins_with_time_and_program)
{
	struct capture c;
	struct slice rest, time, program;

	capture_start(&c);
	log_setup(LOG_LEVEL_INFO, LOG_STYLE_PLAIN);
	log_message(LOG_LEVEL_INFO, "hello");
	rest = slice_of(capture_next(&c));
	ck_assert(slice_cut(&rest, ' ', &time));
	ck_assert(slice_cut(&rest, ' ', &program));
	ck_assert_uint_eq(time.len, 20);
	ck_assert_int_eq(time.ptr[19], 'Z');
	ck_assert(slice_has_suffix(program, SLICE(":")));
	ck_assert_uint_gt(program.len, 1);
	ck_assert(slice_eq(rest, SLICE("hello\n")));
	capture_end(&c);
}
END_TEST

START_TEST(levels_have_names)
{
	static const struct {
		const char *name;
		enum log_level level;
	} rows[] = {
		{ "error", LOG_LEVEL_ERROR },
		{ "warning", LOG_LEVEL_WARNING },
		{ "notice", LOG_LEVEL_NOTICE },
		{ "info", LOG_LEVEL_INFO },
		{ "debug", LOG_LEVEL_DEBUG },
	};
	enum log_level level = LOG_LEVEL_ERROR;

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		ck_assert(log_level_parse(slice_of(rows[i].name), &level));
		ck_assert_msg(level == rows[i].level, "%s", rows[i].name);
	}
	ck_assert(!log_level_parse(SLICE("Info"), &level));
	ck_assert(!log_level_parse(SLICE(""), &level));
	ck_assert(!log_level_parse(SLICE("information"), &level));
	ck_assert_int_eq(level, LOG_LEVEL_DEBUG);
}
END_TEST

Suite *
log_suite(void)
{
	Suite *suite = suite_create("log");
	TCase *tests = tcase_create("log");

	tcase_add_test(tests, line_is_one_write_in_the_order_of_the_calls);
	tcase_add_test(tests, values_are_quoted_and_escaped);
	tcase_add_test(tests, long_value_is_cut_between_characters_and_says_so);
	tcase_add_test(tests, escapes_count_as_written);
	tcase_add_test(tests, value_that_just_fits_is_not_marked);
	tcase_add_test(tests, full_line_keeps_whole_pairs);
	tcase_add_test(tests, line_never_overflows_wherever_it_is_full);
	tcase_add_test(tests, lines_above_the_level_are_dropped);
	tcase_add_test(tests, message_is_one_line_whatever_is_in_it);
	tcase_add_test(tests, long_message_is_cut_and_says_so);
	tcase_add_test(tests, plain_style_begins_with_time_and_program);
	tcase_add_test(tests, levels_have_names);
	suite_add_tcase(suite, tests);
	return suite;
}
