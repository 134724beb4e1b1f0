#include <check.h>
#include <stdio.h>
#include <unistd.h>

#include "compiler.h"
#include "limits.h"
#include "reader/wire.h"

Suite *wire_suite(void);

/* clang-format off */
static const struct {
	const char *name;
	struct wire_header header;
	enum wire_sender sender;
	bool holds;
} headers[] = {
	{ "hello of crier", { WIRE_HELLO, sizeof(struct wire_hello) }, WIRE_FROM_CRIER, true },
	{ "hello of a reader", { WIRE_HELLO, sizeof(struct wire_hello) }, WIRE_FROM_READER, false },
	{ "short hello", { WIRE_HELLO, sizeof(struct wire_hello) - 1 }, WIRE_FROM_CRIER, false },
	{ "long hello", { WIRE_HELLO, sizeof(struct wire_hello) + 1 }, WIRE_FROM_CRIER, false },
	{ "ready", { WIRE_READY, sizeof(struct wire_ready) }, WIRE_FROM_READER, true },
	{ "job without texts", { WIRE_JOB, sizeof(struct wire_job) }, WIRE_FROM_CRIER, true },
	{ "job of a reader", { WIRE_JOB, sizeof(struct wire_job) }, WIRE_FROM_READER, false },
	{ "job with long texts", { WIRE_JOB, sizeof(struct wire_job) + 40 * KIB }, WIRE_FROM_CRIER, true },
	{ "job that is too long", { WIRE_JOB, sizeof(struct wire_job) + 40 * KIB + 1 }, WIRE_FROM_CRIER, false },
	{ "empty body", { WIRE_BODY, 0 }, WIRE_FROM_CRIER, true },
	{ "largest body", { WIRE_BODY, LIMIT_READER_INPUT }, WIRE_FROM_CRIER, true },
	{ "too large a body", { WIRE_BODY, LIMIT_READER_INPUT + 1 }, WIRE_FROM_CRIER, false },
	{ "document", { WIRE_DOCUMENT, 1000 }, WIRE_FROM_READER, true },
	{ "document of crier", { WIRE_DOCUMENT, 1000 }, WIRE_FROM_CRIER, false },
	{ "largest document", { WIRE_DOCUMENT, LIMIT_FRAME_BYTES }, WIRE_FROM_READER, true },
	{ "too large a document", { WIRE_DOCUMENT, LIMIT_FRAME_BYTES + 1 }, WIRE_FROM_READER, false },
	{ "document less than its header", { WIRE_DOCUMENT, 8 }, WIRE_FROM_READER, false },
	{ "listing", { WIRE_LISTING, 28 }, WIRE_FROM_READER, true },
	{ "listing of crier", { WIRE_LISTING, 28 }, WIRE_FROM_CRIER, false },
	{ "cut listing", { WIRE_LISTING, 27 }, WIRE_FROM_READER, false },
	{ "too large a listing", { WIRE_LISTING, 2 * MIB + 1 }, WIRE_FROM_READER, false },
	{ "feeds", { WIRE_FEEDS, 2 * MIB }, WIRE_FROM_READER, true },
	{ "no feeds", { WIRE_FEEDS, 0 }, WIRE_FROM_READER, false },
	{ "too many feeds", { WIRE_FEEDS, 2 * MIB + 1 }, WIRE_FROM_READER, false },
	{ "end", { WIRE_END, sizeof(struct wire_end) }, WIRE_FROM_READER, true },
	{ "short end", { WIRE_END, 0 }, WIRE_FROM_READER, false },
	{ "kind 0", { 0, 0 }, WIRE_FROM_CRIER, false },
	{ "unknown kind", { WIRE_KINDS, 0 }, WIRE_FROM_READER, false },
	{ "huge kind", { UINT32_MAX, 0 }, WIRE_FROM_READER, false },
};
/* clang-format on */

START_TEST(a_frame_is_of_a_kind_and_size_that_its_sender_may_send)
{
	struct error err;

	ck_assert_msg(wire_check_header(&headers[_i].header, headers[_i].sender,
			  &err) == headers[_i].holds,
	    "%s", headers[_i].name);
}
END_TEST

