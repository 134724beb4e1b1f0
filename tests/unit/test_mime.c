/* How messages are written, whatever is written. */
#include "notify/mime.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <check.h>
#include <nettle/base64.h>

#include "compiler.h"
#include "limits.h"
#include "utf8.h"

Suite *mime_suite(void);

static struct buffer out;

static void
begin(void)
{
	buffer_init(&out, LIMIT_MAIL);
}

static void
end(void)
{
	buffer_finish(&out);
}

/* ---- reading it back ----------------------------------------------------------- */

static void
decode_word(struct slice word, struct buffer *text)
{
	struct base64_decode_ctx base64;
	size_t len = sizeof("=?utf-8?q?") - 1, got;
	bool is_q = word.ptr[len - 2] == 'q';
	uint8_t bytes[128];

	ck_assert_uint_le(word.len, 75);
	word = slice_sub(word, len, word.len - len - 2);
	if (!is_q) {
		base64_decode_init(&base64);
		got = sizeof(bytes);
		ck_assert(base64_decode_update(&base64, &got, bytes, word.len,
		    word.ptr));
		ck_assert(base64_decode_final(&base64));
		buffer_append_bytes(text, bytes, got);
		return;
	}
	for (size_t i = 0; i < word.len; i++) {
		char hex[3] = { 0 };

		if (word.ptr[i] == '=') {
			memcpy(hex, word.ptr + i + 1, 2);
			buffer_append_char(text, (char)strtol(hex, NULL, 16));
			i += 2;
		} else {
			buffer_append_char(text,
			    word.ptr[i] == '_' ? ' ' : word.ptr[i]);
		}
	}
}

/* The value of the one header that is in out, unfolded and decoded; every line
 * is looked at. */
static void
read_header(const char *name, struct buffer *text)
{
	struct slice rest = buffer_slice(&out), line, word;
	bool first = true, was_encoded = false;

	ck_assert(!out.failed);
	ck_assert(slice_has_suffix(rest, SLICE("\r\n")));
	rest.len -= 2;
	while (slice_cut(&rest, '\n', &line)) {
		if (rest.ptr != NULL) {
			ck_assert(slice_has_suffix(line, SLICE("\r")));
			line.len--;
		}
		ck_assert_uint_le(line.len, 76);
		for (size_t i = 0; i < line.len; i++)
			ck_assert(line.ptr[i] >= ' ' && line.ptr[i] <= '~');
		if (first) {
			ck_assert(slice_has_prefix(line, slice_of(name)));
			line = slice_from(line, strlen(name) + 2);
		} else {
			ck_assert_int_eq(line.ptr[0], ' ');
			line = slice_from(line, 1);
		}
		while (slice_cut(&line, ' ', &word)) {
			bool encoded = slice_has_prefix(word,
			    SLICE("=?utf-8?"));

			/* No blank between two encoded words. */
			if (!first && !(encoded && was_encoded))
				buffer_append_char(text, ' ');
			if (encoded) {
				size_t before = text->len;

				decode_word(word, text);
				/* No character is cut. */
				ck_assert_uint_eq(utf8_valid_len(
						      slice_from(buffer_slice(
								     text),
							  before)),
				    text->len - before);
			} else {
				buffer_append(text, word);
			}
			was_encoded = encoded;
			first = false;
		}
	}
}

/* ---- headers --------------------------------------------------------------------- */

#define TEN    "0123456789"
#define FFFD   "\xef\xbf\xbd"
#define KOREAN "\xeb\xb6\x81\xed\x95\x9c "

