/*
 * Buffers: growth, the cap, and what remains after a failure.
 */
#include "buffer.h"

#include <check.h>
#include <stdlib.h>

#include "compiler.h"

Suite *buffer_suite(void);

START_TEST(new_buffer_is_empty_and_owns_nothing)
{
	struct buffer b;

	buffer_init(&b, 10);
	ck_assert_ptr_null(b.ptr);
	ck_assert_uint_eq(buffer_slice(&b).len, 0);
	ck_assert_ptr_nonnull(buffer_slice(&b).ptr);
	ck_assert_str_eq(buffer_string(&b), "");
	buffer_finish(&b);
}
END_TEST

START_TEST(appends_come_out_in_order)
{
	struct buffer b;

	buffer_init(&b, 1000);
	ck_assert(buffer_append(&b, SLICE("ab")));
	ck_assert(buffer_append_bytes(&b, "c\0d", 3));
	ck_assert(buffer_append_char(&b, 'e'));
	ck_assert(buffer_append_string(&b, "fg"));
	ck_assert(buffer_append_format(&b, "%d-%s", 7, "x"));
	ck_assert(buffer_append_rune(&b, 0x20AC));
	ck_assert(buffer_append(&b, SLICE_NONE));
	ck_assert(
	    slice_eq(buffer_slice(&b), SLICE("abc\0defg7-x\xe2\x82\xac")));
	ck_assert_int_eq(buffer_string(&b)[b.len], '\0');
	buffer_finish(&b);
}
END_TEST

START_TEST(may_be_filled_to_its_max_and_not_past_it)
{
	struct buffer b;

	buffer_init(&b, 5);
	ck_assert(buffer_append(&b, SLICE("abcde")));
	ck_assert_str_eq(buffer_string(&b), "abcde");
	ck_assert(buffer_append(&b, SLICE("")));
	ck_assert(!buffer_append_char(&b, 'f'));
	ck_assert(b.failed);
	ck_assert_uint_eq(b.len, 5);
	ck_assert_str_eq(buffer_string(&b), "");
	buffer_finish(&b);
}
END_TEST

START_TEST(nothing_is_appended_after_a_failure)
{
	struct buffer b;

	buffer_init(&b, 4);
	ck_assert(buffer_append(&b, SLICE("ab")));
	ck_assert(!buffer_append(&b, SLICE("cde")));
	ck_assert(!buffer_append(&b, SLICE("c")));
	ck_assert(!buffer_append(&b, SLICE("")));
	ck_assert(!buffer_append_char(&b, 'c'));
	ck_assert(!buffer_append_format(&b, "%s", "c"));
	ck_assert(!buffer_append_rune(&b, 'c'));
	ck_assert_ptr_null(buffer_room(&b, 0));
	ck_assert_uint_eq(b.len, 2);
	buffer_reset(&b);
	ck_assert(buffer_append(&b, SLICE("wxyz")));
	ck_assert_str_eq(buffer_string(&b), "wxyz");
	buffer_finish(&b);
}
END_TEST

START_TEST(max_of_nothing_holds_nothing)
{
	struct buffer b;

	buffer_init(&b, 0);
	ck_assert(buffer_append(&b, SLICE("")));
	ck_assert_ptr_nonnull(buffer_room(&b, 0));
	ck_assert_str_eq(buffer_string(&b), "");
	ck_assert(!buffer_append_char(&b, 'a'));
	buffer_finish(&b);
}
END_TEST

START_TEST(sum_of_sizes_that_overflows_fails)
{
	struct buffer b;

	buffer_init(&b, SIZE_MAX);
	ck_assert(buffer_append(&b, SLICE("ab")));
	ck_assert_ptr_null(buffer_room(&b, SIZE_MAX));
	ck_assert(b.failed);
	buffer_finish(&b);
}
END_TEST

START_TEST(missing_memory_is_a_failure)
{
	struct buffer b;

	buffer_init(&b, SIZE_MAX);
	ck_assert(buffer_append(&b, SLICE("ab")));
	ck_assert_ptr_null(buffer_room(&b, SIZE_MAX / 4));
	ck_assert(b.failed);
	ck_assert_uint_eq(b.len, 2);
	ck_assert_mem_eq(b.ptr, "ab", 2);
	buffer_finish(&b);
}
END_TEST

