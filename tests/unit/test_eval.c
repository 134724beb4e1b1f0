/*
 * Verdicts: the table of the language, and queries by chance, through the
 * matcher and through the definition; the laws that the language obeys.
 */
#include <check.h>
#include <stdio.h>

#include "compiler.h"
#include "topic_cases.h"
#include "topic_naive.h"
#include "topic_random.h"
#include "topic_set.h"

Suite *eval_suite(void);

static const struct query_moment moment = { 1785000000, 0 };

START_TEST(a_case_of_the_table_is_judged_as_it_says)
{
	const struct topic_case *row = &topic_cases[_i];
	struct query_error err;
	struct query *query = query_parse(slice_of(row->query),
	    QUERY_FOR_SEARCH, NULL, 0, &err);
	struct article article;
	struct arena arena;
	struct tokens *tokens;
	enum truth truth;

	ck_assert_msg(query != NULL, "row %d: %s: %d: %s %s", row->number,
	    row->query, err.column, err.code, err.message);
	arena_init(&arena, 1 << 20);
	topic_case_article(row->document, &arena, &article);
	tokens = tokens_make(&article, &arena);
	ck_assert(tokens != NULL);
	truth = query_eval(query, tokens, &article, moment);
	ck_assert_msg(truth == (row->matches ? TRUTH_TRUE : TRUTH_FALSE),
	    "row %d: %s on %s: %d", row->number, row->query, row->document,
	    truth);
	ck_assert_msg(naive_matches(query, tokens, &article, moment) ==
		row->matches,
	    "row %d: %s on %s: the definition says otherwise", row->number,
	    row->query, row->document);
	query_free(query);
	arena_finish(&arena);
}
END_TEST

/* ---- laws ------------------------------------------------------------------------ */

#define LAW_ARTICLES 40

struct world {
	struct arena arena;
	struct article articles[LAW_ARTICLES];
	struct tokens *tokens[LAW_ARTICLES];
};

static void
world_open(struct world *world, struct chance *chance)
{
	arena_init(&world->arena, 1 << 26);
	for (size_t i = 0; i < LAW_ARTICLES; i++) {
		random_article(chance, &world->arena, &world->articles[i]);
		world->tokens[i] = tokens_make(&world->articles[i],
		    &world->arena);
		ck_assert(world->tokens[i] != NULL);
	}
}

static struct query *
parse(const char *text)
{
	struct query_error err;
	struct query *query = query_parse(slice_of(text), QUERY_FOR_SEARCH,
	    NULL, 0, &err);

	ck_assert_msg(query != NULL, "%s: %d: %s %s", text, err.column,
	    err.code, err.message);
	return query;
}

/* Verdicts of a query on all articles of the world. */
static void
judge(const struct world *world, const char *text, bool *verdicts)
{
	struct query *query = parse(text);

	for (size_t i = 0; i < LAW_ARTICLES; i++)
		verdicts[i] = query_eval(query, world->tokens[i],
				  &world->articles[i], moment) == TRUTH_TRUE;
	query_free(query);
}

enum law {
	SAME,
	IMPLIES
};

static void
check_law(const struct world *world, const char *left, enum law law,
    const char *right)
{
	bool a[LAW_ARTICLES], b[LAW_ARTICLES];

	judge(world, left, a);
	judge(world, right, b);
	for (size_t i = 0; i < LAW_ARTICLES; i++) {
		const struct article *article = &world->articles[i];

		ck_assert_msg(law == SAME ? a[i] == b[i] : !a[i] || b[i],
		    "%s against %s on %.*s // %.*s", left, right,
		    SLICE_FMT(article->title), SLICE_FMT(article->text));
	}
}

