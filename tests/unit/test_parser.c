/*
 * What the language refuses, and that it says where and what to write instead:
 * every row has its code, its column and its message. What it accepts has one
 * spelling, which reads back as itself.
 */
#include <check.h>
#include <stdio.h>

#include "topic_set.h"

Suite *parser_suite(void);

static const struct query_list lists[] = {
	{ .name = "nk", .query = "\"north korea*\" OR dprk OR =pyongyang" },
	{ .name = "two", .query = "~nk OR iaea" },
	{ .name = "ring", .query = "a OR ~rung" },
	{ .name = "rung", .query = "b OR ~ring" },
	{ .name = "wrong", .query = "a or b" },
	{ .name = "negative", .query = "NOT a" },
	{ .name = "both", .query = "a AND b" },
	{ .name = "field", .query = "title:a" },
	{ .name = "empty", .query = "# nothing" },
	{ .name = "state", .query = "is:unread OR a" },
};
#define LISTS (sizeof(lists) / sizeof(lists[0]))

struct refused {
	const char *name;
	enum query_use use;
	const char *query;
	int column;
	const char *code, *message;
};

/* clang-format off */
static const struct refused refused[] = {
	{ "X01", QUERY_FOR_TOPIC, "", 1, "E01",
	  "empty query" },
	{ "X02", QUERY_FOR_TOPIC, "# only a remark", 1, "E01",
	  "empty query" },
	{ "X03", QUERY_FOR_SEARCH, "a \"north korea", 3, "E04",
	  "quote is not closed" },
	{ "X04", QUERY_FOR_SEARCH, "(a OR b", 1, "E05",
	  "parenthesis is not closed" },
	{ "X05", QUERY_FOR_SEARCH, "a OR b)", 7, "E06",
	  "nothing to close here" },
	{ "X06", QUERY_FOR_SEARCH, "title:/nort", 7, "E07",
	  "regular expression is not closed" },
	{ "X07", QUERY_FOR_SEARCH, "AND dprk", 1, "E08",
	  "AND needs something before it" },
	{ "X08", QUERY_FOR_SEARCH, "dprk AND", 6, "E08",
	  "AND needs something after it" },
	{ "X09", QUERY_FOR_SEARCH, "dprk OR OR iaea", 9, "E08",
	  "OR needs something before it" },
	{ "X10", QUERY_FOR_SEARCH, "dprk AND NOT", 10, "E08",
	  "NOT needs something after it" },
	{ "X11", QUERY_FOR_SEARCH, "titel:korea", 1, "E09",
	  "no field \"titel\" (did you mean title?)" },
	{ "X12", QUERY_FOR_SEARCH, "http://example.org/x", 1, "E09",
	  "no field \"http\" (quote the address, or use url:)" },
	{ "X13", QUERY_FOR_SEARCH, "title: korea", 1, "E10",
	  "title: needs a value directly after the colon" },
	{ "X14", QUERY_FOR_SEARCH, "dprk %", 6, "E11",
	  "no word in \"%\"" },
	{ "X15", QUERY_FOR_SEARCH, "\"!!\"", 1, "E11",
	  "no word in \"!!\"" },
	{ "X16", QUERY_FOR_SEARCH, "*korea", 1, "E12",
	  "a word cannot begin with *" },
	{ "X17", QUERY_FOR_SEARCH, "k*", 1, "E12",
	  "at least 2 characters before *" },
	{ "X18", QUERY_FOR_SEARCH, "=kor*", 1, "E13",
	  "= and * cannot be combined" },
	{ "X19", QUERY_FOR_SEARCH, "dprk or pyongyang", 6, "E14",
	  "\"or\" is an operator only in capitals" },
	{ "X20", QUERY_FOR_SEARCH, "dprk Not sport", 6, "E14",
	  "\"Not\" is an operator only in capitals" },
	{ "X21", QUERY_FOR_SEARCH, "dprk near/5 missile", 6, "E14",
	  "\"near/5\" is an operator only in capitals" },
	{ "X22", QUERY_FOR_SEARCH, "(a AND b) NEAR/5 c", 4, "E15",
	  "AND is not allowed inside NEAR" },
	{ "X23", QUERY_FOR_SEARCH, "title:a NEAR/5 b", 1, "E15",
	  "put the field outside: title:(… NEAR/5 …)" },
	{ "X24", QUERY_FOR_SEARCH, "a NEAR/5 NOT b", 10, "E15",
	  "NOT is not allowed inside NEAR" },
	{ "X25", QUERY_FOR_SEARCH, "ATLEAST/3 (a AND b)", 14, "E15",
	  "AND is not allowed inside ATLEAST" },
	{ "X26", QUERY_FOR_SEARCH, "a NEAR b", 3, "E16",
	  "NEAR needs a number: NEAR/5" },
	{ "X27", QUERY_FOR_SEARCH, "a NEAR/500 b", 3, "E16",
	  "at most 100" },
	{ "X28", QUERY_FOR_SEARCH, "a NEAR/x b", 3, "E16",
	  "NEAR needs a number: NEAR/5" },
	{ "X29", QUERY_FOR_SEARCH, "a NEAR/5 b NEAR/3 c", 12, "E17",
	  "one distance and one operator in a chain" },
	{ "X30", QUERY_FOR_SEARCH, "a NEAR/5 b ONEAR/5 c", 12, "E17",
	  "one distance and one operator in a chain" },
	{ "X31", QUERY_FOR_SEARCH, "ANY/3 (a, b)", 1, "E18",
	  "wants 3 of 2" },
	{ "X32", QUERY_FOR_SEARCH, "ANY/2 a", 1, "E18",
	  "ANY/2 needs a list in parentheses" },
	{ "X33", QUERY_FOR_SEARCH, "ATLEAST/0 a", 1, "E16",
	  "at least 1" },
	{ "X34", QUERY_FOR_TOPIC, "-sport", 1, "E19",
	  "would match every article without these words" },
	{ "X35", QUERY_FOR_TOPIC, "dprk OR NOT sport", 9, "E19",
	  "would match every article without these words" },
	{ "X36", QUERY_FOR_TOPIC, "dprk is:unread", 6, "E20",
	  "is: is for queries, not topics" },
	{ "X37", QUERY_FOR_TOPIC, "dprk age:<2d", 6, "E20",
	  "age: is for queries, not topics" },
	{ "X38", QUERY_FOR_SEARCH, "is:unred", 4, "E21",
	  "no state \"unred\" (did you mean unread?)" },
	{ "X39", QUERY_FOR_SEARCH, "date:2026-13-01", 6, "E21",
	  "not a date" },
	{ "X40", QUERY_FOR_SEARCH, "age:2d", 5, "E21",
	  "age: needs < or >" },
	{ "X41", QUERY_FOR_SEARCH, "date:2026-05..2026-01", 6, "E21",
	  "ends before it begins" },
	{ "X42", QUERY_FOR_SEARCH, "title:/(a/", 7, "E22",
	  "regular expression, character 3: missing closing parenthesis" },
	{ "X43", QUERY_FOR_SEARCH, "title:/a/x", 10, "E31",
	  "no flag \"x\" (i and s exist)" },
	{ "X44", QUERY_FOR_SEARCH, "/korea/i", 1, "E30",
	  "a regular expression needs a field: title:/…/ or text:/…/" },
	{ "X45", QUERY_FOR_SEARCH, "~nix", 1, "E23",
	  "no list \"nix\"" },
	{ "X46", QUERY_FOR_SEARCH, "dprk, pyongyang", 5, "E25",
	  "a comma separates only in ANY/k ( … )" },
	{ "X47", QUERY_FOR_SEARCH, "'north korea'", 1, "E26",
	  "use double quotes" },
	{ "X48", QUERY_FOR_SEARCH, "dprk && iaea", 6, "E27",
	  "write AND" },
	{ "X49", QUERY_FOR_SEARCH, "dprk || iaea", 6, "E27",
	  "write OR" },
	{ "X50", QUERY_FOR_SEARCH, "!sport", 1, "E27",
	  "write NOT or -" },
	{ "X51", QUERY_FOR_SEARCH, "+dprk", 1, "E27",
	  "not needed: all words are required" },
	{ "X52", QUERY_FOR_SEARCH, "()", 1, "E32",
	  "empty parentheses" },
	{ "X53", QUERY_FOR_SEARCH, "title:(a author:b)", 10, "E29",
	  "no field inside a field" },
	{ "X54", QUERY_FOR_SEARCH, "- sport", 1, "E08",
	  "- needs something directly after it" },
	{ "X55", QUERY_FOR_SEARCH, "korea ==", 7, "E08",
	  "== needs something directly after it" },
	{ "X56", QUERY_FOR_SEARCH, "Title:korea", 1, "E09",
	  "no field \"Title\" (fields are in lower case: title:)" },
	{ "X57", QUERY_FOR_SEARCH, "{dprk iaea}", 1, "E27",
	  "write (dprk OR iaea)" },
	{ "X58", QUERY_FOR_SEARCH, "\"north korea\"~5", 14, "E23",
	  "no list \"5\" (for distance write NEAR/5)" },
	{ "X59", QUERY_FOR_SEARCH, "dprk|iaea", 5, "E27",
	  "write OR" },
	{ "X60", QUERY_FOR_SEARCH, "dprk^2 iaea", 5, "E27",
	  "there are no weights" },
	{ "X61", QUERY_FOR_SEARCH, "pyongyan~1", 9, "E27",
	  "there is no fuzzy search: use * or list the spellings" },
	{ "X62", QUERY_FOR_SEARCH, "a W/5 b", 3, "E27",
	  "write NEAR/5 (PRE/5: ONEAR/5)" },
	{ "X63", QUERY_FOR_SEARCH, "dprk ANDNOT sport", 6, "E27",
	  "write NOT" },
	{ "X64", QUERY_FOR_SEARCH, "any/2 (a, b)", 1, "E14",
	  "\"any/2\" is an operator only in capitals" },
};
/* clang-format on */

