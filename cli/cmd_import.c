/*
 * crier import: the feeds of an OPML list beside those that there are. The list
 * is hostile: a reader parses it, and of its settings only a name, tags, an
 * interval and a pause are taken.
 */
#include "cli/command.h"

#include <inttypes.h>
#include <stdio.h>

#include "cli/asking.h"
#include "cli/import_plan.h"
#include "cli/import_send.h"
#include "cli/input_file.h"
#include "cli/rows.h"
#include "cli/terminal.h"
#include "duration.h"
#include "limits.h"
#include "reader.h"

/* ---- reading -------------------------------------------------------------------- */

static bool
judge_answer(const struct reader_result *result, struct error *err)
{
	if (result->status != READER_OK)
		return error_set(err,
		    result->status == READER_UNAVAILABLE ? ERROR_UNAVAILABLE
							 : ERROR_INPUT,
		    "%s", result->reason);
	return result->listing->feed_count > 0 ||
	    error_set(err, ERROR_INPUT, "it names no feed");
}

/* NULL with err; the caller frees it. */
static struct listing *
read_list(const struct cli *cli, const char *path, struct error *err)
{
	struct reader_result result = { .listing = NULL };
	struct buffer body;
	bool ok;

	ok = input_read(path, LIMIT_BODY_DECODED, &body, err) &&
	    reader_run_once(
		&(struct reader_request){
		    .kind = READER_OPML,
		    .body = input_bytes(&body),
		},
		cli->configuration->sandbox, &result, err) &&
	    judge_answer(&result, err);
	buffer_finish(&body);
	if (ok)
		return result.listing;
	error_prefix(err, "%s", path);
	listing_free(result.listing);
	return NULL;
}

/* ---- complaints ----------------------------------------------------------------- */

/* A list can have a hundred thousand of them. */
struct complaints {
	size_t count;
};

static bool
may_complain(struct complaints *complaints)
{
	return complaints->count++ < LIMIT_IMPORT_COMPLAINTS;
}

static void
say_settings(const struct listed_feed *feed, struct complaints *complaints)
{
	static const struct slice own[] = {
		SLICE_INIT(LISTING_ATTR_NAME),
		SLICE_INIT(LISTING_ATTR_INTERVAL),
		SLICE_INIT(LISTING_ATTR_PAUSED),
		SLICE_INIT(LISTING_ATTR_TAGS),
	};

	for (size_t i = 0; i < feed->refused_count; i++) {
		const char *why = "it is taken only from configuration files";

		for (size_t j = 0; j < ARRAY_LEN(own); j++)
			if (slice_eq(feed->refused[i], own[j]))
				why = "its value is none";
		if (may_complain(complaints))
			terminal_complain("%.*s of %.*s ignored: %s",
			    SLICE_FMT(feed->refused[i]), SLICE_FMT(feed->url),
			    why);
	}
}

/* Everything that was not taken, by name. Whether there was anything. */
static bool
say_what_is_left(const struct import_plan *plan, const struct listing *listing)
{
	struct complaints complaints = { .count = 0 };

	for (size_t i = 0; i < plan->count; i++) {
		const struct import_item *item = &plan->items[i];

		if (item->verdict == IMPORT_REFUSED &&
		    may_complain(&complaints))
			terminal_complain("%.*s is left out: it %s",
			    SLICE_FMT(item->feed->url), item->objection);
		if (item->verdict == IMPORT_NEW)
			say_settings(item->feed, &complaints);
	}
	if (complaints.count > LIMIT_IMPORT_COMPLAINTS)
		terminal_complain("and %zu more of this kind",
		    complaints.count - LIMIT_IMPORT_COMPLAINTS);
	if (listing->skipped > 0)
		terminal_complain("%zu outline%s named no URL of a feed",
		    listing->skipped, asking_plural((int64_t)listing->skipped));
	if (listing->truncated)
		terminal_complain("the list is cut, or too long: not all of "
				  "it was read");
	else if (listing->recovered)
		terminal_complain("the list is damaged: what could be read "
				  "of it counts");
	return complaints.count > 0 || listing->skipped > 0 ||
	    listing->truncated;
}

/* ---- trying --------------------------------------------------------------------- */

static const char *
verdict_name(enum import_verdict verdict)
{
	static const char *const names[] = {
		[IMPORT_NEW] = "new",
		[IMPORT_KNOWN] = "known",
		[IMPORT_REFUSED] = "refused",
	};

	return names[verdict];
}

static struct slice
cell_verdict(const void *row, const struct cell_place *place)
{
	(void)place;
	return slice_of(
	    verdict_name(((const struct import_item *)row)->verdict));
}

static struct slice
cell_name(const void *row, const struct cell_place *place)
{
	(void)place;
	return ((const struct import_item *)row)->name;
}

static struct slice
cell_title(const void *row, const struct cell_place *place)
{
	(void)place;
	return ((const struct import_item *)row)->feed->title;
}

static struct slice
cell_tags(const void *row, const struct cell_place *place)
{
	const struct listed_feed *feed =
	    ((const struct import_item *)row)->feed;

	return feed->tag_count == 0
	    ? SLICE_NONE
	    : rows_join(feed->tags, feed->tag_count, place->arena);
}

