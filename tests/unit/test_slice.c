/*
 * Slices: every function with what lies at its edges, an absent slice among
 * it.
 */
#include "slice.h"

#include <check.h>
#include <stdlib.h>

#include "compiler.h"

Suite *slice_suite(void);

START_TEST(absent_string_is_an_absent_slice)
{
	ck_assert_ptr_null(slice_of(NULL).ptr);
	ck_assert_uint_eq(slice_of(NULL).len, 0);
	ck_assert_uint_eq(slice_of("abc").len, 3);
	ck_assert_ptr_nonnull(slice_of("").ptr);
}
END_TEST

START_TEST(parts_are_cut_to_what_there_is)
{
	static const struct {
		const char *name;
		size_t from, len;
		const char *part;
	} rows[] = {
		{ "inside", 1, 2, "bc" },
		{ "all", 0, 4, "abcd" },
		{ "too long", 2, 9, "cd" },
		{ "longest", 2, SIZE_MAX, "cd" },
		{ "at the end", 4, 1, "" },
		{ "past the end", 5, 1, "" },
		{ "far past the end", SIZE_MAX, SIZE_MAX, "" },
		{ "nothing", 1, 0, "" },
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct slice part = slice_sub(SLICE("abcd"), rows[i].from,
		    rows[i].len);

		ck_assert_msg(slice_eq(part, slice_of(rows[i].part)),
		    "%s: \"%.*s\"", rows[i].name, SLICE_FMT(part));
		ck_assert_msg(part.ptr != NULL, "%s is absent", rows[i].name);
	}
	ck_assert(slice_eq(slice_from(SLICE("abcd"), 3), SLICE("d")));
	ck_assert_uint_eq(slice_from(SLICE("abcd"), 5).len, 0);
	ck_assert_ptr_null(slice_from(SLICE_NONE, 1).ptr);
	ck_assert_ptr_null(slice_sub(SLICE_NONE, 0, 0).ptr);
}
END_TEST

START_TEST(equality_looks_at_every_byte)
{
	ck_assert(slice_eq(SLICE("ab"), SLICE("ab")));
	ck_assert(!slice_eq(SLICE("ab"), SLICE("aB")));
	ck_assert(!slice_eq(SLICE("ab"), SLICE("abc")));
	ck_assert(slice_eq(SLICE("a\0b"), SLICE("a\0b")));
	ck_assert(!slice_eq(SLICE("a\0b"), SLICE("a\0c")));
	ck_assert(slice_eq(SLICE_NONE, SLICE("")));
	ck_assert(slice_is_empty(SLICE_NONE));
	ck_assert(slice_is_empty(SLICE("")));
	ck_assert(!slice_is_empty(SLICE(" ")));
}
END_TEST

START_TEST(case_is_folded_for_ascii_letters_alone)
{
	ck_assert(slice_eq_nocase(SLICE("No-Cache"), SLICE("nO-cACHE")));
	ck_assert(!slice_eq_nocase(SLICE("a"), SLICE("b")));
	ck_assert(!slice_eq_nocase(SLICE("a"), SLICE("aa")));
	/* Neighbours of the letters, 0x20 apart. */
	ck_assert(!slice_eq_nocase(SLICE("@"), SLICE("`")));
	ck_assert(!slice_eq_nocase(SLICE("["), SLICE("{")));
	ck_assert(slice_eq_nocase(SLICE("AZ"), SLICE("az")));
	ck_assert(!slice_eq_nocase(SLICE("\xc3\x89"), SLICE("\xc3\xa9")));
	ck_assert(slice_eq_nocase(SLICE_NONE, SLICE("")));
}
END_TEST

START_TEST(prefixes_and_suffixes)
{
	ck_assert(slice_has_prefix(SLICE("http:"), SLICE("http")));
	ck_assert(slice_has_prefix(SLICE("http"), SLICE("http")));
	ck_assert(!slice_has_prefix(SLICE("htt"), SLICE("http")));
	ck_assert(!slice_has_prefix(SLICE("Http"), SLICE("http")));
	ck_assert(slice_has_prefix(SLICE_NONE, SLICE("")));
	ck_assert(slice_has_prefix_nocase(SLICE("HTTP:"), SLICE("http")));
	ck_assert(!slice_has_prefix_nocase(SLICE("HTT"), SLICE("http")));
	ck_assert(!slice_has_prefix_nocase(SLICE("xttp"), SLICE("http")));
	ck_assert(slice_has_suffix(SLICE("a.xml"), SLICE(".xml")));
	ck_assert(slice_has_suffix(SLICE(".xml"), SLICE(".xml")));
	ck_assert(!slice_has_suffix(SLICE("xml"), SLICE(".xml")));
	ck_assert(!slice_has_suffix(SLICE("a.xm"), SLICE(".xml")));
	ck_assert(slice_has_suffix(SLICE_NONE, SLICE("")));
}
END_TEST

