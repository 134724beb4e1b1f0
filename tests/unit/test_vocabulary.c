/*
 * Words and what is looked up in them: wildcards, stems made once for all
 * threads.
 */
#include <check.h>
#include <pthread.h>
#include <stdio.h>

#include "compiler.h"
#include "topic/segment.h"
#include "topic/vocabulary.h"

#define THREADS 8

Suite *vocabulary_suite(void);

static const struct {
	const char *pattern, *text;
	bool fits;
} patterns[] = {
	{ "colo\x01r", "color", true },
	{ "colo\x01r", "colour", true },
	{ "colo\x01r", "colours", false },
	{ "colo\x01", "colo", true },
	{ "colo\x01", "col", false },
	{ "organi\x02"
	  "ation",
	    "organisation", true },
	{ "organi\x02"
	  "ation",
	    "organiation", false },
	{ "a\x02\x02", "aéb", true },
	{ "a\x02", "aé", true },
	{ "a\x02", "aéb", false },
	{ "a\x01"
	  "b\x01"
	  "c",
	    "aXbXbXc", true },
	{ "a\x01"
	  "b\x01"
	  "c",
	    "aXcXb", false },
	{ "a\x01\x02", "ab", true },
	{ "a\x01\x02", "a", false },
	{ "", "", true },
	{ "", "a", false },
};

START_TEST(a_pattern_fits_a_whole_form)
{
	ck_assert_msg(wildcard_match(slice_of(patterns[_i].pattern),
			  slice_of(patterns[_i].text)) == patterns[_i].fits,
	    "row %d: %s", _i, patterns[_i].text);
}
END_TEST

static uint32_t
add(struct vocabulary *vocabulary, struct arena *arena, const char *text,
    enum word_kind kind)
{
	struct vocabulary_word word = { .text = slice_of(text),
		.cased = slice_of(text),
		.kind = (uint8_t)kind,
		.head = (uint32_t)strlen(text),
		.letters = kind == WORD_WHOLE };

	return vocabulary_add(vocabulary, arena, &word);
}

START_TEST(a_word_has_one_number)
{
	struct arena arena;
	struct vocabulary *vocabulary = vocabulary_new();
	uint32_t numbers[100];
	char text[16];

	arena_init(&arena, 1 << 20);
	for (int i = 0; i < 100; i++) {
		snprintf(text, sizeof(text), "w%d", i);
		numbers[i] = add(vocabulary, &arena, text, WORD_WHOLE);
		ck_assert_uint_eq(numbers[i], (uint32_t)i);
	}
	for (int i = 0; i < 100; i++) {
		snprintf(text, sizeof(text), "w%d", i);
		ck_assert_uint_eq(add(vocabulary, &arena, text, WORD_WHOLE),
		    numbers[i]);
	}
	/* the same letters as a prefix are another */
	ck_assert_uint_eq(add(vocabulary, &arena, "w1", WORD_PREFIX), 100);
	ck_assert_uint_eq(vocabulary_count(vocabulary), 101);
	vocabulary_free(vocabulary);
	arena_finish(&arena);
}
END_TEST

static void *
ask_stem(void *arg)
{
	struct vocabulary *vocabulary = arg;
	static const char *const codes[] = { "en", "fr", "de", "ru" };
	bool ok = true;

	for (size_t i = 0; i < ARRAY_LEN(codes); i++) {
		int language = stem_language(slice_of(codes[i]));

		for (uint32_t w = 0; w < vocabulary_count(vocabulary); w++)
			ok &= vocabulary_stem(vocabulary, w, language).len > 0;
	}
	ok &= slice_eq(vocabulary_stem(vocabulary, 0,
			   stem_language(SLICE("en"))),
	    SLICE("right"));
	return ok ? vocabulary : NULL;
}

START_TEST(threads_share_the_stems_that_one_makes)
{
	struct arena arena;
	struct vocabulary *vocabulary = vocabulary_new();
	pthread_t threads[THREADS];
	void *result;

	arena_init(&arena, 1 << 20);
	add(vocabulary, &arena, "rights", WORD_WHOLE);
	add(vocabulary, &arena, "humains", WORD_WHOLE);
	for (int i = 0; i < THREADS; i++)
		ck_assert_int_eq(pthread_create(&threads[i], NULL, ask_stem,
				     vocabulary),
		    0);
	for (int i = 0; i < THREADS; i++) {
		ck_assert_int_eq(pthread_join(threads[i], &result), 0);
		ck_assert_ptr_eq(result, vocabulary);
	}
	vocabulary_free(vocabulary);
	arena_finish(&arena);
}
END_TEST

/* ---- stems ------------------------------------------------------------------------ */

static const struct {
	const char *language, *cased, *stem;
} stems[] = {
	{ "en", "rights", "right" },
	{ "en", "dies", "die" },
	{ "en", "policies", "policy" },
	{ "en", "axes", "axes" },
	{ "en", "taxes", "tax" },
	{ "en", "boxe", "box" },
	{ "en", "fizzes", "fizz" },
	{ "en", "crashes", "crash" },
	{ "en", "the", "the" },
	{ "en", "bus", "bus" },
	{ "en", "goes", "goe" },
	{ "en", "heroes", "hero" },
	{ "en", "analysis", "analysis" },
	{ "en", "glass", "glass" },
	{ "en", "thomas", "thomas" },
	{ "en", "executive", "executive" },
	{ "tr", "insan", "insan" },
	{ "es", "derechos", "derech" },
	{ "nb", "rettigheter", "rett" },
	{ "ru", "правах", "прав" },
	{ "xx", "rights", "rights" },
	{ "ko", "rights", "rights" },
};

START_TEST(a_word_has_this_stem)
{
	struct stemmer stemmer;
	char out[LIMIT_TOKEN_BYTES];
	struct slice cased = slice_of(stems[_i].cased), stem = { out, 0 };

	stemmer_open(&stemmer, stem_language(slice_of(stems[_i].language)));
	stem.len = stemmer_stem(&stemmer, cased, cased, out);
	ck_assert_msg(slice_eq(stem, slice_of(stems[_i].stem)), "%s %s: %.*s",
	    stems[_i].language, stems[_i].cased, SLICE_FMT(stem));
	stemmer_close(&stemmer);
}
END_TEST

START_TEST(every_language_of_the_table_has_a_stemmer)
{
	for (int i = 0; i < STEM_LANGUAGES; i++) {
		struct stemmer stemmer;

		ck_assert_int_eq(stem_language(slice_of(stem_language_code(i))),
		    i);
		stemmer_open(&stemmer, i);
		ck_assert_int_eq(stemmer.language, i);
		stemmer_close(&stemmer);
	}
}
END_TEST

Suite *
vocabulary_suite(void)
{
	Suite *suite = suite_create("vocabulary");
	TCase *tcase = tcase_create("words");

	tcase_add_loop_test(tcase, a_pattern_fits_a_whole_form, 0,
	    ARRAY_LEN(patterns));
	tcase_add_test(tcase, a_word_has_one_number);
	tcase_add_test(tcase, threads_share_the_stems_that_one_makes);
	tcase_add_loop_test(tcase, a_word_has_this_stem, 0, ARRAY_LEN(stems));
	tcase_add_test(tcase, every_language_of_the_table_has_a_stemmer);
	suite_add_tcase(suite, tcase);
	return suite;
}
