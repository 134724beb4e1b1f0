/*
 * Frames: four bytes of length, big-endian, and one JSON object.
 *
 * What comes in is hostile until it has passed here: its length, its nesting
 * and its number of values are bounded before jansson builds anything, keys
 * that stand twice are refused, and so are NULs in texts, so that the texts of
 * a message are C strings. What the keys mean is not known here.
 */
#include "control.h"

#include "limits.h"

static void
write_head(char *to, size_t len)
{
	to[0] = (char)(len >> 24 & 0xFF);
	to[1] = (char)(len >> 16 & 0xFF);
	to[2] = (char)(len >> 8 & 0xFF);
	to[3] = (char)(len & 0xFF);
}

static size_t
read_head(const char *from)
{
	const unsigned char *bytes = (const unsigned char *)from;

	return (size_t)bytes[0] << 24 | (size_t)bytes[1] << 16 |
	    (size_t)bytes[2] << 8 | (size_t)bytes[3];
}

/* Room for a message of len bytes behind its head; NULL with err. */
static char *
begin_frame(size_t len, struct buffer *out, struct error *err)
{
	char *room;

	if (len > LIMIT_CONTROL_FRAME) {
		error_set(err, ERROR_USAGE,
		    "a message of %zu bytes is larger than %zu", len,
		    LIMIT_CONTROL_FRAME);
		return NULL;
	}
	room = buffer_room(out, CONTROL_HEAD + len);
	if (room == NULL) {
		error_set(err, ERROR_MEMORY, "no memory for a message");
		return NULL;
	}
	write_head(room, len);
	return room + CONTROL_HEAD;
}

bool
control_frame(const json_t *message, struct buffer *out, struct error *err)
{
	size_t len = json_dumpb(message, NULL, 0, JSON_COMPACT);
	char *room;

	if (len == 0) /* no message is empty: jansson had no memory */
		return error_set(err, ERROR_MEMORY, "no memory for a message");
	room = begin_frame(len, out, err);
	if (room == NULL)
		return false;
	json_dumpb(message, room, len, JSON_COMPACT);
	buffer_added(out, CONTROL_HEAD + len);
	return true;
}

bool
control_frame_text(struct slice json, struct buffer *out, struct error *err)
{
	char *room = begin_frame(json.len, out, err);

	if (room == NULL)
		return false;
	memcpy(room, json.ptr, json.len);
	buffer_added(out, CONTROL_HEAD + json.len);
	return true;
}

size_t
control_frame_size(struct slice head)
{
	size_t len = read_head(head.ptr);

	return len == 0 || len > LIMIT_CONTROL_FRAME ? 0 : CONTROL_HEAD + len;
}

/* Where a JSON text opens and closes lists and objects. */
struct nesting {
	size_t depth, deepest, opened;
	bool in_string, escaped;
};

static void
nesting_in_string(struct nesting *nesting, char c)
{
	if (nesting->escaped)
		nesting->escaped = false;
	else if (c == '\\')
		nesting->escaped = true;
	else if (c == '"')
		nesting->in_string = false;
}

static void
nesting_step(struct nesting *nesting, char c)
{
	if (nesting->in_string) {
		nesting_in_string(nesting, c);
	} else if (c == '"') {
		nesting->in_string = true;
	} else if (c == '[' || c == '{') {
		nesting->opened++;
		if (++nesting->depth > nesting->deepest)
			nesting->deepest = nesting->depth;
	} else if ((c == ']' || c == '}') && nesting->depth > 0) {
		nesting->depth--;
	}
}

/* "{}" costs three bytes here and a hundred times that in memory. */
static bool
shape_is_right(struct slice text, struct error *err)
{
	struct nesting nesting = { 0 };

	for (size_t i = 0; i < text.len; i++)
		nesting_step(&nesting, text.ptr[i]);
	if (nesting.deepest > LIMIT_CONTROL_DEPTH)
		return error_set(err, ERROR_PROTOCOL,
		    "a message is nested deeper than %d", LIMIT_CONTROL_DEPTH);
	if (nesting.opened > LIMIT_CONTROL_VALUES)
		return error_set(err, ERROR_PROTOCOL,
		    "a message holds more than %d lists and objects",
		    LIMIT_CONTROL_VALUES);
	return true;
}

static json_t *
read_message(struct slice text, struct error *err)
{
	json_error_t wrong;
	json_t *message;

	if (!shape_is_right(text, err))
		return NULL;
	message = json_loadb(text.ptr, text.len, JSON_REJECT_DUPLICATES,
	    &wrong);
	if (message == NULL) {
		error_set(err, ERROR_PROTOCOL, "a message is not JSON: %s",
		    wrong.text);
		return NULL;
	}
	if (json_is_object(message))
		return message;
	json_decref(message);
	error_set(err, ERROR_PROTOCOL, "a message is not a JSON object");
	return NULL;
}

json_t *
control_unframe(struct slice *bytes, struct error *err)
{
	struct slice text;
	size_t size;

	err->kind = ERROR_NONE;
	if (bytes->len < CONTROL_HEAD)
		return NULL;
	size = control_frame_size(*bytes);
	if (size == 0) {
		error_set(err, ERROR_PROTOCOL,
		    "a message says that it has %zu bytes",
		    read_head(bytes->ptr));
		return NULL;
	}
	if (bytes->len < size)
		return NULL;
	text = slice_sub(*bytes, CONTROL_HEAD, size - CONTROL_HEAD);
	*bytes = slice_from(*bytes, size);
	return read_message(text, err);
}