static const struct {
	const char *name;
	struct slice text;
	const char *seen;
} texts[] = {
	{ "plain", SLICE_INIT("[nk] Hello, world"), "[nk] Hello, world" },
	{ "nothing", SLICE_INIT(""), "" },
	{ "a second header", SLICE_INIT("a\r\nBcc: x@y\r\n\r\nbody"),
	    "a Bcc: x@y body" },
	{ "a lone LF", SLICE_INIT("a\nBcc: x@y"), "a Bcc: x@y" },
	{ "a lone CR", SLICE_INIT("a\rBcc: x@y"), "a Bcc: x@y" },
	{ "NUL", SLICE_INIT("a\0b"), "ab" },
	{ "other controls",
	    SLICE_INIT("a\x1b[31m\x07\x7f\xc2\x9b"
		       "b"),
	    "a[31mb" },
	{ "a line separator",
	    SLICE_INIT("a\xe2\x80\xa8"
		       "b"),
	    "a b" },
	{ "lone surrogates", SLICE_INIT("a\xed\xa0\x80z"),
	    "a" FFFD FFFD FFFD "z" },
	{ "half a character", SLICE_INIT("a\xe2\x82"), "a" FFFD },
	{ "an encoded word inside", SLICE_INIT("=?utf-8?q?Bcc:_x?= y"),
	    "=?utf-8?q?Bcc:_x?= y" },
	{ "the end of one", SLICE_INIT("\xc3\xa9?= x =?utf-8?b?"),
	    "\xc3\xa9?= x =?utf-8?b?" },
	{ "right to left", SLICE_INIT("\xd7\xa9\xd7\x9c\xd7\x95\xd7\x9d"),
	    "\xd7\xa9\xd7\x9c\xd7\x95\xd7\x9d" },
	{ "an override",
	    SLICE_INIT("a\xe2\x80\xae"
		       "b\xe2\x81\xa6"
		       "c"),
	    "abc" },
	{ "underscores and equals", SLICE_INIT("\xc3\xa9 a_b=c?"),
	    "\xc3\xa9 a_b=c?" },
	{ "many words",
	    SLICE_INIT(
		TEN " " TEN " " TEN " " TEN " " TEN " " TEN " " TEN " " TEN),
	    TEN " " TEN " " TEN " " TEN " " TEN " " TEN " " TEN " " TEN },
	{ "one long word", SLICE_INIT(TEN TEN TEN TEN TEN TEN TEN TEN),
	    TEN TEN TEN TEN TEN TEN TEN TEN },
	{ "Korean",
	    SLICE_INIT(KOREAN KOREAN KOREAN KOREAN KOREAN KOREAN KOREAN KOREAN
		    KOREAN KOREAN "x"),
	    KOREAN KOREAN KOREAN KOREAN KOREAN KOREAN KOREAN KOREAN KOREAN
		KOREAN "x" },
	{ "emoji",
	    SLICE_INIT("\xf0\x9f\x9a\x80\xf0\x9f\x9a\x80\xf0\x9f\x9a\x80 a"),
	    "\xf0\x9f\x9a\x80\xf0\x9f\x9a\x80\xf0\x9f\x9a\x80 a" },
};

START_TEST(t24_a_header_is_one_header_and_says_its_text)
{
	struct buffer text;

	buffer_init(&text, LIMIT_MAIL);
	mime_header_text(&out, "Subject", texts[_i].text);
	read_header("Subject", &text);
	ck_assert_msg(strcmp(buffer_string(&text), texts[_i].seen) == 0,
	    "%s: %s from %s", texts[_i].name, buffer_string(&text),
	    buffer_string(&out));
	buffer_finish(&text);
}
END_TEST

START_TEST(t24_ten_kilobytes_become_200_characters)
{
	static const char *const pieces[] = { "x", "x ", KOREAN, "\xc3\xa9",
		"=?", "\xff", "\r\n" };

	for (size_t i = 0; i < ARRAY_LEN(pieces); i++) {
		struct buffer title, text;

		buffer_init(&title, LIMIT_MAIL);
		buffer_init(&text, LIMIT_MAIL);
		while (title.len < 10 * KIB)
			buffer_append_string(&title, pieces[i]);
		buffer_reset(&out);
		mime_header_text(&out, "Subject", buffer_slice(&title));
		read_header("Subject", &text);
		ck_assert_msg(utf8_count(buffer_slice(&text)) <=
			LIMIT_MAIL_HEADER + 1,
		    "%zu: %s", i, buffer_string(&text));
		ck_assert_msg(i == 6 ||
			slice_has_suffix(buffer_slice(&text),
			    SLICE("\xe2\x80\xa6")),
		    "%zu: %s", i, buffer_string(&text));
		buffer_finish(&title);
		buffer_finish(&text);
	}
}
END_TEST

