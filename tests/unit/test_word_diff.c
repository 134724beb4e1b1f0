#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "buffer.h"
#include "cli/word_diff.h"
#include "compiler.h"
#include "limits.h"

Suite *word_diff_suite(void);

static void
note(enum diff_part part, struct slice text, void *arg)
{
	static const char *const marks[] = { "=", "-", "+" };
	struct buffer *out = arg;

	buffer_append_format(out, "%s%.*s|", marks[part], SLICE_FMT(text));
}

START_TEST(words_that_came_and_went_are_told)
{
	static const struct {
		const char *name, *a, *b, *parts;
	} rows[] = {
		{ "the same", "a b", "a b", "=a b|" },
		{ "nothing", "", "", "" },
		{ "all new", "", "a b", "+a b|" },
		{ "all gone", "a b", "", "-a b|" },
		{ "in the middle", "the old boat", "the new boat",
		    "=the |-old |+new |=boat|" },
		{ "at the end", "a b c", "a b d", "=a b |-c|+d|" },
		{ "moved", "x a b", "a b x", "-x |=a b|+x|" },
		{ "two places", "a 1 b 2 c", "a 3 b 4 c",
		    "=a |-1 |+3 |=b |-2 |+4 |=c|" },
		{ "white space", "a  b", "a b", "=a  |=b|" },
		{ "a word twice", "a a", "a", "=a |-a|" },
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct arena arena;
		struct buffer out;

		arena_init(&arena, MIB);
		buffer_init(&out, KIB);
		ck_assert(word_diff(slice_of(rows[i].a), slice_of(rows[i].b),
		    &arena, note, &out));
		if (strcmp(rows[i].name, "white space") == 0)
			ck_assert_msg(strchr(buffer_string(&out), '+') == NULL,
			    "%s", buffer_string(&out));
		else
			ck_assert_msg(strcmp(buffer_string(&out),
					  rows[i].parts) == 0,
			    "%s: %s", rows[i].name, buffer_string(&out));
		buffer_finish(&out);
		arena_finish(&arena);
	}
}
END_TEST

struct rebuilt {
	struct buffer a, b;
};

static void
rebuild(enum diff_part part, struct slice text, void *arg)
{
	struct rebuilt *rebuilt = arg;

	if (part != DIFF_ADDED)
		buffer_append(&rebuilt->a, text);
	if (part != DIFF_REMOVED)
		buffer_append(&rebuilt->b, text);
}

/* Texts of few different words: much can be matched with much. */
static void
random_text(char *text, size_t words, unsigned int *seed)
{
	for (size_t i = 0; i < words; i++) {
		*text++ = (char)('a' + rand_r(seed) % 4);
		*text++ = ' ';
	}
	*text = '\0';
}

START_TEST(both_texts_can_be_made_again_from_the_parts)
{
	unsigned int seed = 7;

	for (int round = 0; round < 200; round++) {
		char a[200], b[200];
		struct rebuilt rebuilt;
		struct arena arena;

		random_text(a, (size_t)rand_r(&seed) % 90, &seed);
		random_text(b, (size_t)rand_r(&seed) % 90, &seed);
		arena_init(&arena, MIB);
		buffer_init(&rebuilt.a, KIB);
		buffer_init(&rebuilt.b, KIB);
		ck_assert(word_diff(slice_of(a), slice_of(b), &arena, rebuild,
		    &rebuilt));
		ck_assert_str_eq(buffer_string(&rebuilt.a), a);
		ck_assert_str_eq(buffer_string(&rebuilt.b), b);
		buffer_finish(&rebuilt.a);
		buffer_finish(&rebuilt.b);
		arena_finish(&arena);
	}
}
END_TEST

START_TEST(long_texts_without_a_common_word_are_told_whole)
{
	size_t size = 2 * 10000 + 1;
	char *a = malloc(size), *b = malloc(size);
	struct arena arena;
	struct buffer out;

	ck_assert(a != NULL && b != NULL);
	for (size_t i = 0; i + 1 < size; i += 2) {
		memcpy(a + i, "a ", 2);
		memcpy(b + i, "b ", 2);
	}
	a[size - 1] = b[size - 1] = '\0';
	arena_init(&arena, 4 * MIB);
	buffer_init(&out, MIB);
	ck_assert(word_diff(slice_of(a), slice_of(b), &arena, note, &out));
	ck_assert_uint_eq(buffer_slice(&out).len, 2 * (size - 1 + 2));
	buffer_finish(&out);
	arena_finish(&arena);
	free(a);
	free(b);
}
END_TEST

Suite *
word_diff_suite(void)
{
	Suite *suite = suite_create("word_diff");
	TCase *tcase = tcase_create("word_diff");

	tcase_add_test(tcase, words_that_came_and_went_are_told);
	tcase_add_test(tcase, both_texts_can_be_made_again_from_the_parts);
	tcase_add_test(tcase, long_texts_without_a_common_word_are_told_whole);
	suite_add_tcase(suite, tcase);
	return suite;
}
