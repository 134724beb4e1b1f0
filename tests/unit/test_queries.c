#include <check.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "cli/queries.h"
#include "cli_fixture.h"
#include "compiler.h"
#include "limits.h"
#include "memory.h"

Suite *queries_suite(void);

static const struct {
	const char *word;
	int64_t id; /* 0: it is none */
} ids[] = {
	{ "1", 1 },
	{ "007", 7 },
	{ "id:12", 12 },
	{ "9223372036854775807", INT64_MAX },
	{ "9223372036854775808", 0 },
	{ "0", 0 },
	{ "id:0", 0 },
	{ "+1", 0 },
	{ "-1", 0 },
	{ "", 0 },
	{ "id:", 0 },
	{ "id:+1", 0 },
	{ "id:-1", 0 },
	{ "12a", 0 },
	{ " 1", 0 },
	{ "ID:1", 0 },
	{ "\\12", 0 },
	{ "१", 0 },
};

START_TEST(an_id_is_digits_alone)
{
	int64_t id = 0;

	ck_assert_msg(query_is_id(ids[_i].word, &id) == (ids[_i].id != 0), "%s",
	    ids[_i].word);
	if (ids[_i].id != 0)
		ck_assert_int_eq(id, ids[_i].id);
}
END_TEST

static const struct {
	const char *text;
	bool bare;
} texts[] = {
	{ "north korea", true },
	{ "North Korea", true },
	{ "north  korea", true },
	{ "corée du nord", true },
	{ "북한 인권", true },
	{ "north", false },
	{ "", false },
	{ "  ", false },
	{ "\"north korea\"", false },
	{ "north AND korea", false },
	{ "north OR korea", false },
	{ "north NOT korea", false },
	{ "north or korea", true }, /* an error that speaks for itself */
	{ "north -korea", false },
	{ "title:north korea", false },
	{ "(north korea)", false },
	{ "north korea*", false },
	{ "=north korea", false },
	{ "~nk north", false },
	{ "north NEAR/5 korea", false },
	{ "human-rights korea", false },
	{ "# north korea", false },
};

START_TEST(w14_bare_words_may_have_been_a_phrase)
{
	ck_assert_msg(query_is_bare(slice_of(texts[_i].text)) == texts[_i].bare,
	    "%s", texts[_i].text);
}
END_TEST

struct asking {
	struct cli cli;
	struct fake_clock clock;
};

static const struct command command = {
	.name = "list",
	.arguments = "[QUERY]",
	.options = list_options,
};

static void
begin(struct asking *asking, int count, char *words[])
{
	struct error err;

	setenv("TZ", "Asia/Seoul", 1);
	tzset();
	*asking = (struct asking){ .cli = { .command = &command } };
	fake_clock_init(&asking->clock, FIXTURE_NOW);
	asking->cli.clock = &asking->clock.clock;
	arena_init(&asking->cli.arena, MIB);
	ck_assert(
	    options_parse(&command, count, words, &asking->cli.options, &err));
}

static void
end(struct asking *asking)
{
	options_finish(&asking->cli.options);
	arena_finish(&asking->cli.arena);
}

/* clang-format off */
static const struct {
	const char *words[6];
	struct article_request expected;
} requests[] = {
	{ { "boat" }, { .limit = LIMIT_LIST_ROWS } },
	{ { "-n", "0", "boat" }, { .limit = -1 } },
	{ { "-n", "7", "--offset", "3", "boat" }, { .limit = 7, .offset = 3 } },
	{ { "--sort", "oldest", "boat" },
	    { .limit = LIMIT_LIST_ROWS, .sort = SORT_OLDEST } },
	{ { "-s", "relevance", "boat" },
	    { .limit = LIMIT_LIST_ROWS, .sort = SORT_RELEVANCE } },
	{ { "--text", "boat" }, { .limit = LIMIT_LIST_ROWS, .text = true } },
	{ { "--format", "{id} {text}", "boat" },
	    { .limit = LIMIT_LIST_ROWS, .text = true } },
	{ { "--format", "{id}", "boat" }, { .limit = LIMIT_LIST_ROWS } },
};
/* clang-format on */

