/* Frames: whole, cut, too long, garbage. */
#include <stdio.h>
#include <stdlib.h>

#include <check.h>

#include "compiler.h"
#include "control.h"
#include "limits.h"

Suite *frame_suite(void);

/* A frame of any text, JSON or not. */
static void
append_raw(struct buffer *out, struct slice text)
{
	const unsigned char head[4] = {
		(unsigned char)(text.len >> 24),
		(unsigned char)(text.len >> 16),
		(unsigned char)(text.len >> 8),
		(unsigned char)text.len,
	};

	ck_assert(buffer_append_bytes(out, head, sizeof(head)));
	ck_assert(buffer_append(out, text));
}

/* Takes the one frame of a text; NULL with err. */
static json_t *
unframe_text(struct slice text, struct error *err)
{
	struct buffer bytes;
	struct slice rest;
	json_t *message;

	buffer_init(&bytes, 4 * LIMIT_CONTROL_FRAME);
	append_raw(&bytes, text);
	rest = buffer_slice(&bytes);
	message = control_unframe(&rest, err);
	if (message != NULL)
		ck_assert_uint_eq(rest.len, 0);
	buffer_finish(&bytes);
	return message;
}

START_TEST(a_message_comes_back_as_it_went)
{
	json_t *message = json_pack("{s:s, s:[i, i], s:{s:n}}", "do",
	    "h\xc3\xa9!", "ids", 1, 2, "x", "y");
	struct buffer bytes;
	struct slice rest;
	struct error err;
	json_t *back;

	buffer_init(&bytes, LIMIT_CONTROL_FRAME);
	ck_assert(control_frame(message, &bytes, &err));
	rest = buffer_slice(&bytes);
	ck_assert_uint_eq((unsigned char)bytes.ptr[3], bytes.len - 4);
	back = control_unframe(&rest, &err);
	ck_assert(json_equal(message, back));
	ck_assert_uint_eq(rest.len, 0);
	json_decref(back);
	json_decref(message);
	buffer_finish(&bytes);
}
END_TEST

START_TEST(a_frame_cut_at_any_byte_wants_more)
{
	json_t *message = json_pack("{s:s}", "do", "status");
	struct buffer bytes;
	struct error err;

	buffer_init(&bytes, LIMIT_CONTROL_FRAME);
	ck_assert(control_frame(message, &bytes, &err));
	for (size_t len = 0; len < bytes.len; len++) {
		struct slice rest = { bytes.ptr, len };

		err.kind = ERROR_IO;
		ck_assert_ptr_null(control_unframe(&rest, &err));
		ck_assert_int_eq(err.kind, ERROR_NONE);
		ck_assert_uint_eq(rest.len, len);
	}
	json_decref(message);
	buffer_finish(&bytes);
}
END_TEST

START_TEST(frames_that_come_together_are_taken_one_by_one)
{
	struct buffer bytes;
	struct slice rest;
	struct error err;

	buffer_init(&bytes, LIMIT_CONTROL_FRAME);
	append_raw(&bytes, SLICE("{\"n\":0}"));
	append_raw(&bytes, SLICE("{\"n\":1}"));
	buffer_append_char(&bytes, '\0');
	rest = buffer_slice(&bytes);
	for (int i = 0; i < 2; i++) {
		json_t *message = control_unframe(&rest, &err);

		ck_assert_int_eq(json_integer_value(
				     json_object_get(message, "n")),
		    i);
		json_decref(message);
	}
	ck_assert_ptr_null(control_unframe(&rest, &err));
	ck_assert_int_eq(err.kind, ERROR_NONE);
	ck_assert_uint_eq(rest.len, 1);
	buffer_finish(&bytes);
}
END_TEST

static const struct {
	const char *name;
	struct slice text;
	const char *error; /* how it begins */
} garbage[] = {
	{ "not JSON", SLICE_INIT("do status"), "a message is not JSON: " },
	{ "a list", SLICE_INIT("[1]"), "a message is not a JSON object" },
	{ "a text", SLICE_INIT("\"do\""), "a message is not JSON: " },
	{ "a key twice", SLICE_INIT("{\"do\":\"a\",\"do\":\"b\"}"),
	    "a message is not JSON: duplicate object key" },
	{ "something behind it", SLICE_INIT("{} {}"),
	    "a message is not JSON: " },
	{ "a NUL in a text", SLICE_INIT("{\"do\":\"a\\u0000b\"}"),
	    "a message is not JSON: " },
	{ "a NUL outside", SLICE_INIT("{}\0"), "a message is not JSON: " },
	{ "bytes that are not UTF-8", SLICE_INIT("{\"do\":\"\xff\"}"),
	    "a message is not JSON: " },
	{ "a comma too many", SLICE_INIT("{\"a\":1,}"),
	    "a message is not JSON: " },
	{ "a comment", SLICE_INIT("{/**/}"), "a message is not JSON: " },
	{ "a number too large", SLICE_INIT("{\"a\":9223372036854775808}"),
	    "a message is not JSON: too big integer" },
};

START_TEST(garbage_is_refused)
{
	struct error err;

	ck_assert_msg(unframe_text(garbage[_i].text, &err) == NULL, "%s",
	    garbage[_i].name);
	ck_assert_msg(err.kind == ERROR_PROTOCOL, "%s", garbage[_i].name);
	ck_assert_msg(slice_has_prefix(slice_of(err.text),
			  slice_of(garbage[_i].error)),
	    "%s: %s", garbage[_i].name, err.text);
}
END_TEST

