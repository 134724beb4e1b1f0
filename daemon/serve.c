/*
 * What crierd does for its control socket: the calls that the server makes.
 */
#include "daemon/daemon.h"

#include <jansson.h>

#include "control.h"
#include "daemon/server.h"
#include "limits.h"
#include "log.h"
#include "reader.h"
#include "schedule.h"

static struct setup *
hold(struct daemon *daemon, const struct configuration **configuration)
{
	setup_use(daemon->setup);
	*configuration = daemon->setup->configuration;
	return daemon->setup;
}

static void
changed(struct daemon *daemon, const struct change *change)
{
	if (change->feeds || change->topics)
		reload_setup(daemon);
	if (change->deliveries)
		delivering_pump(daemon);
}

/* How parsing stands: {"state", "wait_s", "reason"}. */
static json_t *
parsing(const struct daemon *daemon)
{
	static const char *const states[] = {
		[READERS_WORK] = "works",
		[READERS_PAUSE] = "paused",
		[READERS_PROBE] = "probe",
	};
	struct readers_health health = reader_pool_health(daemon->readers);

	return json_pack("{s:s, s:I, s:o}", "state", states[health.mood],
	    "wait_s", (json_int_t)(health.wait_ms + 999) / 1000, "reason",
	    health.mood == READERS_WORK ? json_null()
					: control_text(health.reason));
}

static void
status(struct daemon *daemon, json_t *result)
{
	const struct configuration *configuration =
	    daemon->setup->configuration;
	struct {
		const char *key;
		int64_t value;
	} numbers[] = {
		{ "uptime_s",
		    clock_now_at(daemon->clock) - daemon->started_at },
		{ "feeds", (int64_t)daemon->slot_count },
		{ "topics", (int64_t)daemon->setup->topic_count },
		{ "polls_running", (int64_t)polling_running(daemon) },
		{ "polls_ended", (int64_t)daemon->polled },
		{ "polls_failed", (int64_t)daemon->failed },
		{ "longest_turn_us", watchdog_longest_turn_us(daemon) },
		{ "slow_turns", watchdog_slow_turns(daemon) },
		{ "connections", (int64_t)server_peer_count(daemon->server) },
	};

	json_object_set_new(result, "version", json_string(PACKAGE_VERSION));
	json_object_set_new(result, "parsing", parsing(daemon));
	json_object_set_new(result, "configuration",
	    json_string(configuration->path));
	json_object_set_new(result, "database",
	    json_string(configuration->database));
	json_object_set_new(result, "sandbox",
	    json_string(reader_sandbox_state(configuration->sandbox)));
	for (size_t i = 0; i < ARRAY_LEN(numbers); i++)
		json_object_set_new(result, numbers[i].key,
		    json_integer(numbers[i].value));
}

/* R73: a person may ask, but not more often than every few minutes, and not
 * while the server asked to be left alone. A source of one's own has no such
 * rights. */
static enum refresh_answer
refresh_slot(struct daemon *daemon, struct feed_slot *slot,
    int64_t *not_before_at)
{
	const struct feed_state *state = &slot->state;
	int64_t now_at = clock_now_at(daemon->clock);
	bool guest = slot->host != NULL && !slot->feed->allow_private;

	if (slot->poll != NULL)
		return REFRESH_RUNNING;
	if (state->paused || state->gone)
		return REFRESH_PAUSED;
	*not_before_at = state->not_before_at;
	if (guest && state->attempt_at + LIMIT_REFRESH_S > *not_before_at)
		*not_before_at = state->attempt_at + LIMIT_REFRESH_S;
	if (*not_before_at > now_at)
		return REFRESH_TOO_SOON;
	schedule_put(daemon->schedule, slot->index, now_at);
	return REFRESH_QUEUED;
}

static void
refresh(struct daemon *daemon, const char *name, refresh_visitor visit,
    void *arg)
{
	int64_t not_before_at = 0;

	if (name != NULL) {
		struct feed_slot *slot = feed_slot_find(daemon, name);
		enum refresh_answer answer = slot == NULL
		    ? REFRESH_UNKNOWN
		    : refresh_slot(daemon, slot, &not_before_at);

		visit(name, answer, not_before_at, arg);
		polling_wake(daemon);
		return;
	}
	for (size_t i = 0; i < daemon->slot_count; i++) {
		enum refresh_answer answer;

		not_before_at = 0;
		answer = refresh_slot(daemon, daemon->slots[i], &not_before_at);
		visit(daemon->slots[i]->feed->name, answer, not_before_at, arg);
	}
	polling_wake(daemon);
}

static struct notifier *
notifier(struct daemon *daemon)
{
	return daemon->phase == PHASE_RUNNING ? daemon->notifier : NULL;
}

static const struct server_calls calls = {
	.hold = hold,
	.release = setup_release,
	.changed = changed,
	.status = status,
	.reload = reload_begin,
	.refresh = refresh,
	.notifier = notifier,
	.job_ended = daemon_check_end,
};

void
serve_start(struct daemon *daemon)
{
	struct error err;

	daemon->server = server_start(daemon, &calls, &err);
	if (daemon->server == NULL)
		log_message(LOG_LEVEL_WARNING, "control reason=\"%s\"",
		    err.text);
}
