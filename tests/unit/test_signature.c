/* Signatures of webhooks against the example of the standard. */
#include "notify/signature.h"

#include <check.h>

#include "limits.h"

Suite *signature_suite(void);

#define STANDARD "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"

/* The example of the libraries of Standard Webhooks; the raw key by another
 * implementation of HMAC. */
static const struct signed_message standard = {
	.id = "msg_p5jXN8AQM9LWM0D4loKWxJek",
	.timestamp = 1614265330,
	.body = SLICE_INIT("{\"test\": 2432232314}"),
};

static const struct {
	const char *name, *secrets, *value;
} rows[] = {
	{ "the standard's example", STANDARD,
	    "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=" },
	{ "a raw key", "hunter2",
	    "v1,OHuJfE0XDTiJkWS6x0mt8iAupLiXBJV9AJWrIlH+Scw=" },
	{ "two keys", STANDARD " hunter2",
	    "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE= v1,OHuJfE0XDTiJkWS6x0mt8iAupLiXBJV9AJWrIlH+Scw=" },
	{ "blanks around", "  " STANDARD "  ",
	    "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=" },
};

START_TEST(a_message_is_signed_with_each_key)
{
	struct buffer out;
	struct error err;

	buffer_init(&out, KIB);
	ck_assert_msg(signature_append(&standard, slice_of(rows[_i].secrets),
			  &out, &err),
	    "%s: %s", rows[_i].name, err.text);
	ck_assert_msg(strcmp(buffer_string(&out), rows[_i].value) == 0,
	    "%s: %s", rows[_i].name, buffer_string(&out));
	buffer_finish(&out);
}
END_TEST

static const struct {
	const char *name, *secrets, *why;
} wrong[] = {
	{ "no key", "", "blank" },
	{ "blanks alone", "   ", "blank" },
	{ "nothing behind the prefix", "whsec_", "base64" },
	{ "no base64", "whsec_hunter2!", "base64" },
	{ "cut base64", "whsec_aGVsbG8", "base64" },
	{ "the second is none", STANDARD " whsec_*", "base64" },
	{ "too many", "a b c d e", "more than 4" },
};

START_TEST(what_is_no_key_is_said_without_telling_it)
{
	struct buffer out;
	struct error err;

	buffer_init(&out, KIB);
	ck_assert_msg(!signature_append(&standard, slice_of(wrong[_i].secrets),
			  &out, &err),
	    "%s", wrong[_i].name);
	ck_assert_int_eq(err.kind, ERROR_CONFIG);
	ck_assert_msg(strstr(err.text, wrong[_i].why) != NULL, "%s: %s",
	    wrong[_i].name, err.text);
	ck_assert_ptr_null(strstr(err.text, "hunter2"));
	buffer_finish(&out);
}
END_TEST

Suite *
signature_suite(void)
{
	Suite *suite = suite_create("signature");
	TCase *tcase = tcase_create("signature");

	tcase_add_loop_test(tcase, a_message_is_signed_with_each_key, 0,
	    (int)ARRAY_LEN(rows));
	tcase_add_loop_test(tcase, what_is_no_key_is_said_without_telling_it, 0,
	    (int)ARRAY_LEN(wrong));
	suite_add_tcase(suite, tcase);
	return suite;
}