START_TEST(options_become_a_request)
{
	const struct article_request *expected = &requests[_i].expected;
	struct article_request request;
	char *words[7] = { NULL };
	struct asking asking;
	struct query *query;
	struct error err;
	int count = 0;

	for (; count < 6 && requests[_i].words[count] != NULL; count++)
		words[count] = xstrdup(requests[_i].words[count]);
	begin(&asking, count, words);
	query = query_read_arguments(&asking.cli, &err);
	ck_assert_ptr_nonnull(query);
	ck_assert(query_request(&asking.cli, query, &request, &err));
	ck_assert_ptr_eq(request.query, query);
	ck_assert_int_eq(request.limit, expected->limit);
	ck_assert_int_eq(request.offset, expected->offset);
	ck_assert_int_eq(request.sort, expected->sort);
	ck_assert_int_eq(request.text, expected->text);
	ck_assert_int_eq(request.moment.now_at, FIXTURE_NOW);
	ck_assert_int_eq(request.moment.utc_offset_s, 9 * 3600);
	query_free(query);
	end(&asking);
	while (count > 0)
		free(words[--count]);
}
END_TEST

START_TEST(relevance_needs_words)
{
	char sort[] = "--sort=relevance", unread[] = "is:unread";
	char *words[] = { sort, unread, NULL };
	struct article_request request;
	struct asking asking;
	struct query *query;
	struct error err;

	begin(&asking, 2, words);
	query = query_read_arguments(&asking.cli, &err);
	ck_assert_ptr_nonnull(query);
	ck_assert(!query_request(&asking.cli, query, &request, &err));
	ck_assert_int_eq(err.kind, ERROR_USAGE);
	query_free(query);
	end(&asking);
}
END_TEST

START_TEST(a_wrong_query_is_shown_with_a_caret)
{
	char first[] = "boat", second[] = "OR";
	char *words[] = { first, second, NULL };
	struct printed printed;
	struct asking asking;
	struct error err;

	begin(&asking, 2, words);
	printed_begin(&printed);
	ck_assert_ptr_null(query_read_arguments(&asking.cli, &err));
	printed_end(&printed);
	ck_assert_int_eq(err.kind, ERROR_NONE);
	ck_assert_ptr_nonnull(strstr(printed.err, "crier: query: 1:6: E08"));
	ck_assert_ptr_nonnull(strstr(printed.err, "\n    boat OR\n"));
	ck_assert_ptr_nonnull(strstr(printed.err, "\n         ^"));
	printed_finish(&printed);
	end(&asking);
}
END_TEST

START_TEST(a_query_that_is_too_long_is_not_cut)
{
	char *word = xcalloc(LIMIT_QUERY_BYTES + 1, 1), last[] = "OR";
	char *words[] = { word, last, NULL };
	struct asking asking;
	struct error err;

	memset(word, 'a', LIMIT_QUERY_BYTES);
	begin(&asking, 2, words);
	ck_assert_ptr_null(query_read_arguments(&asking.cli, &err));
	ck_assert_int_eq(err.kind, ERROR_QUERY);
	ck_assert_str_eq(err.text, "query: longer than 65536 bytes");
	end(&asking);
	free(word);
}
END_TEST

Suite *
queries_suite(void)
{
	Suite *suite = suite_create("queries");
	TCase *tcase = tcase_create("queries");

	tcase_add_loop_test(tcase, an_id_is_digits_alone, 0, ARRAY_LEN(ids));
	tcase_add_loop_test(tcase, w14_bare_words_may_have_been_a_phrase, 0,
	    ARRAY_LEN(texts));
	tcase_add_loop_test(tcase, options_become_a_request, 0,
	    ARRAY_LEN(requests));
	tcase_add_test(tcase, relevance_needs_words);
	tcase_add_test(tcase, a_wrong_query_is_shown_with_a_caret);
	tcase_add_test(tcase, a_query_that_is_too_long_is_not_cut);
	suite_add_tcase(suite, tcase);
	return suite;
}