/* Patterns of text: "%1$s" is a first part, "%2$s" a second. */
struct law_row {
	const char *left;
	enum law law;
	const char *right;
};
static const struct law_row of_queries[] = {
	/* P5 */
	{ "(%1$s) AND (%2$s)", IMPLIES, "(%1$s)" },
	{ "(%1$s)", IMPLIES, "(%1$s) OR (%2$s)" },
	{ "NOT ((%1$s) AND (%2$s))", SAME, "NOT (%1$s) OR NOT (%2$s)" },
	{ "NOT ((%1$s) OR (%2$s))", SAME, "NOT (%1$s) AND NOT (%2$s)" },
	{ "(%1$s) NOT (%2$s)", SAME, "(%1$s) AND NOT (%2$s)" },
	{ "(%1$s) AND (%2$s)", SAME, "(%2$s) AND (%1$s)" },
	{ "(%1$s) OR (%2$s)", SAME, "(%2$s) OR (%1$s)" },
	{ "(%1$s) AND (%1$s)", SAME, "(%1$s)" },
	{ "(%1$s) OR (%1$s)", SAME, "(%1$s)" },
	{ "NOT NOT (%1$s)", SAME, "(%1$s)" },
	{ "ANY/1 (%1$s, %2$s)", SAME, "(%1$s) OR (%2$s)" },
	{ "ANY/2 (%1$s, %2$s)", SAME, "(%1$s) AND (%2$s)" },
};
static const struct law_row of_atoms[] = {
	/* P6 */
	{ "%1$s NEAR/1 %2$s", IMPLIES, "%1$s NEAR/2 %2$s" },
	{ "%1$s ONEAR/2 %2$s", IMPLIES, "%1$s NEAR/2 %2$s" },
	{ "%1$s NEAR/2 %2$s", SAME, "%2$s NEAR/2 %1$s" },
	{ "%1$s NEAR/2 %2$s", IMPLIES, "%1$s AND %2$s" },
	{ "ATLEAST/1 %1$s", SAME, "%1$s" },
	{ "ATLEAST/3 %1$s", IMPLIES, "ATLEAST/2 %1$s" },
	{ "ATLEAST/2 %1$s", IMPLIES, "%1$s" },
	{ "title:%1$s", IMPLIES, "%1$s" },
	{ "text:%1$s", IMPLIES, "%1$s" },
	{ "%1$s", SAME, "title:%1$s OR text:%1$s" },
};
static const struct law_row of_words[] = {
	/* P6 */
	{ "==\"%1$s\"", IMPLIES, "=\"%1$s\"" },
	{ "=\"%1$s\"", IMPLIES, "\"%1$s\"" },
	{ "\"%1$s %2$s\"", IMPLIES, "\"%1$s\" AND \"%2$s\"" },
	{ "\"%1$s %2$s\"", IMPLIES, "%1$s ONEAR/0 %2$s" },
	{ "%1$s ONEAR/0 %2$s", IMPLIES, "%1$s NEAR/0 %2$s" },
	{ "%1$s", SAME, "\"%1$s\"" },
	{ "=%1$s", IMPLIES, "%1$s*" },
};

static char *
fill(struct arena *arena, const char *pattern, const char *first,
    const char *second)
{
	struct buffer out;
	struct slice made;

	buffer_init(&out, 1 << 20);
	for (const char *p = pattern; *p != '\0'; p++) {
		if (*p != '%') {
			buffer_append_char(&out, *p);
			continue;
		}
		buffer_append_string(&out, p[1] == '1' ? first : second);
		p += 3;
	}
	made = arena_slice(arena, buffer_slice(&out));
	buffer_finish(&out);
	return arena_string(arena, made);
}

static void
check_rows(const struct world *world, const struct law_row *rows, size_t count,
    const char *first, const char *second)
{
	struct arena arena;

	arena_init(&arena, 1 << 24);
	for (size_t i = 0; i < count; i++)
		check_law(world, fill(&arena, rows[i].left, first, second),
		    rows[i].law, fill(&arena, rows[i].right, first, second));
	arena_finish(&arena);
}

START_TEST(p5_the_laws_of_logic_hold)
{
	struct chance chance = chance_begin("p5");
	struct world world;
	struct buffer first, second;

	world_open(&world, &chance);
	buffer_init(&first, 1 << 20);
	buffer_init(&second, 1 << 20);
	for (int i = 0; i < 60; i++) {
		buffer_reset(&first);
		buffer_reset(&second);
		random_query(&chance, i % 4, &first);
		random_query(&chance, (i + 1) % 3, &second);
		check_rows(&world, of_queries, ARRAY_LEN(of_queries),
		    buffer_string(&first), buffer_string(&second));
	}
	buffer_finish(&first);
	buffer_finish(&second);
	arena_finish(&world.arena);
}
END_TEST

