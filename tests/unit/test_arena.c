/*
 * Arenas: alignment, the cap, large pieces, and the use of kept memory.
 */
#include "arena.h"

#include <check.h>
#include <stdalign.h>

#include "limits.h"

Suite *arena_suite(void);

START_TEST(memory_is_zeroed_and_aligned)
{
	struct arena a;

	arena_init(&a, MIB);
	for (size_t size = 0; size < 200; size++) {
		unsigned char *memory = arena_alloc(&a, size);

		ck_assert_ptr_nonnull(memory);
		ck_assert_uint_eq((uintptr_t)memory % alignof(max_align_t), 0);
		for (size_t i = 0; i < size; i++)
			ck_assert_uint_eq(memory[i], 0);
		memset(memory, 0xFF, size);
		/* Text is packed, and may leave any position behind it. */
		ck_assert_ptr_nonnull(arena_string(&a, SLICE("abcd")));
	}
	arena_finish(&a);
}
END_TEST

START_TEST(reused_memory_is_zeroed_again)
{
	struct arena a;
	unsigned char *memory;

	arena_init(&a, MIB);
	memory = arena_alloc(&a, 1000);
	memset(memory, 0xFF, 1000);
	arena_reset(&a);
	memory = arena_alloc(&a, 1000);
	for (size_t i = 0; i < 1000; i++)
		ck_assert_uint_eq(memory[i], 0);
	arena_finish(&a);
}
END_TEST

START_TEST(pieces_do_not_overlap)
{
	enum {
		COUNT = 5000
	};
	struct arena a;
	struct slice pieces[COUNT];

	arena_init(&a, 64 * MIB);
	for (size_t i = 0; i < COUNT; i++) {
		/* Small ones, and now and then one for a block of its own. */
		size_t size = i % 97 == 0 ? 9000 + i : i % 61;
		char *piece = i % 2 == 0 ? arena_alloc(&a, size)
					 : arena_alloc_array(&a, size, 1);

		ck_assert_ptr_nonnull(piece);
		memset(piece, (int)(i & 0xFF), size);
		pieces[i] = (struct slice){ piece, size };
	}
	for (size_t i = 0; i < COUNT; i++) {
		for (size_t j = 0; j < pieces[i].len; j++) {
			if ((unsigned char)pieces[i].ptr[j] != (i & 0xFF))
				ck_abort_msg("piece %zu at %zu", i, j);
		}
	}
	arena_finish(&a);
}
END_TEST

START_TEST(large_piece_leaves_the_current_block_in_use)
{
	struct arena a;
	struct arena_block *current;

	arena_init(&a, 64 * MIB);
	ck_assert_ptr_nonnull(arena_alloc(&a, 16));
	current = a.blocks;
	ck_assert_ptr_nonnull(arena_alloc(&a, 10 * MIB));
	ck_assert_ptr_eq(a.blocks, current);
	ck_assert_ptr_nonnull(arena_alloc(&a, 16));
	ck_assert_ptr_eq(a.blocks, current);
	arena_finish(&a);
}
END_TEST

START_TEST(cap_is_reached_and_not_passed)
{
	struct arena a;

	arena_init(&a, 100);
	ck_assert_ptr_nonnull(arena_alloc(&a, 60));
	ck_assert_ptr_nonnull(arena_alloc(&a, 40));
	ck_assert(!a.failed);
	ck_assert_ptr_nonnull(arena_alloc(&a, 0));
	ck_assert_ptr_null(arena_alloc(&a, 1));
	ck_assert(a.failed);
	ck_assert_ptr_null(arena_slice(&a, SLICE("x")).ptr);
	ck_assert_ptr_null(arena_string(&a, SLICE("")));
	ck_assert_ptr_null(arena_format(&a, "%d", 1));
	arena_reset(&a);
	ck_assert(!a.failed);
	ck_assert_ptr_nonnull(arena_alloc(&a, 100));
	arena_finish(&a);
}
END_TEST