static const struct {
	const char *name, *text, *header;
} mailboxes[] = {
	{ "an address", "desk@example.org", "To: desk@example.org\r\n" },
	{ "a name", "The Desk <desk@example.org>",
	    "To: \"The Desk\"\r\n <desk@example.org>\r\n" },
	{ "a name with signs", "Desk, the \"real\" one <a@b.c>",
	    "To: \"Desk, the \\\"real\\\" one\"\r\n <a@b.c>\r\n" },
	{ "a name beyond ASCII",
	    "R\xc3\xa9"
	    "daction <a@b.c>",
	    "To: =?utf-8?q?R=C3=A9daction?=\r\n <a@b.c>\r\n" },
	{ "brackets alone", "<a@b.c>", "To: a@b.c\r\n" },
	{ "no host", "a@", "To: \r\n" },
	{ "no one", "@b", "To: \r\n" },
	{ "no at", "ab", "To: \r\n" },
	{ "two", "a@b@c", "To: \r\n" },
	{ "a blank", "a b@c", "To: \r\n" },
	{ "a line end", "a@b\r\nBcc: x@y", "To: \r\n" },
	{ "a line end in the name", "a\r\nBcc: b <x@y>", "To: \r\n" },
	{ "an open bracket", "a <b@c", "To: \r\n" },
	{ "a bracket alone", "<", "To: \r\n" },
	{ "beyond ASCII", "\xc3\xa9@b", "To: \r\n" },
	{ "nothing", "", "To: \r\n" },
};

START_TEST(a_mailbox_is_one_or_none)
{
	mime_header_mailboxes(&out, "To", &mailboxes[_i].text, 1);
	ck_assert_msg(strcmp(buffer_string(&out), mailboxes[_i].header) == 0,
	    "%s: %s", mailboxes[_i].name, buffer_string(&out));
}
END_TEST

START_TEST(mailboxes_stand_in_one_header)
{
	static const char *const both[] = { "a@b.c", "D <d@e.f>" };

	mime_header_mailboxes(&out, "To", both, 2);
	ck_assert_str_eq(buffer_string(&out),
	    "To: a@b.c,\r\n \"D\"\r\n <d@e.f>\r\n");
}
END_TEST

static const struct {
	const char *zone;
	int64_t at;
	const char *header;
} dates[] = {
	{ "UTC0", 0, "Date: Thu, 1 Jan 1970 00:00:00 +0000\r\n" },
	{ "JST-9", 1785938709, "Date: Wed, 5 Aug 2026 23:05:09 +0900\r\n" },
	{ "NST3:30", 1785938709, "Date: Wed, 5 Aug 2026 10:35:09 -0330\r\n" },
};

START_TEST(a_date_is_that_of_the_zone)
{
	setenv("TZ", dates[_i].zone, 1);
	tzset();
	mime_header_date(&out, dates[_i].at);
	ck_assert_str_eq(buffer_string(&out), dates[_i].header);
}
END_TEST

/* ---- parts ------------------------------------------------------------------------- */

#define HEAD(encoding)                                \
	"Content-Type: text/plain; charset=utf-8\r\n" \
	"Content-Transfer-Encoding: " encoding "\r\n\r\n"
#define QUOTED HEAD("quoted-printable")

