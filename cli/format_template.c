/*
 * A template of the user's: "{title} {url}", "{feed.name}", "{id}\t{title}".
 *
 * The keys are those of the row's JSON, so that there is one list of names; a
 * key that is not there is a usage error before the first row. "{{" is a brace,
 * \t and \n are what they look like.
 */
#include "cli/rows.h"

#include <stdlib.h>

#include <jansson.h>

#include "limits.h"
#include "memory.h"
#include "utf8.h"

static json_t *
load(struct output *output, const void *row)
{
	struct json_writer w;
	struct buffer text;
	json_t *object;

	buffer_init(&text, LIMIT_INPUT_LINE);
	json_writer_init(&w, &text);
	output->kind->json(row, &w);
	object = json_loadb(buffer_slice(&text).ptr, text.len, 0, NULL);
	buffer_finish(&text);
	return object;
}

/* The member that a dotted path names; NULL where there is none. */
static const json_t *
member(const json_t *object, struct slice path)
{
	struct slice part;

	while (object != NULL && slice_cut(&path, '.', &part)) {
		char *key = slice_to_string(part);

		object = json_object_get(object, key);
		free(key);
	}
	return object;
}

static void
append_json(const json_t *value, struct buffer *out)
{
	size_t i;
	const json_t *item;
	char *text;

	if (json_is_null(value))
		return;
	if (json_is_string(value)) {
		utf8_for_terminal((struct slice){ json_string_value(value),
				      json_string_length(value) },
		    UTF8_ONE_LINE, out);
		return;
	}
	if (json_is_array(value)) {
		json_array_foreach(value, i, item) {
			if (i > 0)
				buffer_append_char(out, ',');
			append_json(item, out);
		}
		return;
	}
	text = json_dumps(value, JSON_ENCODE_ANY | JSON_COMPACT);
	if (text != NULL)
		buffer_append_string(out, text);
	free(text);
}

/* What stands at *rest: literal text, an escape or a key. */
enum piece_kind {
	PIECE_TEXT,
	PIECE_KEY,
	PIECE_BROKEN
};

static enum piece_kind
next_piece(struct slice *rest, struct slice *piece)
{
	size_t end;

	if (slice_has_prefix(*rest, SLICE("{{"))) {
		*piece = SLICE("{");
		*rest = slice_from(*rest, 2);
	} else if (slice_has_prefix(*rest, SLICE("\\t"))) {
		*piece = SLICE("\t");
		*rest = slice_from(*rest, 2);
	} else if (slice_has_prefix(*rest, SLICE("\\n"))) {
		*piece = SLICE("\n");
		*rest = slice_from(*rest, 2);
	} else if (rest->ptr[0] == '{') {
		end = slice_find_char(*rest, '}');
		if (end == SIZE_MAX)
			return PIECE_BROKEN;
		*piece = slice_sub(*rest, 1, end - 1);
		*rest = slice_from(*rest, end + 1);
		return PIECE_KEY;
	} else {
		*piece = slice_sub(*rest, 0, 1);
		*rest = slice_from(*rest, 1);
	}
	return PIECE_TEXT;
}

static bool
template_begin(struct output *output, struct error *err)
{
	struct slice rest = slice_of(output->template), piece;
	void *empty = xcalloc(1, output->kind->size);
	json_t *object = load(output, empty);
	bool ok = true;

	while (ok && !slice_is_empty(rest)) {
		struct slice head;

		switch (next_piece(&rest, &piece)) {
		case PIECE_TEXT:
			break;
		case PIECE_BROKEN:
			ok = error_set(err, ERROR_USAGE,
			    "the template's { is not closed: %s",
			    output->template);
			break;
		case PIECE_KEY:
			head = slice_sub(piece, 0, slice_find_char(piece, '.'));
			if (member(object, head) == NULL)
				ok = error_set(err, ERROR_USAGE,
				    "%s have no \"%.*s\" (see --format json)",
				    output->kind->noun, SLICE_FMT(piece));
			break;
		}
	}
	json_decref(object);
	free(empty);
	return ok;
}

static void
template_row(struct output *output, const void *row)
{
	struct slice rest = slice_of(output->template), piece;
	json_t *object = load(output, row);

	while (!slice_is_empty(rest)) {
		if (next_piece(&rest, &piece) == PIECE_KEY)
			append_json(member(object, piece), &output->out);
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