static void
check_refused(const struct refused *row)
{
	struct query_error err;
	struct query *query = query_parse(slice_of(row->query), row->use, lists,
	    LISTS, &err);

	ck_assert_msg(query == NULL, "%s: %s was accepted", row->name,
	    row->query);
	ck_assert_msg(strcmp(err.code, row->code) == 0,
	    "%s: %s: %s, not %s (%s)", row->name, row->query, err.code,
	    row->code, err.message);
	ck_assert_msg(err.column == row->column,
	    "%s: %s: column %d, not %d (%s %s)", row->name, row->query,
	    err.column, row->column, err.code, err.message);
	ck_assert_msg(strncmp(err.message, row->message,
			  strlen(row->message)) == 0,
	    "%s: %s: \"%s\", not \"%s\"", row->name, row->query, err.message,
	    row->message);
}

START_TEST(a_wrong_query_has_its_code_its_column_and_its_message)
{
	check_refused(&refused[_i]);
}
END_TEST

Suite *
parser_suite(void)
{
	Suite *suite = suite_create("parser");
	TCase *tcase = tcase_create("refused");

	tcase_add_loop_test(tcase,
	    a_wrong_query_has_its_code_its_column_and_its_message, 0,
	    sizeof(refused) / sizeof(refused[0]));
	suite_add_tcase(suite, tcase);
	return suite;
}
