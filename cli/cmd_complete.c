/*
 * crier complete -- WORD...: what could stand in place of the last word, one a
 * line, with a help behind a tab; ":file" where the shell shall offer its
 * files. The completions of the shells ask it, nobody else; so it complains of
 * nothing.
 */
#include "cli/command.h"

#include "cli/completion.h"
#include "cli/loading.h"
#include "cli/subscriptions.h"
#include "cli/terminal.h"
#include "limits.h"
#include "store_changes.h"

struct completing {
	struct cli *cli;
	struct slice begun; /* the last word, as far as it is typed */
	struct buffer out;
	size_t count;
};

static void
print(struct completing *completing, struct slice before, struct slice word,
    const char *help)
{
	size_t start = completing->out.len;

	buffer_append(&completing->out, before);
	buffer_append(&completing->out, word);
	if (!slice_has_prefix(slice_from(buffer_slice(&completing->out), start),
		completing->begun)) {
		buffer_truncate(&completing->out, start);
		return;
	}
	if (help != NULL)
		buffer_append_format(&completing->out, "\t%s", help);
	buffer_append_char(&completing->out, '\n');
	completing->count++;
}

/* ---- names ---------------------------------------------------------------------- */

static bool
load(struct completing *completing)
{
	struct error err;

	return completing->cli->configuration != NULL ||
	    loading_configuration(completing->cli, NULL, &err);
}

static void
print_feeds(struct completing *completing, struct slice before)
{
	struct subscriptions all;
	struct error err;

	if (!load(completing) ||
	    !subscriptions_load(&all, completing->cli, &err))
		return;
	for (size_t i = 0; i < all.count; i++)
		print(completing, before, slice_of(all.items[i].feed->name),
		    NULL);
}

static void
print_topics(struct completing *completing, struct slice before)
{
	struct cli *cli = completing->cli;
	struct topic *own;
	struct error err;
	size_t count;

	if (!load(completing))
		return;
	for (size_t i = 0; i < cli->configuration->topic_count; i++)
		print(completing, before,
		    slice_of(cli->configuration->topics[i].name), NULL);
	if ((cli->store == NULL &&
		!store_open_reader(&cli->store, cli->configuration->database,
		    &err)) ||
	    !store_own_topics(cli->store, &cli->arena, &own, &count, &err))
		return;
	for (size_t i = 0; i < count; i++)
		print(completing, before, slice_of(own[i].name), NULL);
}

static void
print_hooks(struct completing *completing, struct slice before)
{
	const struct configuration *configuration;

	if (!load(completing))
		return;
	configuration = completing->cli->configuration;
	for (size_t i = 0; i < configuration->hook_count; i++)
		print(completing, before,
		    slice_of(configuration->hooks[i].name), NULL);
}

/* ---- the command ---------------------------------------------------------------- */

static void
print_completion(const struct completion *completion, void *arg)
{
	struct completing *completing = arg;

	switch (completion->kind) {
	case COMPLETION_WORD:
		print(completing, SLICE(""), completion->word,
		    completion->help);
		break;
	case COMPLETION_FEED:
		print_feeds(completing, completion->word);
		break;
	case COMPLETION_TOPIC:
		print_topics(completing, completion->word);
		break;
	case COMPLETION_HOOK:
		print_hooks(completing, completion->word);
		break;
	case COMPLETION_FILE:
		buffer_append_string(&completing->out, ":file\n");
		completing->count++;
		break;
	}
}

static int
run(struct cli *cli, struct error *err)
{
	const struct option_values *options = &cli->options;
	struct completing completing = { .cli = cli };
	size_t count = options->argument_count;

	if (count == 0) {
		error_set(err, ERROR_USAGE, "complete: which words?");
		return -1;
	}
	completing.begun = slice_of(options->arguments[count - 1]);
	buffer_init(&completing.out, LIMIT_COMMAND_OUTPUT);
	completion_visit(options->arguments, count, &cli->options,
	    print_completion, &completing);
	terminal_write(&completing.out);
	buffer_finish(&completing.out);
	return completing.count > 0 ? CLI_FOUND : CLI_NOTHING;
}

const struct command command_complete = {
	.name = "complete",
	.summary = "what could stand behind these words, for shells",
	.arguments = "-- WORD...",
	.needs = NEEDS_NOTHING,
	.hidden = true,
	.run = run,
};
