/*
 * Reads a file whole. A pipe has no size to ask for, so it is read until there
 * is no more, or too much.
 */
#include "cli/input_file.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "limits.h"

static bool
read_stream(FILE *in, struct buffer *body, struct error *err)
{
	size_t got;

	do {
		char *room = buffer_room(body, LIMIT_COMMAND_FLUSH);

		if (room == NULL)
			break;
		got = fread(room, 1, LIMIT_COMMAND_FLUSH, in);
		buffer_added(body, got);
	} while (got > 0);
	return !ferror(in) || error_set(err, ERROR_IO, "%s", strerror(errno));
}

/* There is room for a piece more than the limit, so that the end can be seen:
 * it is missing where more has come. */
bool
input_read(const char *path, size_t max, struct buffer *body, struct error *err)
{
	bool standard = slice_eq(slice_of(path), SLICE("-"));
	FILE *in = standard ? stdin : fopen(path, "re");
	bool ok;

	buffer_init(body, max + LIMIT_COMMAND_FLUSH);
	if (in == NULL)
		return error_set(err, ERROR_IO, "%s", strerror(errno));
	ok = read_stream(in, body, err);
	if (!standard)
		(void)fclose(in); /* it was only read */
	if (ok && body->failed)
		return error_set(err, ERROR_INPUT, "larger than %zu bytes",
		    max);
	return ok;
}

struct bytes
input_bytes(const struct buffer *body)
{
	return (struct bytes){ (const unsigned char *)body->ptr, body->len };
}
