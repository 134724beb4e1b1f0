/*
 * What the language refuses, and that it says where and what to write instead:
 * every row has its code, its column and its message. What it accepts has one
 * spelling, which reads back as itself.
 */
#include <check.h>
#include <stdio.h>
#include <string.h>

#include "compiler.h"
#include "limits.h"
#include "topic_random.h"
#include "topic_set.h"
#include "utf8.h"

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
#define LISTS ARRAY_LEN(lists)

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
	/* beyond the table */
	{ "control", QUERY_FOR_SEARCH, "ab\x01" "c", 3, "E02",
	  "a control character" },
	{ "not UTF-8", QUERY_FOR_SEARCH, "\xC3\xA9 a\xFF", 4, "E02",
	  "this is not UTF-8" },
	{ "column in characters", QUERY_FOR_SEARCH, "\xE5\x8C\x97 e\xCC\x81 or a",
	  6, "E14", "\"or\" is" },
	{ "list unknown", QUERY_FOR_SEARCH, "a ~nope", 3, "E23",
	  "no list \"nope\"" },
	{ "list in a circle", QUERY_FOR_SEARCH, "x ~ring", 3, "E24",
	  "in list \"ring\" at 1:6: in list \"rung\" at 1:6: lists in a circle: "
	  "ring \xE2\x86\x92 rung \xE2\x86\x92 ring" },
	{ "list wrong", QUERY_FOR_SEARCH, "x ~wrong", 3, "E14",
	  "in list \"wrong\" at 1:3: \"or\" is an operator only in capitals" },
	{ "list negative", QUERY_FOR_SEARCH, "x ~negative", 3, "E19",
	  "in list \"negative\"" },
	{ "list empty", QUERY_FOR_SEARCH, "~empty", 1, "E01",
	  "in list \"empty\" at 1:1: empty query" },
	{ "list with state in a topic", QUERY_FOR_TOPIC, "~state", 1, "E20",
	  "in list \"state\" at 1:1: is: is for queries, not topics" },
	{ "AND of a list in NEAR", QUERY_FOR_SEARCH, "x NEAR/2 ~both", 10,
	  "E15", "AND is not allowed inside NEAR" },
	{ "field of a list in a field", QUERY_FOR_SEARCH, "title:(~field)", 8,
	  "E29", "in list \"field\" at 1:1: no field inside a field" },
	{ "key inside a field", QUERY_FOR_SEARCH, "title:(a tag:x)", 10, "E29",
	  "no field inside a field" },
	{ "star inside a field", QUERY_FOR_SEARCH, "title:(*)", 8, "E29",
	  "* is not allowed inside a field" },
	{ "NEAR in NEAR", QUERY_FOR_SEARCH, "a NEAR/2 (b NEAR/2 c)", 11, "E15",
	  "NEAR is not allowed inside NEAR" },
	{ "ATLEAST in NEAR", QUERY_FOR_SEARCH, "ATLEAST/2 a NEAR/2 b", 1, "E15",
	  "ATLEAST is not allowed inside NEAR" },
	{ "regex in ATLEAST", QUERY_FOR_SEARCH, "ATLEAST/2 title:/a/", 17,
	  "E15", "a regular expression is not allowed inside ATLEAST" },
	{ "NOT in ATLEAST", QUERY_FOR_SEARCH, "ATLEAST/2 -a", 11, "E15",
	  "NOT is not allowed inside ATLEAST" },
	{ "bare ANY", QUERY_FOR_SEARCH, "a ANY b", 3, "E16",
	  "ANY needs a number: ANY/2" },
	{ "ANY of nothing", QUERY_FOR_SEARCH, "ANY/1 ()", 7, "E32",
	  "empty parentheses" },
	{ "ANY with a hole", QUERY_FOR_SEARCH, "ANY/1 (a, )", 9, "E08",
	  ", needs something after it" },
	{ "ANY not closed", QUERY_FOR_SEARCH, "ANY/1 (a, b", 7, "E05",
	  "parenthesis is not closed" },
	{ "comma in a group of ANY", QUERY_FOR_SEARCH, "ANY/1 ((a, b), c)", 10,
	  "E25", "a comma separates only" },
	{ "NEAR after it", QUERY_FOR_SEARCH, "a NEAR/2", 3, "E08",
	  "NEAR/2 needs something after it" },
	{ "NEAR before it", QUERY_FOR_SEARCH, "NEAR/2 a", 1, "E08",
	  "NEAR/2 needs something before it" },
	{ "OR before )", QUERY_FOR_SEARCH, "(a OR)", 4, "E08",
	  "OR needs something after it" },
	{ "= and a group", QUERY_FOR_SEARCH, "=(a)", 1, "E08",
	  "= needs a word or a phrase directly after it" },
	{ "= and ?", QUERY_FOR_SEARCH, "=colo?r", 1, "E13",
	  "= and ? cannot be combined" },
	{ "== and a prefix in quotes", QUERY_FOR_SEARCH, "a ==\"b kor*\"", 3,
	  "E13", "== and * cannot be combined" },
	{ "? first", QUERY_FOR_SEARCH, "?orea", 1, "E12",
	  "a word cannot begin with ?" },
	{ "* first in a part", QUERY_FOR_SEARCH, "north-*orea", 1, "E12",
	  "a word cannot begin with *" },
	{ "short prefix in a phrase", QUERY_FOR_SEARCH, "a \"b c*\"", 3, "E12",
	  "at least 2 characters before *" },
	{ "field and set", QUERY_FOR_SEARCH, "title:~nk", 1, "E10",
	  "title: needs a word, a phrase or parentheses" },
	{ "field in field", QUERY_FOR_SEARCH, "title:author:x", 7, "E29",
	  "no field inside a field" },
	{ "key without a value", QUERY_FOR_SEARCH, "a tag: b", 3, "E10",
	  "tag: needs a value directly after the colon" },
	{ "values with AND", QUERY_FOR_SEARCH, "tag:(a AND b)", 8, "E10",
	  "values stand with OR between" },
	{ "values not closed", QUERY_FOR_SEARCH, "tag:(a OR b", 5, "E05",
	  "parenthesis is not closed" },
	{ "no values", QUERY_FOR_SEARCH, "tag:()", 5, "E32",
	  "empty parentheses" },
	{ "no part", QUERY_FOR_SEARCH, "has:imag", 5, "E21",
	  "no part \"imag\" (did you mean image?)" },
	{ "no number", QUERY_FOR_SEARCH, "id:abc", 4, "E21",
	  "id: needs a number" },
	{ "no language", QUERY_FOR_SEARCH, "lang:e*", 6, "E21",
	  "not a language" },
	{ "age without a length", QUERY_FOR_SEARCH, "age:<2", 5, "E21",
	  "not a length of time" },
	{ "30 February", QUERY_FOR_SEARCH, "date:2026-02-30", 6, "E21",
	  "not a date" },
	{ "25 o'clock", QUERY_FOR_SEARCH, "seen:2026-02-03T25:00", 6, "E21",
	  "not a date" },
	{ "ends just before it begins", QUERY_FOR_SEARCH,
	  "date:2026-05..2026-04", 6, "E21", "ends before it begins" },
	{ "only dots", QUERY_FOR_SEARCH, "date:..", 6, "E21", "not a date" },
	{ "ago backwards", QUERY_FOR_SEARCH, "date:2d..7d", 6, "E21",
	  "ends before it begins" },
	{ "lone backslash", QUERY_FOR_SEARCH, "a b\\", 4, "E08",
	  "\\ needs something directly after it" },
	{ "lone ~", QUERY_FOR_SEARCH, "a ~", 3, "E08",
	  "~ needs something directly after it" },
	{ "&& inside", QUERY_FOR_SEARCH, "a&&b", 2, "E27", "write AND" },
	{ "PRE", QUERY_FOR_SEARCH, "a PRE/3 b", 3, "E27", "write NEAR/3" },
	{ "unknown field", QUERY_FOR_SEARCH, "subject:x", 1, "E09",
	  "no field \"subject\"" },
	{ "letters of others and a colon", QUERY_FOR_SEARCH,
	  "\xED\x95\x9C:x", 1, "E09", "no field" },
	{ "negative member of a topic", QUERY_FOR_TOPIC, "ANY/1 (a, NOT b)", 11,
	  "E19", "would match" },
	{ "negative AND of a topic", QUERY_FOR_TOPIC, "-a -b", 1, "E19",
	  "would match" },
	{ "NOT of AND in a topic", QUERY_FOR_TOPIC, "a OR NOT (b c)", 6, "E19",
	  "would match" },
	{ "second line", QUERY_FOR_SEARCH, "a\nb or c", 3, "E14",
	  "\"or\" is" },
};
/* clang-format on */