static struct slice
cell_interval(const void *row, const struct cell_place *place)
{
	const struct listed_feed *feed =
	    ((const struct import_item *)row)->feed;
	char text[DURATION_TEXT];

	return feed->interval_s == 0
	    ? SLICE_NONE
	    : arena_slice(place->arena,
		  slice_of(duration_format(feed->interval_s, text)));
}

static struct slice
cell_url(const void *row, const struct cell_place *place)
{
	(void)place;
	return ((const struct import_item *)row)->feed->url;
}

static void
item_json(const void *row, struct json_writer *w)
{
	static const struct listed_feed nothing = { .interval_s = 0 };
	const struct import_item *item = row;
	const struct listed_feed *feed = item->feed == NULL ? &nothing
							    : item->feed;
	char interval[DURATION_TEXT];

	json_write_object_begin(w);
	json_write_key_string(w, "state",
	    slice_of(verdict_name(item->verdict)));
	json_write_key_string(w, "url", feed->url);
	json_write_key_string(w, "name", item->name);
	json_write_key_string(w, "title", feed->title);
	json_write_key(w, "tags");
	json_write_array_begin(w);
	for (size_t i = 0; i < feed->tag_count; i++)
		json_write_string(w, feed->tags[i]);
	json_write_array_end(w);
	json_write_key_string(w, "interval",
	    feed->interval_s == 0
		? SLICE_NONE
		: slice_of(duration_format(feed->interval_s, interval)));
	json_write_key_bool(w, "paused", feed->paused);
	json_write_object_end(w);
}

static const struct column table[] = {
	{ .name = "state", .text = cell_verdict },
	{ .name = "name", .text = cell_name, .max = 24 },
	{ .name = "title", .text = cell_title, .max = 30 },
	{ .name = "tags", .text = cell_tags, .max = 24 },
	{ .name = "url", .text = cell_url, .flexible = true },
	{ 0 },
};

static const struct column tsv[] = {
	{ .name = "state", .text = cell_verdict },
	{ .name = "url", .text = cell_url },
	{ .name = "name", .text = cell_name },
	{ .name = "title", .text = cell_title },
	{ .name = "tags", .text = cell_tags },
	{ .name = "interval", .text = cell_interval },
	{ 0 },
};

static const struct row_kind rows_import = {
	.noun = "feeds",
	.table = table,
	.tsv = tsv,
	.json = item_json,
	.size = sizeof(struct import_item),
};

static int
try(struct cli *cli, const struct import_plan *plan, struct error *err)
{
	struct output output;

	if (!output_begin(&output, cli, &rows_import, err))
		return -1;
	for (size_t i = 0; i < plan->count; i++)
		if (!output_row(&output, &plan->items[i]))
			break;
	return output_end(&output, err);
}

/* ---- the command ---------------------------------------------------------------- */

static int
take(struct cli *cli, const struct import_plan *plan, struct error *err)
{
	struct import_result result;
	bool ok = import_send(cli, plan, &result, err);

	printf("%" PRId64 " added, %" PRId64 " known, %zu refused\n",
	    result.added, result.known + (int64_t)plan->known, plan->refused);
	return ok ? CLI_FOUND : -1;
}

static int
import(struct cli *cli, const struct listing *listing, struct error *err)
{
	struct subscriptions all;
	struct import_plan plan;
	bool is_left;
	int code;

	if (!subscriptions_load(&all, cli, err) ||
	    !import_plan_make(&plan, listing, &all, &cli->arena, err))
		return -1;
	is_left = say_what_is_left(&plan, listing);
	code = option_given(&cli->options, "dry-run") ? try(cli, &plan, err)
						      : take(cli, &plan, err);
	return code == CLI_FOUND && is_left ? CLI_PARTLY : code;
}

static int
run(struct cli *cli, struct error *err)
{
	const struct option_values *options = &cli->options;
	struct listing *listing;
	int code = -1;

	if (!asking_has_words(cli, 1, "which file? (- is input)", err))
		return -1;
	if (option_given(options, "format") &&
	    !option_given(options, "dry-run")) {
		error_set(err, ERROR_USAGE,
		    "import: --format goes with --dry-run");
		return -1;
	}
	listing = read_list(cli, options->arguments[0], err);
	if (listing != NULL)
		code = import(cli, listing, err);
	listing_free(listing);
	return code;
}

static const struct option_row import_options[] = {
	{ "dry-run", 0, OPTION_FLAG, NULL, NULL,
	    "only list what would be done" },
	{ "tag", 't', OPTION_TEXT, "TAG", NULL,
	    "a tag for all that is added; may stand many times" },
	{ "format", 'f', OPTION_TEXT, "FORMAT", NULL,
	    "of --dry-run: table, tsv, json, jsonl or '{url}'" },
	{ 0 },
};

const struct command command_import = {
	.name = "import",
	.summary = "add the feeds of an OPML list",
	.arguments = "FILE | -",
	.argument_max = 1,
	.options = import_options,
	.needs = NEEDS_CONFIGURATION,
	.run = run,
};
