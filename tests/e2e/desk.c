/*
 * Sets a desk up; see desk.h.
 */
#include "tests/e2e/desk.h"

#include <stdlib.h>

#include <check.h>

void
desk_write_feed(const struct world *world, const char *items)
{
	char *feed = rss_feed(items);

	world_write(world, "feed.xml", feed);
	free(feed);
}

void
desk_begin(struct world *world)
{
	struct run run;

	world_begin(world);
	world_write_hook(world, "hook", "exit 0");
	desk_write_feed(world, ITEM("1", "One dprk") ITEM("2", "Two dprk"));
	world_configure(world,
	    "feeds: {f: {file: @FOLDER@/feed.xml, interval: 1d}}\n"
	    "topics: {nk: {query: dprk}}\n"
	    "hooks: {h: {exec: [@FOLDER@/hook]}}\n");
	world_poll(world, &run);
	ck_assert_msg(run.status == 0, "%s", run.err);
	run_finish(&run);
}

void
desk_connect_hook(const struct world *world, const char *more)
{
	world_write_hook(world, "hook", more);
	world_configure(world,
	    "feeds: {f: {file: @FOLDER@/feed.xml, interval: 1d}}\n"
	    "topics: {nk: {query: dprk, hooks: [h]}}\n"
	    "hooks: {h: {exec: [@FOLDER@/hook]}}\n");
}