static const struct {
	const char *name, *text, *part;
} parts[] = {
	{ "nothing", "", QUOTED "\r\n" },
	{ "lines", "a\nb\n", QUOTED "a\r\nb\r\n" },
	{ "no line end", "a", QUOTED "a\r\n" },
	{ "empty lines", "a\n\n\nb\n", QUOTED "a\r\n\r\n\r\nb\r\n" },
	{ "a dot", ".\n..\na.b\n", QUOTED "=2E\r\n=2E.\r\na.b\r\n" },
	{ "From", "From me\nTo From\n", QUOTED "=46rom me\r\nTo From\r\n" },
	{ "blanks at the end", "a \nb\t\n", QUOTED "a=20\r\nb=09\r\n" },
	{ "equals", "a=b\n", QUOTED "a=3Db\r\n" },
	{ "controls",
	    "a\r\x01"
	    "b\n",
	    QUOTED "a=0D=01b\r\n" },
	{ "a line of 75", TEN TEN TEN TEN TEN TEN TEN "12345\n",
	    QUOTED TEN TEN TEN TEN TEN TEN TEN "12345\r\n" },
	{ "a line of 76", TEN TEN TEN TEN TEN TEN TEN "123456\n",
	    QUOTED TEN TEN TEN TEN TEN TEN TEN "12345=\r\n6\r\n" },
	{ "an escape that does not fit", TEN TEN TEN TEN TEN TEN TEN "1234=\n",
	    QUOTED TEN TEN TEN TEN TEN TEN TEN "1234=\r\n=3D\r\n" },
	{ "a dot after a soft break", TEN TEN TEN TEN TEN TEN TEN "12345.\n",
	    QUOTED TEN TEN TEN TEN TEN TEN TEN "12345=\r\n=2E\r\n" },
	{ "a few others", "caf\xc3\xa9 and more of it\n",
	    QUOTED "caf=C3=A9 and more of it\r\n" },
	{ "many others", "\xeb\xb6\x81\xed\x95\x9c\n",
	    HEAD("base64") "67aB7ZWcDQo=\r\n" },
};

START_TEST(a_part_keeps_its_text)
{
	mime_part(&out, "text/plain", slice_of(parts[_i].text));
	ck_assert_msg(strcmp(buffer_string(&out), parts[_i].part) == 0,
	    "%s: %s", parts[_i].name, buffer_string(&out));
}
END_TEST

START_TEST(base64_has_lines_of_76)
{
	struct buffer text;
	struct slice rest, line;
	size_t lines = 0;

	buffer_init(&text, LIMIT_MAIL);
	for (int i = 0; i < 100; i++)
		buffer_append_string(&text, KOREAN);
	mime_part(&out, "text/plain", buffer_slice(&text));
	rest = slice_from(buffer_slice(&out), strlen(HEAD("base64")));
	while (slice_cut(&rest, '\n', &line) && line.len > 0) {
		ck_assert(line.len == 77 ||
		    slice_find(rest, SLICE("\n")) == SIZE_MAX);
		lines++;
	}
	ck_assert_uint_eq(lines, 13); /* 702 bytes by 57 */
	buffer_finish(&text);
}
END_TEST

START_TEST(what_does_not_fit_fails)
{
	struct buffer small;

	buffer_init(&small, 20);
	mime_header_text(&small, "Subject", SLICE("more than twenty bytes"));
	ck_assert(small.failed);
	buffer_finish(&small);
	buffer_init(&small, 100);
	mime_part(&small, "text/plain", SLICE(KOREAN KOREAN KOREAN));
	ck_assert(small.failed);
	buffer_finish(&small);
}
END_TEST

Suite *
mime_suite(void)
{
	Suite *suite = suite_create("mime");
	TCase *tcase = tcase_create("mime");

	tcase_add_checked_fixture(tcase, begin, end);
	tcase_add_loop_test(tcase, t24_a_header_is_one_header_and_says_its_text,
	    0, ARRAY_LEN(texts));
	tcase_add_test(tcase, t24_ten_kilobytes_become_200_characters);
	tcase_add_loop_test(tcase, a_mailbox_is_one_or_none, 0,
	    ARRAY_LEN(mailboxes));
	tcase_add_test(tcase, mailboxes_stand_in_one_header);
	tcase_add_loop_test(tcase, a_date_is_that_of_the_zone, 0,
	    ARRAY_LEN(dates));
	tcase_add_loop_test(tcase, a_part_keeps_its_text, 0, ARRAY_LEN(parts));
	tcase_add_test(tcase, base64_has_lines_of_76);
	tcase_add_test(tcase, what_does_not_fit_fails);
	suite_add_tcase(suite, tcase);
	return suite;
}