START_TEST(p6_what_is_stricter_holds_less_often)
{
	/* no two of these can be at one place */
	static const char *const words[] = { "rights", "human", "policies",
		"korea", "test", "fire", "nations", "homme" };
	struct chance chance = chance_begin("p6");
	struct world world;
	struct buffer first, second;

	world_open(&world, &chance);
	buffer_init(&first, 1 << 20);
	buffer_init(&second, 1 << 20);
	for (int i = 0; i < 100; i++) {
		buffer_reset(&first);
		buffer_reset(&second);
		random_atom(&chance, &first);
		random_atom(&chance, &second);
		check_rows(&world, of_atoms, ARRAY_LEN(of_atoms),
		    buffer_string(&first), buffer_string(&second));
	}
	for (size_t a = 0; a < ARRAY_LEN(words); a++) {
		for (size_t b = 0; b < ARRAY_LEN(words); b++) {
			if (a != b)
				check_rows(&world, of_words,
				    ARRAY_LEN(of_words), words[a], words[b]);
		}
	}
	buffer_finish(&first);
	buffer_finish(&second);
	arena_finish(&world.arena);
}
END_TEST

START_TEST(p1_the_matcher_says_what_the_definition_says)
{
	struct chance chance = chance_begin("p1");
	struct world world;
	struct buffer text;
	size_t matches = 0;

	world_open(&world, &chance);
	buffer_init(&text, 1 << 20);
	for (int i = 0; i < 600; i++) {
		struct query *query;

		buffer_reset(&text);
		random_query(&chance, i % 5, &text);
		query = parse(buffer_string(&text));
		for (size_t a = 0; a < LAW_ARTICLES; a++) {
			const struct article *article = &world.articles[a];
			bool is = naive_matches(query, world.tokens[a], article,
			    moment);

			ck_assert_msg(is ==
				(query_eval(query, world.tokens[a], article,
				     moment) == TRUTH_TRUE),
			    "%s on %.*s: %.*s // %.*s", buffer_string(&text),
			    SLICE_FMT(tokens_language(world.tokens[a])),
			    SLICE_FMT(article->title),
			    SLICE_FMT(article->text));
			matches += is;
		}
		query_free(query);
	}
	printf("p1: %d pairs, %zu matches\n", 600 * LAW_ARTICLES, matches);
	ck_assert(matches > LAW_ARTICLES);
	buffer_finish(&text);
	arena_finish(&world.arena);
}
END_TEST

/* P7: the same words in other spellings. */
static const struct {
	const char *query, *same;
} spellings[] = {
	{ "rights", "RIGHTS" },
	{ "\"human rights\"", "\"Human   RIGHTS\"" },
	{ "\xC3\xA9t\xC3\xA9", "e\xCC\x81te\xCC\x81" },
	{ "policies",
	    "poli\xC2\xAD"
	    "cies" },
	{ "hum*", "HUM*" },
	{ "l'homme", "l\xE2\x80\x99homme" },
	{ "a  b", "a\nb" },
	{ "feed:asia", "feed:ASIA" },
	{ "lang:en-gb", "lang:EN-GB" },
};

START_TEST(p7_spelling_that_folds_away_changes_nothing)
{
	struct chance chance = chance_begin("p7");
	struct world world;

	world_open(&world, &chance);
	check_law(&world, spellings[_i].query, SAME, spellings[_i].same);
	arena_finish(&world.arena);
}
END_TEST

/* ---- accents and stems ---------------------------------------------------------------- */

START_TEST(an_accented_word_stands_for_its_stems_and_its_bare_form)
{
	static const struct {
		const char *query, *document;
		bool matches;
	} rows[] = {
		/* stem absolutn, but absolutni is a stem itself */
		{ "absolutnias", "es: absolutní // x", true },
		{ "absolutnias", "es: absolutni // x", true },
		/* stem abonnes, which without accents would be abonn */
		{ "abonneses", "es: abonnés // x", true },
		{ "abonneses", "es: abonnes // x", false },
		{ "=abonneses", "es: abonnés // x", false },
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct query *query = parse(rows[i].query);
		struct article article;
		struct arena arena;
		struct tokens *tokens;

		arena_init(&arena, 1 << 20);
		topic_case_article(rows[i].document, &arena, &article);
		tokens = tokens_make(&article, &arena);
		ck_assert_msg((query_eval(query, tokens, &article, moment) ==
				  TRUTH_TRUE) == rows[i].matches,
		    "%s in %s", rows[i].query, rows[i].document);
		ck_assert(naive_matches(query, tokens, &article, moment) ==
		    rows[i].matches);
		query_free(query);
		arena_finish(&arena);
	}
}
END_TEST

