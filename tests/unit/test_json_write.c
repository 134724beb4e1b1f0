/*
 * The JSON writer: commas, escapes, and that jansson reads what it wrote.
 */
#include <check.h>
#include <jansson.h>

#include "compiler.h"
#include "json_write.h"
#include "random_text.h"
#include "utf8.h"

Suite *json_write_suite(void);

START_TEST(commas_stand_where_they_belong)
{
	struct json_writer w;
	struct buffer out;

	buffer_init(&out, 1000);
	json_writer_init(&w, &out);
	json_write_object_begin(&w);
	json_write_key_int(&w, "a", -1);
	json_write_key(&w, "b");
	json_write_array_begin(&w);
	json_write_int(&w, INT64_MIN);
	json_write_int(&w, INT64_MAX);
	json_write_bool(&w, true);
	json_write_null(&w);
	json_write_object_begin(&w);
	json_write_object_end(&w);
	json_write_array_begin(&w);
	json_write_array_end(&w);
	json_write_raw(&w, SLICE("{\"x\":1}"));
	json_write_string(&w, SLICE("s"));
	json_write_array_end(&w);
	json_write_key_bool(&w, "c", false);
	json_write_key_string(&w, "d", SLICE("e"));
	json_write_key_string(&w, "f", SLICE_NONE);
	json_write_key_string_opt(&w, "g", SLICE_NONE);
	json_write_key_string_opt(&w, "h", SLICE(""));
	json_write_object_end(&w);
	ck_assert_str_eq(buffer_string(&out),
	    "{\"a\":-1,\"b\":[-9223372036854775808,9223372036854775807,true,"
	    "null,{},[],{\"x\":1},\"s\"],\"c\":false,\"d\":\"e\",\"f\":null,"
	    "\"h\":\"\"}");
	buffer_finish(&out);
}
END_TEST

START_TEST(first_value_needs_no_object)
{
	struct json_writer w;
	struct buffer out;

	buffer_init(&out, 100);
	json_writer_init(&w, &out);
	json_write_string(&w, SLICE("alone"));
	ck_assert_str_eq(buffer_string(&out), "\"alone\"");
	buffer_finish(&out);
}
END_TEST

START_TEST(times_are_rfc_3339_or_null)
{
	struct json_writer w;
	struct buffer out;

	buffer_init(&out, 100);
	json_writer_init(&w, &out);
	json_write_array_begin(&w);
	json_write_time(&w, 1785938709);
	json_write_time(&w, 1);
	json_write_time(&w, 0);
	json_write_time(&w, -1);
	json_write_array_end(&w);
	ck_assert_str_eq(buffer_string(&out),
	    "[\"2026-08-05T14:05:09Z\",\"1970-01-01T00:00:01Z\",null,null]");
	buffer_finish(&out);
}
END_TEST

#define FFFD "\xef\xbf\xbd"

START_TEST(strings_are_escaped)
{
	static const struct {
		struct slice text;
		const char *json;
	} rows[] = {
		{ SLICE_INIT(""), "\"\"" },
		{ SLICE_INIT("plain ASCII text, and long enough ~"),
		    "\"plain ASCII text, and long enough ~\"" },
		{ SLICE_INIT("\"\\/"), "\"\\\"\\\\/\"" },
		{ SLICE_INIT("\b\f\n\r\t"), "\"\\b\\f\\n\\r\\t\"" },
		{ SLICE_INIT("\0\x01\x0b\x1b\x1f"),
		    "\"\\u0000\\u0001\\u000b\\u001b\\u001f\"" },
		{ SLICE_INIT("\x7f\xc2\x80\xc2\x9f"),
		    "\"\\u007f\\u0080\\u009f\"" },
		{ SLICE_INIT("\xe2\x80\xa8\xe2\x80\xa9"),
		    "\"\\u2028\\u2029\"" },
		{ SLICE_INIT("\xc2\xa0\xe2\x80\xa7\xe2\x80\xaa"),
		    "\"\xc2\xa0\xe2\x80\xa7\xe2\x80\xaa\"" },
		{ SLICE_INIT("caf\xc3\xa9 \xeb\xb6\x81 \xf0\x9f\x98\x80"),
		    "\"caf\xc3\xa9 \xeb\xb6\x81 \xf0\x9f\x98\x80\"" },
		{ SLICE_INIT("a\xff"
			     "b\xe2\x82"),
		    "\"a" FFFD "b" FFFD "\"" },
		{ SLICE_INIT("a" FFFD "b"), "\"a" FFFD "b\"" },
		{ SLICE_INIT("\xed\xa0\x80"), "\"" FFFD FFFD FFFD "\"" },
	};
	struct json_writer w;
	struct buffer out;

	buffer_init(&out, 1000);
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		buffer_reset(&out);
		json_writer_init(&w, &out);
		json_write_string(&w, rows[i].text);
		ck_assert_str_eq(buffer_string(&out), rows[i].json);
	}
	buffer_finish(&out);
}
END_TEST

