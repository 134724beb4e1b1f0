#include <check.h>
#include <string.h>

#include "cli_fixture.h"
#include "compiler.h"

Suite *revisions_view_suite(void);

/* The world's article of that id is changed twice. */
static void
change_twice(struct cli_world *world)
{
	fixture_run(&world->store,
	    "INSERT INTO revision (article, revision, changed_at, title, text) "
	    "VALUES (1, 1, 1799990000, 'A boat', 'One boat came in.'), "
	    "(1, 2, 1799995000, 'A boat', 'Two boats came in.')");
	fixture_run(&world->store,
	    "UPDATE article SET revision = 3, title = 'Boats' WHERE id = 1");
	fixture_run(&world->store,
	    "UPDATE article_text SET text = 'Two boats came in.' "
	    "WHERE article = 1");
}

START_TEST(versions_are_shown_as_differences)
{
	struct cli_world world;
	struct answer answer;

	cli_world_open(&world);
	change_twice(&world);
	ask(&world, &answer, "show --revisions 1");
	CHECK_CODE(answer, 0);
	CHECK_SAYS(answer.printed.out, "revision 2, ");
	CHECK_SAYS(answer.printed.out, "[-One boat-] {+Two boats+} came in.");
	CHECK_SAYS(answer.printed.out, "revision 3, ");
	CHECK_SAYS(answer.printed.out, "[-A boat-] {+Boats+}");
	answer_finish(&answer);
	ask(&world, &answer, "show --revisions --color=always 1");
	ck_assert_ptr_null(strstr(answer.printed.out, "[-"));
	CHECK_SAYS(answer.printed.out, "\033[");
	answer_finish(&answer);
	cli_world_close(&world);
}
END_TEST

START_TEST(versions_are_given_whole_as_json)
{
	struct cli_world world;
	struct answer answer;

	cli_world_open(&world);
	change_twice(&world);
	ask(&world, &answer, "show --revisions --format json 1");
	CHECK_CODE(answer, 0);
	CHECK_SAYS(answer.printed.out,
	    "{\"format\":1,\"articles\":[{\"id\":1,\"revisions\":["
	    "{\"revision\":1,\"replaced\":\"2027-01-15T");
	CHECK_SAYS(answer.printed.out,
	    "{\"revision\":3,\"replaced\":null,\"title\":\"Boats\"");
	answer_finish(&answer);
	cli_world_close(&world);
}
END_TEST

START_TEST(an_article_that_never_changed_says_so)
{
	struct cli_world world;
	struct answer answer;

	cli_world_open(&world);
	ask(&world, &answer, "show --revisions 2");
	CHECK_CODE(answer, 0);
	CHECK_SAYS(answer.printed.out, "not changed");
	answer_finish(&answer);
	ask(&world, &answer, "show --revisions 4711");
	CHECK_CODE(answer, 1);
	answer_finish(&answer);
	cli_world_close(&world);
}
END_TEST

Suite *
revisions_view_suite(void)
{
	Suite *suite = suite_create("revisions_view");
	TCase *tcase = tcase_create("revisions_view");

	tcase_add_test(tcase, versions_are_shown_as_differences);
	tcase_add_test(tcase, versions_are_given_whole_as_json);
	tcase_add_test(tcase, an_article_that_never_changed_says_so);
	suite_add_tcase(suite, tcase);
	return suite;
}
