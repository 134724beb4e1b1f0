/*
 * The process in the sandbox: it answers one greeting, locks itself up, and
 * then turns jobs into documents and listings until its socket closes. Whatever loads
 * something on first use is used once before the filter is there. It trusts
 * what crier sends, and nothing of what is in a body.
 */
#include "reader/role.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sysexits.h>
#include <unistd.h>

#include "limits.h"
#include "reader/child.h"
#include "reader/listing_wire.h"
#include "reader/sandbox.h"
#include "reader/wire.h"

struct role {
	const struct role_parsers *parsers;
	struct parse_tables *tables;
	bool broken; /* the socket took no more */
};

bool
reader_role_asked(int argc, char *const argv[])
{
	return argc == 2 && strcmp(argv[1], CHILD_ROLE) == 0;
}

int
reader_role_main(void)
{
	static const struct role_parsers parsers = {
		.feed = parse_run,
		.opml = parse_opml_run,
		.links = parse_links_run,
	};

	return role_run(&parsers);
}

static bool
send_frame(void *arg, const void *frame, size_t size)
{
	static const struct wire_void all_void;
	struct role *role = arg;
	bool ok;

	if (frame == NULL)
		ok = wire_write(WIRE_FD, WIRE_VOID, &all_void,
		    sizeof(all_void));
	else
		ok = size <= LIMIT_FRAME_BYTES &&
		    wire_write(WIRE_FD, WIRE_DOCUMENT, frame, (uint32_t)size);
	if (!ok)
		role->broken = true;
	return ok;
}

/* ---- before the door closes ------------------------------------------------ */

static bool
swallow_frame(void *arg, const void *frame, size_t size)
{
	(void)arg;
	(void)frame;
	(void)size;
	return true;
}

/* One small body for each way through the parsers: whole, broken, each family
 * of formats, a charset, HTML. */
static const char *const samples[] = {
	"<rss version='2.0'><channel><title>a</title><item><title>b</title>"
	"<description>&lt;p>c &amp;eacute;&lt;/p></description>"
	"<pubDate>Mon, 05 Aug 2019 08:05:09 GMT</pubDate></item></channel>"
	"</rss>",
	"<?xml version='1.0' encoding='windows-1251'?><rss><channel><item>"
	"<title>\xE0 & b<description>c &nbsp; d</item>",
	"<feed xmlns='http://www.w3.org/2005/Atom'><title type='html'>a</title>"
	"<entry><id>b</id><updated>2019-08-05T08:05:09Z</updated>"
	"<content type='xhtml'><div>c</div></content></entry></feed>",
	"{\"version\":\"https://jsonfeed.org/version/1.1\",\"title\":\"a\","
	"\"items\":[{\"id\":\"b\",\"content_html\":\"<p>c</p>\"}]}",
	"<!DOCTYPE html><html><body>a</body></html>",
	"<opml><head><title>a</title></head><body><outline text='b'>"
	"<outline text='\xC3\x89' xmlUrl='http://h.example/' category='c'/>"
	"</outline></body></opml>",
	"<html><meta charset=koi8-r><title>a</title><link rel=alternate "
	"type=application/rss+xml title='\xCD' href=/b>",
};

static void
warm_up_list(const struct role *role, role_list run,
    const struct parse_input *input)
{
	struct listing *listing = listing_new(LIMIT_READER_OUTPUT);
	struct parse_outcome outcome;

	run(role->tables, input, listing, &outcome);
	listing_free(listing);
}

static void
warm_up(const struct role *role)
{
	for (size_t i = 0; i < ARRAY_LEN(samples); i++) {
		struct slice text = slice_of(samples[i]);
		struct parse_input input = {
			.body = { (const unsigned char *)text.ptr, text.len },
			.url = SLICE_INIT("http://h.example/feed"),
			.content_type = SLICE_INIT("text/xml"),
		};
		struct parse_outcome outcome;

		input.html = i % 2 == 0 ? PARSE_FOR_STORE : PARSE_WIDE;
		role->parsers->feed(role->tables, &input, swallow_frame, NULL,
		    &outcome);
		warm_up_list(role, role->parsers->opml, &input);
		warm_up_list(role, role->parsers->links, &input);
	}
}

/* The other end may be gone, or crier be of another build: then nothing more
 * is to be said. */
static bool
read_hello(struct wire_hello *hello)
{
	struct wire_header header;
	struct error err;
	char build_id[sizeof(hello->build_id)] = { 0 };

	snprintf(build_id, sizeof(build_id), "%s", reader_build_id());
	return wire_read(WIRE_FD, &header, sizeof(header)) == WIRE_GOT &&
	    header.kind == WIRE_HELLO &&
	    wire_check_header(&header, WIRE_FROM_CRIER, &err) &&
	    wire_read(WIRE_FD, hello, sizeof(*hello)) == WIRE_GOT &&
	    memcmp(build_id, hello->build_id, sizeof(build_id)) == 0;
}

static bool
prepare(struct role *role, enum sandbox_mode mode, struct error *err)
{
	role->tables = parse_tables_open(err);
	if (role->tables == NULL)
		return false;
	warm_up(role);
	return sandbox_enter(WIRE_FD, mode, err);
}

static bool
answer_hello(const struct error *err)
{
	struct wire_ready ready = { "" };

	snprintf(ready.problem, sizeof(ready.problem), "%.*s",
	    (int)sizeof(ready.problem) - 1, err->text);
	return wire_write(WIRE_FD, WIRE_READY, &ready, sizeof(ready));
}

/* ---- jobs ------------------------------------------------------------------ */

