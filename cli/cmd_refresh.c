/*
 * crier refresh: feeds are polled now, as far as manners allow it; what they
 * forbid is told with the time when it will be possible.
 */
#include "cli/command.h"

#include <inttypes.h>
#include <stdio.h>
#include <unistd.h>

#include "cli/asking.h"
#include "cli/reltime.h"
#include "cli/terminal.h"
#include "limits.h"

struct watcher {
	bool named;    /* feeds were named: each refusal is told */
	bool terminal; /* each poll that ends is told */
	size_t refused;
};

static void
tell_refusal(struct watcher *watcher, const json_t *progress)
{
	int64_t at = asking_get_number(progress, "possible_at");
	char when[RELTIME_TEXT];

	watcher->refused++;
	if (!watcher->named)
		return;
	if (at != 0)
		terminal_complain("%s: too soon; possible from %s",
		    asking_get_text(progress, "feed"), reltime_local(at, when));
	else
		terminal_complain("%s: %s", asking_get_text(progress, "feed"),
		    asking_get_text(progress, "refused"));
}

static void
tell_poll(const struct watcher *watcher, const json_t *progress)
{
	const char *reason = asking_get_text(progress, "reason");

	if (reason[0] != '\0')
		terminal_complain("%s: %s", asking_get_text(progress, "feed"),
		    reason);
	else if (watcher->terminal)
		printf("%s: %s, %" PRId64 " new, %" PRId64 " matched\n",
		    asking_get_text(progress, "feed"),
		    asking_get_text(progress, "outcome"),
		    asking_get_number(progress, "new"),
		    asking_get_number(progress, "matched"));
	(void)fflush(stdout); /* a failure shows at the end */
}

static bool
on_progress(const json_t *message, void *arg)
{
	const json_t *progress = json_object_get(message, "progress");
	struct watcher *watcher = arg;

	if (json_object_get(progress, "refused") != NULL)
		tell_refusal(watcher, progress);
	else if (json_object_get(progress, "outcome") != NULL)
		tell_poll(watcher, progress);
	return true;
}

static void
print_result(const struct cli *cli, const json_t *result)
{
	int64_t polled = asking_get_number(result, "polled");

	if (!option_given(&cli->options, "wait")) {
		printf("%" PRId64 " feed%s asked\n", polled,
		    asking_plural(polled));
		return;
	}
	printf("%" PRId64 " feed%s polled: %" PRId64 " ok, %" PRId64
	       " failed, %" PRId64 " new, %" PRId64 " matched\n",
	    polled, asking_plural(polled), asking_get_number(result, "ok"),
	    asking_get_number(result, "failed"),
	    asking_get_number(result, "new"),
	    asking_get_number(result, "matched"));
}

static int
judge(const struct watcher *watcher, const json_t *result)
{
	int64_t too_soon = asking_get_number(result, "too_soon");
	int64_t possible_at = asking_get_number(result, "possible_at");
	char when[RELTIME_TEXT];

	if (too_soon > 0 && !watcher->named)
		terminal_complain("too soon for %" PRId64
				  " feed%s; possible from %s",
		    too_soon, asking_plural(too_soon),
		    reltime_local(possible_at, when));
	if (too_soon > 0 || asking_get_number(result, "failed") > 0 ||
	    (watcher->named && watcher->refused > 0))
		return CLI_PARTLY;
	return asking_get_number(result, "polled") > 0 ? CLI_FOUND
						       : CLI_NOTHING;
}

static int
run(struct cli *cli, struct error *err)
{
	const struct option_values *options = &cli->options;
	bool wait = option_given(options, "wait");
	struct watcher watcher = {
		.named = options->argument_count > 0,
		.terminal = isatty(STDOUT_FILENO) == 1,
	};
	struct control_call call = {
		.timeout_s = wait ? 0 : TIMEOUT_CONTROL_S,
		.progress = on_progress,
		.arg = &watcher,
	};
	struct asking asking;
	int code = -1;

	asking_begin(&asking, cli, "refresh");
	asking_flag(&asking, "wait", wait);
	for (size_t i = 0; i < options->argument_count; i++)
		asking_append(&asking, "feeds", options->arguments[i]);
	if (asking_crierd(&asking, call, err)) {
		print_result(cli, asking.result);
		code = judge(&watcher, asking.result);
	}
	asking_finish(&asking);
	return code;
}

static const struct option_row refresh_options[] = {
	{ "wait", 'w', OPTION_FLAG, NULL, NULL,
	    "until the polls have ended, and say how" },
	{ 0 },
};

const struct command command_refresh = {
	.name = "refresh",
	.summary = "poll feeds now, if manners allow it",
	.arguments = "[FEED...]",
	.options = refresh_options,
	.needs = NEEDS_CONFIGURATION,
	.run = run,
};
