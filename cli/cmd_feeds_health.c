/*
 * crier feeds health: the feeds that need a look, one row each: what is wrong,
 * since when, and what can be done.
 */
#include "cli/command.h"

#include "cli/feed_health.h"
#include "cli/rows.h"
#include "duration.h"
#include "limits.h"
#include "url.h"

struct health_row {
	const struct feed_row *feed;
	struct feed_health health;
	struct slice moved_to; /* fit to be shown; or absent */
};

static struct slice
cell_name(const void *row, const struct cell_place *place)
{
	(void)place;
	return ((const struct health_row *)row)->feed->name;
}

static struct slice
cell_problem(const void *row, const struct cell_place *place)
{
	(void)place;
	return slice_of(
	    ailment_name(((const struct health_row *)row)->health.ailment));
}

static struct slice
cell_since(const void *row, const struct cell_place *place)
{
	return rows_time(((const struct health_row *)row)->health.since_at,
	    place->arena);
}

static struct slice
cell_since_age(const void *row, const struct cell_place *place)
{
	return rows_age(((const struct health_row *)row)->health.since_at,
	    place);
}

static int64_t
next_poll_at(const struct health_row *row)
{
	return row->health.ailment == AILMENT_GONE ? 0
						   : row->feed->state.next_at;
}

static struct slice
cell_next(const void *row, const struct cell_place *place)
{
	return rows_time(next_poll_at(row), place->arena);
}

static struct slice
cell_failures(const void *row, const struct cell_place *place)
{
	return rows_int(((const struct health_row *)row)
			    ->feed->state.fail_count,
	    place->arena);
}

static struct slice
cell_reason(const void *row, const struct cell_place *place)
{
	const struct health_row *health = row;

	if (slice_is_empty(health->moved_to))
		return health->health.reason;
	return slice_of(arena_format(place->arena, "moved for good to %.*s",
	    SLICE_FMT(health->moved_to)));
}

static struct slice
cell_advice(const void *row, const struct cell_place *place)
{
	(void)place;
	return slice_of(((const struct health_row *)row)->health.advice);
}

static struct slice
cell_url(const void *row, const struct cell_place *place)
{
	(void)place;
	return ((const struct health_row *)row)->feed->url;
}

static void
health_json(const void *row, struct json_writer *w)
{
	static const struct feed_row nothing = { .articles = 0 };
	const struct health_row *health = row;
	const struct feed_row *feed = health->feed == NULL ? &nothing
							   : health->feed;

	json_write_object_begin(w);
	json_write_key_string(w, "name", feed->name);
	json_write_key_string(w, "title", feed->title);
	json_write_key_string(w, "url", feed->url);
	json_write_key_string(w, "problem",
	    slice_of(ailment_name(health->health.ailment)));
	json_write_key(w, "since");
	json_write_time(w, health->health.since_at);
	json_write_key_int(w, "failures", feed->state.fail_count);
	json_write_key(w, "next_poll");
	json_write_time(w, health->feed == NULL ? 0 : next_poll_at(health));
	json_write_key_string(w, "reason", health->health.reason);
	json_write_key_string(w, "moved_to", health->moved_to);
	json_write_key_string(w, "advice", slice_of(health->health.advice));
	json_write_object_end(w);
}

static const struct column table[] = {
	{ .name = "name", .text = cell_name, .max = 24 },
	{ .name = "problem", .text = cell_problem, .paint = rows_paint_state },
	{ .name = "since", .text = cell_since_age, .align = ALIGN_RIGHT },
	{ .name = "reason", .text = cell_reason, .flexible = true },
	{ .name = "what to do", .text = cell_advice },
	{ 0 },
};

static const struct column tsv[] = {
	{ .name = "name", .text = cell_name },
	{ .name = "problem", .text = cell_problem },
	{ .name = "since", .text = cell_since },
	{ .name = "failures", .text = cell_failures },
	{ .name = "next_poll", .text = cell_next },
	{ .name = "reason", .text = cell_reason },
	{ .name = "advice", .text = cell_advice },
	{ .name = "url", .text = cell_url },
	{ 0 },
};

static const struct row_kind rows_health = {
	.noun = "feeds",
	.table = table,
	.tsv = tsv,
	.json = health_json,
	.size = sizeof(struct health_row),
};

struct checkup {
	struct output output;
	struct buffer moved_to; /* of one row */
	int64_t now_at, silence_s;
};

/* As the feed's own URL is shown: that of a private one without its query. */
static struct slice
shown_target(struct checkup *checkup, const struct feed_row *row)
{
	const char *name = arena_string(&checkup->output.arena, row->name);
	const struct feed *feed = name == NULL
	    ? NULL
	    : configuration_feed(checkup->output.cli->configuration, name);
	struct slice shown;

	buffer_reset(&checkup->moved_to);
	url_append_public(slice_of(row->state.moved_url), &checkup->moved_to);
	shown = buffer_slice(&checkup->moved_to);
	if (feed != NULL && feed->private_url)
		shown = slice_sub(shown, 0, slice_find_char(shown, '?'));
	return shown;
}

static bool
print_ill(const struct feed_row *row, void *arg)
{
	struct checkup *checkup = arg;
	struct health_row health = {
		.feed = row,
		.health = feed_health_of(row, checkup->now_at,
		    checkup->silence_s),
	};

	if (health.health.ailment == AILMENT_NONE)
		return true;
	if (health.health.ailment == AILMENT_MOVED)
		health.moved_to = shown_target(checkup, row);
	return output_row(&checkup->output, &health);
}

static bool
read_silence(const struct cli *cli, int64_t *silence_s, struct error *err)
{
	const char *text = option_value(&cli->options, "silent");

	*silence_s = HEALTH_SILENT_S;
	return text == NULL || duration_parse(slice_of(text), silence_s) ||
	    error_set(err, ERROR_USAGE,
		"%s: --silent needs a time such as 30d, not \"%s\"",
		cli->command->name, text);
}

static int
run(struct cli *cli, struct error *err)
{
	struct checkup checkup = { .now_at = clock_now_at(cli->clock) };
	int code = -1;

	if (!read_silence(cli, &checkup.silence_s, err) ||
	    !output_begin(&checkup.output, cli, &rows_health, err))
		return -1;
	buffer_init(&checkup.moved_to, LIMIT_URL);
	if (store_list_feeds(cli->store, print_ill, &checkup, err))
		code = output_end(&checkup.output, err);
	else
		output_drop(&checkup.output);
	buffer_finish(&checkup.moved_to);
	return code;
}

static const struct option_row health_options[] = {
	{ "silent", 's', OPTION_TEXT, "TIME", NULL,
	    "nothing new for so long is silence (90d)" },
	ROWS_OPTIONS("table, tsv, json, jsonl or '{name}: {reason}'"),
	{ 0 },
};

const struct command command_feeds_health = {
	.name = "feeds health",
	.summary = "the feeds that need a look, and what can be done",
	.options = health_options,
	.needs = NEEDS_STORE,
	.run = run,
};
