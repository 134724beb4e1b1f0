/* Feeds that a person wants polled now, and who waits for them. */
#include "server_fixture.h"

#include <stdlib.h>

#include <check.h>
#include <event2/event.h>

#include "compiler.h"

Suite *refresh_suite(void);

/* ---- refresh --------------------------------------------------------------------------------------- */

static void
ask_to_refresh(void)
{
	expect("{'do':'refresh','feeds':['quay','harbour']}",
	    "{'paused':0,'polled':2,'too_soon':0}");
	expect("{'do':'refresh','feeds':['slow']}",
	    "[{'progress':{'feed':'slow','possible_at':1800000600,"
	    "'refused':'too-soon'}}]"
	    "{'paused':0,'polled':0,'possible_at':1800000600,'too_soon':1}");
	expect("{'do':'refresh','feeds':['asleep'],'wait':true}",
	    "[{'progress':{'feed':'asleep','refused':'paused'}}]"
	    "{'failed':0,'matched':0,'new':0,'ok':0,'paused':1,'polled':0,"
	    "'too_soon':0}");
	expect("{'do':'refresh','feeds':['quay','gone','harbour']}",
	    "input: there is no feed 'gone'");
	expect("{'do':'refresh'}",
	    "[{'progress':{'feed':'slow','possible_at':1800000600,"
	    "'refused':'too-soon'}},"
	    "{'progress':{'feed':'asleep','refused':'paused'}}]"
	    "{'paused':1,'polled':3,'possible_at':1800000600,'too_soon':1}");
}

START_TEST(a_refresh_says_which_feeds_are_polled)
{
	with_client(ask_to_refresh);
	ck_assert_str_eq(fixture.told,
	    "quay harbour slow asleep quay gone refresh-all");
}
END_TEST

static void
end_polls(void)
{
	static const struct server_poll polls[] = {
		{ "other", OUTCOME_MODIFIED, NULL, 9, 9 },
		{ "pier", OUTCOME_MODIFIED, NULL, 3, 1 },
		{ "pier", OUTCOME_MODIFIED, NULL, 5, 5 },
		{ "harbour", OUTCOME_FAILED, "no \xff route", 0, 0 },
		{ "quay", OUTCOME_NOT_MODIFIED, NULL, 0, 0 },
	};

	for (size_t i = 0; i < ARRAY_LEN(polls); i++)
		server_poll_ended(fixture.server, &polls[i]);
}

static void
wait_for_polls(void)
{
	int fd = connect_raw();

	send_message(fd,
	    "{'do':'refresh','wait':true,"
	    "'feeds':['quay','slow','harbour','pier','quay']}");
	expect_message(fd,
	    "{'progress':{'feed':'slow','refused':'too-soon',"
	    "'possible_at':1800000600}}");
	wake_loop(end_polls);
	expect_message(fd,
	    "{'progress':{'feed':'pier','outcome':'modified','new':3,"
	    "'matched':1}}");
	expect_message(fd,
	    "{'progress':{'feed':'harbour','outcome':'failed',"
	    "'reason':'no \xef\xbf\xbd route','new':0,'matched':0}}");
	expect_message(fd,
	    "{'progress':{'feed':'quay','outcome':'not-modified','new':0,"
	    "'matched':0}}");
	expect_message(fd,
	    "{'ok':true,'result':{'polled':4,'too_soon':1,'paused':0,"
	    "'possible_at':1800000600,'ok':2,'failed':1,'new':3,"
	    "'matched':1}}");
	close(fd);
}

START_TEST(who_waits_is_told_of_each_poll_and_of_all)
{
	with_client(wait_for_polls);
}
END_TEST

static void
look_at_refreshes(void)
{
	ck_assert(TAILQ_EMPTY(&fixture.server->refreshes));
}

static void
wait_and_leave(void)
{
	int fd = connect_raw();

	send_message(fd,
	    "{'do':'refresh','wait':true,'feeds':['slow','quay']}");
	expect_message(fd,
	    "{'progress':{'feed':'slow','refused':'too-soon',"
	    "'possible_at':1800000600}}");
	close(fd);
	expect("{'do':'status'}", "{'feeds':3}");
	wake_loop(look_at_refreshes);
	expect("{'do':'status'}", "{'feeds':3}");
}

START_TEST(who_leaves_waits_for_nothing)
{
	with_client(wait_and_leave);
	end_polls();
}
END_TEST

static void
ask_to_refresh_at_the_end(void)
{
	expect("{'do':'refresh'}", "unavailable: crierd stops");
	expect("{'do':'feed.pause','name':'harbour'}", "{}");
}

START_TEST(while_crierd_drains_nothing_is_polled_but_changes_are_made)
{
	fixture.daemon.phase = PHASE_DRAINING;
	with_client(ask_to_refresh_at_the_end);
	ck_assert_str_eq(fixture.told, "feed.pause");
}
END_TEST

Suite *
refresh_suite(void)
{
	Suite *suite = suite_create("refresh");
	TCase *tcase = tcase_create("refresh");

	tcase_add_checked_fixture(tcase, server_fixture_begin,
	    server_fixture_end);
	tcase_set_timeout(tcase, TEST_TIMEOUT);
	tcase_add_test(tcase, a_refresh_says_which_feeds_are_polled);
	tcase_add_test(tcase, who_waits_is_told_of_each_poll_and_of_all);
	tcase_add_test(tcase, who_leaves_waits_for_nothing);
	tcase_add_test(tcase,
	    while_crierd_drains_nothing_is_polled_but_changes_are_made);
	suite_add_tcase(suite, tcase);
	return suite;
}
