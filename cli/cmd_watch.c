/*
 * crier watch: articles as crierd stores them, a line of JSON each, until one
 * side ends.
 */
#include "cli/command.h"

#include <inttypes.h>
#include <stdio.h>

#include "cli/asking.h"
#include "cli/queries.h"
#include "cli/terminal.h"
#include "json_write.h"
#include "limits.h"

/* Written anew by our own writer, which leaves no control character bare.
 * How deep a message is has been bounded when it was read. */
static void
write_value(struct json_writer *w, json_t *value)
{
	const char *key;
	json_t *item;
	size_t i;

	switch (json_typeof(value)) {
	case JSON_OBJECT:
		json_write_object_begin(w);
		json_object_foreach(value, key, item) {
			json_write_key(w, key);
			write_value(w, item);
		}
		json_write_object_end(w);
		break;
	case JSON_ARRAY:
		json_write_array_begin(w);
		json_array_foreach(value, i, item)
			write_value(w, item);
		json_write_array_end(w);
		break;
	case JSON_STRING:
		json_write_string(w,
		    (struct slice){ json_string_value(value),
			json_string_length(value) });
		break;
	case JSON_INTEGER:
		json_write_int(w, json_integer_value(value));
		break;
	case JSON_TRUE:
	case JSON_FALSE:
		json_write_bool(w, json_is_true(value));
		break;
	case JSON_REAL: /* an article has none */
	case JSON_NULL:
		json_write_null(w);
		break;
	}
}

static bool
on_message(const json_t *message, void *arg)
{
	json_t *article = json_object_get(message, "article");
	const json_t *progress = json_object_get(message, "progress");
	int64_t lost = asking_get_number(progress, "lost");
	struct json_writer w;
	struct buffer line;

	(void)arg;
	if (lost > 0)
		terminal_complain("%" PRId64 " article%s came too fast and "
				  "%s left out",
		    lost, asking_plural(lost), lost == 1 ? "is" : "are");
	if (article == NULL)
		return true;
	buffer_init(&line, LIMIT_COMMAND_OUTPUT);
	json_writer_init(&w, &line);
	write_value(&w, article);
	buffer_append_char(&line, '\n');
	terminal_write(&line);
	buffer_finish(&line);
	return fflush(stdout) != EOF && !ferror(stdout);
}

static int
run(struct cli *cli, struct error *err)
{
	struct control_call call = { .progress = on_message };
	struct asking asking;
	struct slice text;
	struct query *query = query_read_behind(cli, 0, &text, err);
	int code;

	if (query == NULL)
		return err->kind == ERROR_NONE ? CLI_USAGE : -1;
	query_free(query);
	asking_begin(&asking, cli, "watch");
	asking_slice(&asking, "query", text);
	asking_flag(&asking, "text", option_given(&cli->options, "text"));
	code = asking_crierd(&asking, call, err) ? CLI_FOUND : -1;
	asking_finish(&asking);
	return code;
}

static const struct option_row watch_options[] = {
	{ "text", 't', OPTION_FLAG, NULL, NULL, "with the text" },
	{ 0 },
};

const struct command command_watch = {
	.name = "watch",
	.summary = "a line of JSON for each article that comes",
	.arguments = "[QUERY]",
	.options = watch_options,
	.needs = NEEDS_CONFIGURATION,
	.run = run,
};
