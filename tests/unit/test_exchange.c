#include <check.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "compiler.h"
#include "frame_maker.h"
#include "limits.h"
#include "memory.h"
#include "reader/exchange.h"

Suite *exchange_suite(void);

/* Both ends of a talk; the test plays the reader. */
struct stage {
	struct exchange exchange;
	int ours, theirs;
};

static void
open_stage(struct stage *stage)
{
	int ends[2];

	ck_assert_int_eq(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
	ck_assert_int_eq(fcntl(ends[0], F_SETFL, O_NONBLOCK), 0);
	stage->ours = ends[0];
	stage->theirs = ends[1];
	exchange_init(&stage->exchange, ends[0]);
}

static void
close_stage(struct stage *stage)
{
	exchange_finish(&stage->exchange);
	close(stage->ours);
	close(stage->theirs);
}

static void
skip(struct stage *stage, size_t size)
{
	char *bytes = xcalloc(1, size);

	ck_assert_int_eq(wire_read(stage->theirs, bytes, size), WIRE_GOT);
	free(bytes);
}

/* Reads a frame that crier sent; its payload is thrown away. */
static void
hear(struct stage *stage, enum wire_kind kind)
{
	struct wire_header header;

	ck_assert_int_eq(wire_read(stage->theirs, &header, sizeof(header)),
	    WIRE_GOT);
	ck_assert_uint_eq(header.kind, kind);
	skip(stage, header.size);
}

static void
say_ready(struct stage *stage, const char *problem)
{
	struct wire_ready ready = { "" };

	memcpy(ready.problem, problem, strlen(problem));
	ck_assert(wire_write(stage->theirs, WIRE_READY, &ready, sizeof(ready)));
}

static void
say_end(struct stage *stage, uint32_t entries)
{
	struct wire_end end = { .status = PARSE_OK,
		.entries = entries,
		.truncated = 1 };

	ck_assert(wire_write(stage->theirs, WIRE_END, &end, sizeof(end)));
}

static void
say_document(struct stage *stage, unsigned char *bytes, size_t size)
{
	ck_assert(
	    wire_write(stage->theirs, WIRE_DOCUMENT, bytes, (uint32_t)size));
	free(bytes);
}

static void
say_entries(struct stage *stage)
{
	size_t size;
	unsigned char *bytes = frame_complete_entries(&size);

	say_document(stage, bytes, size);
}

static void
say_feed(struct stage *stage)
{
	size_t size;
	unsigned char *bytes = frame_complete_feed(&size);

	say_document(stage, bytes, size);
}

/* Greeted, and asked to read a body of three bytes. */
static void
open_stage_for(struct stage *stage, enum reader_kind kind)
{
	struct reader_request request = {
		.kind = kind,
		.body = { (const unsigned char *)"abc", 3 },
	};
	struct error err;

	open_stage(stage);
	exchange_greet(&stage->exchange, SANDBOX_REQUIRED);
	ck_assert_int_eq(exchange_send(&stage->exchange), EXCHANGE_WAITS);
	hear(stage, WIRE_HELLO);
	say_ready(stage, "");
	ck_assert_int_eq(exchange_receive(&stage->exchange, &err),
	    EXCHANGE_READY);
	exchange_ask(&stage->exchange, &request);
	ck_assert(exchange_has_to_send(&stage->exchange));
	ck_assert_int_eq(exchange_send(&stage->exchange), EXCHANGE_WAITS);
	ck_assert(!exchange_has_to_send(&stage->exchange));
	hear(stage, WIRE_JOB);
	hear(stage, WIRE_BODY);
}

static void
open_asked_stage(struct stage *stage)
{
	open_stage_for(stage, READER_FEED);
}

START_TEST(a_job_gives_a_document)
{
	struct stage stage;
	struct reader_result result = { 0 };
	struct error err;

	open_asked_stage(&stage);
	say_entries(&stage);
	ck_assert_int_eq(exchange_receive(&stage.exchange, &err),
	    EXCHANGE_WAITS);
	say_entries(&stage);
	say_feed(&stage);
	say_end(&stage, 4);
	ck_assert_int_eq(exchange_receive(&stage.exchange, &err),
	    EXCHANGE_ENDED);
	exchange_result(&stage.exchange, &result);
	ck_assert_int_eq(result.status, READER_OK);
	ck_assert_uint_eq(result.document->entry_count, 4);
	ck_assert(result.document->truncated);
	ck_assert(!result.document->recovered);
	document_free(result.document);
	close_stage(&stage);
}
END_TEST

static void
say_void(struct stage *stage)
{
	struct wire_void all_void = { 0 };

	ck_assert(
	    wire_write(stage->theirs, WIRE_VOID, &all_void, sizeof(all_void)));
}

START_TEST(a_reader_may_begin_anew_once)
{
	struct stage stage;
	struct reader_result result = { 0 };
	struct error err;

	open_asked_stage(&stage);
	say_entries(&stage);
	say_feed(&stage);
	say_void(&stage);
	say_entries(&stage);
	say_feed(&stage);
	say_end(&stage, 2);
	ck_assert_int_eq(exchange_receive(&stage.exchange, &err),
	    EXCHANGE_ENDED);
	exchange_result(&stage.exchange, &result);
	ck_assert_uint_eq(result.document->entry_count, 2);
	document_free(result.document);
	close_stage(&stage);
	open_asked_stage(&stage);
	say_void(&stage);
	say_void(&stage);
	ck_assert_int_eq(exchange_receive(&stage.exchange, &err),
	    EXCHANGE_BROKEN);
	ck_assert_int_eq(err.kind, ERROR_PROTOCOL);
	close_stage(&stage);
}
END_TEST

static void
say_payload(struct stage *stage, enum wire_kind kind, struct buffer *payload)
{
	ck_assert(wire_write(stage->theirs, kind, payload->ptr,
	    (uint32_t)payload->len));
	buffer_finish(payload);
}

/* A listing that announces one feed, and that feed. */
static void
say_listing(struct stage *stage)
{
	struct listing one = { .feed_count = 1 };
	struct buffer payload;

	buffer_init(&payload, KIB);
	listing_put(&payload, &one);
	say_payload(stage, WIRE_LISTING, &payload);
}
static void
say_listed(struct stage *stage)
{
	struct listed_feed feed = { .url = SLICE("http://h.example/") };
	struct listing one = { .feeds = &feed, .feed_count = 1 };
	struct buffer payload;
	size_t next = 0;

	buffer_init(&payload, KIB);
	listing_put_feeds(&payload, &one, &next);
	say_payload(stage, WIRE_FEEDS, &payload);
}

START_TEST(a_job_gives_a_listing)
{
	struct stage stage;
	struct reader_result result = { 0 };
	struct error err;

	open_stage_for(&stage, READER_OPML);
	say_listing(&stage);
	ck_assert_int_eq(exchange_receive(&stage.exchange, &err),
	    EXCHANGE_WAITS);
	say_listed(&stage);
	say_end(&stage, 1);
	ck_assert_int_eq(exchange_receive(&stage.exchange, &err),
	    EXCHANGE_ENDED);
	exchange_result(&stage.exchange, &result);
	ck_assert_int_eq(result.status, READER_OK);
	ck_assert_ptr_null(result.document);
	ck_assert_uint_eq(result.listing->feed_count, 1);
	ck_assert(result.listing->truncated);
	ck_assert(!result.listing->recovered);
	listing_free(result.listing);
	close_stage(&stage);
}
END_TEST

static void
end_of_one(struct stage *stage)
{
	say_end(stage, 1);
}

/* What may not come for a job of that kind: the last of it breaks the talk. */
static const struct {
	const char *name;
	enum reader_kind kind;
	void (*say[3])(struct stage *stage);
	const char *wrong;
} wrong_lists[] = {
	/* clang-format off */
	{ "a listing for a feed", READER_FEED, { say_listing }, "answer that nobody asked for" },
	{ "feeds for a feed", READER_FEED, { say_listed }, "answer that nobody asked for" },
	{ "entries for a list", READER_OPML, { say_listing, say_entries }, "answer that nobody asked for" },
	{ "a void list", READER_LINKS, { say_listing, say_void }, "answer that nobody asked for" },
	{ "an end without a listing", READER_OPML, { end_of_one }, "listing that is not whole" },
	{ "an end without the feeds", READER_OPML, { say_listing, end_of_one }, "listing that is not whole" },
	{ "feeds without a listing", READER_OPML, { say_listed }, "listing: more than was announced" },
	{ "two listings", READER_OPML, { say_listing, say_listing }, "listing: a second one" },
	{ "too many feeds", READER_OPML, { say_listing, say_listed, say_listed }, "listing: more than was announced" },
	/* clang-format on */
};

START_TEST(a_wrong_list_breaks_the_talk)
{
	struct stage stage;
	struct error err = { .text = "" };

	open_stage_for(&stage, wrong_lists[_i].kind);
	for (size_t i = 0; i < 3 && wrong_lists[_i].say[i] != NULL; i++)
		wrong_lists[_i].say[i](&stage);
	ck_assert_msg(exchange_receive(&stage.exchange, &err) ==
		    EXCHANGE_BROKEN &&
		strcmp(err.text, wrong_lists[_i].wrong) == 0,
	    "%s: %s", wrong_lists[_i].name, err.text);
	close_stage(&stage);
}
END_TEST

START_TEST(a_frame_may_come_byte_by_byte)
{
	struct wire_end end = { .status = PARSE_NOT_A_FEED,
		.reason = "not a feed" };
	struct wire_header header = { WIRE_END, sizeof(end) };
	struct reader_result result = { 0 };
	char bytes[sizeof(header) + sizeof(end)];
	struct stage stage;
	struct error err;

	memcpy(bytes, &header, sizeof(header));
	memcpy(bytes + sizeof(header), &end, sizeof(end));
	open_asked_stage(&stage);
	for (size_t i = 0; i < sizeof(bytes); i++) {
		ck_assert_int_eq(exchange_receive(&stage.exchange, &err),
		    EXCHANGE_WAITS);
		ck_assert_int_eq(write(stage.theirs, bytes + i, 1), 1);
	}
	ck_assert_int_eq(exchange_receive(&stage.exchange, &err),
	    EXCHANGE_ENDED);
	exchange_result(&stage.exchange, &result);
	ck_assert_int_eq(result.status, READER_NOT_A_FEED);
	ck_assert_str_eq(result.reason, "not a feed");
	ck_assert_ptr_null(result.document);
	close_stage(&stage);
}
END_TEST

/* What a reader may say to a job, and what comes of it. */
static void
garbage(struct stage *stage)
{
	ck_assert_int_eq(write(stage->theirs, "garbage.", 8), 8);
}
static void
ready_again(struct stage *stage)
{
	say_ready(stage, "");
}
static void
too_few_entries(struct stage *stage)
{
	say_entries(stage);
	say_feed(stage);
	say_end(stage, 3);
}
static void
no_feed(struct stage *stage)
{
	say_entries(stage);
	say_end(stage, 2);
}
static void
two_feeds(struct stage *stage)
{
	say_feed(stage);
	say_feed(stage);
}
static void
bad_frame(struct stage *stage)
{
	size_t size;
	unsigned char *bytes = frame_complete_feed(&size);

	bytes[0]++;
	say_document(stage, bytes, size);
}
static void
bad_status(struct stage *stage)
{
	struct wire_end end = { .status = 99 };

	ck_assert(wire_write(stage->theirs, WIRE_END, &end, sizeof(end)));
}
static void
a_job(struct stage *stage)
{
	struct wire_job job = { 0 };

	ck_assert(wire_write(stage->theirs, WIRE_JOB, &job, sizeof(job)));
}
static void
silence(struct stage *stage)
{
	shutdown(stage->theirs, SHUT_WR);
}
static void
half_a_frame(struct stage *stage)
{
	struct wire_header header = { WIRE_DOCUMENT, 1000 };

	ck_assert_int_eq(write(stage->theirs, &header, sizeof(header)),
	    sizeof(header));
	silence(stage);
}

/* clang-format off */
static const struct {
	const char *name;
	void (*say)(struct stage *stage);
	enum exchange_news news;
	const char *error;
} answers[] = {
	{ "garbage", garbage, EXCHANGE_BROKEN, "frame of kind 1651663207" },
	{ "ready again", ready_again, EXCHANGE_BROKEN, "answer that nobody asked for" },
	{ "too few entries", too_few_entries, EXCHANGE_BROKEN, "document that is not whole" },
	{ "no feed", no_feed, EXCHANGE_BROKEN, "document that is not whole" },
	{ "two feeds", two_feeds, EXCHANGE_BROKEN, "document with two feeds" },
	{ "bad frame", bad_frame, EXCHANGE_BROKEN, "document frame: its header is wrong" },
	{ "bad status", bad_status, EXCHANGE_BROKEN, "end out of range" },
	{ "a job", a_job, EXCHANGE_BROKEN, "frame of kind 3" },
	{ "silence", silence, EXCHANGE_LOST, NULL },
	{ "half a frame", half_a_frame, EXCHANGE_LOST, NULL },
};
/* clang-format on */

START_TEST(what_a_reader_says_is_believed_only_if_it_fits)
{
	struct stage stage;
	struct error err = { .kind = ERROR_NONE };

	open_asked_stage(&stage);
	answers[_i].say(&stage);
	ck_assert_msg(exchange_receive(&stage.exchange, &err) ==
		answers[_i].news,
	    "%s", answers[_i].name);
	if (answers[_i].error != NULL)
		ck_assert_msg(strcmp(err.text, answers[_i].error) == 0,
		    "%s: %s", answers[_i].name, err.text);
	close_stage(&stage);
}
END_TEST

START_TEST(nobody_answers_before_the_question_is_out)
{
	struct stage stage;
	struct error err;
	unsigned char *body = xcalloc(1, 4 * MIB);
	struct reader_request request = { .body = { body, 4 * MIB } };

	open_asked_stage(&stage);
	say_feed(&stage);
	say_end(&stage, 0);
	ck_assert_int_eq(exchange_receive(&stage.exchange, &err),
	    EXCHANGE_ENDED);
	exchange_ask(&stage.exchange, &request);
	ck_assert_int_eq(exchange_send(&stage.exchange), EXCHANGE_WAITS);
	ck_assert(exchange_has_to_send(&stage.exchange));
	say_end(&stage, 0);
	ck_assert_int_eq(exchange_receive(&stage.exchange, &err),
	    EXCHANGE_BROKEN);
	ck_assert_str_eq(err.text, "answer that nobody asked for");
	close_stage(&stage);
	free(body);
}
END_TEST

START_TEST(an_end_before_the_greeting_is_refused)
{
	struct stage stage;
	struct error err;

	open_stage(&stage);
	say_end(&stage, 0);
	ck_assert_int_eq(exchange_receive(&stage.exchange, &err),
	    EXCHANGE_BROKEN);
	close_stage(&stage);
}
END_TEST

START_TEST(a_body_larger_than_the_socket_goes_out_in_pieces)
{
	const size_t size = 4 * MIB;
	unsigned char *body = xcalloc(1, size), *got = xcalloc(1, size);
	struct reader_request request = { .body = { body, size } };
	size_t len = 0;
	struct stage stage;

	for (size_t i = 0; i < size; i++)
		body[i] = (unsigned char)(i % 251);
	open_stage(&stage);
	exchange_ask(&stage.exchange, &request);
	ck_assert_int_eq(exchange_send(&stage.exchange), EXCHANGE_WAITS);
	ck_assert(exchange_has_to_send(&stage.exchange));
	hear(&stage, WIRE_JOB);
	skip(&stage, sizeof(struct wire_header));
	while (len < size) {
		ssize_t n = read(stage.theirs, got + len, size - len);

		ck_assert_int_gt(n, 0);
		len += (size_t)n;
		ck_assert_int_eq(exchange_send(&stage.exchange),
		    EXCHANGE_WAITS);
	}
	ck_assert(!exchange_has_to_send(&stage.exchange));
	ck_assert_mem_eq(body, got, size);
	close_stage(&stage);
	free(body);
	free(got);
}
END_TEST

START_TEST(a_closed_socket_is_a_loss_and_no_signal)
{
	struct stage stage;

	open_stage(&stage);
	close(stage.theirs);
	exchange_greet(&stage.exchange, SANDBOX_REQUIRED);
	ck_assert_int_eq(exchange_send(&stage.exchange), EXCHANGE_LOST);
	exchange_finish(&stage.exchange);
	close(stage.ours);
}
END_TEST

Suite *
exchange_suite(void)
{
	Suite *suite = suite_create("exchange");
	TCase *tests = tcase_create("exchange");

	tcase_add_test(tests, a_job_gives_a_document);
	tcase_add_test(tests, a_reader_may_begin_anew_once);
	tcase_add_test(tests, a_job_gives_a_listing);
	tcase_add_loop_test(tests, a_wrong_list_breaks_the_talk, 0,
	    ARRAY_LEN(wrong_lists));
	tcase_add_test(tests, a_frame_may_come_byte_by_byte);
	tcase_add_loop_test(tests,
	    what_a_reader_says_is_believed_only_if_it_fits, 0,
	    ARRAY_LEN(answers));
	tcase_add_test(tests, nobody_answers_before_the_question_is_out);
	tcase_add_test(tests, an_end_before_the_greeting_is_refused);
	tcase_add_test(tests, a_body_larger_than_the_socket_goes_out_in_pieces);
	tcase_add_test(tests, a_closed_socket_is_a_loss_and_no_signal);
	suite_add_tcase(suite, tests);
	return suite;
}
