/*
 * crier parse: what a feed says, as crier understands it; without network,
 * database or configuration. The bytes are hostile: this process only reads and
 * inflates them, a reader does the rest.
 */
#include "cli/command.h"

#include "byte_size.h"
#include "cli/document_json.h"
#include "cli/document_summary.h"
#include "cli/inflate.h"
#include "cli/input_file.h"
#include "cli/loading.h"
#include "cli/terminal.h"
#include "limits.h"
#include "reader.h"

/* ---- the input --------------------------------------------------------------- */

static bool
inflate_body(size_t max, struct buffer *body, struct error *err)
{
	struct buffer inflated;

	buffer_init(&inflated, max);
	if (!inflate_gzip(input_bytes(body), &inflated, err)) {
		buffer_finish(&inflated);
		return false;
	}
	buffer_finish(body);
	*body = inflated;
	return true;
}

/* ---- limits ------------------------------------------------------------------ */

struct input_limits {
	int64_t file, inflated; /* bytes */
	int64_t output;         /* bytes; 0: the reader's */
	int64_t wall_ms;        /* the same */
};

/* Who lets more in lets more out, and for longer. */
static bool
read_limits(const struct cli *cli, struct input_limits *limits,
    struct error *err)
{
	const char *size = option_value(&cli->options, "max-size");
	int64_t shares;

	*limits = (struct input_limits){
		.file = LIMIT_READER_INPUT,
		.inflated = LIMIT_BODY_DECODED,
	};
	if (size == NULL)
		return true;
	if (!byte_size_parse(slice_of(size), &limits->file) ||
	    limits->file < 1 || limits->file > (int64_t)LIMIT_READER_INPUT)
		return error_set(err, ERROR_USAGE,
		    "parse: --max-size needs a size up to %zuMiB such as "
		    "500KiB or 100MiB, not \"%s\"",
		    (size_t)(LIMIT_READER_INPUT / MIB), size);
	limits->inflated = limits->file;
	shares = (limits->file - 1) / (int64_t)LIMIT_BODY_DECODED + 1;
	limits->output = shares * (int64_t)LIMIT_READER_OUTPUT;
	limits->wall_ms = shares * (int64_t)LIMIT_READER_WALL_MS;
	return true;
}

static bool
read_body(const char *path, const struct input_limits *limits,
    struct buffer *body, struct error *err)
{
	struct error found;

	if (!input_read(path, (size_t)limits->file, body, &found)) {
		error_set(err, found.kind, "%s%s", found.text,
		    found.kind == ERROR_INPUT ? " (see --max-size)" : "");
		return false;
	}
	return !inflate_is_gzip(input_bytes(body)) ||
	    inflate_body((size_t)limits->inflated, body, err);
}

/* ---- the answer --------------------------------------------------------------- */

static bool
is_json(const struct cli *cli)
{
	return option_given(&cli->options, "json");
}

static void
print_json_error(const char *reason)
{
	struct json_writer w;
	struct buffer out;

	buffer_init(&out, LIMIT_COMMAND_OUTPUT);
	json_writer_init(&w, &out);
	json_write_object_begin(&w);
	json_write_key_string(&w, "error", slice_of(reason));
	json_write_object_end(&w);
	buffer_append_char(&out, '\n');
	terminal_write(&out);
	buffer_finish(&out);
}

static bool
print_document(const struct cli *cli, const struct document *document,
    struct error *err)
{
	struct terminal terminal;
	struct buffer out;
	bool ok;

	buffer_init(&out, LIMIT_COMMAND_OUTPUT);
	if (is_json(cli)) {
		ok = document_json_write(document, &out, terminal_write);
	} else {
		terminal_look(&terminal, option_value(&cli->options, "color"));
		document_summary_write(document, &terminal, &out);
		ok = !out.failed;
	}
	terminal_write(&out);
	buffer_finish(&out);
	return ok || error_set(err, ERROR_MEMORY, "no memory for the document");
}

static bool
run_reader(struct cli *cli, const struct input_limits *limits,
    const struct buffer *body, struct reader_result *result, struct error *err)
{
	const struct option_values *options = &cli->options;
	struct reader_request request = {
		.body = input_bytes(body),
		.url = slice_of(option_value(options, "url")),
		.content_type = slice_of(option_value(options, "content-type")),
		.html = option_given(options, "raw-html") ? READER_RAW
							  : READER_WIDE,
		.max_output = limits->output,
		.wall_ms = limits->wall_ms,
	};

	return reader_run_once(&request,
	    cli->configuration == NULL ? SANDBOX_REQUIRED
				       : cli->configuration->sandbox,
	    result, err);
}

/* What a reader says where it has no document. */
static bool
no_document(const struct reader_result *result, struct error *err)
{
	return error_set(err,
	    result->status == READER_UNAVAILABLE ? ERROR_UNAVAILABLE
						 : ERROR_INPUT,
	    "%s%s", result->reason,
	    result->status == READER_TIMEOUT ? " (see --max-size)" : "");
}

static bool
parse(struct cli *cli, const struct input_limits *limits, const char *path,
    struct error *err)
{
	struct reader_result result = { .document = NULL };
	struct buffer body;
	bool ok;

	ok = read_body(path, limits, &body, err) &&
	    run_reader(cli, limits, &body, &result, err) &&
	    (result.status == READER_OK
		    ? print_document(cli, result.document, err)
		    : no_document(&result, err));
	document_free(result.document);
	buffer_finish(&body);
	return ok;
}

static int
run(struct cli *cli, struct error *err)
{
	const char *path = cli->options.arguments[0];
	struct input_limits limits;

	if (path == NULL) {
		error_set(err, ERROR_USAGE, "parse: which file? (- is input)");
		return -1;
	}
	if (!loading_named(cli, err))
		return err->kind == ERROR_NONE ? CLI_USAGE : -1;
	if (!read_limits(cli, &limits, err))
		return -1;
	if (parse(cli, &limits, path, err))
		return CLI_FOUND;
	if (err->kind == ERROR_INPUT && is_json(cli)) {
		print_json_error(err->text);
		return CLI_NOTHING;
	}
	error_prefix(err, "%s", path);
	return -1;
}

static const struct option_row parse_options[] = {
	{ "json", 'j', OPTION_FLAG, NULL, NULL, "the whole document as JSON" },
	{ "raw-html", 0, OPTION_FLAG, NULL, NULL,
	    "with the markup as it came, not cleaned" },
	{ "url", 'u', OPTION_TEXT, "BASE", NULL,
	    "its address: relative ones count from there" },
	{ "content-type", 0, OPTION_TEXT, "TYPE", NULL,
	    "what the server called it" },
	{ "max-size", 0, OPTION_TEXT, "SIZE", NULL,
	    "at most so much, also inflated: 100MiB" },
	{ 0 },
};

const struct command command_parse = {
	.name = "parse",
	.summary = "a feed's file, read as crierd reads it",
	.arguments = "FILE | -",
	.argument_max = 1,
	.options = parse_options,
	.needs = NEEDS_NOTHING,
	.run = run,
};
