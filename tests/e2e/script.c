/*
 * From a reply to the steps of an answer. Knows how HTTP/1.1 is framed and how
 * it is framed wrongly; knows no socket. What a body means is the test's own.
 */
#include "tests/e2e/script.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "buffer.h"
#include "limits.h"
#include "memory.h"

#define ANSWER_MAX  (64U * MIB) /* bytes of one answer that is not endless */
#define CHUNK_BYTES 1000
#define DRIP_MS     10

/* ---- copies ---------------------------------------------------------------- */

static char *
copy_bytes(const char *bytes, size_t len)
{
	char *copy = xcalloc(1, len + 1);

	if (len > 0)
		memcpy(copy, bytes, len);
	return copy;
}

static size_t
len_of(const char *bytes, size_t len)
{
	return len > 0 || bytes == NULL ? len : strlen(bytes);
}

struct reply *
reply_copy(const struct reply *reply)
{
	struct reply *copy = xcalloc(1, sizeof(*copy));

	*copy = *reply;
	copy->headers = xstrdup(reply->headers);
	copy->body_len = len_of(reply->body, reply->body_len);
	copy->body = copy_bytes(reply->body, copy->body_len);
	copy->raw_len = len_of(reply->raw, reply->raw_len);
	copy->raw = reply->raw == NULL ? NULL
				       : copy_bytes(reply->raw, copy->raw_len);
	return copy;
}

void
reply_free(struct reply *reply)
{
	if (reply == NULL)
		return;
	free((void *)(uintptr_t)reply->headers);
	free((void *)(uintptr_t)reply->body);
	free((void *)(uintptr_t)reply->raw);
	free(reply);
}

/* ---- steps ----------------------------------------------------------------- */

static void
add(struct script *script, enum step_kind kind, const char *bytes, size_t len,
    int ms)
{
	struct step *step = &script->steps[script->count++];

	assert(script->count <= SCRIPT_STEPS);
	*step = (struct step){ .kind = kind, .len = len, .ms = ms };
	if (bytes != NULL)
		step->bytes = copy_bytes(bytes, len);
}

static void
add_buffer(struct script *script, enum step_kind kind, struct buffer *bytes,
    int ms)
{
	assert(!bytes->failed);
	if (bytes->len > 0)
		add(script, kind, bytes->ptr, bytes->len, ms);
	buffer_reset(bytes);
}

static void
append_chunks(struct buffer *out, const char *bytes, size_t len)
{
	for (size_t at = 0; at < len; at += CHUNK_BYTES) {
		size_t part = len - at < CHUNK_BYTES ? len - at : CHUNK_BYTES;

		buffer_append_format(out, "%zx\r\n", part);
		buffer_append_bytes(out, bytes + at, part);
		buffer_append_string(out, "\r\n");
	}
}

static void
append_head(struct buffer *out, const struct reply *reply, int status)
{
	buffer_append_format(out, "HTTP/1.1 %d Scripted\r\n", status);
	if (reply->headers != NULL)
		buffer_append_string(out, reply->headers);
	if (reply->framing == REPLY_CHUNKED)
		buffer_append_string(out, "Transfer-Encoding: chunked\r\n");
	if (reply->framing == REPLY_LENGTH)
		buffer_append_format(out, "Content-Length: %zu\r\n",
		    reply->body_len);
	if (reply->framing == REPLY_UNTIL_CLOSE)
		buffer_append_string(out, "Connection: close\r\n");
}

/* The body as it goes over the wire, whole or its first half. */
static void
append_body(struct buffer *out, const struct reply *reply, size_t len)
{
	if (reply->framing == REPLY_CHUNKED)
		append_chunks(out, reply->body, len);
	else if (reply->framing != REPLY_BARE)
		buffer_append_bytes(out, reply->body, len);
}

static void
add_endless_headers(struct script *script, const struct reply *reply)
{
	struct buffer out;

	buffer_init(&out, ANSWER_MAX);
	buffer_append_string(&out, "HTTP/1.1 200 Scripted\r\n");
	add_buffer(script, STEP_SEND, &out, 0);
	add(script, STEP_REPEAT, reply->headers, strlen(reply->headers), 0);
	buffer_finish(&out);
}

static void
add_body(struct script *script, struct buffer *out, const struct reply *reply)
{
	size_t half = reply->body_len / 2;

	switch (reply->fault) {
	case FAULT_CUT:
	case FAULT_RESET:
		append_body(out, reply, half);
		add_buffer(script, STEP_SEND, out, 0);
		add(script,
		    reply->fault == FAULT_RESET ? STEP_RESET : STEP_CLOSE, NULL,
		    0, 0);
		return;
	case FAULT_NO_LAST_CHUNK:
		append_body(out, reply, reply->body_len);
		add_buffer(script, STEP_SEND, out, 0);
		add(script, STEP_CLOSE, NULL, 0, 0);
		return;
	case FAULT_DRIP:
		add_buffer(script, STEP_SEND, out, 0);
		append_body(out, reply, reply->body_len);
		add_buffer(script, STEP_DRIP, out,
		    reply->drip_ms > 0 ? reply->drip_ms : DRIP_MS);
		break;
	case FAULT_ENDLESS_BODY:
		add_buffer(script, STEP_SEND, out, 0);
		append_body(out, reply, reply->body_len);
		add_buffer(script, STEP_REPEAT, out, 0);
		return;
	case FAULT_NONE:
	case FAULT_SILENT:
	case FAULT_ENDLESS_HEADERS:
	case FAULT_ENDLESS_ZEROS:
		append_body(out, reply, reply->body_len);
		break;
	}
	if (reply->framing == REPLY_CHUNKED)
		buffer_append_string(out, "0\r\n\r\n");
	add_buffer(script, STEP_SEND, out, 0);
	if (reply->framing == REPLY_UNTIL_CLOSE &&
	    reply->fault != FAULT_ENDLESS_ZEROS)
		add(script, STEP_CLOSE, NULL, 0, 0);
}

