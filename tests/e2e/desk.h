/*
 * A desk: a world with one feed f (a file), one topic nk (dprk, no hooks) and
 * one hook h that succeeds. Articles 1 and 2 have been polled and are unread.
 */
#ifndef CRIER_TESTS_DESK_H
#define CRIER_TESTS_DESK_H

#include "tests/e2e/world.h"

#define ITEM(id, title)                                            \
	"<item><title>" title "</title><link>http://h.example/" id \
	"</link><guid>" id "</guid><pubDate>Wed, 0" id             \
	" Jul 2026 14:05:09 GMT</pubDate></item>"

void desk_begin(struct world *world);
/* The feed's file has these items from now on. */
void desk_write_feed(const struct world *world, const char *items);
/* The same configuration, where nk has the hook h and the hook does what more
 * says (world_write_hook). */
void desk_connect_hook(const struct world *world, const char *more);

/*
 * Article 3 is new, and the hook does what before says and waits at the gate;
 * desk_open_gate lets it end with success.
 */
void desk_make_gate(const struct world *world, const char *before);
void desk_open_gate(const struct world *world);
/* The same, then starts crierd and waits until the hook waits. */
void desk_start_hook(struct world *world, const char *before);

/* A connection to the control socket; the test's own user is who asks. */
int desk_connect(const struct world *world);

#endif
