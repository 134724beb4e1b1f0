/*
 * crier status: what is read, whether crierd runs, how feeds, articles and
 * deliveries stand.
 */
#include "cli/command.h"

#include <inttypes.h>
#include <stdio.h>

#include "cli/asking.h"
#include "cli/daemon_state.h"
#include "cli/reltime.h"
#include "json_write.h"
#include "limits.h"
#include "reader.h"

struct overview {
	const struct configuration *configuration;
	bool running, stored;
	int64_t pid, now_at;
	struct store_status status;
	const json_t *live; /* what crierd says of itself; NULL: nothing */
};

static void
print_feeds(const struct overview *view)
{
	const struct store_status *status = &view->status;

	printf("feeds          %" PRId64 " (%" PRId64 " failing", status->feeds,
	    status->feeds_failing);
	if (status->feeds_never_polled > 0)
		printf(", %" PRId64 " not polled yet",
		    status->feeds_never_polled);
	if (status->feeds_gone > 0)
		printf(", %" PRId64 " gone", status->feeds_gone);
	puts(")");
	printf("articles       %" PRId64 " kept (%" PRId64 " today, %" PRId64
	       " unread), %" PRId64 " in the backlog\n",
	    status->articles, status->articles_today, status->unread,
	    status->backlog);
	printf("deliveries     %" PRId64 " waiting, %" PRId64
	       " running, %" PRId64 " dead",
	    status->waiting, status->running, status->dead);
	if (status->held > 0)
		printf(", %" PRId64 " held", status->held);
	putchar('\n');
}

/* "17m ago", "in 44m" */
static void
print_times(const struct overview *view)
{
	int64_t last_at = view->status.last_poll_at;
	int64_t next_at = view->status.next_poll_at;
	char text[RELTIME_TEXT];

	printf("last poll      %s", reltime_age(last_at, view->now_at, text));
	puts(last_at != 0 && view->now_at - last_at >= 60 ? " ago" : "");
	reltime_age(next_at, view->now_at, text);
	if (next_at != 0 && next_at <= view->now_at)
		puts("next poll      due");
	else if (text[0] == '+')
		printf("next poll      in %s\n", text + 1);
	else
		printf("next poll      %s\n", text);
}

/* "version 0.1.0, up 3d, 2 polls running, longest turn 1.5 ms" */
static void
print_live(const struct overview *view)
{
	const json_t *live = view->live;
	char up[RELTIME_TEXT];

	printf("               version %s, up %s, %" PRId64
	       " polls running, longest turn %.1f ms\n",
	    asking_get_text(live, "version"),
	    reltime_age(view->now_at - asking_get_number(live, "uptime_s"),
		view->now_at, up),
	    asking_get_number(live, "polls_running"),
	    (double)asking_get_number(live, "longest_turn_us") / 1000);
}

/* "parsing        paused for 52 s more: the reader was killed by ..." */
static void
print_parsing(const json_t *live)
{
	const json_t *parsing = json_object_get(live, "parsing");
	const char *reason = asking_get_text(parsing, "reason");
	int64_t wait_s = asking_get_number(parsing, "wait_s");

	if (reason[0] == '\0')
		return;
	if (wait_s > 0)
		printf("parsing        paused for %" PRId64
		       " s more, for readers died: %s\n",
		    wait_s, reason);
	else
		printf("parsing        on probe, for readers died: %s\n",
		    reason);
}

static void
print_text(const struct overview *view)
{
	const struct configuration *configuration = view->configuration;

	printf("configuration  %s\n", configuration->path);
	printf("database       %s", configuration->database);
	if (view->stored)
		printf(" (%.1f MiB)", (double)view->status.size / MIB);
	putchar('\n');
	printf("crierd         %srunning", view->running ? "" : "not ");
	if (view->pid != 0)
		printf(", process %" PRId64, view->pid);
	putchar('\n');
	if (view->live != NULL)
		print_live(view);
	if (view->live != NULL)
		print_parsing(view->live);
	printf("sandbox        %s\n",
	    reader_sandbox_state(configuration->sandbox));
	if (!view->stored)
		return;
	print_feeds(view);
	print_times(view);
}

