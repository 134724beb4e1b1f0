/*
 * A desk for hooks: a feed f (a file) with two articles, a topic nk that finds
 * both, and one hook h of whatever kind; nothing has been polled.
 */
#ifndef CRIER_TESTS_HOOK_DESK_H
#define CRIER_TESTS_HOOK_DESK_H

#include <jansson.h>

#include "tests/e2e/world.h"

#define HOOK_ITEM(id, title) \
	"<item><title>" title "</title><guid>" id "</guid></item>"

#define HOOK_WEBHOOK "webhook: '@SERVER@/in', allow_private: true"
#define HOOK_FILE    "file: '@FOLDER@/out.jsonl'"

extern struct world hook_world;

/* For tcase_add_checked_fixture. */
void hook_desk_begin(void);
void hook_desk_end(void);
/* The feed's file has these items from now on. */
void hook_desk_write_feed(const char *items);

/* Further options of the topic nk; further lines, which begin among the
 * hooks. Both may be NULL. */
struct hook_options {
	const char *hook, *topic, *lines;
};
void hook_desk_configure(const struct hook_options *options);
void hook_desk_configure_hook(const char *hook);

/* crierd --once, which must succeed; again: the feed is made due before. */
void hook_desk_poll(void);
void hook_desk_poll_again(void);

/* The lines of a file, each of which must be JSON; the caller drops them. */
json_t *hook_desk_lines(const char *name);
/* A text of an object. */
const char *json_text(const json_t *json, const char *key);

#endif
