/*
 * What a feed's state becomes after a poll: validators, redirects, failures.
 *
 * Pure: reads the old state, the result and the reader's answer, touches
 * nothing. The rules are those of sections A2 to A5 of the fetching rules; when
 * the next poll is, schedule/ decides.
 */
#include "daemon/poll.h"

#include <stdio.h>
#include <string.h>

#include <event2/util.h>

#include "compiler.h"

#define DAY_S ((int64_t)86400)

/* Which class a reader's answer is; CLASS_NONE: a document came. */
static const enum failure_class class_of_reading[] = {
	[READER_OK] = CLASS_NONE,
	[READER_NOT_A_FEED] = CLASS_NOT_A_FEED,
	[READER_REFUSED] = CLASS_HOSTILE,
	[READER_FAILED] = CLASS_SIZE,
	[READER_KILLED] = CLASS_HOSTILE,
	[READER_TIMEOUT] = CLASS_HOSTILE,
	[READER_UNAVAILABLE] = CLASS_LOCAL,
};

static int64_t
seconds_or_zero(int64_t number, int64_t unit_s)
{
	if (number <= 0 || number > INT64_MAX / unit_s)
		return 0;
	return number * unit_s;
}

/* R29: the period over the frequency; daily and 1 where one is missing. */
static int64_t
update_interval_s(const struct document *document, const struct doc_feed *feed)
{
	static const struct {
		struct slice name;
		int64_t seconds;
	} periods[] = {
		{ SLICE_INIT("hourly"), 3600 },
		{ SLICE_INIT("daily"), DAY_S },
		{ SLICE_INIT("weekly"), 7 * DAY_S },
		{ SLICE_INIT("monthly"), 30 * DAY_S },
		{ SLICE_INIT("yearly"), 365 * DAY_S },
	};
	struct slice period = doc_slice(&document->feed, feed->update_period);
	int64_t frequency = feed->update_frequency;

	if (period.ptr == NULL && frequency == DOC_NO_NUMBER)
		return 0;
	if (frequency < 1)
		frequency = 1;
	if (period.ptr == NULL)
		return DAY_S / frequency;
	for (size_t i = 0; i < ARRAY_LEN(periods); i++)
		if (slice_eq_nocase(period, periods[i].name))
			return periods[i].seconds / frequency;
	return 0;
}

static void
add_hints(struct schedule_input *input, const struct reader_result *reading,
    const struct feed_state *state)
{
	const struct doc_feed *feed;

	input->ttl_s = state->ttl_s;
	input->update_s = state->update_s;
	if (reading == NULL || reading->status != READER_OK)
		return;
	feed = document_feed(reading->document);
	if (feed == NULL)
		return;
	input->ttl_s = seconds_or_zero(feed->ttl_minutes, 60);
	input->update_s = update_interval_s(reading->document, feed);
}

void
poll_judge(const struct daemon *daemon, const struct feed_slot *slot,
    const struct fetch_result *result, const struct reader_result *reading,
    struct poll_verdict *verdict)
{
	struct schedule_input input;
	const char *reason = result->reason;

	verdict->outcome = result->outcome;
	verdict->failure_class = result->failure_class;
	if (reading != NULL && reading->status != READER_OK) {
		verdict->outcome = OUTCOME_FAILED;
		verdict->failure_class = class_of_reading[reading->status];
		reason = reading->reason;
	}
	snprintf(verdict->reason, sizeof(verdict->reason), "%s", reason);
	input = (struct schedule_input){
		.feed = slot->feed,
		.state = &slot->state,
		.result = result,
		.outcome = verdict->outcome,
		.failure_class = verdict->failure_class,
		.default_interval_s = daemon->setup->configuration->interval_s,
		.host_penalty_s = host_gate_penalty_s(daemon->gate, slot->host),
		.now_at = clock_now_at(daemon->clock),
	};
	evutil_secure_rng_get_bytes(&input.random, sizeof(input.random));
	add_hints(&input, reading, &slot->state);
	verdict->next = schedule_next(&input);
}

/* R11: both validators are those of this answer, absent ones too, but only of
 * a document that came whole. R14: a 304 replaces what it carries. */
static void
set_validators(struct feed_state *state, const struct fetch_result *result,
    const struct reader_result *reading, enum outcome outcome)
{
	bool cut = reading != NULL && reading->status == READER_OK &&
	    reading->document->truncated;

	if (outcome == OUTCOME_NOT_MODIFIED) {
		if (result->etag != NULL)
			state->etag = result->etag;
		if (result->last_modified != NULL)
			state->last_modified = result->last_modified;
		return;
	}
	if (cut ||
	    (outcome != OUTCOME_MODIFIED && outcome != OUTCOME_UNCHANGED))
		return;
	state->etag = result->etag;
	state->last_modified = result->last_modified;
	state->validator_url = result->effective_url;
	state->body_hash = result->body_hash[0] != '\0' ? result->body_hash
							: NULL;
}

/* R36: the target of a permanent redirect is asked directly from now on; the
 * original address answering by itself again ends that. */
static void
set_moved(struct feed_state *state, const struct feed *feed,
    const struct fetch_result *result)
{
	if (result->permanent_url != NULL)
		state->moved_url = result->permanent_url;
	else if (feed->url != NULL && result->effective_url != NULL &&
	    strcmp(result->effective_url, feed->url) == 0)
		state->moved_url = NULL;
}

static void
set_success(struct feed_state *state, const struct feed *feed,
    const struct fetch_result *result, const struct reader_result *reading)
{
	struct schedule_input hints = { 0 };

	set_moved(state, feed, result);
	state->last_ok_at = result->ended_at;
	if (state->first_ok_at == 0)
		state->first_ok_at = result->ended_at;
	state->reason = NULL;
	state->hostile_build = NULL;
	add_hints(&hints, reading, state);
	state->ttl_s = hints.ttl_s;
	state->update_s = hints.update_s;
}

struct feed_state
poll_next_state(const struct feed_slot *slot, const struct fetch_result *result,
    const struct reader_result *reading, const struct poll_verdict *verdict)
{
	struct feed_state state = slot->state;
	bool ok = verdict->outcome == OUTCOME_MODIFIED ||
	    verdict->outcome == OUTCOME_UNCHANGED ||
	    verdict->outcome == OUTCOME_NOT_MODIFIED;

	state.outcome = verdict->outcome;
	state.failure_class = verdict->failure_class;
	state.status = result->status;
	state.attempt_at = result->started_at;
	state.next_at = verdict->next.next_at;
	state.not_before_at = verdict->next.not_before_at;
	state.lifetime_s = verdict->next.lifetime_s;
	state.fail_count = verdict->next.fail_count;
	state.gone_at = verdict->next.gone_at;
	state.gone = verdict->next.gone;
	set_validators(&state, result, reading, verdict->outcome);
	if (ok)
		set_success(&state, slot->feed, result, reading);
	else
		state.reason = verdict->reason;
	if (verdict->failure_class == CLASS_HOSTILE)
		state.hostile_build = reader_build_id();
	return state;
}

void
poll_forgive(struct feed_state *state, const struct feed *feed,
    int64_t default_interval_s)
{
	int64_t usual_at = state->attempt_at +
	    schedule_floor_s(feed, default_interval_s);

	if (state->failure_class != CLASS_HOSTILE ||
	    state->hostile_build == NULL ||
	    strcmp(state->hostile_build, reader_build_id()) == 0)
		return;
	if (usual_at < state->not_before_at)
		usual_at = state->not_before_at;
	if (usual_at < state->next_at)
		state->next_at = usual_at;
}
