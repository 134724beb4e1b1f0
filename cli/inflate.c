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

struct inflation {
	z_stream stream;
	struct buffer *out;
	unsigned char made[STEP];
};

/* One call of zlib. Where out is nearly full, a byte more than it may hold is
 * asked for, so that it fails and is not taken for complete. */
static int
step(struct inflation *inflation)
{
	z_stream *stream = &inflation->stream;
	struct buffer *out = inflation->out;
	size_t room = out->max - out->len < STEP ? out->max - out->len + 1
						 : STEP;
	int result;

	stream->next_out = inflation->made;
	stream->avail_out = (unsigned)room;
	result = inflate(stream, Z_NO_FLUSH);
	buffer_append_bytes(out, inflation->made, room - stream->avail_out);
	return result;
}

static bool
broken(const struct inflation *inflation, int result, struct error *err)
{
	const char *why = inflation->stream.msg;

	if (result == Z_MEM_ERROR)
		return error_set(err, ERROR_MEMORY, "no memory to inflate");
	if (result == Z_BUF_ERROR)
		why = "they end early";
	return error_set(err, ERROR_INPUT, "broken gzip data: %s",
	    why == NULL ? "not as they should be" : why);
}

static bool
inflate_member(struct inflation *inflation, struct bytes in, struct error *err)
{
	const struct buffer *out = inflation->out;
	int result = Z_OK;

	while (result == Z_OK) {
		result = step(inflation);
		if (out->failed)
			return error_set(err, ERROR_INPUT,
			    "holds more than %zu bytes", out->max);
		if (is_out_of_proportion(in.len, out->len))
			return error_set(err, ERROR_INPUT,
			    "holds more than %d times its size",
			    LIMIT_BODY_RATIO);
	}
	return result == Z_STREAM_END || broken(inflation, result, err);
}

/* One behind the other. */
static bool
inflate_members(struct inflation *inflation, struct bytes in, struct error *err)
{
	struct bytes left;

	do {
		if (!inflate_member(inflation, in, err))
			return false;
		left = (struct bytes){ inflation->stream.next_in,
			inflation->stream.avail_in };
	} while (
	    inflate_is_gzip(left) && inflateReset(&inflation->stream) == Z_OK);
	return true;
}

bool
inflate_gzip(struct bytes in, struct buffer *out, struct error *err)
{
	struct inflation inflation = { .stream = { .zalloc = Z_NULL },
		.out = out };
	bool ok;

	if (in.len > INPUT_MAX)
		return error_set(err, ERROR_INPUT, "larger than %u bytes",
		    INPUT_MAX);
	inflation.stream.next_in = in.ptr;
	inflation.stream.avail_in = (unsigned)in.len;
	if (inflateInit2(&inflation.stream, GZIP_ONLY) != Z_OK)
		return error_set(err, ERROR_MEMORY, "no memory to inflate");
	ok = inflate_members(&inflation, in, err);
	inflateEnd(&inflation.stream);
	return ok;
}