/* The frame that follows the header at the start of out. */
static struct slice
payload_of(const struct buffer *out, struct wire_header *header)
{
	struct slice whole = buffer_slice(out);

	ck_assert_uint_ge(whole.len, sizeof(*header));
	memcpy(header, whole.ptr, sizeof(*header));
	return slice_sub(whole, sizeof(*header), header->size);
}

START_TEST(a_job_arrives_as_it_was_sent)
{
	struct reader_request request = {
		.body = { (const unsigned char *)"abc", 3 },
		.url = SLICE_INIT("http://h.example/"),
		.content_type = SLICE_INIT("text/xml; charset=x"),
		.content_location = SLICE_INIT("/l"),
		.link = SLICE_INIT("</f>; rel=feed"),
		.kind = READER_LINKS,
		.html = READER_RAW,
		.max_output = 12345,
	};
	struct wire_header header, body;
	struct parse_input input;
	enum reader_kind kind;
	struct buffer out;
	struct error err;
	struct slice payload;

	buffer_init(&out, MIB);
	wire_put_job(&out, &request);
	payload = payload_of(&out, &header);
	ck_assert(wire_check_header(&header, WIRE_FROM_CRIER, &err));
	ck_assert_msg(wire_get_job(payload, &kind, &input, &err), "%s",
	    err.text);
	ck_assert(slice_eq(input.url, request.url));
	ck_assert(slice_eq(input.content_type, request.content_type));
	ck_assert_ptr_null(input.content_language.ptr);
	ck_assert(slice_eq(input.content_location, request.content_location));
	ck_assert(slice_eq(input.link, request.link));
	ck_assert_int_eq(kind, READER_LINKS);
	ck_assert_uint_eq(input.body.len, 3);
	ck_assert_int_eq(input.html, PARSE_RAW);
	ck_assert_uint_eq(input.max_size, 12345);
	memcpy(&body, payload.ptr + payload.len, sizeof(body));
	ck_assert_uint_eq(body.kind, WIRE_BODY);
	ck_assert_uint_eq(body.size, 3);
	ck_assert_uint_eq(out.len, 2 * sizeof(header) + payload.len);
	buffer_finish(&out);
}
END_TEST

/* clang-format off */
static const struct {
	const char *name;
	int64_t asked;
	uint32_t sent;
} outputs[] = {
	{ "none is the limit", 0, LIMIT_READER_OUTPUT },
	{ "negative is the limit", -1, LIMIT_READER_OUTPUT },
	{ "less is obeyed", 1000, 1000 },
	{ "more is obeyed", 2 * LIMIT_READER_OUTPUT, 2 * LIMIT_READER_OUTPUT },
	{ "too much is the most", INT64_C(1) << 40, LIMIT_READER_OUTPUT_MAX },
};
/* clang-format on */

START_TEST(the_output_asked_for_is_at_most_the_limit)
{
	struct reader_request request = { .max_output = outputs[_i].asked };
	struct wire_header header;
	struct parse_input input;
	enum reader_kind kind;
	struct buffer out;
	struct error err;

	buffer_init(&out, MIB);
	wire_put_job(&out, &request);
	ck_assert(wire_get_job(payload_of(&out, &header), &kind, &input, &err));
	ck_assert_msg(input.max_size == outputs[_i].sent, "%s: %u",
	    outputs[_i].name, input.max_size);
	buffer_finish(&out);
}
END_TEST

START_TEST(a_text_longer_than_a_header_is_left_out)
{
	static char longest[LIMIT_HEADER_VALUE + 1];
	struct reader_request request = {
		.url = { longest, sizeof(longest) - 1 },
		.content_type = { longest, sizeof(longest) },
	};
	struct wire_header header;
	struct parse_input input;
	enum reader_kind kind;
	struct buffer out;
	struct error err;

	buffer_init(&out, MIB);
	wire_put_job(&out, &request);
	ck_assert(wire_get_job(payload_of(&out, &header), &kind, &input, &err));
	ck_assert_uint_eq(input.url.len, LIMIT_HEADER_VALUE);
	ck_assert_ptr_null(input.content_type.ptr);
	buffer_finish(&out);
}
END_TEST

