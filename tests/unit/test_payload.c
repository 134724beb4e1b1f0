/* The document that hooks receive, and how it is cut. */
#include "notify.h"

#include <stdlib.h>

#include <check.h>
#include <jansson.h>

#include "limits.h"

Suite *payload_suite(void);

static struct delivery
delivery_of(struct slice text)
{
	static const struct slice terms[] = { SLICE_INIT("dprk"),
		SLICE_INIT("human rights") };
	struct delivery delivery = {
		.key = "abcdefghijklmnopqrstuvwxyz",
		.topic = SLICE("nk"),
		.topic_query = SLICE("dprk \"human rights\""),
		.event = EVENT_NEW,
		.article = { .id = 7,
		    .title = SLICE("A \"title\"\n\033[31m"),
		    .text = text },
		.match = { .terms = terms,
		    .term_count = 2,
		    .snippet = SLICE("the dprk ...") },
	};

	return delivery;
}

static json_t *
payload_of(const struct delivery *delivery, size_t *size)
{
	struct buffer out;
	struct error err;
	json_t *json;

	buffer_init(&out, LIMIT_PAYLOAD);
	ck_assert_msg(notify_payload(delivery, &out, &err), "%s", err.text);
	*size = out.len;
	for (size_t i = 0; i < out.len; i++)
		ck_assert_msg((unsigned char)out.ptr[i] >= 0x20,
		    "a control character at %zu", i);
	json = json_loadb(out.ptr, out.len, JSON_REJECT_DUPLICATES, NULL);
	ck_assert_ptr_nonnull(json);
	buffer_finish(&out);
	return json;
}

static const char *
text_at(const json_t *json, const char *outer, const char *inner)
{
	return json_string_value(
	    json_object_get(json_object_get(json, outer), inner));
}

START_TEST(the_document_has_the_keys_of_the_contract)
{
	struct delivery delivery = delivery_of(SLICE("the text"));
	size_t size;
	json_t *json = payload_of(&delivery, &size), *match;

	ck_assert_int_eq(json_integer_value(json_object_get(json, "format")),
	    1);
	ck_assert_str_eq(json_string_value(json_object_get(json, "key")),
	    "abcdefghijklmnopqrstuvwxyz");
	ck_assert_str_eq(json_string_value(json_object_get(json, "event")),
	    "new");
	ck_assert_str_eq(text_at(json, "topic", "name"), "nk");
	ck_assert_str_eq(text_at(json, "topic", "query"),
	    "dprk \"human rights\"");
	ck_assert_str_eq(text_at(json, "article", "text"), "the text");
	match = json_object_get(json, "match");
	ck_assert_uint_eq(json_array_size(json_object_get(match, "terms")), 2);
	ck_assert_str_eq(text_at(json, "match", "snippet"), "the dprk ...");
	ck_assert_ptr_null(json_object_get(json, "truncated"));
	json_decref(json);
}
END_TEST

/* Every byte becomes six in JSON, so cutting the text once is not enough. */
static const struct {
	const char *name;
	char fill;
	size_t len, expected;
} sizes[] = {
	{ "at the limit", 'x', LIMIT_PAYLOAD_TEXT, LIMIT_PAYLOAD_TEXT },
	{ "beyond it", 'x', LIMIT_PAYLOAD_TEXT + 1, LIMIT_PAYLOAD_TEXT },
	{ "far beyond", 'x', 3 * MIB, LIMIT_PAYLOAD_TEXT },
	{ "escaped", '\x01', LIMIT_PAYLOAD_TEXT, LIMIT_PAYLOAD_TEXT / 4 },
};

START_TEST(a_long_text_is_cut_and_said_to_be)
{
	char *text = malloc(sizes[_i].len);
	struct delivery delivery;
	size_t size;
	json_t *json;

	memset(text, sizes[_i].fill, sizes[_i].len);
	delivery = delivery_of((struct slice){ text, sizes[_i].len });
	json = payload_of(&delivery, &size);
	ck_assert_uint_le(size, LIMIT_PAYLOAD);
	ck_assert_msg(json_string_length(
			  json_object_get(json_object_get(json, "article"),
			      "text")) == sizes[_i].expected,
	    "%s", sizes[_i].name);
	ck_assert_int_eq(json_is_true(json_object_get(json, "truncated")),
	    sizes[_i].expected < sizes[_i].len);
	json_decref(json);
	free(text);
}
END_TEST

START_TEST(a_cut_never_parts_a_character)
{
	size_t len = LIMIT_PAYLOAD_TEXT + 5, size;
	char *text = malloc(len);
	struct delivery delivery;
	json_t *json;

	text[0] = 'x';
	for (size_t i = 1; i + 1 < len; i += 2)
		memcpy(text + i, "\xC3\xA9", 2);
	delivery = delivery_of((struct slice){ text, len });
	json = payload_of(&delivery, &size);
	ck_assert_uint_eq(json_string_length(
			      json_object_get(json_object_get(json, "article"),
				  "text")),
	    LIMIT_PAYLOAD_TEXT - 1);
	json_decref(json);
	free(text);
}
END_TEST

Suite *
payload_suite(void)
{
	Suite *suite = suite_create("payload");
	TCase *tcase = tcase_create("payload");

	tcase_add_test(tcase, the_document_has_the_keys_of_the_contract);
	tcase_add_loop_test(tcase, a_long_text_is_cut_and_said_to_be, 0,
	    ARRAY_LEN(sizes));
	tcase_add_test(tcase, a_cut_never_parts_a_character);
	suite_add_tcase(suite, tcase);
	return suite;
}