static void
add_zeros(struct script *script)
{
	static const char zeros[4096];

	add(script, STEP_REPEAT, zeros, sizeof(zeros), 0);
}

/* ---- validators ------------------------------------------------------------ */

/* Whether headers has the line "name: value" with exactly these bytes. */
static bool
has_line(const char *headers, const char *name, const char *value)
{
	size_t name_len = strlen(name), value_len = strlen(value);

	for (const char *line = headers; line != NULL && *line != '\0';) {
		const char *end = strstr(line, "\r\n");

		if (end == NULL)
			return false;
		if (strncasecmp(line, name, name_len) == 0 &&
		    (size_t)(end - line) == name_len + 2 + value_len &&
		    memcmp(line + name_len, ": ", 2) == 0 &&
		    memcmp(line + name_len + 2, value, value_len) == 0)
			return true;
		line = end + 2;
	}
	return false;
}

static bool
is_not_modified(const struct reply *reply, const char *if_none_match,
    const char *if_modified_since)
{
	if (!reply->honours_validators)
		return false;
	if (if_none_match != NULL)
		return has_line(reply->headers, "ETag", if_none_match);
	return if_modified_since != NULL &&
	    has_line(reply->headers, "Last-Modified", if_modified_since);
}

/* ---- the whole ------------------------------------------------------------- */

void
script_make(struct script *script, const struct reply *reply,
    const char *if_none_match, const char *if_modified_since)
{
	struct reply bare = *reply;
	struct buffer out;

	*script = (struct script){ .count = 0 };
	if (reply->fault == FAULT_SILENT) {
		add(script, STEP_HANG, NULL, 0, 0);
		return;
	}
	if (reply->delay_ms > 0)
		add(script, STEP_WAIT, NULL, 0, reply->delay_ms);
	if (reply->fault == FAULT_ENDLESS_HEADERS) {
		add_endless_headers(script, reply);
		return;
	}
	buffer_init(&out, ANSWER_MAX);
	if (reply->raw != NULL) {
		bare.body = reply->raw;
		bare.body_len = reply->raw_len;
		bare.framing = REPLY_UNTIL_CLOSE;
	} else if (is_not_modified(reply, if_none_match, if_modified_since)) {
		bare.framing = REPLY_BARE;
		append_head(&out, &bare, 304);
		buffer_append_string(&out, "\r\n");
	} else {
		append_head(&out, reply,
		    reply->status != 0 ? reply->status : 200);
		buffer_append_string(&out, "\r\n");
	}
	add_body(script, &out, &bare);
	if (reply->fault == FAULT_ENDLESS_ZEROS)
		add_zeros(script);
	buffer_finish(&out);
}

void
script_finish(struct script *script)
{
	for (size_t i = 0; i < script->count; i++)
		free(script->steps[i].bytes);
	*script = (struct script){ .count = 0 };
}

/* ---- gzip (RFC 1951, 1952) ------------------------------------------------- */

static const char gzip_head[] = "\x1F\x8B\x08\0\0\0\0\0\0\x03";

static uint32_t
crc32_of(const char *bytes, size_t size)
{
	uint32_t crc = UINT32_MAX;

	for (size_t i = 0; i < size; i++) {
		crc ^= (unsigned char)bytes[i];
		for (int bit = 0; bit < 8; bit++)
			crc = (crc >> 1) ^ ((crc & 1) != 0 ? 0xEDB88320U : 0);
	}
	return ~crc;
}

static void
append_little(struct buffer *out, uint32_t value, int bytes)
{
	for (int i = 0; i < bytes; i++)
		buffer_append_char(out, (char)(value >> (8 * i) & 0xFF));
}

char *
script_gzip(const char *bytes, size_t size, size_t *len)
{
	struct buffer out;
	size_t at = 0;

	buffer_init(&out, ANSWER_MAX);
	buffer_append_bytes(&out, gzip_head, sizeof(gzip_head) - 1);
	do {
		uint32_t part = size - at < UINT16_MAX ? (uint32_t)(size - at)
						       : UINT16_MAX;

		/* A stored block; the lowest bit marks the last. */
		buffer_append_char(&out, at + part == size ? 1 : 0);
		append_little(&out, part, 2);
		append_little(&out, ~part, 2);
		buffer_append_bytes(&out, bytes + at, part);
		at += part;
	} while (at < size);
	append_little(&out, crc32_of(bytes, size), 4);
	append_little(&out, (uint32_t)size, 4);
	assert(!out.failed);
	*len = out.len;
	return out.ptr;
}

const char *
script_gzip_bomb(size_t *len)
{
	/* A dynamic block whose codes for "258 bytes" and "from one byte ago"
	 * are one zero bit each. */
	static const char bomb[] = "\x1F\x8B\x08\0\0\0\0\0\0\x03"
				   "\xEC\xC1\x01\x01\0\0\0\x80\x90\xFE\xAF\xEE"
				   "\x08\x0A";

	*len = sizeof(bomb) - 1;
	return bomb;
}