START_TEST(used_counts_what_was_handed_out)
{
	struct arena a;

	arena_init(&a, MIB);
	arena_alloc(&a, 7);
	arena_string(&a, SLICE("abc"));
	arena_slice(&a, SLICE("ab"));
	ck_assert_uint_eq(a.used, 7 + 4 + 2);
	arena_reset(&a);
	ck_assert_uint_eq(a.used, 0);
	arena_finish(&a);
}
END_TEST

START_TEST(sizes_that_overflow_fail)
{
	struct arena a;

	arena_init(&a, SIZE_MAX);
	ck_assert_ptr_null(arena_alloc_array(&a, SIZE_MAX / 2, 3));
	ck_assert(a.failed);
	arena_reset(&a);
	ck_assert_ptr_null(arena_alloc(&a, SIZE_MAX - 8));
	ck_assert(a.failed);
	arena_finish(&a);
}
END_TEST

START_TEST(missing_memory_fails_softly)
{
	struct arena a;

	arena_init(&a, SIZE_MAX);
	ck_assert_ptr_null(arena_alloc(&a, SIZE_MAX / 4));
	ck_assert(a.failed);
	ck_assert_uint_eq(a.used, 0);
	ck_assert_ptr_nonnull(arena_alloc(&a, 8));
	arena_finish(&a);
}
END_TEST

START_TEST(copies_are_equal_and_elsewhere)
{
	struct arena a;
	struct slice text = SLICE("a\0b"), copy;
	char *string;

	arena_init(&a, MIB);
	copy = arena_slice(&a, text);
	ck_assert_ptr_ne(copy.ptr, text.ptr);
	ck_assert(slice_eq(copy, text));
	string = arena_string(&a, text);
	ck_assert_mem_eq(string, "a\0b", 4);
	ck_assert_str_eq(arena_string(&a, SLICE("")), "");
	ck_assert_str_eq(arena_format(&a, "%s-%d", "x", 5), "x-5");
	ck_assert_str_eq(arena_format(&a, "%s", ""), "");
	arena_finish(&a);
}
END_TEST

START_TEST(absent_stays_absent_and_empty_stays_present)
{
	struct arena a;

	arena_init(&a, MIB);
	ck_assert_ptr_null(arena_slice(&a, SLICE_NONE).ptr);
	ck_assert_ptr_null(arena_string(&a, SLICE_NONE));
	ck_assert(!a.failed);
	ck_assert_ptr_nonnull(arena_slice(&a, SLICE("")).ptr);
	arena_finish(&a);
}
END_TEST

START_TEST(reset_keeps_one_block_but_no_huge_one)
{
	struct arena a;
	struct arena_block *kept;

	arena_init(&a, 64 * MIB);
	for (int i = 0; i < 100; i++)
		arena_alloc(&a, 2000);
	kept = a.blocks;
	arena_reset(&a);
	ck_assert_ptr_eq(a.blocks, kept);
	arena_finish(&a);
	ck_assert_ptr_null(a.blocks);
	arena_alloc(&a, LIMIT_ARENA_BLOCK_MAX + 1);
	arena_reset(&a);
	ck_assert_ptr_null(a.blocks);
	arena_reset(&a);
	ck_assert_ptr_nonnull(arena_alloc(&a, 1));
	arena_finish(&a);
	arena_finish(&a);
}
END_TEST

Suite *
arena_suite(void)
{
	Suite *suite = suite_create("arena");
	TCase *tests = tcase_create("arena");

	tcase_add_test(tests, memory_is_zeroed_and_aligned);
	tcase_add_test(tests, reused_memory_is_zeroed_again);
	tcase_add_test(tests, pieces_do_not_overlap);
	tcase_add_test(tests, large_piece_leaves_the_current_block_in_use);
	tcase_add_test(tests, cap_is_reached_and_not_passed);
	tcase_add_test(tests, used_counts_what_was_handed_out);
	tcase_add_test(tests, sizes_that_overflow_fail);
	tcase_add_test(tests, missing_memory_fails_softly);
	tcase_add_test(tests, copies_are_equal_and_elsewhere);
	tcase_add_test(tests, absent_stays_absent_and_empty_stays_present);
	tcase_add_test(tests, reset_keeps_one_block_but_no_huge_one);
	suite_add_tcase(suite, tests);
	return suite;
}