/* What stays just inside the language. */
static const struct {
	enum query_use use;
	const char *query;
} accepted[] = {
	{ QUERY_FOR_SEARCH, "" },
	{ QUERY_FOR_SEARCH, "-sport" },
	{ QUERY_FOR_SEARCH, "is:(unread OR starred)" },
	{ QUERY_FOR_SEARCH, "10:30" },
	{ QUERY_FOR_SEARCH, "any" },
	{ QUERY_FOR_SEARCH, "atleast" },
	{ QUERY_FOR_SEARCH, "\\or" },
	{ QUERY_FOR_SEARCH, "title:or" },
	{ QUERY_FOR_SEARCH, "w/o" },
	{ QUERY_FOR_SEARCH, "Yahoo!" },
	{ QUERY_FOR_SEARCH, "#hashtag" },
	{ QUERY_FOR_SEARCH, "C++ OR C#" },
	{ QUERY_FOR_SEARCH, "a NEAR/0 b NEAR/0 c" },
	{ QUERY_FOR_SEARCH, "a NEAR/100 b" },
	{ QUERY_FOR_SEARCH, "ATLEAST/2 (a OR ~nk)" },
	{ QUERY_FOR_SEARCH, "title:(ANY/2 (a, b, c) ATLEAST/2 d)" },
	{ QUERY_FOR_SEARCH, "date:(2025 OR 2026-01..2026-03)" },
	{ QUERY_FOR_SEARCH, "seen:..today date:yesterday.. date:36h" },
	{ QUERY_FOR_SEARCH, "~two" },
	{ QUERY_FOR_TOPIC, "*" },
	{ QUERY_FOR_TOPIC, "site:kcna.kp -sport" },
	{ QUERY_FOR_TOPIC, "a OR (b NOT c)" },
	{ QUERY_FOR_TOPIC, "NOT NOT a" },
};

