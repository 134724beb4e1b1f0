/* What a feed's state becomes after a poll: rules R11 to R17, R36. */
#include "daemon/poll.h"

#include <string.h>

#include <check.h>

#include "compiler.h"

Suite *poll_state_suite(void);

static struct feed feed = { .url = "http://h.example/feed" };

static struct feed_slot
old_slot(void)
{
	return (struct feed_slot){
		.feed = &feed,
		.state = {
			.id = 1,
			.etag = "\"old\"",
			.last_modified = "yesterday",
			.validator_url = "http://h.example/feed",
			.body_hash = "oldhash",
			.last_ok_at = 100,
			.first_ok_at = 50,
			.fail_count = 2,
			.reason = "was broken",
		},
	};
}

static struct feed_state
after(const struct fetch_result *result, const struct reader_result *reading,
    enum outcome outcome)
{
	struct feed_slot slot = old_slot();
	static struct poll_verdict verdict; /* the state borrows its reason */

	verdict = (struct poll_verdict){
		.outcome = outcome,
		.failure_class = outcome == OUTCOME_FAILED ? CLASS_SERVER
							   : CLASS_NONE,
		.reason = "why",
		.next = { .next_at = 5000 },
	};
	return poll_next_state(&slot, result, reading, &verdict);
}

static char etag[] = "\"new\"";
static char url[] = "http://h.example/feed";

START_TEST(r11_a_whole_document_replaces_both_validators)
{
	struct fetch_result result = {
		.etag = etag,
		.effective_url = url,
		.body_hash = "newhash",
		.ended_at = 200,
	};
	struct document document = { .truncated = false };
	struct reader_result reading = {
		.status = READER_OK,
		.document = &document,
	};
	struct feed_state state = after(&result, &reading, OUTCOME_MODIFIED);

	ck_assert_str_eq(state.etag, "\"new\"");
	ck_assert_ptr_null(state.last_modified);
	ck_assert_str_eq(state.body_hash, "newhash");
	ck_assert_str_eq(state.validator_url, url);
	ck_assert_int_eq(state.last_ok_at, 200);
	ck_assert_int_eq(state.first_ok_at, 50);
	ck_assert_ptr_null(state.reason);
	ck_assert_int_eq(state.next_at, 5000);
}
END_TEST

START_TEST(r11_a_cut_document_leaves_the_validators)
{
	struct fetch_result result = { .etag = etag, .effective_url = url };
	struct document document = { .truncated = true };
	struct reader_result reading = {
		.status = READER_OK,
		.document = &document,
	};
	struct feed_state state = after(&result, &reading, OUTCOME_MODIFIED);

	ck_assert_str_eq(state.etag, "\"old\"");
	ck_assert_str_eq(state.last_modified, "yesterday");
	ck_assert_str_eq(state.body_hash, "oldhash");
}
END_TEST

START_TEST(r12_an_equal_body_replaces_the_validators_too)
{
	struct fetch_result result = {
		.etag = etag,
		.effective_url = url,
		.body_hash = "oldhash",
	};
	struct feed_state state = after(&result, NULL, OUTCOME_UNCHANGED);

	ck_assert_str_eq(state.etag, "\"new\"");
	ck_assert_ptr_null(state.last_modified);
}
END_TEST

START_TEST(r14_a_304_replaces_only_what_it_carries)
{
	struct fetch_result result = { .etag = etag, .effective_url = url };
	struct feed_state state = after(&result, NULL, OUTCOME_NOT_MODIFIED);

	ck_assert_str_eq(state.etag, "\"new\"");
	ck_assert_str_eq(state.last_modified, "yesterday");
	ck_assert_str_eq(state.body_hash, "oldhash");
	ck_assert_ptr_null(state.reason);
}
END_TEST

START_TEST(r16_a_failure_touches_no_validator)
{
	struct fetch_result result = { .etag = etag, .effective_url = url };
	struct feed_state state = after(&result, NULL, OUTCOME_FAILED);

	ck_assert_str_eq(state.etag, "\"old\"");
	ck_assert_str_eq(state.last_modified, "yesterday");
	ck_assert_str_eq(state.body_hash, "oldhash");
	ck_assert_int_eq(state.last_ok_at, 100);
	ck_assert_str_eq(state.reason, "why");
}
END_TEST