START_TEST(order_is_that_of_bytes_and_the_shorter_is_first)
{
	ck_assert_int_lt(slice_cmp(SLICE("a"), SLICE("b")), 0);
	ck_assert_int_gt(slice_cmp(SLICE("b"), SLICE("aa")), 0);
	ck_assert_int_lt(slice_cmp(SLICE("a"), SLICE("ab")), 0);
	ck_assert_int_gt(slice_cmp(SLICE("ab"), SLICE("a")), 0);
	ck_assert_int_eq(slice_cmp(SLICE("ab"), SLICE("ab")), 0);
	ck_assert_int_eq(slice_cmp(SLICE_NONE, SLICE("")), 0);
	ck_assert_int_lt(slice_cmp(SLICE("z"), SLICE("\xc3\xa9")), 0);
	ck_assert_int_lt(slice_cmp(SLICE_NONE, SLICE("a")), 0);
}
END_TEST

START_TEST(search_finds_the_first)
{
	ck_assert_uint_eq(slice_find_char(SLICE("abcb"), 'b'), 1);
	ck_assert_uint_eq(slice_find_char(SLICE("abc"), 'x'), SIZE_MAX);
	ck_assert_uint_eq(slice_find_char(SLICE_NONE, 'x'), SIZE_MAX);
	ck_assert_uint_eq(slice_find(SLICE("abcbc"), SLICE("bc")), 1);
	ck_assert_uint_eq(slice_find(SLICE("abc"), SLICE("abc")), 0);
	ck_assert_uint_eq(slice_find(SLICE("abc"), SLICE("abcd")), SIZE_MAX);
	ck_assert_uint_eq(slice_find(SLICE("abc"), SLICE("cb")), SIZE_MAX);
	ck_assert_uint_eq(slice_find(SLICE("abc"), SLICE("")), 0);
	ck_assert_uint_eq(slice_find(SLICE_NONE, SLICE("a")), SIZE_MAX);
	ck_assert_uint_eq(slice_find(SLICE_NONE, SLICE_NONE), 0);
}
END_TEST

START_TEST(trim_takes_ascii_white_space_alone)
{
	static const struct {
		const char *text, *trimmed;
	} rows[] = {
		{ " a ", "a" }, { "\t\n\v\f\r a b \r\f\v\n\t", "a b" },
		{ "", "" }, { "   ", "" }, { "a", "a" },
		{ "\x08"
		  "a\x0e",
		    "\x08"
		    "a\x0e" },
		{ "\xc2\xa0"
		  "a",
		    "\xc2\xa0"
		    "a" }, /* NBSP */
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct slice trimmed = slice_trim(slice_of(rows[i].text));

		ck_assert_msg(slice_eq(trimmed, slice_of(rows[i].trimmed)),
		    "\"%s\" gave \"%.*s\"", rows[i].text, SLICE_FMT(trimmed));
	}
	ck_assert_ptr_null(slice_trim(SLICE_NONE).ptr);
}
END_TEST

START_TEST(cutting_gives_every_item_and_then_ends)
{
	static const struct {
		const char *text;
		size_t count;
		const char *items[4];
	} rows[] = {
		{ "a,,b", 3, { "a", "", "b" } },
		{ "", 1, { "" } },
		{ ",", 2, { "", "" } },
		{ "a", 1, { "a" } },
		{ "a,", 2, { "a", "" } },
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct slice rest = slice_of(rows[i].text), item;

		for (size_t j = 0; j < rows[i].count; j++) {
			ck_assert_msg(slice_cut(&rest, ',', &item),
			    "\"%s\" ended at %zu", rows[i].text, j);
			ck_assert_msg(slice_eq(item,
					  slice_of(rows[i].items[j])),
			    "\"%s\" item %zu is \"%.*s\"", rows[i].text, j,
			    SLICE_FMT(item));
		}
		ck_assert_msg(!slice_cut(&rest, ',', &item),
		    "\"%s\" did not end", rows[i].text);
	}
}
END_TEST

START_TEST(absent_slice_has_no_items)
{
	struct slice rest = SLICE_NONE, item;

	ck_assert(!slice_cut(&rest, ',', &item));
}
END_TEST

#define LOW  INT64_MIN
#define HIGH INT64_MAX