START_TEST(what_is_inside_the_language_is_read)
{
	struct query_error err;
	struct query *query = query_parse(slice_of(accepted[_i].query),
	    accepted[_i].use, lists, LISTS, &err);

	ck_assert_msg(query != NULL, "%s: %d: %s %s", accepted[_i].query,
	    err.column, err.code, err.message);
	ck_assert_str_eq(err.code, "");
	query_free(query);
}
END_TEST

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

/* ---- limits ---------------------------------------------------------------------- */

static struct query_error
refuse(struct buffer *text)
{
	struct query_error err;
	struct query *query = query_parse(buffer_slice(text), QUERY_FOR_SEARCH,
	    lists, LISTS, &err);

	ck_assert_msg(query == NULL, "was accepted");
	return err;
}

static void
repeat(struct buffer *text, const char *what, int times)
{
	while (times-- > 0)
		buffer_append_string(text, what);
}

START_TEST(limits_are_refused_where_they_are_passed)
{
	struct buffer text;
	struct query_error err;

	buffer_init(&text, 1 << 20);
	repeat(&text, "a ", LIMIT_QUERY_BYTES / 2 + 1);
	err = refuse(&text);
	ck_assert_str_eq(err.code, "E03");

	buffer_reset(&text);
	repeat(&text, "(", LIMIT_QUERY_DEPTH + 1);
	err = refuse(&text);
	ck_assert_str_eq(err.code, "E28");
	ck_assert_int_eq(err.column, LIMIT_QUERY_DEPTH + 1);

	buffer_reset(&text);
	repeat(&text, "a ", LIMIT_QUERY_TERMS);
	ck_assert_ptr_nonnull(buffer_string(&text));
	buffer_append_string(&text, "b");
	err = refuse(&text);
	ck_assert_str_eq(err.code, "E28");
	ck_assert_int_eq(err.column, LIMIT_QUERY_TERMS * 2 + 1);

	buffer_reset(&text);
	buffer_append_string(&text, "x \"");
	repeat(&text, "a ", LIMIT_PHRASE_WORDS + 1);
	buffer_append_char(&text, '"');
	err = refuse(&text);
	ck_assert_str_eq(err.code, "E28");
	ck_assert_int_eq(err.column, 3);

	buffer_reset(&text);
	buffer_append_char(&text, 'a');
	repeat(&text, " NEAR/1 a", LIMIT_NEAR_OPERANDS);
	ck_assert_str_eq(refuse(&text).code, "E28");

	buffer_reset(&text);
	repeat(&text, "title:/a/ ", LIMIT_REGEXES + 1);
	ck_assert_str_eq(refuse(&text).code, "E28");

	buffer_reset(&text);
	buffer_append_string(&text, "title:/");
	repeat(&text, "a", LIMIT_REGEX_BYTES + 1);
	buffer_append_char(&text, '/');
	ck_assert_str_eq(refuse(&text).code, "E28");
	buffer_finish(&text);
}
END_TEST

