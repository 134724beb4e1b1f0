/*
 * A template of the user's: "{title} {url}", "{feed.name}", "{id}\t{title}".
 *
 * The keys are those of the row's JSON, so that there is one list of names; a
 * key that is not there is a usage error before the first row. "{{" is a brace,
 * \t, \n and \\ are what they look like. Of an object its name is printed, else
 * its address; the items of a list are joined by commas.
 */
#include "cli/rows.h"

#include <stdlib.h>

#include <jansson.h>

#include "limits.h"
#include "memory.h"
#include "nearest.h"
#include "utf8.h"

static json_t *
load(struct output *output, const void *row)
{
	struct json_writer w;
	struct buffer text;
	json_t *object = NULL;

	buffer_init(&text, LIMIT_COMMAND_OUTPUT);
	json_writer_init(&w, &text);
	output->kind->json(row, &w);
	if (!text.failed)
		object = json_loadb(text.ptr, text.len, 0, NULL);
	buffer_finish(&text);
	return object;
}

static const json_t *
member(const json_t *object, struct slice name)
{
	char *key = slice_to_string(name);
	const json_t *value = json_object_get(object, key);

	free(key);
	return value;
}

/* What a dotted path names; NULL where there is none. */
static const json_t *
find(const json_t *object, struct slice path)
{
	struct slice part;

	while (object != NULL && slice_cut(&path, '.', &part))
		object = member(object, part);
	return object;
}

static void append_json(const json_t *value, struct buffer *out);

static void
append_list(const json_t *list, struct buffer *out)
{
	size_t i;
	const json_t *item;

	json_array_foreach(list, i, item) {
		if (i > 0)
			buffer_append_char(out, ',');
		append_json(item, out);
	}
}

static void
append_object(const json_t *object, struct buffer *out)
{
	const json_t *name = json_object_get(object, "name");

	append_json(json_is_string(name) ? name
					 : json_object_get(object, "url"),
	    out);
}

static void
append_json(const json_t *value, struct buffer *out)
{
	if (json_is_string(value))
		utf8_for_terminal((struct slice){ json_string_value(value),
				      json_string_length(value) },
		    UTF8_ONE_LINE, out);
	else if (json_is_array(value))
		append_list(value, out);
	else if (json_is_object(value))
		append_object(value, out);
	else if (json_is_integer(value))
		buffer_append_format(out, "%" JSON_INTEGER_FORMAT,
		    json_integer_value(value));
	else if (json_is_boolean(value))
		buffer_append_string(out,
		    json_is_true(value) ? "true" : "false");
}

/* What stands at *rest: literal text, an escape or a key. */
enum piece_kind {
	PIECE_TEXT,
	PIECE_KEY,
	PIECE_BROKEN
};

static const struct {
	struct slice written, meant;
} escapes[] = {
	{ SLICE_INIT("{{"), SLICE_INIT("{") },
	{ SLICE_INIT("\\t"), SLICE_INIT("\t") },
	{ SLICE_INIT("\\n"), SLICE_INIT("\n") },
	{ SLICE_INIT("\\\\"), SLICE_INIT("\\") },
};

static enum piece_kind
next_piece(struct slice *rest, struct slice *piece)
{
	size_t end;

	for (size_t i = 0; i < ARRAY_LEN(escapes); i++)
		if (slice_has_prefix(*rest, escapes[i].written)) {
			*piece = escapes[i].meant;
			*rest = slice_from(*rest, escapes[i].written.len);
			return PIECE_TEXT;
		}
	if (rest->ptr[0] != '{') {
		*piece = slice_sub(*rest, 0, 1);
		*rest = slice_from(*rest, 1);
		return PIECE_TEXT;
	}
	end = slice_find_char(*rest, '}');
	if (end == SIZE_MAX)
		return PIECE_BROKEN;
	*piece = slice_sub(*rest, 1, end - 1);
	*rest = slice_from(*rest, end + 1);
	return PIECE_KEY;
}

static bool
no_key(const struct output *output, json_t *object, struct slice key,
    struct error *err)
{
	struct nearest nearest;
	char hint[NEAREST_TEXT];
	const char *candidate;
	json_t *value;

	nearest_init(&nearest, key);
	json_object_foreach(object, candidate, value)
		nearest_try(&nearest, candidate);
	return error_set(err, ERROR_USAGE, "%s have no \"%.*s\"%s",
	    output->kind->noun, SLICE_FMT(key), nearest_hint(&nearest, hint));
}

static bool
check_template(const struct output *output, json_t *object, struct error *err)
{
	struct slice rest = slice_of(output->template), piece;

	while (!slice_is_empty(rest)) {
		enum piece_kind kind = next_piece(&rest, &piece);

		if (kind == PIECE_BROKEN)
			return error_set(err, ERROR_USAGE,
			    "the { of the template is not closed: %.*s",
			    SLICE_FMT(rest));
		if (kind == PIECE_KEY && find(object, piece) == NULL)
			return no_key(output, object, piece, err);
	}
	return true;
}

static bool
template_begin(struct output *output, struct error *err)
{
	void *empty = xcalloc(1, output->kind->size);
	json_t *object = load(output, empty);
	bool ok = check_template(output, object, err);

	json_decref(object);
	free(empty);
	return ok;
}

static void
template_row(struct output *output, const void *row)
{
	struct slice rest = slice_of(output->template), piece;
	json_t *object = load(output, row);

	output->failed = output->failed || object == NULL;
	while (!slice_is_empty(rest)) {
		if (next_piece(&rest, &piece) == PIECE_KEY)
			append_json(find(object, piece), &output->out);
		else
			buffer_append(&output->out, piece);
	}
	buffer_append_char(&output->out, '\n');
	json_decref(object);
}

static void
template_end(struct output *output)
{
	(void)output;
}

const struct format format_template = {
	.name = "template",
	.begin = template_begin,
	.row = template_row,
	.end = template_end,
};