START_TEST(numbers_are_whole_and_within_bounds)
{
	static const struct {
		const char *text;
		int64_t min, max;
		bool ok;
		int64_t value;
	} rows[] = {
		{ "0", LOW, HIGH, true, 0 },
		{ "007", LOW, HIGH, true, 7 },
		{ "+5", LOW, HIGH, true, 5 },
		{ "-5", LOW, HIGH, true, -5 },
		{ "-0", LOW, HIGH, true, 0 },
		{ "9223372036854775807", LOW, HIGH, true, HIGH },
		{ "-9223372036854775808", LOW, HIGH, true, LOW },
		{ "9223372036854775808", LOW, HIGH, false, 0 },
		{ "-9223372036854775809", LOW, HIGH, false, 0 },
		{ "99999999999999999999", LOW, HIGH, false, 0 },
		{ "10", 1, 10, true, 10 },
		{ "11", 1, 10, false, 0 },
		{ "1", 1, 10, true, 1 },
		{ "0", 1, 10, false, 0 },
		{ "", LOW, HIGH, false, 0 },
		{ "-", LOW, HIGH, false, 0 },
		{ "+-5", LOW, HIGH, false, 0 },
		{ " 5", LOW, HIGH, false, 0 },
		{ "5 ", LOW, HIGH, false, 0 },
		{ "5x", LOW, HIGH, false, 0 },
		{ "0x10", LOW, HIGH, false, 0 },
		{ "1e3", LOW, HIGH, false, 0 },
		{ "1.0", LOW, HIGH, false, 0 },
		{ "\xd9\xa1", LOW, HIGH, false, 0 }, /* an Arabic digit */
		{ "/", LOW, HIGH, false, 0 },
		{ ":", LOW, HIGH, false, 0 },
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		int64_t value = 77;
		bool ok = slice_to_int64(slice_of(rows[i].text), rows[i].min,
		    rows[i].max, &value);

		ck_assert_msg(ok == rows[i].ok, "\"%s\"", rows[i].text);
		ck_assert_msg(value == (ok ? rows[i].value : 77),
		    "\"%s\" gave %lld", rows[i].text, (long long)value);
	}
}
END_TEST

START_TEST(number_ends_with_its_slice)
{
	int64_t value;

	ck_assert(
	    slice_to_int64(slice_sub(SLICE("1234"), 1, 2), LOW, HIGH, &value));
	ck_assert_int_eq(value, 23);
	ck_assert(!slice_to_int64(SLICE_NONE, LOW, HIGH, &value));
}
END_TEST

START_TEST(string_is_a_terminated_copy)
{
	char *copy = slice_to_string(slice_sub(SLICE("abc"), 0, 2));

	ck_assert_str_eq(copy, "ab");
	free(copy);
	copy = slice_to_string(SLICE_NONE);
	ck_assert_str_eq(copy, "");
	free(copy);
	copy = slice_to_string(SLICE("a\0b"));
	ck_assert_mem_eq(copy, "a\0b", 4);
	free(copy);
}
END_TEST

START_TEST(lower_case_is_that_of_ascii_letters_alone)
{
	ck_assert_int_eq(slice_lower('A'), 'a');
	ck_assert_int_eq(slice_lower('Z'), 'z');
	ck_assert_int_eq(slice_lower('a'), 'a');
	ck_assert_int_eq(slice_lower('@'), '@');
	ck_assert_int_eq(slice_lower('['), '[');
	ck_assert_int_eq(slice_lower((char)0xC4), (char)0xC4);
}
END_TEST

Suite *
slice_suite(void)
{
	Suite *suite = suite_create("slice");
	TCase *tests = tcase_create("slice");

	tcase_add_test(tests, absent_string_is_an_absent_slice);
	tcase_add_test(tests, parts_are_cut_to_what_there_is);
	tcase_add_test(tests, equality_looks_at_every_byte);
	tcase_add_test(tests, case_is_folded_for_ascii_letters_alone);
	tcase_add_test(tests, prefixes_and_suffixes);
	tcase_add_test(tests, order_is_that_of_bytes_and_the_shorter_is_first);
	tcase_add_test(tests, search_finds_the_first);
	tcase_add_test(tests, trim_takes_ascii_white_space_alone);
	tcase_add_test(tests, cutting_gives_every_item_and_then_ends);
	tcase_add_test(tests, absent_slice_has_no_items);
	tcase_add_test(tests, numbers_are_whole_and_within_bounds);
	tcase_add_test(tests, number_ends_with_its_slice);
	tcase_add_test(tests, string_is_a_terminated_copy);
	tcase_add_test(tests, lower_case_is_that_of_ascii_letters_alone);
	suite_add_tcase(suite, tests);
	return suite;
}