START_TEST(r36_a_permanent_target_is_remembered_and_forgotten)
{
	static char target[] = "http://n.example/feed";
	struct feed_slot slot = old_slot();
	struct poll_verdict verdict = { .outcome = OUTCOME_NOT_MODIFIED };
	struct fetch_result moved = {
		.permanent_url = target,
		.effective_url = target,
	};
	struct fetch_result direct = { .effective_url = target };
	struct fetch_result back = { .effective_url = url };

	slot.state = poll_next_state(&slot, &moved, NULL, &verdict);
	ck_assert_str_eq(slot.state.moved_url, target);
	slot.state = poll_next_state(&slot, &direct, NULL, &verdict);
	ck_assert_str_eq(slot.state.moved_url, target);
	slot.state = poll_next_state(&slot, &back, NULL, &verdict);
	ck_assert_ptr_null(slot.state.moved_url);
}
END_TEST

START_TEST(bytes_that_kill_a_reader_are_remembered_with_its_build)
{
	struct fetch_result result = { .effective_url = url };
	struct feed_slot slot = old_slot();
	struct poll_verdict verdict = {
		.outcome = OUTCOME_FAILED,
		.failure_class = CLASS_HOSTILE,
	};
	struct feed_state state = poll_next_state(&slot, &result, NULL,
	    &verdict);

	ck_assert_str_eq(state.hostile_build, reader_build_id());
}
END_TEST

/* "": the build that runs */
static const struct {
	const char *name, *build;
	enum failure_class failure_class;
	int64_t next_at, not_before_at, expected_at;
} marks[] = {
	{ "of an older build", "0.0.1-x", CLASS_HOSTILE, 90000, 0, 2800 },
	{ "of this build", "", CLASS_HOSTILE, 90000, 0, 90000 },
	{ "none", NULL, CLASS_HOSTILE, 90000, 0, 90000 },
	{ "asked since, in vain", "0.0.1-x", CLASS_SERVER, 90000, 0, 90000 },
	{ "due sooner anyway", "0.0.1-x", CLASS_HOSTILE, 2000, 0, 2000 },
	{ "the server wants silence", "0.0.1-x", CLASS_HOSTILE, 90000, 50000,
	    50000 },
};

START_TEST(t16_a_mark_of_another_build_is_forgiven_once)
{
	struct feed_state state = {
		.attempt_at = 1000,
		.next_at = marks[_i].next_at,
		.not_before_at = marks[_i].not_before_at,
		.failure_class = marks[_i].failure_class,
		.hostile_build = marks[_i].build,
	};

	if (state.hostile_build != NULL && state.hostile_build[0] == '\0')
		state.hostile_build = reader_build_id();
	poll_forgive(&state, &feed, 1800);
	ck_assert_msg(state.next_at == marks[_i].expected_at, "%s: %lld",
	    marks[_i].name, (long long)state.next_at);
}
END_TEST

START_TEST(t16_a_mark_is_renewed_where_it_kills_again_and_else_goes)
{
	struct fetch_result result = { .effective_url = url };
	struct reader_result reading = { .status = READER_KILLED };
	struct feed_slot slot = old_slot();
	struct poll_verdict verdict = {
		.outcome = OUTCOME_FAILED,
		.failure_class = CLASS_HOSTILE,
	};

	slot.state.hostile_build = "0.0.1-x";
	slot.state = poll_next_state(&slot, &result, &reading, &verdict);
	ck_assert_str_eq(slot.state.hostile_build, reader_build_id());
	verdict.failure_class = CLASS_SERVER;
	slot.state = poll_next_state(&slot, &result, NULL, &verdict);
	ck_assert_str_eq(slot.state.hostile_build, reader_build_id());
	verdict.outcome = OUTCOME_NOT_MODIFIED;
	verdict.failure_class = CLASS_NONE;
	slot.state = poll_next_state(&slot, &result, NULL, &verdict);
	ck_assert_ptr_null(slot.state.hostile_build);
}
END_TEST

Suite *
poll_state_suite(void)
{
	Suite *suite = suite_create("poll_state");
	TCase *tcase = tcase_create("poll_state");

	tcase_add_test(tcase, r11_a_whole_document_replaces_both_validators);
	tcase_add_test(tcase, r11_a_cut_document_leaves_the_validators);
	tcase_add_test(tcase, r12_an_equal_body_replaces_the_validators_too);
	tcase_add_test(tcase, r14_a_304_replaces_only_what_it_carries);
	tcase_add_test(tcase, r16_a_failure_touches_no_validator);
	tcase_add_test(tcase,
	    r36_a_permanent_target_is_remembered_and_forgotten);
	tcase_add_test(tcase,
	    bytes_that_kill_a_reader_are_remembered_with_its_build);
	tcase_add_loop_test(tcase, t16_a_mark_of_another_build_is_forgiven_once,
	    0, ARRAY_LEN(marks));
	tcase_add_test(tcase,
	    t16_a_mark_is_renewed_where_it_kills_again_and_else_goes);
	suite_add_tcase(suite, tcase);
	return suite;
}
