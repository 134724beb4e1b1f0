/* Sets up the worlds of hooks, and reads what they were handed. */
#include "tests/e2e/hook_desk.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <check.h>

struct world hook_world;

void
hook_desk_write_feed(const char *items)
{
	char *feed = rss_feed(items);

	world_write(&hook_world, "feed.xml", feed);
	free(feed);
}

void
hook_desk_begin(void)
{
	world_begin(&hook_world);
	hook_desk_write_feed(
	    HOOK_ITEM("1", "One dprk") HOOK_ITEM("2", "Two dprk"));
}

void
hook_desk_end(void)
{
	world_end(&hook_world);
}

void
hook_desk_configure(const struct hook_options *options)
{
	char yaml[2048];

	snprintf(yaml, sizeof(yaml),
	    "feeds: {f: {file: @FOLDER@/feed.xml}}\n"
	    "topics: {nk: {query: dprk, hooks: [h]%s}}\n"
	    "hooks:\n"
	    "  h: {%s}\n"
	    "%s",
	    options->topic == NULL ? "" : options->topic, options->hook,
	    options->lines == NULL ? "" : options->lines);
	world_configure(&hook_world, yaml);
}

void
hook_desk_configure_hook(const char *hook)
{
	hook_desk_configure(&(struct hook_options){ .hook = hook });
}

#define HOOK_WEBHOOK "webhook: '@SERVER@/in', allow_private: true"
#define HOOK_FILE    "file: '@FOLDER@/out.jsonl'"

void
hook_desk_poll(void)
{
	struct run run;

	world_poll(&hook_world, &run);
	ck_assert_msg(run.status == 0, "exit %d: %s", run.status, run.err);
	run_finish(&run);
}

/* The feed is due again. */
void
hook_desk_poll_again(void)
{
	world_sql_write(&hook_world, "UPDATE feed SET next_at = 0");
	hook_desk_poll();
}

/* The lines of a file as JSON; the caller drops it. */
json_t *
hook_desk_lines(const char *name)
{
	char *text = world_read(&hook_world, name), *rest = text, *line;
	json_t *lines = json_array();

	ck_assert_msg(text[0] == '\0' || text[strlen(text) - 1] == '\n',
	    "%s ends in half a line", name);
	while ((line = strsep(&rest, "\n")) != NULL && line[0] != '\0') {
		json_t *json = json_loads(line, 0, NULL);

		ck_assert_msg(json != NULL, "no JSON: %s", line);
		json_array_append_new(lines, json);
	}
	free(text);
	return lines;
}

const char *
json_text(const json_t *json, const char *key)
{
	return json_string_value(json_object_get(json, key));
}
