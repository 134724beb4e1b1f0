/*
 * Judges how a feed does from what the store keeps of it: the class of its last
 * failure decides what can be done, one table. Nothing is asked of anybody.
 */
#include "cli/feed_health.h"

#include <assert.h>

#include "compiler.h"
#include "limits.h"

#define WAIT "wait: it is tried again"
#define LOOK "look for its new URL"

/* What whoever keeps the feed can do, by the class of the failure; short enough
 * for a column of a table. */
static const char *const advices[] = {
	/* clang-format off */
	[CLASS_NONE]         = WAIT,
	[CLASS_DNS_NAME]     = "check the host of its URL",
	[CLASS_DNS_SERVER]   = WAIT,
	[CLASS_CONNECT]      = WAIT,
	[CLASS_TLS]          = "tell its site",
	[CLASS_CERTIFICATE]  = "tell its site",
	[CLASS_TRANSFER]     = WAIT,
	[CLASS_GARBAGE]      = LOOK,
	[CLASS_HEADERS]      = "tell its site",
	[CLASS_ENCODING]     = "tell its site",
	[CLASS_REDIRECT]     = LOOK,
	[CLASS_ADDRESS]      = "allow_private, if it is yours",
	[CLASS_SIZE]         = "configure a larger max_size",
	[CLASS_NOT_A_FEED]   = "crier discover its site",
	[CLASS_SYNTAX]       = "crier parse it, tell its site",
	[CLASS_UNAUTHORIZED] = "configure auth, or remove it",
	[CLASS_FORBIDDEN]    = "ask its site, or remove it",
	[CLASS_NOT_FOUND]    = "crier discover its site",
	[CLASS_GONE]         = "remove it, or feeds resume it",
	[CLASS_THROTTLED]    = "wait, or a longer interval",
	[CLASS_CLIENT]       = LOOK,
	[CLASS_SERVER]       = WAIT,
	[CLASS_SOFT]         = WAIT,
	[CLASS_NET]          = WAIT,
	[CLASS_HOSTILE]      = "report its bytes",
	[CLASS_SOURCE]       = "look at the file or command",
	[CLASS_LOCAL]        = "look at this machine's log",
	/* clang-format on */
};
static_assert(ARRAY_LEN(advices) == CLASS_COUNT, "a class has no advice");

static enum ailment
failing_ailment(const struct feed_state *state)
{
	if (state->failure_class == CLASS_THROTTLED)
		return AILMENT_HELD;
	return state->failure_class == CLASS_HOSTILE ? AILMENT_HOSTILE
						     : AILMENT_FAILING;
}

/* When something new came last, or the first thing at all. */
static int64_t
news_at(const struct feed_state *state)
{
	return state->last_new_at > 0 ? state->last_new_at : state->first_ok_at;
}

static enum ailment
find_ailment(const struct feed_state *state, int64_t now_at, int64_t silence_s)
{
	if (state->removed || state->paused)
		return AILMENT_NONE;
	if (state->gone)
		return AILMENT_GONE;
	if (state->fail_count > 0)
		return failing_ailment(state);
	if (state->not_before_at - now_at > HEALTH_HELD_S)
		return AILMENT_HELD;
	if (state->moved_url != NULL)
		return AILMENT_MOVED;
	if (news_at(state) > 0 && news_at(state) + silence_s <= now_at)
		return AILMENT_SILENT;
	return AILMENT_NONE;
}

/* The reason that the last poll left, else what its class says. */
static struct slice
failure_reason(const struct feed_state *state)
{
	return slice_of(state->reason != NULL && state->reason[0] != '\0'
		? state->reason
		: failure_class_text(state->failure_class));
}

struct feed_health
feed_health_of(const struct feed_row *row, int64_t now_at, int64_t silence_s)
{
	const struct feed_state *state = &row->state;
	struct feed_health health = {
		.ailment = find_ailment(state, now_at, silence_s),
		.since_at = state->last_ok_at,
		.reason = failure_reason(state),
		.advice = advices[state->failure_class],
	};

	switch (health.ailment) {
	case AILMENT_NONE:
	case AILMENT_HOSTILE:
	case AILMENT_FAILING:
		break;
	case AILMENT_GONE:
		health.since_at = state->gone_at;
		health.advice = advices[CLASS_GONE];
		break;
	case AILMENT_HELD:
		health.since_at = state->attempt_at;
		health.advice = advices[CLASS_THROTTLED];
		if (state->fail_count == 0)
			health.reason = SLICE("its server wants to be asked "
					      "again much later");
		break;
	case AILMENT_MOVED:
		health.since_at = 0;
		health.reason = SLICE("its server says that it has moved for "
				      "good");
		health.advice = "give it the new URL";
		break;
	case AILMENT_SILENT:
		health.since_at = news_at(state);
		health.reason = SLICE("it can be read, but nothing new comes");
		health.advice = "see whether its site moved";
		break;
	}
	return health;
}

const char *
ailment_name(enum ailment ailment)
{
	static const char *const names[] = {
		[AILMENT_NONE] = "none",
		[AILMENT_GONE] = "gone",
		[AILMENT_HOSTILE] = "hostile",
		[AILMENT_HELD] = "held",
		[AILMENT_FAILING] = "failing",
		[AILMENT_MOVED] = "moved",
		[AILMENT_SILENT] = "silent",
	};

	assert(ailment < ARRAY_LEN(names));
	return names[ailment];
}
