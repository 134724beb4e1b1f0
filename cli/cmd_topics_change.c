/*
 * crier topics add, remove, mute and replay.
 */
#include "cli/command.h"

#include <inttypes.h>
#include <stdio.h>
#include <unistd.h>

#include "cli/asking.h"
#include "cli/queries.h"
#include "cli/reltime.h"
#include "cli/terminal.h"

#define REPLAY_ASKS_ABOVE 20 /* deliveries; more are rarely what was meant */

/* ---- add, remove, mute -------------------------------------------------------- */

static int
run_add(struct cli *cli, struct error *err)
{
	struct asking asking;
	struct query *query;
	struct slice text;

	if (!asking_has_words(cli, 2, "a NAME and a QUERY", err))
		return -1;
	/* It is read here too, for the caret under what is wrong. */
	query = query_read_behind(cli, 1, &text, err);
	if (query == NULL)
		return err->kind == ERROR_NONE ? CLI_USAGE : -1;
	query_free(query);
	asking_begin(&asking, cli, "topic.add");
	asking_text(&asking, "name", cli->options.arguments[0]);
	asking_slice(&asking, "query", text);
	asking_append_option(&asking, "feeds", "feed");
	asking_append_option(&asking, "hooks", "hook");
	return asking_only(&asking, err);
}

static int
run_remove(struct cli *cli, struct error *err)
{
	struct asking asking;

	if (!asking_has_words(cli, 1, "which topic?", err))
		return -1;
	asking_begin(&asking, cli, "topic.remove");
	asking_text(&asking, "name", cli->options.arguments[0]);
	return asking_only(&asking, err);
}

static int
run_mute(struct cli *cli, struct error *err)
{
	struct asking asking;
	const char *how_long;
	char text[RELTIME_TEXT];
	int64_t until_at;
	int code = -1;

	if (!asking_has_words(cli, 2,
		"which topic, and for how long? (3d, off)", err))
		return -1;
	how_long = cli->options.arguments[1];
	if (slice_eq(slice_of(how_long), SLICE("off")))
		how_long = "0s";
	asking_begin(&asking, cli, "topic.mute");
	asking_text(&asking, "name", cli->options.arguments[0]);
	asking_text(&asking, "for", how_long);
	if (asking_change(&asking, err)) {
		until_at = asking_get_number(asking.result, "until_at");
		if (until_at == 0)
			puts("not muted");
		else
			printf("muted until %s\n",
			    reltime_local(until_at, text));
		code = CLI_FOUND;
	}
	asking_finish(&asking);
	return code;
}

/* ---- replay ------------------------------------------------------------------- */

/* Queues at most max deliveries; with 0 it counts what there is. */
static bool
replay(struct cli *cli, int64_t max, int64_t *count, struct error *err)
{
	struct asking asking;
	bool ok;

	asking_begin(&asking, cli, "topic.replay");
	asking_text(&asking, "name", cli->options.arguments[0]);
	asking_text(&asking, "since", option_value(&cli->options, "since"));
	asking_number(&asking, "max", max);
	ok = asking_change(&asking, err);
	*count = asking_get_number(asking.result, "count");
	asking_finish(&asking);
	return ok;
}

/* A script that says nothing gets what it asked for; a person is asked. */
static bool
is_meant(const struct cli *cli, int64_t count)
{
	char answer[16];

	if (count <= REPLAY_ASKS_ABOVE || option_given(&cli->options, "yes") ||
	    !isatty(STDIN_FILENO) || !isatty(STDERR_FILENO))
		return true;
	fprintf(stderr, "Queue %" PRId64 " deliveries? [y/N] ", count);
	return fgets(answer, sizeof(answer), stdin) != NULL &&
	    (answer[0] == 'y' || answer[0] == 'Y');
}

static int
run_replay(struct cli *cli, struct error *err)
{
	int64_t found, queued;

	if (!asking_has_words(cli, 1, "which topic?", err))
		return -1;
	if (!option_given(&cli->options, "since")) {
		error_set(err, ERROR_USAGE,
		    "topics replay: since when? (--since 7d)");
		return -1;
	}
	if (!replay(cli, 0, &found, err))
		return -1;
	if (found == 0) {
		terminal_complain("there is nothing to replay");
		return CLI_NOTHING;
	}
	if (!is_meant(cli, found))
		return CLI_NOTHING;
	if (!replay(cli, found, &queued, err))
		return -1;
	printf("%" PRId64 " deliver%s queued\n", queued,
	    queued == 1 ? "y" : "ies");
	if (queued < found)
		printf("%" PRId64 " are left; ask again for them\n",
		    found - queued);
	return CLI_FOUND;
}

static const struct option_row add_options[] = {
	{ "feed", 0, OPTION_TEXT, "FEED", NULL,
	    "of this feed only; may stand many times" },
	{ "hook", 0, OPTION_TEXT, "HOOK", NULL,
	    "a hook that its articles go to; may stand many times" },
	{ 0 },
};

static const struct option_row replay_options[] = {
	{ "since", 's', OPTION_TEXT, "TIME", NULL,
	    "matches of the last 7d, 12h, ..." },
	{ "yes", 'y', OPTION_FLAG, NULL, NULL,
	    "do not ask, however many they are" },
	{ 0 },
};

const struct command command_topics_add = {
	.name = "topics add",
	.summary = "add a topic, or change one that was added",
	.arguments = "NAME QUERY",
	.options = add_options,
	.needs = NEEDS_CONFIGURATION,
	.run = run_add,
};

const struct command command_topics_remove = {
	.name = "topics remove",
	.summary = "remove a topic that was added",
	.arguments = "TOPIC",
	.argument_max = 1,
	.needs = NEEDS_CONFIGURATION,
	.run = run_remove,
};

const struct command command_topics_mute = {
	.name = "topics mute",
	.summary = "send nothing of a topic for a time; off ends it",
	.arguments = "TOPIC TIME|off",
	.argument_max = 2,
	.needs = NEEDS_CONFIGURATION,
	.run = run_mute,
};

const struct command command_topics_replay = {
	.name = "topics replay",
	.summary = "send a topic's articles to hooks that never had them",
	.arguments = "TOPIC",
	.argument_max = 1,
	.options = replay_options,
	.needs = NEEDS_CONFIGURATION,
	.run = run_replay,
};