static bool
send_end(const struct parse_outcome *outcome)
{
	struct wire_end end = {
		.status = outcome->status,
		.entries = outcome->entries,
		.recovered = outcome->recovered,
		.truncated = outcome->truncated,
	};

	memcpy(end.reason, outcome->reason, sizeof(end.reason));
	return wire_write(WIRE_FD, WIRE_END, &end, sizeof(end));
}

/* The body is there to be read even where there is no memory for it. */
static bool
skip_body(size_t size)
{
	char scratch[4 * KIB];

	while (size > 0) {
		size_t piece = size < sizeof(scratch) ? size : sizeof(scratch);

		if (wire_read(WIRE_FD, scratch, piece) != WIRE_GOT)
			return false;
		size -= piece;
	}
	return true;
}

/* A whole frame, as listing_wire.h has it. */
static void
send_list(struct role *role, enum wire_kind kind, const struct buffer *frame)
{
	if (role->broken || frame->failed ||
	    !wire_write(WIRE_FD, kind, frame->ptr, (uint32_t)frame->len))
		role->broken = true;
}

static void
send_listing(struct role *role, const struct listing *listing)
{
	struct buffer frame;
	size_t next = 0;

	buffer_init(&frame, LISTING_FRAME_MAX);
	listing_put(&frame, listing);
	send_list(role, WIRE_LISTING, &frame);
	while (!role->broken && next < listing->feed_count) {
		buffer_reset(&frame);
		listing_put_feeds(&frame, listing, &next);
		send_list(role, WIRE_FEEDS, &frame);
	}
	buffer_finish(&frame);
}

static void
list_feeds(struct role *role, role_list run, const struct parse_input *input,
    struct parse_outcome *outcome)
{
	struct listing *listing = listing_new(LIMIT_READER_OUTPUT);

	run(role->tables, input, listing, outcome);
	if (outcome->status == PARSE_OK)
		send_listing(role, listing);
	listing_free(listing);
}

static void
parse_input(struct role *role, enum reader_kind kind,
    const struct parse_input *input, struct parse_outcome *outcome)
{
	switch (kind) {
	case READER_FEED:
		role->parsers->feed(role->tables, input, send_frame, role,
		    outcome);
		break;
	case READER_OPML:
		list_feeds(role, role->parsers->opml, input, outcome);
		break;
	case READER_LINKS:
		list_feeds(role, role->parsers->links, input, outcome);
		break;
	}
}

static bool
parse_body(struct role *role, enum reader_kind kind, struct parse_input *input)
{
	struct parse_outcome outcome = { .status = PARSE_FAILED };
	unsigned char *body = malloc(input->body.len + 1);
	bool ok;

	if (body == NULL) {
		snprintf(outcome.reason, sizeof(outcome.reason),
		    "no memory for %zu bytes", input->body.len);
		return skip_body(input->body.len) && send_end(&outcome);
	}
	input->body.ptr = body;
	ok = input->body.len == 0 ||
	    wire_read(WIRE_FD, body, input->body.len) == WIRE_GOT;
	if (ok) {
		parse_input(role, kind, input, &outcome);
		ok = !role->broken && send_end(&outcome);
	}
	free(body);
	return ok;
}

/* The texts of a job, and the header of its body. */
static bool
read_job(struct buffer *frame, uint32_t size, enum reader_kind *kind,
    struct parse_input *input)
{
	struct wire_header header;
	struct error err;
	char *room = buffer_room(frame, size);

	if (room == NULL || wire_read(WIRE_FD, room, size) != WIRE_GOT)
		return false;
	buffer_added(frame, size);
	return wire_get_job(buffer_slice(frame), kind, input, &err) &&
	    wire_read(WIRE_FD, &header, sizeof(header)) == WIRE_GOT &&
	    header.kind == WIRE_BODY && header.size == input->body.len;
}

static bool
serve_job(struct role *role, const struct wire_header *header)
{
	struct parse_input input;
	enum reader_kind kind;
	struct buffer frame;
	bool ok;

	buffer_init(&frame, header->size);
	ok = read_job(&frame, header->size, &kind, &input) &&
	    parse_body(role, kind, &input);
	buffer_finish(&frame);
	return ok;
}

static bool
serve_jobs(struct role *role)
{
	for (;;) {
		struct wire_header header;
		struct error err;
		enum wire_got got = wire_read(WIRE_FD, &header, sizeof(header));

		if (got != WIRE_GOT)
			return got == WIRE_EOF;
		if (header.kind != WIRE_JOB ||
		    !wire_check_header(&header, WIRE_FROM_CRIER, &err) ||
		    !serve_job(role, &header))
			return false;
	}
}

int
role_run(const struct role_parsers *parsers)
{
	struct role role = { .parsers = parsers };
	struct error err = { .kind = ERROR_NONE };
	struct wire_hello hello;
	bool ok;

	/* Both can only fail on a kernel too old for us: then the descriptors
	 * are closed on exec as they should be, and a reader whose crier is
	 * gone reads the end of its socket. */
	(void)close_range(WIRE_FD + 1, ~0U, 0);
	(void)prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (!read_hello(&hello))
		return EX_PROTOCOL;
	ok = prepare(&role, hello.sandbox, &err);
	ok = answer_hello(&err) && ok && serve_jobs(&role);
	/* Handlers of libraries that run at exit know no sandbox. */
	if (sandbox_relaxed() == NULL)
		_exit(ok ? EXIT_SUCCESS : EX_IOERR);
	parse_tables_close(role.tables);
	return ok ? EXIT_SUCCESS : EX_IOERR;
}
