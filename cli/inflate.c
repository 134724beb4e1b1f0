/*
 * gzip to bytes, with the limits that a body from the network has: so much in
 * all, and so many times what it was. A small file may not become a large one.
 */
#include "cli/inflate.h"

#define ZLIB_CONST /* next_in is not written to */
#include <zlib.h>

#include "limits.h"

#define GZIP_ONLY (16 + MAX_WBITS) /* of inflateInit2: no other format */
#define STEP      (64U * KIB)      /* bytes made at once */
#define INPUT_MAX (1U << 30)       /* of what zlib counts in an unsigned int */

bool
inflate_is_gzip(struct bytes in)
{
	return in.len >= 2 && in.ptr[0] == 0x1F && in.ptr[1] == 0x8B;
}

/* R62: within the first MiB any ratio is harmless. */
static bool
is_out_of_proportion(size_t wire, size_t decoded)
{
	return decoded > MIB && decoded / LIMIT_BODY_RATIO > wire;
}

static bool
too_large(const struct buffer *out, struct error *err)
{
	return error_set(err, ERROR_INPUT, "holds more than %zu bytes",
	    out->max);
}

/* One step of zlib into out. */
static int
step(z_stream *stream, struct buffer *out)
{
	size_t room = out->max - out->len < STEP ? out->max - out->len + 1
						 : STEP;
	unsigned char made[STEP];
	int result;

	stream->next_out = made;
	stream->avail_out = (unsigned)room;
	result = inflate(stream, Z_NO_FLUSH);
	buffer_append_bytes(out, made, room - stream->avail_out);
	return result;
}

static bool
inflate_member(z_stream *stream, struct bytes in, struct buffer *out,
    struct error *err)
{
	int result = Z_OK;

	while (result == Z_OK) {
		result = step(stream, out);
		if (out->failed)
			return too_large(out, err);
		if (is_out_of_proportion(in.len, out->len))
			return error_set(err, ERROR_INPUT,
			    "holds more than %d times its size",
			    LIMIT_BODY_RATIO);
	}
	if (result == Z_STREAM_END)
		return true;
	if (result == Z_MEM_ERROR)
		return error_set(err, ERROR_MEMORY, "no memory to inflate");
	return error_set(err, ERROR_INPUT, "broken gzip data: %s",
	    result == Z_BUF_ERROR     ? "they end early"
		: stream->msg == NULL ? "not as they should be"
				      : stream->msg);
}

static struct bytes
input_left(const z_stream *stream)
{
	return (struct bytes){ stream->next_in, stream->avail_in };
}

static bool
inflate_members(z_stream *stream, struct bytes in, struct buffer *out,
    struct error *err)
{
	do {
		if (!inflate_member(stream, in, out, err))
			return false;
	} while (inflate_is_gzip(input_left(stream)) &&
	    inflateReset(stream) == Z_OK);
	return true;
}

bool
inflate_gzip(struct bytes in, struct buffer *out, struct error *err)
{
	z_stream stream = { .zalloc = Z_NULL };
	bool ok;

	if (in.len > INPUT_MAX)
		return error_set(err, ERROR_INPUT, "larger than %u bytes",
		    INPUT_MAX);
	stream.next_in = in.ptr;
	stream.avail_in = (unsigned)in.len;
	if (inflateInit2(&stream, GZIP_ONLY) != Z_OK)
		return error_set(err, ERROR_MEMORY, "no memory to inflate");
	ok = inflate_members(&stream, in, out, err);
	inflateEnd(&stream);
	return ok;
}