/* clang-format off */
static const struct {
	const char *name;
	struct wire_job job;
	size_t size; /* of the frame */
	bool holds;
} jobs[] = {
#define SIZE sizeof(struct wire_job)
	{ "nothing in it", { 0 }, SIZE, true },
	{ "cut", { 0 }, SIZE - 1, false },
	{ "last kind", { .kind = READER_LINKS }, SIZE, true },
	{ "unknown kind", { .kind = READER_LINKS + 1 }, SIZE, false },
	{ "link too long", { .link = 9 }, SIZE + 8, false },
	{ "texts fit", { .url = 5, .content_location = 3 }, SIZE + 8, true },
	{ "texts end early", { .url = 5, .content_location = 2 }, SIZE + 8, false },
	{ "texts end late", { .url = 5, .content_location = 4 }, SIZE + 8, false },
	{ "huge text", { .content_type = UINT32_MAX }, SIZE + 8, false },
	{ "huge body", { .body_size = LIMIT_READER_INPUT + 1 }, SIZE, false },
	{ "unknown html", { .html = PARSE_RAW + 1 }, SIZE, false },
#undef SIZE
};
/* clang-format on */

START_TEST(a_job_that_does_not_add_up_is_refused)
{
	char frame[sizeof(struct wire_job) + 8] = { 0 };
	struct parse_input input;
	enum reader_kind kind;
	struct error err;

	memcpy(frame, &jobs[_i].job, sizeof(jobs[_i].job));
	ck_assert_msg(wire_get_job((struct slice){ frame, jobs[_i].size },
			  &kind, &input, &err) == jobs[_i].holds,
	    "%s", jobs[_i].name);
}
END_TEST

/* clang-format off */
static const struct {
	const char *name;
	struct wire_end end;
	const char *reason; /* NULL: refused */
} endings[] = {
	{ "ok", { .status = PARSE_OK, .recovered = 1 }, "" },
	{ "with a reason", { .status = PARSE_REFUSED, .reason = "oversized tag" }, "oversized tag" },
	{ "unknown status", { .status = PARSE_STATUS_COUNT }, NULL },
	{ "recovered twice", { .recovered = 2 }, NULL },
	{ "truncated twice", { .truncated = 0x80000000 }, NULL },
	{ "escapes", { .reason = "a\x1b[31mb\u202E" }, "a\uFFFD[31mb\uFFFD" },
	{ "not UTF-8", { .reason = "a\xC0z" }, "a\uFFFDz" },
	{ "line ends", { .reason = "a\nb" }, "a b" },
};
/* clang-format on */

START_TEST(an_end_is_made_sane)
{
	struct parse_outcome outcome;
	struct slice frame = { (const char *)&endings[_i].end,
		sizeof(endings[_i].end) };
	struct error err;

	if (!wire_get_end(frame, &outcome, &err)) {
		ck_assert_msg(endings[_i].reason == NULL, "%s",
		    endings[_i].name);
		return;
	}
	ck_assert_msg(endings[_i].reason != NULL, "%s", endings[_i].name);
	ck_assert_msg(strcmp(outcome.reason, endings[_i].reason) == 0,
	    "%s: '%s'", endings[_i].name, outcome.reason);
	ck_assert_int_eq(outcome.recovered, (int)endings[_i].end.recovered);
}
END_TEST

START_TEST(a_reason_without_an_end_is_cut_at_a_character)
{
	struct parse_outcome outcome;
	struct wire_end end = { .status = PARSE_FAILED };
	struct error err;

	/* Not one NUL, and U+FFFD for every byte: three times too long. */
	memset(end.reason, 0x1B, sizeof(end.reason));
	ck_assert(
	    wire_get_end((struct slice){ (const char *)&end, sizeof(end) },
		&outcome, &err));
	ck_assert_uint_eq(strlen(outcome.reason), 198);
	ck_assert(
	    !wire_get_end((struct slice){ (const char *)&end, sizeof(end) - 1 },
		&outcome, &err));
}
END_TEST

