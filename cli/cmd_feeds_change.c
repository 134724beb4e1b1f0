/*
 * crier feeds add, remove, rename, tag, pause and resume.
 */
#include "cli/command.h"

#include <stdio.h>

#include "cli/asking.h"
#include "cli/url_objection.h"

static int
run_add(struct cli *cli, struct error *err)
{
	const char *objection;
	struct asking asking;
	int code = -1;

	if (!asking_has_words(cli, 1, "which URL?", err))
		return -1;
	objection = url_objection(slice_of(cli->options.arguments[0]));
	if (objection != NULL) {
		error_set(err, ERROR_USAGE, "feeds add: this %s", objection);
		return -1;
	}
	asking_begin(&asking, cli, "feed.add");
	asking_text(&asking, "url", cli->options.arguments[0]);
	asking_text(&asking, "name", option_value(&cli->options, "name"));
	asking_text(&asking, "title", option_value(&cli->options, "title"));
	asking_text(&asking, "interval",
	    option_value(&cli->options, "interval"));
	asking_append_option(&asking, "tags", "tag");
	if (asking_change(&asking, err)) {
		const char *name = asking_get_text(asking.result, "name");

		if (json_is_true(json_object_get(asking.result, "added")))
			printf("added %s\n", name);
		else
			printf("%s is there already\n", name);
		code = CLI_FOUND;
	}
	asking_finish(&asking);
	return code;
}

static int
change_named(struct cli *cli, const char *change, struct error *err)
{
	struct asking asking;

	if (!asking_has_words(cli, 1, "which feed?", err))
		return -1;
	asking_begin(&asking, cli, change);
	asking_text(&asking, "name", cli->options.arguments[0]);
	return asking_only(&asking, err);
}

static int
run_remove(struct cli *cli, struct error *err)
{
	return change_named(cli, "feed.remove", err);
}

static int
run_pause(struct cli *cli, struct error *err)
{
	return change_named(cli, "feed.pause", err);
}

static int
run_resume(struct cli *cli, struct error *err)
{
	return change_named(cli, "feed.resume", err);
}

static int
run_rename(struct cli *cli, struct error *err)
{
	struct asking asking;

	if (!asking_has_words(cli, 2, "which feed, and what is its new name?",
		err))
		return -1;
	asking_begin(&asking, cli, "feed.rename");
	asking_text(&asking, "name", cli->options.arguments[0]);
	asking_text(&asking, "to", cli->options.arguments[1]);
	return asking_only(&asking, err);
}

/* "+tag" or "-tag". */
static bool
take_sign(struct asking *asking, const char *word, struct error *err)
{
	if ((word[0] != '+' && word[0] != '-') || word[1] == '\0')
		return error_set(err, ERROR_USAGE,
		    "feeds tag: \"%s\" is neither +TAG nor -TAG", word);
	asking_append(asking, word[0] == '+' ? "add" : "remove", word + 1);
	return true;
}

static int
run_tag(struct cli *cli, struct error *err)
{
	const struct option_values *options = &cli->options;
	struct asking asking;
	bool ok = true;

	if (!asking_has_words(cli, 1, "which feed?", err))
		return -1;
	if (options->argument_count == 1 && !option_given(options, "add") &&
	    !option_given(options, "remove")) {
		error_set(err, ERROR_USAGE,
		    "feeds tag: which tags? +TAG, -TAG");
		return -1;
	}
	asking_begin(&asking, cli, "feed.tag");
	asking_text(&asking, "name", options->arguments[0]);
	asking_append_option(&asking, "add", "add");
	asking_append_option(&asking, "remove", "remove");
	for (size_t i = 1; ok && i < options->argument_count; i++)
		ok = take_sign(&asking, options->arguments[i], err);
	ok = ok && asking_change(&asking, err);
	asking_finish(&asking);
	return ok ? CLI_FOUND : -1;
}

static const struct option_row add_options[] = {
	{ "name", 'n', OPTION_TEXT, "NAME", NULL,
	    "its name (from its host, if it is not given)" },
	{ "title", 0, OPTION_TEXT, "TITLE", NULL, "its title" },
	{ "tag", 't', OPTION_TEXT, "TAG", NULL, "a tag; may stand many times" },
	{ "interval", 'i', OPTION_TEXT, "TIME", NULL,
	    "how often it is polled: 30m, 2h, 1d" },
	{ 0 },
};

static const struct option_row tag_options[] = {
	{ "add", 'a', OPTION_TEXT, "TAG", NULL, "as +TAG" },
	{ "remove", 'r', OPTION_TEXT, "TAG", NULL, "as -TAG" },
	{ 0 },
};

const struct command command_feeds_add = {
	.name = "feeds add",
	.summary = "poll a feed from now on",
	.arguments = "URL",
	.argument_max = 1,
	.options = add_options,
	.needs = NEEDS_CONFIGURATION,
	.run = run_add,
};

const struct command command_feeds_remove = {
	.name = "feeds remove",
	.summary = "poll a feed no more; its articles stay",
	.arguments = "FEED",
	.argument_max = 1,
	.needs = NEEDS_CONFIGURATION,
	.run = run_remove,
};

const struct command command_feeds_rename = {
	.name = "feeds rename",
	.summary = "give a feed another name",
	.arguments = "FEED NEW",
	.argument_max = 2,
	.needs = NEEDS_CONFIGURATION,
	.run = run_rename,
};

const struct command command_feeds_tag = {
	.name = "feeds tag",
	.summary = "add tags to a feed, or take them away",
	.arguments = "FEED +TAG... -TAG...",
	.options = tag_options,
	.needs = NEEDS_CONFIGURATION,
	.run = run_tag,
};

const struct command command_feeds_pause = {
	.name = "feeds pause",
	.summary = "do not poll a feed for now",
	.arguments = "FEED",
	.argument_max = 1,
	.needs = NEEDS_CONFIGURATION,
	.run = run_pause,
};

const struct command command_feeds_resume = {
	.name = "feeds resume",
	.summary = "poll a paused feed again",
	.arguments = "FEED",
	.argument_max = 1,
	.needs = NEEDS_CONFIGURATION,
	.run = run_resume,
};
