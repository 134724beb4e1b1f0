/*
 * crier discover: the feeds that a page names (rule R70), of a file or by one
 * request. Paths such as /feed are never guessed. The page is hostile: a reader
 * looks at it.
 */
#include "cli/command.h"

#include "cli/input_file.h"
#include "cli/loading.h"
#include "cli/rows.h"
#include "cli/terminal.h"
#include "fetch.h"
#include "limits.h"
#include "reader.h"
#include "url.h"

/* ---- the page ------------------------------------------------------------------- */

/* R69: one request and its redirects, under the address rules of a feed that
 * says nothing. */
static bool
fetch_page(const struct cli *cli, const char *url, struct fetch_result *result,
    struct error *err)
{
	const struct configuration *configuration = cli->configuration;
	struct feed feed = {
		.name = "page",
		.url = url,
		.max_size = LIMIT_DISCOVER_PAGE,
	};
	struct fetch_order order = { .feed = &feed, .clock = cli->clock };

	if (configuration != NULL) {
		order.resolvers = configuration->resolvers;
		order.resolver_count = configuration->resolver_count;
	}
	if (!fetch_run_once(&order, result, err))
		return false;
	if (result->outcome == OUTCOME_MODIFIED)
		return true;
	if (result->failure_class == CLASS_ADDRESS)
		return error_set(err, ERROR_REFUSED, "%s", result->reason);
	/* An answer is a fact about the page, no answer is trouble. */
	return error_set(err, result->status > 0 ? ERROR_INPUT : ERROR_IO, "%s",
	    result->reason);
}

static bool
read_page(const struct cli *cli, const struct reader_request *request,
    struct listing **listing, struct error *err)
{
	struct reader_result result = { .listing = NULL };

	if (!reader_run_once(request,
		cli->configuration == NULL ? SANDBOX_REQUIRED
					   : cli->configuration->sandbox,
		&result, err))
		return false;
	*listing = result.listing;
	if (result.status == READER_OK)
		return true;
	return error_set(err,
	    result.status == READER_UNAVAILABLE ? ERROR_UNAVAILABLE
						: ERROR_INPUT,
	    "%s", result.reason);
}

static bool
discover_url(const struct cli *cli, const char *url, struct listing **listing,
    struct error *err)
{
	struct fetch_result page;
	bool ok;

	ok = fetch_page(cli, url, &page, err) &&
	    read_page(cli,
		&(struct reader_request){
		    .kind = READER_LINKS,
		    .body = input_bytes(&page.body),
		    .link = slice_of(page.link),
		    .url = slice_of(page.effective_url),
		    .content_type = slice_of(page.content_type),
		    .content_language = slice_of(page.content_language),
		},
		listing, err);
	fetch_result_finish(&page);
	return ok;
}

static bool
discover_file(const struct cli *cli, const char *path, struct listing **listing,
    struct error *err)
{
	const struct option_values *options = &cli->options;
	struct buffer body;
	bool ok;

	ok = input_read(path, LIMIT_DISCOVER_PAGE, &body, err) &&
	    read_page(cli,
		&(struct reader_request){
		    .kind = READER_LINKS,
		    .body = input_bytes(&body),
		    .url = slice_of(option_value(options, "url")),
		    .content_type = slice_of(
			option_value(options, "content-type")),
		},
		listing, err);
	buffer_finish(&body);
	return ok;
}

/* ---- rows ------------------------------------------------------------------------ */

static struct slice
cell_url(const void *row, const struct cell_place *place)
{
	(void)place;
	return ((const struct listed_feed *)row)->url;
}

static struct slice
cell_type(const void *row, const struct cell_place *place)
{
	(void)place;
	return ((const struct listed_feed *)row)->type;
}

static struct slice
cell_title(const void *row, const struct cell_place *place)
{
	(void)place;
	return ((const struct listed_feed *)row)->title;
}

static struct slice
cell_language(const void *row, const struct cell_place *place)
{
	(void)place;
	return ((const struct listed_feed *)row)->language;
}

static void
found_json(const void *row, struct json_writer *w)
{
	const struct listed_feed *feed = row;

	json_write_object_begin(w);
	json_write_key_string(w, "url", feed->url);
	json_write_key_string(w, "type", feed->type);
	json_write_key_string(w, "title", feed->title);
	json_write_key_string(w, "language", feed->language);
	json_write_object_end(w);
}

static const struct column table[] = {
	{ .name = "url", .text = cell_url, .max = 100 },
	{ .name = "type", .text = cell_type },
	{ .name = "title", .text = cell_title, .flexible = true },
	{ 0 },
};

static const struct column tsv[] = {
	{ .name = "url", .text = cell_url },
	{ .name = "type", .text = cell_type },
	{ .name = "title", .text = cell_title },
	{ .name = "language", .text = cell_language },
	{ 0 },
};

static const struct row_kind rows_found = {
	.noun = "feeds",
	.table = table,
	.tsv = tsv,
	.json = found_json,
	.size = sizeof(struct listed_feed),
};

/* ---- the command ----------------------------------------------------------------- */

static void
say_nothing_found(const char *what, const struct listing *listing)
{
	if (listing->skipped > 0)
		terminal_complain("%s names feeds, but no URL of theirs can "
				  "be made out (see --url)",
		    what);
	else
		terminal_complain("%s names no feed", what);
}

static int
print_found(struct cli *cli, const char *what, const struct listing *listing,
    struct error *err)
{
	struct output output;

	if (!output_begin(&output, cli, &rows_found, err))
		return -1;
	for (size_t i = 0; i < listing->feed_count; i++)
		if (!output_row(&output, &listing->feeds[i]))
			break;
	if (listing->feed_count == 0)
		say_nothing_found(what, listing);
	else if (listing->is_feed)
		terminal_complain("%s is itself a feed", what);
	return output_end(&output, err);
}

static int
run(struct cli *cli, struct error *err)
{
	const char *what = cli->options.arguments[0];
	struct listing *listing = NULL;
	int code = -1;
	bool ok;

	if (what == NULL) {
		error_set(err, ERROR_USAGE,
		    "discover: which page? a URL or a file (- is input)");
		return -1;
	}
	if (!loading_named(cli, err))
		return err->kind == ERROR_NONE ? CLI_USAGE : -1;
	ok = url_is_http(slice_of(what))
	    ? discover_url(cli, what, &listing, err)
	    : discover_file(cli, what, &listing, err);
	if (ok)
		code = print_found(cli, what, listing, err);
	else
		error_prefix(err, "%s", what);
	listing_free(listing);
	return code;
}

static const struct option_row discover_options[] = {
	{ "url", 'u', OPTION_TEXT, "BASE", NULL,
	    "of a file: the address that it came from" },
	{ "content-type", 0, OPTION_TEXT, "TYPE", NULL,
	    "of a file: what the server called it" },
	ROWS_OPTIONS("table, tsv, json, jsonl or '{url}'"),
	{ 0 },
};

const struct command command_discover = {
	.name = "discover",
	.summary = "the feeds that a page names",
	.arguments = "URL | FILE",
	.argument_max = 1,
	.options = discover_options,
	.needs = NEEDS_NOTHING,
	.run = run,
};
