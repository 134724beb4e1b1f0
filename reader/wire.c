/*
 * Frames between crier and a reader: their kinds, who may send them, how large
 * they may be, and how they are put together and taken apart. What is in a
 * document is the business of document_decode.c. The blocking read and write
 * serve the reader, which is allowed no other calls than read and write; the
 * other end is exchange.c.
 */
#include "reader/wire.h"

#include <errno.h>
#include <unistd.h>

#include "limits.h"
#include "reader/listing_wire.h"
#include "utf8.h"

/* The five texts of a job together; each is dropped where it is longer than a
 * header may be. */
#define JOB_TEXTS_MAX (5 * LIMIT_HEADER_VALUE)

static const struct {
	enum wire_sender sender;
	uint32_t min, max; /* bytes */
} kinds[WIRE_KINDS] = {
	[WIRE_HELLO] = { WIRE_FROM_CRIER, sizeof(struct wire_hello),
	    sizeof(struct wire_hello) },
	[WIRE_READY] = { WIRE_FROM_READER, sizeof(struct wire_ready),
	    sizeof(struct wire_ready) },
	[WIRE_JOB] = { WIRE_FROM_CRIER, sizeof(struct wire_job),
	    sizeof(struct wire_job) + JOB_TEXTS_MAX },
	[WIRE_BODY] = { WIRE_FROM_CRIER, 0, LIMIT_READER_INPUT },
	[WIRE_DOCUMENT] = { WIRE_FROM_READER, sizeof(struct doc_frame_header),
	    LIMIT_FRAME_BYTES },
	[WIRE_VOID] = { WIRE_FROM_READER, sizeof(struct wire_void),
	    sizeof(struct wire_void) },
	[WIRE_LISTING] = { WIRE_FROM_READER, LISTING_FRAME_MIN,
	    LISTING_FRAME_MAX },
	[WIRE_FEEDS] = { WIRE_FROM_READER, 1, LISTING_FRAME_MAX },
	[WIRE_END] = { WIRE_FROM_READER, sizeof(struct wire_end),
	    sizeof(struct wire_end) },
};

bool
wire_check_header(const struct wire_header *header, enum wire_sender sender,
    struct error *err)
{
	if (header->kind == 0 || header->kind >= WIRE_KINDS ||
	    kinds[header->kind].sender != sender)
		return error_set(err, ERROR_PROTOCOL, "frame of kind %u",
		    header->kind);
	if (header->size < kinds[header->kind].min ||
	    header->size > kinds[header->kind].max)
		return error_set(err, ERROR_PROTOCOL,
		    "frame of kind %u with %u bytes", header->kind,
		    header->size);
	return true;
}

/* ---- put together ---------------------------------------------------------- */

static void
put_header(struct buffer *out, enum wire_kind kind, size_t size)
{
	struct wire_header header = { kind, (uint32_t)size };

	buffer_append_bytes(out, &header, sizeof(header));
}

void
wire_put_hello(struct buffer *out, enum sandbox_mode mode)
{
	struct wire_hello hello = { .sandbox = mode };
	struct slice build_id = slice_of(reader_build_id());

	memcpy(hello.build_id, build_id.ptr,
	    slice_sub(build_id, 0, sizeof(hello.build_id)).len);
	put_header(out, WIRE_HELLO, sizeof(hello));
	buffer_append_bytes(out, &hello, sizeof(hello));
}

static struct slice
job_text(struct slice text)
{
	return text.len > LIMIT_HEADER_VALUE ? SLICE_NONE : text;
}

uint32_t
wire_max_output(const struct reader_request *request)
{
	if (request->max_output <= 0)
		return LIMIT_READER_OUTPUT;
	return request->max_output > (int64_t)LIMIT_READER_OUTPUT_MAX
	    ? LIMIT_READER_OUTPUT_MAX
	    : (uint32_t)request->max_output;
}

static enum parse_html
parse_html_of(enum reader_html html)
{
	static const enum parse_html same[] = {
		[READER_FOR_STORE] = PARSE_FOR_STORE,
		[READER_WIDE] = PARSE_WIDE,
		[READER_RAW] = PARSE_RAW,
	};

	return same[html];
}

void
wire_put_job(struct buffer *out, const struct reader_request *request)
{
	struct slice texts[] = {
		job_text(request->url),
		job_text(request->content_type),
		job_text(request->content_language),
		job_text(request->content_location),
		job_text(request->link),
	};
	struct wire_job job = {
		.body_size = request->body.len,
		.kind = request->kind,
		.html = parse_html_of(request->html),
		.max_size = wire_max_output(request),
		.url = (uint32_t)texts[0].len,
		.content_type = (uint32_t)texts[1].len,
		.content_language = (uint32_t)texts[2].len,
		.content_location = (uint32_t)texts[3].len,
		.link = (uint32_t)texts[4].len,
	};
	size_t size = sizeof(job);

	for (size_t i = 0; i < ARRAY_LEN(texts); i++)
		size += texts[i].len;
	put_header(out, WIRE_JOB, size);
	buffer_append_bytes(out, &job, sizeof(job));
	for (size_t i = 0; i < ARRAY_LEN(texts); i++)
		buffer_append(out, texts[i]);
	put_header(out, WIRE_BODY, request->body.len);
}