START_TEST(a_length_that_cannot_be_is_refused_before_more_comes)
{
	static const struct slice heads[] = {
		SLICE_INIT("\0\0\0\0"),
		SLICE_INIT("\0\x10\0\x01"), /* 1 MiB and a byte */
		SLICE_INIT("\xff\xff\xff\xff"),
		SLICE_INIT("HTTP"),
	};
	struct slice whole = SLICE("\0\x10\0\0");
	struct error err;

	for (size_t i = 0; i < ARRAY_LEN(heads); i++) {
		struct slice rest = heads[i];

		ck_assert_ptr_null(control_unframe(&rest, &err));
		ck_assert_msg(err.kind == ERROR_PROTOCOL, "head %zu", i);
	}
	ck_assert_ptr_null(control_unframe(&whole, &err));
	ck_assert_int_eq(err.kind, ERROR_NONE);
}
END_TEST

/* {"a":[[[...]]]} of so many levels in all. */
static json_t *
unframe_nested(size_t depth, struct error *err)
{
	struct buffer text;
	json_t *message;

	buffer_init(&text, LIMIT_CONTROL_FRAME);
	buffer_append_string(&text, "{\"[[{\\\"[\":");
	for (size_t i = 1; i < depth; i++)
		buffer_append_char(&text, '[');
	for (size_t i = 1; i < depth; i++)
		buffer_append_char(&text, ']');
	buffer_append_char(&text, '}');
	message = unframe_text(buffer_slice(&text), err);
	buffer_finish(&text);
	return message;
}

START_TEST(nesting_is_bounded_and_brackets_in_texts_are_none)
{
	struct error err;
	json_t *message = unframe_nested(LIMIT_CONTROL_DEPTH, &err);

	ck_assert_msg(message != NULL, "%s", err.text);
	json_decref(message);
	ck_assert_ptr_null(unframe_nested(LIMIT_CONTROL_DEPTH + 1, &err));
	ck_assert_str_eq(err.text, "a message is nested deeper than 16");
}
END_TEST

/* An object with so many lists and objects, itself included. */
static json_t *
unframe_crowd(size_t values, struct error *err)
{
	struct buffer text;
	json_t *message;

	buffer_init(&text, LIMIT_CONTROL_FRAME);
	buffer_append_string(&text, "{\"a\":[");
	for (size_t i = 2; i < values; i++)
		buffer_append_string(&text, i == 2 ? "{}" : ",{}");
	buffer_append_string(&text, "]}");
	message = unframe_text(buffer_slice(&text), err);
	buffer_finish(&text);
	return message;
}

START_TEST(the_number_of_values_is_bounded)
{
	struct error err;
	json_t *message = unframe_crowd(LIMIT_CONTROL_VALUES, &err);

	ck_assert_msg(message != NULL, "%s", err.text);
	json_decref(message);
	ck_assert_ptr_null(unframe_crowd(LIMIT_CONTROL_VALUES + 1, &err));
	ck_assert_int_eq(err.kind, ERROR_PROTOCOL);
}
END_TEST

static json_t *
message_of_size(size_t bytes)
{
	static const char around[] = "{\"a\":\"\"}";
	size_t len = bytes - (sizeof(around) - 1);
	char *text = malloc(len + 1);
	json_t *message;

	ck_assert_ptr_nonnull(text);
	memset(text, 'x', len);
	text[len] = '\0';
	message = json_pack("{s:s}", "a", text);
	free(text);
	return message;
}

START_TEST(a_message_has_at_most_a_mebibyte)
{
	json_t *fits = message_of_size(LIMIT_CONTROL_FRAME);
	json_t *large = message_of_size(LIMIT_CONTROL_FRAME + 1);
	struct buffer bytes;
	struct slice rest;
	struct error err;
	json_t *back;

	buffer_init(&bytes, 2 * LIMIT_CONTROL_FRAME);
	ck_assert(!control_frame(large, &bytes, &err));
	ck_assert_int_eq(err.kind, ERROR_USAGE);
	ck_assert_uint_eq(bytes.len, 0);
	ck_assert_msg(control_frame(fits, &bytes, &err), "%s", err.text);
	rest = buffer_slice(&bytes);
	back = control_unframe(&rest, &err);
	ck_assert_msg(json_equal(fits, back), "%s", err.text);
	json_decref(back);
	json_decref(fits);
	json_decref(large);
	buffer_finish(&bytes);
}
END_TEST

START_TEST(a_message_for_which_there_was_no_memory_is_an_error)
{
	struct buffer bytes;
	struct error err;

	buffer_init(&bytes, LIMIT_CONTROL_FRAME);
	ck_assert(!control_frame(NULL, &bytes, &err));
	ck_assert_int_eq(err.kind, ERROR_MEMORY);
	ck_assert(!bytes.failed);
	buffer_finish(&bytes);
}
END_TEST

Suite *
frame_suite(void)
{
	Suite *suite = suite_create("frame");
	TCase *tcase = tcase_create("frame");

	tcase_add_test(tcase, a_message_comes_back_as_it_went);
	tcase_add_test(tcase, a_frame_cut_at_any_byte_wants_more);
	tcase_add_test(tcase, frames_that_come_together_are_taken_one_by_one);
	tcase_add_loop_test(tcase, garbage_is_refused, 0, ARRAY_LEN(garbage));
	tcase_add_test(tcase,
	    a_length_that_cannot_be_is_refused_before_more_comes);
	tcase_add_test(tcase,
	    nesting_is_bounded_and_brackets_in_texts_are_none);
	tcase_add_test(tcase, the_number_of_values_is_bounded);
	tcase_add_test(tcase, a_message_has_at_most_a_mebibyte);
	tcase_add_test(tcase,
	    a_message_for_which_there_was_no_memory_is_an_error);
	suite_add_tcase(suite, tcase);
	return suite;
}