/* ---- limits ------------------------------------------------------------------------ */

START_TEST(what_a_limit_cut_off_is_unknown_and_stays_so)
{
	static const struct {
		const char *query;
		enum truth truth;
	} rows[] = {
		{ "text:/(a+)+$/", TRUTH_UNKNOWN },
		{ "NOT text:/(a+)+$/", TRUTH_UNKNOWN },
		{ "text:/(a+)+$/ x", TRUTH_UNKNOWN },
		{ "text:/(a+)+$/ y", TRUTH_FALSE },
		{ "text:/(a+)+$/ OR x", TRUTH_TRUE },
		{ "text:/(a+)+$/ OR y", TRUTH_UNKNOWN },
		{ "ANY/2 (x, y, text:/(a+)+$/)", TRUTH_UNKNOWN },
		{ "ANY/2 (x, x, text:/(a+)+$/)", TRUTH_TRUE },
		{ "ANY/2 (y, y, text:/(a+)+$/)", TRUTH_FALSE },
		{ "text:/^a/", TRUTH_TRUE },
	};
	struct article article = { .title = SLICE("x"),
		.text = SLICE("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab") };
	struct arena arena;
	struct tokens *tokens;

	arena_init(&arena, 1 << 22);
	tokens = tokens_make(&article, &arena);
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct query *query = parse(rows[i].query);

		ck_assert_msg(query_eval(query, tokens, &article, moment) ==
			rows[i].truth,
		    "%s", rows[i].query);
		query_free(query);
	}
	arena_finish(&arena);
}
END_TEST

START_TEST(a_near_that_costs_too_much_is_unknown)
{
	struct article article = { 0 };
	struct query *query = parse(
	    "a NEAR/100 b NEAR/100 c NEAR/100 d NEAR/100 e NEAR/100 f "
	    "NEAR/100 g NEAR/100 h");
	struct arena arena;
	struct buffer text;

	buffer_init(&text, 1 << 20);
	for (int i = 0; i < 5000; i++)
		buffer_append_string(&text, "a b c d e f g ");
	article.text = buffer_slice(&text);
	arena_init(&arena, 1 << 26);
	ck_assert_int_eq(query_eval(query, tokens_make(&article, &arena),
			     &article, moment),
	    TRUTH_UNKNOWN);
	arena_finish(&arena);
	buffer_finish(&text);
	query_free(query);
}
END_TEST

START_TEST(a_query_without_words_needs_no_tokens)
{
	struct article article = { .unread = true,
		.language = SLICE("en-GB"),
		.feed_name = SLICE("asia") };
	struct query *query = parse("is:unread lang:en feed:asia");

	ck_assert(!query_has_text(query));
	ck_assert_int_eq(query_eval(query, NULL, &article, moment), TRUTH_TRUE);
	query_free(query);
	query = parse("is:unread OR \"a\"");
	ck_assert(query_has_text(query));
	query_free(query);
}
END_TEST

Suite *
eval_suite(void)
{
	Suite *suite = suite_create("eval");
	TCase *tcase = tcase_create("table");

	tcase_add_loop_test(tcase, a_case_of_the_table_is_judged_as_it_says, 0,
	    (int)topic_case_count);
	suite_add_tcase(suite, tcase);
	tcase = tcase_create("laws");
	tcase_set_timeout(tcase, 60);
	tcase_add_test(tcase, p1_the_matcher_says_what_the_definition_says);
	tcase_add_test(tcase, p5_the_laws_of_logic_hold);
	tcase_add_test(tcase, p6_what_is_stricter_holds_less_often);
	tcase_add_loop_test(tcase, p7_spelling_that_folds_away_changes_nothing,
	    0, ARRAY_LEN(spellings));
	tcase_add_test(tcase, what_a_limit_cut_off_is_unknown_and_stays_so);
	tcase_add_test(tcase,
	    an_accented_word_stands_for_its_stems_and_its_bare_form);
	tcase_add_test(tcase, a_near_that_costs_too_much_is_unknown);
	tcase_add_test(tcase, a_query_without_words_needs_no_tokens);
	suite_add_tcase(suite, tcase);
	return suite;
}