/* ---- taken apart ----------------------------------------------------------- */

/* The next text of a job, absent where its length is 0. */
static bool
take_text(struct slice *rest, uint32_t len, struct slice *text)
{
	if (len > rest->len)
		return false;
	*text = len == 0 ? SLICE_NONE : slice_sub(*rest, 0, len);
	*rest = slice_from(*rest, len);
	return true;
}

bool
wire_get_job(struct slice frame, enum reader_kind *kind,
    struct parse_input *input, struct error *err)
{
	struct slice rest = slice_from(frame, sizeof(struct wire_job));
	struct wire_job job;

	if (frame.len < sizeof(job))
		return error_set(err, ERROR_PROTOCOL, "job that is cut");
	memcpy(&job, frame.ptr, sizeof(job));
	*input = (struct parse_input){
		.body = { .len = job.body_size },
		.html = job.html,
		.max_size = job.max_size,
	};
	*kind = job.kind;
	if (job.body_size > LIMIT_READER_INPUT || job.html > PARSE_RAW ||
	    job.kind > READER_LINKS)
		return error_set(err, ERROR_PROTOCOL, "job out of range");
	if (!take_text(&rest, job.url, &input->url) ||
	    !take_text(&rest, job.content_type, &input->content_type) ||
	    !take_text(&rest, job.content_language, &input->content_language) ||
	    !take_text(&rest, job.content_location, &input->content_location) ||
	    !take_text(&rest, job.link, &input->link) || rest.len != 0)
		return error_set(err, ERROR_PROTOCOL,
		    "job whose texts do not fit");
	return true;
}

/* A sentence of the reader's, fit to be shown. */
static void
clean_reason(const char *raw, size_t raw_size, char *clean, size_t clean_size)
{
	struct slice text = { raw, strnlen(raw, raw_size) };
	struct buffer out;

	buffer_init(&out, 4 * raw_size); /* U+FFFD for every byte */
	utf8_for_terminal(text, UTF8_ONE_LINE, &out);
	text = utf8_cut(buffer_slice(&out), clean_size - 1);
	memcpy(clean, text.ptr, text.len);
	clean[text.len] = '\0';
	buffer_finish(&out);
}

bool
wire_get_end(struct slice frame, struct parse_outcome *outcome,
    struct error *err)
{
	struct wire_end end;

	if (frame.len != sizeof(end))
		return error_set(err, ERROR_PROTOCOL, "end that is cut");
	memcpy(&end, frame.ptr, sizeof(end));
	if (end.status >= PARSE_STATUS_COUNT || end.recovered > 1 ||
	    end.truncated > 1)
		return error_set(err, ERROR_PROTOCOL, "end out of range");
	*outcome = (struct parse_outcome){
		.status = end.status,
		.entries = end.entries,
		.recovered = end.recovered != 0,
		.truncated = end.truncated != 0,
	};
	clean_reason(end.reason, sizeof(end.reason), outcome->reason,
	    sizeof(outcome->reason));
	return true;
}

bool
wire_get_ready(struct slice frame, struct wire_ready *ready, struct error *err)
{
	if (frame.len != sizeof(*ready))
		return error_set(err, ERROR_PROTOCOL, "answer that is cut");
	clean_reason(frame.ptr, frame.len, ready->problem,
	    sizeof(ready->problem));
	return true;
}

/* ---- the reader's end ------------------------------------------------------ */

enum wire_got
wire_read(int fd, void *bytes, size_t size)
{
	char *to = bytes;
	size_t got = 0;

	while (got < size) {
		ssize_t n = read(fd, to + got, size - got);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return n == 0 && got == 0 ? WIRE_EOF : WIRE_FAILED;
		got += (size_t)n;
	}
	return WIRE_GOT;
}

static bool
write_all(int fd, const void *bytes, size_t size)
{
	const char *from = bytes;

	while (size > 0) {
		ssize_t n = write(fd, from, size);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return false;
		from += n;
		size -= (size_t)n;
	}
	return true;
}

bool
wire_write(int fd, enum wire_kind kind, const void *bytes, uint32_t size)
{
	struct wire_header header = { kind, size };

	return write_all(fd, &header, sizeof(header)) &&
	    write_all(fd, bytes, size);
}