static void
write_status(struct json_writer *w, const struct overview *view)
{
	const struct store_status *status = &view->status;
	const struct {
		const char *key;
		int64_t value;
	} numbers[] = {
		{ "feeds", status->feeds },
		{ "feeds_failing", status->feeds_failing },
		{ "feeds_never_polled", status->feeds_never_polled },
		{ "feeds_gone", status->feeds_gone },
		{ "articles", status->articles },
		{ "articles_today", status->articles_today },
		{ "unread", status->unread },
		{ "backlog", status->backlog },
		{ "deliveries_waiting", status->waiting },
		{ "deliveries_running", status->running },
		{ "deliveries_dead", status->dead },
		{ "deliveries_held", status->held },
		{ "size", status->size },
		{ "schema", status->schema },
	};

	for (size_t i = 0; i < ARRAY_LEN(numbers); i++) {
		json_write_key(w, numbers[i].key);
		if (view->stored)
			json_write_int(w, numbers[i].value);
		else
			json_write_null(w);
	}
	json_write_key(w, "last_poll");
	json_write_time(w, status->last_poll_at);
	json_write_key(w, "next_poll");
	json_write_time(w, status->next_poll_at);
}

static void
write_parsing(struct json_writer *w, const json_t *parsing)
{
	const json_t *reason = json_object_get(parsing, "reason");

	json_write_key(w, "parsing");
	json_write_object_begin(w);
	json_write_key_string(w, "state",
	    slice_of(asking_get_text(parsing, "state")));
	json_write_key_int(w, "wait_s", asking_get_number(parsing, "wait_s"));
	json_write_key(w, "reason");
	if (json_is_string(reason))
		json_write_string(w, slice_of(json_string_value(reason)));
	else
		json_write_null(w);
	json_write_object_end(w);
}

static void
write_live(struct json_writer *w, const json_t *live)
{
	static const char *const numbers[] = { "uptime_s", "polls_running",
		"polls_ended", "polls_failed", "longest_turn_us", "slow_turns",
		"connections" };

	json_write_key(w, "crierd");
	if (live == NULL) {
		json_write_null(w);
		return;
	}
	json_write_object_begin(w);
	json_write_key_string(w, "version",
	    slice_of(asking_get_text(live, "version")));
	for (size_t i = 0; i < ARRAY_LEN(numbers); i++)
		json_write_key_int(w, numbers[i],
		    asking_get_number(live, numbers[i]));
	write_parsing(w, json_object_get(live, "parsing"));
	json_write_object_end(w);
}

static void
print_json(const struct overview *view)
{
	const struct configuration *configuration = view->configuration;
	struct json_writer w;
	struct buffer out;

	buffer_init(&out, MIB);
	json_writer_init(&w, &out);
	json_write_object_begin(&w);
	json_write_key_int(&w, "format", 1);
	json_write_key_string(&w, "configuration",
	    slice_of(configuration->path));
	json_write_key_string(&w, "database",
	    slice_of(configuration->database));
	json_write_key_bool(&w, "running", view->running);
	json_write_key(&w, "process");
	if (view->pid != 0)
		json_write_int(&w, view->pid);
	else
		json_write_null(&w);
	json_write_key_string(&w, "sandbox",
	    slice_of(reader_sandbox_state(configuration->sandbox)));
	write_status(&w, view);
	write_live(&w, view->live);
	json_write_object_end(&w);
	puts(buffer_string(&out));
	buffer_finish(&out);
}

/* A crierd that does not answer is no reason to say nothing. */
static void
ask_crierd(struct asking *asking, struct overview *view)
{
	struct control_call call = { .timeout_s = TIMEOUT_CONTROL_RACE_S };
	struct error err;

	if (view->running && asking_crierd(asking, call, &err))
		view->live = asking->result;
}

static int
run(struct cli *cli, struct error *err)
{
	const char *database = cli->configuration->database;
	struct overview view = {
		.configuration = cli->configuration,
		.now_at = clock_now_at(cli->clock),
	};
	struct asking asking;

	view.running = daemon_is_running(database, &view.pid);
	asking_begin(&asking, cli, "status");
	ask_crierd(&asking, &view);
	view.stored = store_open_reader(&cli->store, database, err) &&
	    store_get_status(cli->store, view.now_at,
		reltime_day_start(view.now_at), &view.status, err);
	if (slice_eq(slice_of(option_value(&cli->options, "format")),
		SLICE("json")))
		print_json(&view);
	else
		print_text(&view);
	asking_finish(&asking);
	if (!view.stored)
		return -1;
	return view.running ? CLI_FOUND : CLI_UNAVAILABLE;
}

static const char *const format_choices[] = { "text", "json", NULL };

static const struct option_row status_options[] = {
	{ "format", 'f', OPTION_CHOICE, "FORMAT", format_choices,
	    "text or json" },
	{ 0 },
};

const struct command command_status = {
	.name = "status",
	.summary = "feeds, articles and deliveries at a glance",
	.options = status_options,
	.needs = NEEDS_CONFIGURATION,
	.run = run,
};
