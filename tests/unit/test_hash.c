/*
 * Digests against the vectors of their standards.
 */
#include "hash.h"

#include <check.h>
#include <stdio.h>

#include "compiler.h"

Suite *hash_suite(void);

static void
digest_of(struct slice text, unsigned char digest[HASH_SHA256_SIZE])
{
	struct hash_state state;

	hash_init(&state);
	hash_add(&state, text);
	hash_end(&state, digest);
}

START_TEST(sha256_agrees_with_fips_180_4)
{
	static const struct {
		const char *text, *hex;
	} rows[] = {
		{ "",
		    "e3b0c44298fc1c149afbf4c8996fb924"
		    "27ae41e4649b934ca495991b7852b855" },
		{ "abc",
		    "ba7816bf8f01cfea414140de5dae2223"
		    "b00361a396177a9cb410ff61f20015ad" },
		{ "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
		    "248d6a61d20638b8e5c026930c3e6039"
		    "a33ce45964ff2167f6ecedd419db06c1" },
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		unsigned char digest[HASH_SHA256_SIZE];
		char hex[2 * HASH_SHA256_SIZE + 1];

		digest_of(slice_of(rows[i].text), digest);
		for (size_t j = 0; j < HASH_SHA256_SIZE; j++)
			snprintf(hex + 2 * j, 3, "%02x", digest[j]);
		ck_assert_str_eq(hex, rows[i].hex);
	}
}
END_TEST

START_TEST(pieces_add_up_to_the_whole)
{
	unsigned char whole[HASH_SHA256_SIZE], pieces[HASH_SHA256_SIZE];
	struct hash_state state;

	digest_of(SLICE("abcdef"), whole);
	hash_init(&state);
	hash_add(&state, SLICE("abc"));
	hash_add(&state, SLICE_NONE);
	hash_add(&state, SLICE("def"));
	hash_end(&state, pieces);
	ck_assert_mem_eq(whole, pieces, HASH_SHA256_SIZE);
}
END_TEST

START_TEST(parts_are_not_confused)
{
	unsigned char one[HASH_SHA256_SIZE], two[HASH_SHA256_SIZE];
	struct hash_state state;

	hash_init(&state);
	hash_add_part(&state, SLICE("ab"));
	hash_add_part(&state, SLICE("c"));
	hash_end(&state, one);
	hash_init(&state);
	hash_add_part(&state, SLICE("a"));
	hash_add_part(&state, SLICE("bc"));
	hash_end(&state, two);
	ck_assert_mem_ne(one, two, HASH_SHA256_SIZE);
	/* The form is fixed: stored identities depend on it. */
	digest_of(SLICE("\0\0\0\0\0\0\0\1a\0\0\0\0\0\0\0\2bc"), one);
	ck_assert_mem_eq(one, two, HASH_SHA256_SIZE);
}
END_TEST

START_TEST(base32_agrees_with_rfc_4648)
{
	static const struct {
		const char *bytes;
		size_t chars;
		const char *text;
	} rows[] = {
		{ "foobar", 9, "mzxw6ytbo" },
		{ "fooba", 8, "mzxw6ytb" },
		{ "f", 1, "m" },
		{ "f", 0, "" },
		{ "\xff\xff\xff\xff\xff", 8, "77777777" },
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		unsigned char digest[HASH_SHA256_SIZE] = { 0 };
		char text[52];

		memcpy(digest, rows[i].bytes, strlen(rows[i].bytes));
		hash_base32(digest, rows[i].chars, text);
		ck_assert_str_eq(text, rows[i].text);
	}
}
END_TEST

START_TEST(base32_reads_the_last_bytes)
{
	unsigned char digest[HASH_SHA256_SIZE] = { 0 };
	char text[52];

	digest[31] = 0xFE; /* ends in the characters 00011 and 11111 */
	hash_base32(digest, 51, text);
	ck_assert_uint_eq(strlen(text), 51);
	ck_assert_str_eq(text + 48, "ad7");
}
END_TEST

START_TEST(key_is_the_first_eight_bytes_signed)
{
	unsigned char digest[HASH_SHA256_SIZE] = { 0, 0, 0, 0, 0, 0, 1, 2, 9 };

	ck_assert_int_eq(hash_int64(digest), 258);
	memset(digest, 0xFF, 8);
	ck_assert_int_eq(hash_int64(digest), -1);
	memset(digest, 0, 8);
	digest[0] = 0x80;
	ck_assert_int_eq(hash_int64(digest), INT64_MIN);
}
END_TEST

START_TEST(fast_hash_is_fnv_1a)
{
	ck_assert_uint_eq(hash_fast(SLICE("")), 0xcbf29ce484222325U);
	ck_assert_uint_eq(hash_fast(SLICE_NONE), 0xcbf29ce484222325U);
	ck_assert_uint_eq(hash_fast(SLICE("a")), 0xaf63dc4c8601ec8cU);
	ck_assert_uint_eq(hash_fast(SLICE("foobar")), 0x85944171f73967e8U);
	ck_assert_uint_ne(hash_fast(SLICE("\xe9")), hash_fast(SLICE("i")));
}
END_TEST

Suite *
hash_suite(void)
{
	Suite *suite = suite_create("hash");
	TCase *tests = tcase_create("hash");

	tcase_add_test(tests, sha256_agrees_with_fips_180_4);
	tcase_add_test(tests, pieces_add_up_to_the_whole);
	tcase_add_test(tests, parts_are_not_confused);
	tcase_add_test(tests, base32_agrees_with_rfc_4648);
	tcase_add_test(tests, base32_reads_the_last_bytes);
	tcase_add_test(tests, key_is_the_first_eight_bytes_signed);
	tcase_add_test(tests, fast_hash_is_fnv_1a);
	suite_add_tcase(suite, tests);
	return suite;
}