START_TEST(the_greeting_carries_the_build_id)
{
	struct wire_header header;
	struct wire_hello hello;
	struct buffer out;
	struct slice payload;

	buffer_init(&out, MIB);
	wire_put_hello(&out, SANDBOX_BEST_EFFORT);
	payload = payload_of(&out, &header);
	ck_assert_uint_eq(payload.len, sizeof(hello));
	memcpy(&hello, payload.ptr, sizeof(hello));
	ck_assert_str_eq(hello.build_id, reader_build_id());
	ck_assert_uint_eq(hello.sandbox, SANDBOX_BEST_EFFORT);
	buffer_finish(&out);
}
END_TEST

START_TEST(the_build_id_is_the_version_and_a_number)
{
	const char *id = reader_build_id();
	size_t len = strlen(PACKAGE_VERSION "-");

	ck_assert_mem_eq(id, PACKAGE_VERSION "-", len);
	ck_assert_uint_eq(strlen(id), len + 8);
	ck_assert_uint_eq(strspn(id + len, "0123456789abcdef"), 8);
	ck_assert_str_ne(id + len, "00000000");
}
END_TEST

START_TEST(a_frame_is_read_whole_or_not_at_all)
{
	char bytes[8];
	int ends[2];

	ck_assert_int_eq(pipe(ends), 0);
	ck_assert(wire_write(ends[1], WIRE_BODY, "abc", 3));
	close(ends[1]);
	ck_assert_int_eq(wire_read(ends[0], bytes, 8), WIRE_GOT);
	ck_assert_int_eq(wire_read(ends[0], bytes, 3), WIRE_GOT);
	ck_assert_mem_eq(bytes, "abc", 3);
	ck_assert_int_eq(wire_read(ends[0], bytes, 1), WIRE_EOF);
	close(ends[0]);
}
END_TEST

START_TEST(an_end_in_the_middle_is_a_failure)
{
	char bytes[8];
	int ends[2];

	ck_assert_int_eq(pipe(ends), 0);
	ck_assert_int_eq(write(ends[1], "abc", 3), 3);
	close(ends[1]);
	ck_assert_int_eq(wire_read(ends[0], bytes, 8), WIRE_FAILED);
	close(ends[0]);
	ck_assert_int_eq(wire_read(ends[0], bytes, 8), WIRE_FAILED);
	ck_assert(!wire_write(ends[1], WIRE_BODY, "abc", 3));
}
END_TEST

Suite *
wire_suite(void)
{
	Suite *suite = suite_create("wire");
	TCase *tests = tcase_create("wire");

	tcase_add_loop_test(tests,
	    a_frame_is_of_a_kind_and_size_that_its_sender_may_send, 0,
	    ARRAY_LEN(headers));
	tcase_add_test(tests, a_job_arrives_as_it_was_sent);
	tcase_add_loop_test(tests, the_output_asked_for_is_at_most_the_limit, 0,
	    ARRAY_LEN(outputs));
	tcase_add_test(tests, a_text_longer_than_a_header_is_left_out);
	tcase_add_loop_test(tests, a_job_that_does_not_add_up_is_refused, 0,
	    ARRAY_LEN(jobs));
	tcase_add_loop_test(tests, an_end_is_made_sane, 0, ARRAY_LEN(endings));
	tcase_add_test(tests, a_reason_without_an_end_is_cut_at_a_character);
	tcase_add_test(tests, the_greeting_carries_the_build_id);
	tcase_add_test(tests, the_build_id_is_the_version_and_a_number);
	tcase_add_test(tests, a_frame_is_read_whole_or_not_at_all);
	tcase_add_test(tests, an_end_in_the_middle_is_a_failure);
	suite_add_tcase(suite, tests);
	return suite;
}
