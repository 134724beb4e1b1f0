#include <check.h>

#include "byte_size.h"
#include "compiler.h"

Suite *byte_size_suite(void);

static const struct {
	const char *text;
	bool right;
	int64_t bytes;
} rows[] = {
	{ "0", true, 0 },
	{ "512", true, 512 },
	{ "1KiB", true, 1024 },
	{ "20MiB", true, 20971520 },
	{ "3GiB", true, 3221225472 },
	{ "9223372036854775807", true, INT64_MAX },
	{ "8589934591GiB", true, 8589934591 * INT64_C(1073741824) },
	{ "8589934592GiB", false, 0 },
	{ "9223372036854775808", false, 0 },
	{ "", false, 0 },
	{ "KiB", false, 0 },
	{ "-1", false, 0 },
	{ "+1", false, 0 },
	{ "1kib", false, 0 },
	{ "1 KiB", false, 0 },
	{ "1.5MiB", false, 0 },
	{ "1MB", false, 0 },
	{ "1KiBKiB", false, 0 },
};

START_TEST(a_size_is_a_number_and_a_binary_unit)
{
	int64_t bytes = -7;
	bool right = byte_size_parse(slice_of(rows[_i].text), &bytes);

	ck_assert_msg(right == rows[_i].right, "\"%s\"", rows[_i].text);
	ck_assert_msg(bytes == (right ? rows[_i].bytes : -7), "\"%s\": %lld",
	    rows[_i].text, (long long)bytes);
}
END_TEST

Suite *
byte_size_suite(void)
{
	Suite *suite = suite_create("byte_size");
	TCase *tcase = tcase_create("byte_size");

	tcase_add_loop_test(tcase, a_size_is_a_number_and_a_binary_unit, 0,
	    ARRAY_LEN(rows));
	suite_add_tcase(suite, tcase);
	return suite;
}
