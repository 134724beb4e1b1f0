/*
 * Sets a desk up; see desk.h.
 */
#include "tests/e2e/desk.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <check.h>

#include "tests/e2e/expect.h"

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

void
desk_make_gate(const struct world *world, const char *before)
{
	char more[512];

	ck_assert_int_eq(mkfifo(world_path(world, "gate"), 0666), 0);
	snprintf(more, sizeof(more), "%s\nread line <%s/gate\nexit 0", before,
	    world->folder);
	desk_connect_hook(world, more);
	desk_write_feed(world,
	    ITEM("1", "One dprk") ITEM("2", "Two dprk")
		ITEM("3", "Three dprk"));
}

/* Opening waits for who reads. */
void
desk_open_gate(const struct world *world)
{
	int fd = open(world_path(world, "gate"), O_WRONLY | O_CLOEXEC);

	ck_assert_int_ne(fd, -1);
	close(fd);
}

void
desk_start_hook(struct world *world, const char *before)
{
	desk_make_gate(world, before);
	world_start_ready(world);
	expect_crier(world, "refresh f --wait", 0, "1 new, 1 matched", "");
	await_in(world, "hook.keys", " 1\n");
}

int
desk_connect(const struct world *world)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	strncat(address.sun_path, world_path(world, "crier.sock"),
	    sizeof(address.sun_path) - 1);
	ck_assert_int_ne(fd, -1);
	ck_assert_int_eq(connect(fd, (const struct sockaddr *)&address,
			     sizeof(address)),
	    0);
	return fd;
}