START_TEST(lists_that_multiply_are_refused)
{
	struct query_list doubling[LIMIT_LIST_DEPTH + 2];
	char names[ARRAY_LEN(doubling)][8], texts[ARRAY_LEN(doubling)][32];
	struct query_error err;

	for (size_t i = 0; i < ARRAY_LEN(doubling); i++) {
		snprintf(names[i], sizeof(names[i]), "l%zu", i);
		snprintf(texts[i], sizeof(texts[i]), "~l%zu OR ~l%zu", i + 1,
		    i + 1);
		doubling[i] = (struct query_list){ .name = names[i],
			.query = texts[i] };
	}
	doubling[ARRAY_LEN(doubling) - 1].query = "a";
	/* one deeper than lists may stand in each other */
	ck_assert_ptr_null(query_parse(SLICE("~l0"), QUERY_FOR_SEARCH, doubling,
	    ARRAY_LEN(doubling), &err));
	ck_assert_str_eq(err.code, "E28");
	/* deep enough, but 2^14 words */
	ck_assert_ptr_null(query_parse(SLICE("~l3"), QUERY_FOR_SEARCH, doubling,
	    ARRAY_LEN(doubling), &err));
	ck_assert_str_eq(err.code, "E28");
	query_free(query_parse(SLICE("~l8"), QUERY_FOR_SEARCH, doubling,
	    ARRAY_LEN(doubling), &err));
	ck_assert_str_eq(err.code, "");
}
END_TEST

START_TEST(p10_any_text_is_read_or_refused_with_a_column_in_it)
{
	static const char *const pieces[] = { "a", "\"", "(", ")", " ", " OR ",
		" AND ", "NOT ", "-", "NEAR/2 ", "~", "nk", "title:", "/", "*",
		"?", "=", "==", "\\", ",", "ANY/1 ", "ATLEAST/2 ", "#", "\n",
		"\xE5\x8C\x97", "e\xCC\x81", "\xFF", "|", "^", "tag:", ":",
		"age:<2d", "..", "2026", "'", "{", "}" };
	struct chance chance = chance_begin("p10");
	struct buffer text;
	size_t read = 0;

	buffer_init(&text, 1 << 16);
	for (int i = 0; i < 20000; i++) {
		struct query_error err;
		struct query *query;
		uint32_t count = chance_below(&chance, 12);

		buffer_reset(&text);
		for (uint32_t k = 0; k < count; k++)
			buffer_append_string(&text,
			    pieces[chance_below(&chance, ARRAY_LEN(pieces))]);
		query = query_parse(buffer_slice(&text),
		    i % 2 == 0 ? QUERY_FOR_TOPIC : QUERY_FOR_SEARCH, lists,
		    LISTS, &err);
		read += query != NULL;
		ck_assert_msg((query == NULL) == (err.code[0] == 'E'), "%s",
		    buffer_string(&text));
		if (query == NULL) {
			ck_assert_int_ge(err.line, 1);
			ck_assert_int_ge(err.column, 1);
			ck_assert_int_ge(err.length, 1);
			ck_assert_int_le(err.column,
			    (int)utf8_count(buffer_slice(&text)) + 1);
			ck_assert(err.message[0] != '\0');
		}
		query_free(query);
	}
	printf("p10: 20000 texts, %zu read\n", read);
	ck_assert(read > 500);
	buffer_finish(&text);
}
END_TEST

/* ---- how errors look ------------------------------------------------------------------ */

