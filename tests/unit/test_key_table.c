/*
 * Numbers by keys.
 */
#include "parse/key_table.h"

#include <check.h>

Suite *key_table_suite(void);

START_TEST(a_key_keeps_its_first_number)
{
	const uint32_t count = 5000; /* it grows many times */
	struct key_table table = { .slots = NULL };
	uint32_t number;

	for (uint32_t i = 0; i < count; i++) {
		/* Keys that begin at the same slot. */
		ck_assert(
		    !key_table_find(&table, (uint64_t)i << 20, i, &number));
		ck_assert_uint_eq(number, i);
	}
	for (uint32_t i = 0; i < count; i++) {
		ck_assert(
		    key_table_find(&table, (uint64_t)i << 20, 7, &number));
		ck_assert_uint_eq(number, i);
	}
	ck_assert_uint_eq(table.count, count);
	ck_assert(!table.failed);
	key_table_finish(&table);
}
END_TEST

START_TEST(pairs_and_texts_have_keys_of_their_own)
{
	struct key_table table = { .slots = NULL };
	uint32_t number;

	for (uint32_t a = 0; a < 100; a++)
		for (uint32_t b = 0; b < 100; b++)
			ck_assert(!key_table_find(&table, key_of_pair(a, b), 0,
			    &number));
	ck_assert(key_table_find(&table, key_of_pair(3, 4), 0, &number));
	ck_assert(key_of_text(SLICE("a")) != key_of_text(SLICE("b")));
	ck_assert(key_of_text(SLICE("a")) == key_of_text(SLICE("a")));
	key_table_finish(&table);
}
END_TEST

Suite *
key_table_suite(void)
{
	Suite *suite = suite_create("key_table");
	TCase *tests = tcase_create("key_table");

	tcase_add_test(tests, a_key_keeps_its_first_number);
	tcase_add_test(tests, pairs_and_texts_have_keys_of_their_own);
	suite_add_tcase(suite, tests);
	return suite;
}
