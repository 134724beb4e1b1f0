/*
 * crier export opml, which is crier feeds export too: the feeds as a list that
 * other programs and crier import read. crier export feed is a list of articles
 * and stands in cmd_list.c.
 */
#include "cli/command.h"

#include "cli/opml_export.h"
#include "cli/subscriptions.h"
#include "cli/terminal.h"
#include "limits.h"

/* Whether one of the tags is tag, or a folder in it. */
static bool
has_tag(const struct feed *feed, struct slice tag)
{
	for (size_t i = 0; i < feed->tag_count; i++) {
		struct slice own = slice_of(feed->tags[i]);

		if (slice_has_prefix(own, tag) &&
		    (own.len == tag.len || own.ptr[tag.len] == '/'))
			return true;
	}
	return false;
}

/* NULL, or why a list is no place for it. */
static const char *
objection(const struct feed *feed)
{
	switch (feed->source) {
	case FEED_FROM_FILE:
		return "it is a file of this machine";
	case FEED_FROM_COMMAND:
		return "it comes from a command";
	case FEED_FROM_URL:
		break;
	}
	return feed->private_url ? "its URL is private" : NULL;
}

/* Those that are asked for and may be told move to the front. */
static void
choose(const struct cli *cli, struct subscriptions *all)
{
	const char *tag = option_value(&cli->options, "tag");
	size_t count = 0;

	for (size_t i = 0; i < all->count; i++) {
		const struct feed *feed = all->items[i].feed;
		const char *why = objection(feed);

		if (tag != NULL && !has_tag(feed, slice_of(tag)))
			continue;
		if (why != NULL)
			terminal_complain("%s is left out: %s", feed->name,
			    why);
		else
			all->items[count++] = all->items[i];
	}
	all->count = count;
}

static int
run_opml(struct cli *cli, struct error *err)
{
	struct subscriptions all;
	struct buffer out;
	bool ok;

	if (!subscriptions_load(&all, cli, err))
		return -1;
	choose(cli, &all);
	buffer_init(&out, LIMIT_COMMAND_OUTPUT);
	ok = opml_export(all.items, all.count, &out);
	terminal_write(&out);
	buffer_finish(&out);
	if (ok)
		return all.count > 0 ? CLI_FOUND : CLI_NOTHING;
	error_set(err, ERROR_MEMORY, "no memory for the list");
	return -1;
}

static int
run(struct cli *cli, struct error *err)
{
	(void)cli;
	error_set(err, ERROR_USAGE, "export: what? opml or feed");
	return -1;
}

static const struct option_row opml_options[] = {
	{ "tag", 't', OPTION_TEXT, "TAG", NULL,
	    "only feeds with this tag, or one within it" },
	{ 0 },
};

static const struct command export_opml = {
	.name = "export opml",
	.summary = "the feeds as OPML, for any reader",
	.options = opml_options,
	.needs = NEEDS_CONFIGURATION,
	.run = run_opml,
};

extern const struct command command_export_feed;

static const struct command *const children[] = {
	&export_opml,
	&command_export_feed,
	NULL,
};

const struct command command_export = {
	.name = "export",
	.summary = "the feeds as OPML, or articles as a feed",
	.children = children,
	.needs = NEEDS_NOTHING,
	.run = run,
};

const struct command command_feeds_export = {
	.name = "feeds export",
	.summary = "the feeds as OPML, as crier export opml",
	.options = opml_options,
	.needs = NEEDS_CONFIGURATION,
	.run = run_opml,
};