START_TEST(an_error_shows_the_line_and_a_caret)
{
	static const struct {
		const char *query, *lines;
	} rows[] = {
		{ "dprk or pyongyang",
		    "    dprk or pyongyang\n         ^^\n  write OR for the "
		    "operator, \"or\" in quotes for the word\n" },
		{ "a\n\xE5\x8C\x97 (b\nc", "    \xE5\x8C\x97 (b\n       ^\n" },
		{ "a OR", "    a OR\n      ^^\n" },
		{ "a\tb or",
		    "    a b or\n        ^^\n  write OR for the "
		    "operator, \"or\" in quotes for the word\n" },
	};
	struct buffer out;

	buffer_init(&out, 1 << 12);
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct query_error err;

		ck_assert_ptr_null(query_parse(slice_of(rows[i].query),
		    QUERY_FOR_SEARCH, NULL, 0, &err));
		buffer_reset(&out);
		ck_assert(query_error_append_context(&err,
		    slice_of(rows[i].query), &out));
		ck_assert_str_eq(buffer_string(&out), rows[i].lines);
	}
	buffer_finish(&out);
}
END_TEST

START_TEST(an_error_is_one_line_for_programs)
{
	struct query_error from;
	struct error to;

	ck_assert_ptr_null(
	    query_parse(SLICE("a\nb or c"), QUERY_FOR_SEARCH, NULL, 0, &from));
	query_error_to_error(&from, &to);
	ck_assert_int_eq(to.kind, ERROR_QUERY);
	ck_assert_int_eq(to.line, 2);
	ck_assert_int_eq(to.column, 3);
	ck_assert_str_eq(to.text,
	    "2:3: E14 \"or\" is an operator only in capitals");
}
END_TEST

START_TEST(a_wrong_topic_is_told_with_its_place)
{
	static const struct topic topics[] = {
		{ .name = "a", .query = "a" },
		{ .name = "b", .query = "b OR", .file = "c.yaml", .line = 7 },
		{ .name = "c", .query = "c OR" },
	};
	static const struct query_list mute = { .query = "m OR" };
	static const struct {
		size_t first, count, mutes;
		const char *text;
	} rows[] = {
		{ 0, 2, 0, "c.yaml:7: topic \"b\": query 1:3: E" },
		{ 2, 1, 0, "topic \"c\": query 1:3: E" },
		{ 0, 1, 1, "main.yaml: mute: query 1:3: E" },
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct topic_set_problem problem;
		struct error to;

		ck_assert_ptr_null(topic_set_build(topics + rows[i].first,
		    rows[i].count, NULL, 0, &mute, rows[i].mutes, &problem));
		topic_set_problem_to_error(&problem, topics + rows[i].first,
		    "main.yaml", &to);
		ck_assert_int_eq(to.kind, ERROR_QUERY);
		ck_assert_int_eq(to.column, 3);
		ck_assert_msg(strncmp(to.text, rows[i].text,
				  strlen(rows[i].text)) == 0,
		    "%s", to.text);
	}
}
END_TEST

START_TEST(a_query_says_what_it_mentions)
{
	static const struct {
		const char *query;
		bool empty, text, scope;
	} rows[] = {
		{ "", true, false, false },
		{ "*", false, false, false },
		{ "a", false, true, false },
		{ "title:/a/", false, true, false },
		{ "is:unread", false, false, false },
		{ "is:(unread OR backlog)", false, false, true },
		{ "a NOT is:matched", false, true, true },
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct query_error err;
		struct query *query = query_parse(slice_of(rows[i].query),
		    QUERY_FOR_SEARCH, NULL, 0, &err);

		ck_assert(query_is_empty(query) == rows[i].empty);
		ck_assert(query_has_text(query) == rows[i].text);
		ck_assert(query_mentions_scope(query) == rows[i].scope);
		query_free(query);
	}
	query_free(NULL);
}
END_TEST

Suite *
parser_suite(void)
{
	Suite *suite = suite_create("parser");
	TCase *tcase = tcase_create("refused");

	tcase_add_loop_test(tcase,
	    a_wrong_query_has_its_code_its_column_and_its_message, 0,
	    ARRAY_LEN(refused));
	tcase_add_loop_test(tcase, what_is_inside_the_language_is_read, 0,
	    ARRAY_LEN(accepted));
	tcase_add_test(tcase, limits_are_refused_where_they_are_passed);
	tcase_add_test(tcase, lists_that_multiply_are_refused);
	tcase_add_test(tcase,
	    p10_any_text_is_read_or_refused_with_a_column_in_it);
	tcase_add_test(tcase, an_error_shows_the_line_and_a_caret);
	tcase_add_test(tcase, an_error_is_one_line_for_programs);
	tcase_add_test(tcase, a_wrong_topic_is_told_with_its_place);
	tcase_add_test(tcase, a_query_says_what_it_mentions);
	suite_add_tcase(suite, tcase);
	return suite;
}
