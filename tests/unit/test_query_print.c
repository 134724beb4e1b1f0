/*
 * The normal form: what is printed, and that it reads back as itself.
 */
#include <check.h>
#include <stdio.h>

#include "compiler.h"
#include "topic_cases.h"
#include "topic_random.h"
#include "topic_set.h"

Suite *query_print_suite(void);

static const struct query_list lists[] = {
	{ .name = "nk", .query = "dprk OR pyongyang" },
	{ .name = "both", .query = "a AND b" },
};

static const struct {
	const char *query, *printed;
} rows[] = {
	{ "", "" },
	{ "  # nothing\n ", "" },
	{ "a b", "a AND b" },
	{ "a AND b c", "a AND b AND c" },
	{ "a (b c)", "a AND b AND c" },
	{ "a OR (b OR c)", "a OR b OR c" },
	{ "a OR b AND c", "a OR (b AND c)" },
	{ "(a OR b) AND c", "(a OR b) AND c" },
	{ "((a))", "a" },
	{ "-a", "NOT a" },
	{ "--a", "a" },
	{ "NOT NOT NOT a", "NOT a" },
	{ "a -(b OR c)", "a AND NOT (b OR c)" },
	{ "NOT (NOT a)", "a" },
	{ "NOT (a b)", "NOT (a AND b)" },
	{ "-a NEAR/3 b", "NOT a NEAR/3 b" },
	{ "\"korea\"", "korea" },
	{ "\"or\"", "\"or\"" },
	{ "\"Near\"", "\"Near\"" },
	{ "\"north  korea\"", "\"north  korea\"" },
	{ "\xE2\x80\x9Cnorth korea\xE2\x80\x9D", "\"north korea\"" },
	{ "\"a\\\"b\"", "\"a\\\"b\"" },
	{ "=\"rights\"", "=rights" },
	{ "==\"Le Monde\"", "==\"Le Monde\"" },
	{ "\\-5", "\\-5" },
	{ "\"a\"-b", "a AND \\-b" },
	{ "title\\:x", "title\\:x" },
	{ "Reuters/AFP", "Reuters/AFP" },
	{ "1,000 people", "1,000 AND people" },
	{ "miss*", "miss*" },
	{ "miss\xEF\xBC\x8A", "miss*" },
	{ "title:a", "title:a" },
	{ "title:(a)", "title:a" },
	{ "title:(a OR \"b c\")", "title:(a OR \"b c\")" },
	{ "title:(a NEAR/5 b)", "title:(a NEAR/5 b)" },
	{ "title:(-a)", "title:(NOT a)" },
	{ "title:(~nk)", "title:(~nk)" },
	{ "title:(ATLEAST/2 a)", "title:(ATLEAST/2 a)" },
	{ "title:=a", "title:=a" },
	{ "title:/a\\/b/si", "title:/a\\/b/is" },
	{ "(a OR b) NEAR/5 c", "(a OR b) NEAR/5 c" },
	{ "a NEAR/5 ~nk", "a NEAR/5 ~nk" },
	{ "ATLEAST/3 (a OR b)", "ATLEAST/3 (a OR b)" },
	{ "ATLEAST/3 title:(a OR b)", "ATLEAST/3 title:(a OR b)" },
	{ "ANY/2 (a b, c OR d, -e)", "ANY/2 (a AND b, c OR d, NOT e)" },
	{ "tag:(asia OR \"x y\") lang:ko",
	    "tag:(asia OR \"x y\") AND lang:ko" },
	{ "feed:\"Asia\"", "feed:Asia" },
	{ "~nk AND ~both", "~nk AND ~both" },
	{ "~nk OR ~both", "~nk OR ~both" },
	{ "* -a", "* AND NOT a" },
	{ "age:<2d", "age:<2d" },
	{ "a # remark\nb", "a AND b" },
	{ "a\xE3\x80\x80"
	  "b",
	    "a AND b" },
	{ "e\xCC\x81", "\xC3\xA9" },
};

static struct query *
parse(const char *text)
{
	struct query_error err;
	struct query *query = query_parse(slice_of(text), QUERY_FOR_SEARCH,
	    lists, ARRAY_LEN(lists), &err);

	ck_assert_msg(query != NULL, "%s: %d: %s %s", text, err.column,
	    err.code, err.message);
	return query;
}

/* Prints text's query; checks that what is printed prints as itself. */
static void
print_twice(const char *text, struct buffer *out)
{
	struct query *query = parse(text);
	struct buffer again;

	ck_assert(query_print(query, out));
	query_free(query);
	query = parse(buffer_string(out));
	buffer_init(&again, 1 << 20);
	ck_assert(query_print(query, &again));
	ck_assert_msg(slice_eq(buffer_slice(out), buffer_slice(&again)),
	    "%s: %s: %s", text, buffer_string(out), buffer_string(&again));
	buffer_finish(&again);
	query_free(query);
}

START_TEST(a_query_is_printed_in_its_normal_form)
{
	struct buffer out;

	buffer_init(&out, 1 << 16);
	print_twice(rows[_i].query, &out);
	ck_assert_msg(strcmp(buffer_string(&out), rows[_i].printed) == 0,
	    "%s: %s, not %s", rows[_i].query, buffer_string(&out),
	    rows[_i].printed);
	buffer_finish(&out);
}
END_TEST

START_TEST(p4_what_is_printed_reads_back_as_the_same)
{
	struct chance chance = chance_begin("p4");
	static const struct query_moment moment = { 1785000000, 0 };

	for (int i = 0; i < 1000; i++) {
		struct buffer text, printed;
		struct query *query, *again;
		struct article article;
		struct arena arena;
		struct tokens *tokens;

		buffer_init(&text, 1 << 20);
		buffer_init(&printed, 1 << 20);
		arena_init(&arena, 1 << 24);
		random_query(&chance, i % 6, &text);
		print_twice(buffer_string(&text), &printed);
		query = parse(buffer_string(&text));
		again = parse(buffer_string(&printed));
		for (int k = 0; k < 5; k++) {
			random_article(&chance, &arena, &article);
			tokens = tokens_make(&article, &arena);
			ck_assert_msg(query_eval(query, tokens, &article,
					  moment) ==
				query_eval(again, tokens, &article, moment),
			    "%s: %s", buffer_string(&text),
			    buffer_string(&printed));
		}
		query_free(query);
		query_free(again);
		arena_finish(&arena);
		buffer_finish(&text);
		buffer_finish(&printed);
	}
}
END_TEST

START_TEST(the_queries_of_the_table_print_as_themselves)
{
	struct buffer out;

	buffer_init(&out, 1 << 16);
	print_twice(topic_cases[_i].query, &out);
	buffer_finish(&out);
}
END_TEST

Suite *
query_print_suite(void)
{
	Suite *suite = suite_create("query_print");
	TCase *tcase = tcase_create("print");

	tcase_add_loop_test(tcase, a_query_is_printed_in_its_normal_form, 0,
	    ARRAY_LEN(rows));
	tcase_add_loop_test(tcase, the_queries_of_the_table_print_as_themselves,
	    0, (int)topic_case_count);
	tcase_add_test(tcase, p4_what_is_printed_reads_back_as_the_same);
	suite_add_tcase(suite, tcase);
	return suite;
}