START_TEST(every_byte_is_seen_in_every_lane_of_eight)
{
	struct json_writer w;
	struct buffer out;
	char text[16];

	buffer_init(&out, 100);
	for (int c = 0; c < 256; c++) {
		bool plain = c >= 0x20 && c < 0x7F && c != '"' && c != '\\';

		for (size_t at = 0; at < sizeof(text); at++) {
			struct slice s = { text, sizeof(text) };
			bool same;

			memset(text, at % 2 == 0 ? ' ' : '~', sizeof(text));
			text[at] = (char)c;
			buffer_reset(&out);
			json_writer_init(&w, &out);
			json_write_string(&w, s);
			same = out.len == sizeof(text) + 2 &&
			    memcmp(out.ptr + 1, text, sizeof(text)) == 0;
			ck_assert_msg(same == plain, "byte %02x at %zu", c, at);
		}
	}
	buffer_finish(&out);
}
END_TEST

START_TEST(keys_are_escaped_too)
{
	struct json_writer w;
	struct buffer out;

	buffer_init(&out, 100);
	json_writer_init(&w, &out);
	json_write_object_begin(&w);
	json_write_key_int(&w, "a\"b", 1);
	json_write_object_end(&w);
	ck_assert_str_eq(buffer_string(&out), "{\"a\\\"b\":1}");
	buffer_finish(&out);
}
END_TEST

START_TEST(nesting_reaches_its_depth)
{
	struct json_writer w;
	struct buffer out;

	buffer_init(&out, 1000);
	json_writer_init(&w, &out);
	for (int i = 0; i < JSON_WRITE_DEPTH; i++)
		json_write_array_begin(&w);
	json_write_int(&w, 1);
	json_write_int(&w, 2);
	for (int i = 0; i < JSON_WRITE_DEPTH; i++)
		json_write_array_end(&w);
	ck_assert_uint_eq(out.len, 2 * JSON_WRITE_DEPTH + 3);
	ck_assert_int_eq(w.depth, 0);
	buffer_finish(&out);
}
END_TEST

START_TEST(full_buffer_drops_the_rest)
{
	struct json_writer w;
	struct buffer out;

	buffer_init(&out, 10);
	json_writer_init(&w, &out);
	json_write_object_begin(&w);
	json_write_key_string(&w, "a", SLICE("much too long\n for it"));
	json_write_key_int(&w, "b", 1);
	json_write_object_end(&w);
	ck_assert(out.failed);
	ck_assert_uint_le(out.len, 10);
	buffer_finish(&out);
}
END_TEST

/* The text as a string of JSON must mean: ill-formed parts as U+FFFD. */
static struct slice
mended(struct slice text, struct buffer *out)
{
	buffer_reset(out);
	while (text.len > 0)
		buffer_append_rune(out, utf8_next(&text));
	return buffer_slice(out);
}

START_TEST(random_texts_are_read_back_by_jansson)
{
	struct random_text r;
	struct json_writer w;
	struct buffer out, expected;

	random_text_init(&r);
	buffer_init(&out, 8192);
	buffer_init(&expected, 8192);
	for (int i = 0; i < RANDOM_TEXTS; i++) {
		struct slice text = random_text_next(&r), back;
		json_t *value;

		buffer_reset(&out);
		json_writer_init(&w, &out);
		json_write_string(&w, text);
		value = json_loadb(out.ptr, out.len,
		    JSON_DECODE_ANY | JSON_ALLOW_NUL, NULL);
		ck_assert_msg(value != NULL, "%s", buffer_string(&out));
		back = (struct slice){ json_string_value(value),
			json_string_length(value) };
		ck_assert_msg(slice_eq(back, mended(text, &expected)), "%s",
		    buffer_string(&out));
		json_decref(value);
	}
	buffer_finish(&out);
	buffer_finish(&expected);
	random_text_finish(&r);
}
END_TEST

Suite *
json_write_suite(void)
{
	Suite *suite = suite_create("json_write");
	TCase *tests = tcase_create("json_write");

	tcase_add_test(tests, commas_stand_where_they_belong);
	tcase_add_test(tests, first_value_needs_no_object);
	tcase_add_test(tests, times_are_rfc_3339_or_null);
	tcase_add_test(tests, strings_are_escaped);
	tcase_add_test(tests, every_byte_is_seen_in_every_lane_of_eight);
	tcase_add_test(tests, keys_are_escaped_too);
	tcase_add_test(tests, nesting_reaches_its_depth);
	tcase_add_test(tests, full_buffer_drops_the_rest);
	tcase_add_test(tests, random_texts_are_read_back_by_jansson);
	suite_add_tcase(suite, tests);
	return suite;
}
