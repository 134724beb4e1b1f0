/*
 * The language of an article: by script, by its commonest words, by what was
 * declared.
 */
#include <check.h>

#include "compiler.h"
#include "topic/stop_words.h"
#include "topic_set.h"

Suite *language_suite(void);

static const struct {
	const char *name, *declared, *title, *text;
	const char *language, *from;
} rows[] = {
	{ "nothing at all", "", "", "", "und", "none" },
	{ "no letters", "en-GB", "2026", "", "en-gb", "declared" },
	{ "declared alone", "pt_BR", "Xyz", "", "pt-br", "declared" },
	{ "no tag", "e n!", "Xyz", "", "und", "none" },
	{ "undetermined is not declared", "und", "Xyz", "", "und", "none" },
	{ "old Norwegian", "no", "Xyz", "", "nb", "declared" },
	{ "Nynorsk", "nn-NO", "Xyz", "", "nb-no", "declared" },
	{ "Hangul", "en", "북한의 인권", "", "ko", "script" },
	{ "Hangul, declared so", "ko-KR", "북한의 인권", "", "ko-kr",
	    "script" },
	{ "Kana", "", "北朝鮮の人権のこと", "", "ja", "script" },
	{ "Han", "", "朝鲜人权状况", "", "zh", "script" },
	{ "Han without Kana, declared Japanese", "ja", "北朝鮮", "", "ja",
	    "script" },
	{ "Thai", "en", "รัฐบาล", "", "th", "script" },
	{ "Greek", "", "ΔΙΚΑΙΩΜΑΤΑ", "", "el", "script" },
	{ "Hebrew", "", "צפון קוריאה", "", "he", "script" },
	{ "Yiddish", "yi", "צפון קוריאה", "", "yi", "script" },
	{ "Arabic", "", "كوريا الشمالية", "", "ar", "script" },
	{ "Persian by its letters", "", "گزارش", "", "fa", "script" },
	{ "Urdu declared", "ur", "گزارش", "", "ur", "script" },
	{ "Russian", "", "права человека", "", "ru", "script" },
	{ "Ukrainian by its letters", "", "їжак і єнот", "", "uk", "script" },
	{ "Belarusian by its letters", "", "воўк і іншыя", "", "be", "script" },
	{ "Serbian by its letters", "", "љубав и њива", "", "sr", "script" },
	{ "Bulgarian declared", "bg-BG", "права", "", "bg-bg", "script" },
	{ "Nepali declared", "ne", "मानव", "", "ne", "script" },
	{ "Hindi", "", "मानव", "", "hi", "script" },
	{ "Georgian", "", "საქართველო", "", "ka", "script" },
	{ "Armenian", "", "Հայաստան", "", "hy", "script" },
	{ "most letters win", "", "Kim Jong Un 북", "", "und", "none" },
	{ "English by words", "", "The state of the union", "", "en",
	    "stopwords" },
	{ "one word is no vote", "", "The union", "", "und", "none" },
	{ "a tie is no vote", "", "the and der die", "", "und", "none" },
	{ "words beat another declaration", "en", "Der Hund und die Katze",
	    "sind nicht auf dem Tisch", "de", "stopwords" },
	{ "a declaration with half of the hits stays", "en",
	    "the house and der die das und", "", "en", "declared" },
	{ "words agree with the declaration", "en-US",
	    "the house and the garden", "", "en-us", "declared" },
	{ "the text is asked too", "", "Xyz", "la maison est dans le jardin",
	    "fr", "stopwords" },
};

START_TEST(an_article_is_in_this_language)
{
	struct article article = { .language = slice_of(rows[_i].declared),
		.title = slice_of(rows[_i].title),
		.text = slice_of(rows[_i].text) };
	struct arena arena;
	const struct tokens *tokens;

	arena_init(&arena, 1 << 22);
	tokens = tokens_make(&article, &arena);
	ck_assert_msg(slice_eq(tokens_language(tokens),
			  slice_of(rows[_i].language)),
	    "%s: %.*s", rows[_i].name, SLICE_FMT(tokens_language(tokens)));
	ck_assert_msg(strcmp(tokens_language_from(tokens), rows[_i].from) == 0,
	    "%s: %s", rows[_i].name, tokens_language_from(tokens));
	ck_assert(slice_has_prefix(tokens_language(tokens),
	    tokens_primary_language(tokens)));
	ck_assert(
	    slice_find_char(tokens_primary_language(tokens), '-') == SIZE_MAX);
	arena_finish(&arena);
}
END_TEST

START_TEST(the_words_of_the_vote_are_found)
{
	ck_assert_uint_eq(stop_word_languages(SLICE("")), 0);
	ck_assert_uint_eq(stop_word_languages(SLICE("missile")), 0);
	ck_assert_uint_ne(stop_word_languages(SLICE("a")), 0);
	ck_assert_uint_ne(stop_word_languages(SLICE("že")), 0);
	ck_assert_str_eq(stop_word_code(0), "en");
	ck_assert_uint_eq(stop_word_languages(SLICE("the")), 1);
	ck_assert_uint_eq(stop_word_languages(SLICE("The")), 0);
}
END_TEST

Suite *
language_suite(void)
{
	Suite *suite = suite_create("language");
	TCase *tcase = tcase_create("language");

	tcase_add_loop_test(tcase, an_article_is_in_this_language, 0,
	    ARRAY_LEN(rows));
	tcase_add_test(tcase, the_words_of_the_vote_are_found);
	suite_add_tcase(suite, tcase);
	return suite;
}