START_TEST(capacity_doubles_and_stops_at_max)
{
	struct buffer b;
	size_t moves = 0, cap = 0;

	buffer_init(&b, 100000);
	for (size_t i = 0; i < 100000; i++) {
		if (!buffer_append_char(&b, (char)('a' + i % 26)) ||
		    b.cap > b.max)
			ck_abort_msg("at %zu of %zu", i, b.cap);
		moves += b.cap != cap;
		cap = b.cap;
	}
	ck_assert_uint_lt(moves, 16);
	ck_assert_uint_eq(b.cap, 100000);
	for (size_t i = 0; i < 100000; i++) {
		if (b.ptr[i] != (char)('a' + i % 26))
			ck_abort_msg("byte %zu", i);
	}
	ck_assert(!buffer_append_char(&b, 'x'));
	buffer_finish(&b);
}
END_TEST

START_TEST(one_large_append_gets_its_room_at_once)
{
	struct buffer b;
	char *room;

	buffer_init(&b, 10000);
	room = buffer_room(&b, 5000);
	ck_assert_ptr_nonnull(room);
	memset(room, 'x', 5000);
	buffer_added(&b, 5000);
	ck_assert_uint_eq(b.len, 5000);
	ck_assert_uint_ge(b.cap, 5000);
	buffer_finish(&b);
}
END_TEST

START_TEST(formats_longer_than_the_room_are_whole)
{
	struct buffer b;
	char *expected = malloc(5001);

	memset(expected, 'y', 5000);
	expected[5000] = '\0';
	buffer_init(&b, 5002);
	ck_assert(buffer_append_format(&b, "a%sb", expected));
	ck_assert_uint_eq(b.len, 5002);
	ck_assert_int_eq(b.ptr[0], 'a');
	ck_assert_int_eq(b.ptr[5001], 'b');
	ck_assert_mem_eq(b.ptr + 1, expected, 5000);
	buffer_reset(&b);
	ck_assert(!buffer_append_format(&b, "ab%sc", expected));
	ck_assert_uint_eq(b.len, 0);
	buffer_finish(&b);
	free(expected);
}
END_TEST

START_TEST(format_fills_to_the_last_byte)
{
	struct buffer b;

	buffer_init(&b, 64);
	ck_assert(buffer_append_format(&b, "%064d", 1));
	ck_assert_uint_eq(b.len, 64);
	ck_assert_int_eq(b.ptr[63], '1');
	buffer_finish(&b);
}
END_TEST

START_TEST(truncated_buffer_goes_on_from_there)
{
	struct buffer b;

	buffer_init(&b, 10);
	buffer_append(&b, SLICE("abcdef"));
	buffer_truncate(&b, 6);
	buffer_truncate(&b, 2);
	buffer_append(&b, SLICE("X"));
	ck_assert_str_eq(buffer_string(&b), "abX");
	buffer_finish(&b);
}
END_TEST

START_TEST(reset_keeps_memory_and_finish_frees_it)
{
	struct buffer b;
	char *memory;

	buffer_init(&b, 10);
	buffer_append(&b, SLICE("abc"));
	memory = b.ptr;
	buffer_reset(&b);
	ck_assert_uint_eq(b.len, 0);
	ck_assert_ptr_eq(b.ptr, memory);
	buffer_finish(&b);
	ck_assert_ptr_null(b.ptr);
	buffer_finish(&b);
	ck_assert(buffer_append(&b, SLICE("again")));
	buffer_finish(&b);
}
END_TEST

Suite *
buffer_suite(void)
{
	Suite *suite = suite_create("buffer");
	TCase *tests = tcase_create("buffer");

	tcase_add_test(tests, new_buffer_is_empty_and_owns_nothing);
	tcase_add_test(tests, appends_come_out_in_order);
	tcase_add_test(tests, may_be_filled_to_its_max_and_not_past_it);
	tcase_add_test(tests, nothing_is_appended_after_a_failure);
	tcase_add_test(tests, max_of_nothing_holds_nothing);
	tcase_add_test(tests, sum_of_sizes_that_overflows_fails);
	tcase_add_test(tests, missing_memory_is_a_failure);
	tcase_add_test(tests, capacity_doubles_and_stops_at_max);
	tcase_add_test(tests, one_large_append_gets_its_room_at_once);
	tcase_add_test(tests, formats_longer_than_the_room_are_whole);
	tcase_add_test(tests, format_fills_to_the_last_byte);
	tcase_add_test(tests, truncated_buffer_goes_on_from_there);
	tcase_add_test(tests, reset_keeps_memory_and_finish_frees_it);
	suite_add_tcase(suite, tests);
	return suite;
}
