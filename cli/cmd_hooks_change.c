/*
 * crier hooks release, retry, drop and test.
 */
#include "cli/command.h"

#include <inttypes.h>
#include <stdio.h>

#include "cli/asking.h"
#include "cli/queries.h"
#include "cli/terminal.h"

/* One delivery, those of a hook, or all: exactly one of them, for nothing must
 * be dropped by a word that was forgotten. */
static bool
says_which(const struct cli *cli, struct error *err)
{
	const struct option_values *options = &cli->options;

	return options->argument_count + option_given(options, "hook") +
		option_given(options, "all") ==
	    1 ||
	    error_set(err, ERROR_USAGE,
		"%s: which ones? one of KEY, --hook NAME, --all",
		cli->command->name);
}

static int
change_outbox(struct cli *cli, const char *change, const char *done,
    struct error *err)
{
	struct asking asking;
	int64_t count;
	int code = -1;

	if (!says_which(cli, err))
		return -1;
	asking_begin(&asking, cli, change);
	if (cli->options.argument_count > 0)
		asking_text(&asking, "key", cli->options.arguments[0]);
	asking_text(&asking, "hook", option_value(&cli->options, "hook"));
	if (asking_change(&asking, err)) {
		count = asking_get_number(asking.result, "count");
		printf("%" PRId64 " %s\n", count, done);
		code = count > 0 ? CLI_FOUND : CLI_NOTHING;
	}
	asking_finish(&asking);
	return code;
}

/* A hook that is said to be well is asked again, also for what only waited. */
static int
run_retry(struct cli *cli, struct error *err)
{
	int code = change_outbox(cli, "hooks.retry", "queued again", err);

	return code == CLI_NOTHING && option_given(&cli->options, "hook")
	    ? CLI_FOUND
	    : code;
}

static int
run_drop(struct cli *cli, struct error *err)
{
	return change_outbox(cli, "hooks.drop", "dropped", err);
}

/* ---- release ------------------------------------------------------------------- */

static int
run_release(struct cli *cli, struct error *err)
{
	const struct option_values *options = &cli->options;
	struct asking asking;
	int64_t count;
	int code = -1;

	if (!option_given(options, "feed") && !option_given(options, "hook") &&
	    !option_given(options, "all")) {
		error_set(err, ERROR_USAGE,
		    "hooks release: which ones? --feed NAME, --hook NAME or "
		    "--all");
		return -1;
	}
	asking_begin(&asking, cli, "hooks.release");
	asking_text(&asking, "feed", option_value(options, "feed"));
	asking_text(&asking, "hook", option_value(options, "hook"));
	if (asking_change(&asking, err)) {
		count = asking_get_number(asking.result, "count");
		printf("%" PRId64 " released\n", count);
		code = count > 0 ? CLI_FOUND : CLI_NOTHING;
	}
	asking_finish(&asking);
	return code;
}

/* ---- test ----------------------------------------------------------------------- */

static int
print_verdict(const json_t *result)
{
	const char *verdict = asking_get_text(result, "verdict");
	int64_t dur_ms = asking_get_number(result, "dur_ms");

	if (slice_eq(slice_of(verdict), SLICE("ok"))) {
		printf("ok in %" PRId64 " ms\n", dur_ms);
		return CLI_FOUND;
	}
	terminal_complain("%s after %" PRId64 " ms: %s", verdict, dur_ms,
	    asking_get_text(result, "reason"));
	return CLI_PARTLY;
}

static int
run_test(struct cli *cli, struct error *err)
{
	const struct option_values *options = &cli->options;
	struct asking asking;
	int64_t id;
	int code;

	if (options->argument_count < 2 ||
	    !query_is_id(options->arguments[1], &id)) {
		error_set(err, ERROR_USAGE,
		    "hooks test: which HOOK, and the ID of which article?");
		return -1;
	}
	asking_begin(&asking, cli, "hooks.test");
	asking_text(&asking, "hook", options->arguments[0]);
	asking_number(&asking, "id", id);
	/* How long a hook may take is said in the configuration. */
	code = asking_crierd(&asking, (struct control_call){ 0 }, err)
	    ? print_verdict(asking.result)
	    : -1;
	asking_finish(&asking);
	return code;
}

static const struct option_row which_options[] = {
	{ "hook", 0, OPTION_TEXT, "HOOK", NULL, "those of this hook" },
	{ "all", 'a', OPTION_FLAG, NULL, NULL, "those of all hooks" },
	{ 0 },
};

static const struct option_row release_options[] = {
	{ "feed", 0, OPTION_TEXT, "FEED", NULL,
	    "those of this feed, which is trusted again" },
	{ "hook", 0, OPTION_TEXT, "HOOK", NULL, "those of this hook" },
	{ "all", 'a', OPTION_FLAG, NULL, NULL, "all of them" },
	{ 0 },
};

const struct command command_hooks_release = {
	.name = "hooks release",
	.summary = "let deliveries go that are held",
	.options = release_options,
	.needs = NEEDS_CONFIGURATION,
	.run = run_release,
};

const struct command command_hooks_retry = {
	.name = "hooks retry",
	.summary = "try dead letters again",
	.arguments = "[KEY]",
	.argument_max = 1,
	.options = which_options,
	.needs = NEEDS_CONFIGURATION,
	.run = run_retry,
};

const struct command command_hooks_drop = {
	.name = "hooks drop",
	.summary = "forget deliveries that wait or are dead",
	.arguments = "[KEY]",
	.argument_max = 1,
	.options = which_options,
	.needs = NEEDS_CONFIGURATION,
	.run = run_drop,
};

const struct command command_hooks_test = {
	.name = "hooks test",
	.summary = "run a hook once with a stored article",
	.arguments = "HOOK ID",
	.argument_max = 2,
	.needs = NEEDS_CONFIGURATION,
	.run = run_test,
};
