/*
 * Manners towards hosts (B5): how many requests may run, how far apart they
 * begin, and since when a host wants to be left alone. A host that complains
 * gets longer gaps, and shorter ones again after each quiet day. Hosts are
 * remembered while the program runs; there are no more than feeds.
 */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#define HASH_FUNCTION(key, length, value) \
	value = (unsigned)hash_fast((struct slice){ (key), (length) })
#include <uthash.h>

#include "hash.h"
#include "memory.h"
#include "schedule.h"

#define GAP_MS          2000
#define GAP_MAX_MS      3600000
#define GAP_FACTOR      4
#define QUIET_DAY_MS    86400000
#define DURATION_FACTOR 2

struct host {
	UT_hash_handle hh;
	char *name; /* owned */
	/* Configured, or -1 and 0. */
	int64_t gap_ms;
	int connections;

	int running;
	int64_t started_mono_ms; /* the last one */
	bool was_started;
	int64_t duration_ms;    /* of the last answer */
	int64_t learned_gap_ms; /* 0: the normal one */
	int64_t learned_mono_ms;
	int64_t held_until_at;
	int64_t penalty_s;
};

struct host_gate {
	struct host *hosts;
};

/* NOLINTBEGIN(readability-function-size): the macros of uthash branch a lot */

struct host_gate *
host_gate_new(void)
{
	return xcalloc(1, sizeof(struct host_gate));
}

void
host_gate_free(struct host_gate *gate)
{
	struct host *host, *next;

	if (gate == NULL)
		return;
	host = gate->hosts;
	HASH_CLEAR(hh, gate->hosts); /* the table, not the hosts */
	for (; host != NULL; host = next) {
		next = host->hh.next;
		free(host->name);
		free(host);
	}
	free(gate);
}

static struct host *
find(const struct host_gate *gate, const char *name)
{
	struct host *host;

	HASH_FIND_STR(gate->hosts, name, host);
	return host;
}

static struct host *
find_or_add(struct host_gate *gate, const char *name)
{
	struct host *host = find(gate, name);

	if (host != NULL)
		return host;
	host = xcalloc(1, sizeof(*host));
	host->name = xstrdup(name);
	host->gap_ms = -1;
	HASH_ADD_KEYPTR(hh, gate->hosts, host->name, strlen(name), host);
	return host;
}

/* NOLINTEND(readability-function-size) */

void
host_gate_configure(struct host_gate *gate, const char *name, int64_t gap_ms,
    int connections)
{
	struct host *host = find_or_add(gate, name);

	host->gap_ms = gap_ms;
	host->connections = connections;
}

/* ---- gaps ------------------------------------------------------------------ */

static int64_t
gap_ms(const struct host *host)
{
	int64_t gap = GAP_MS;

	if (host->gap_ms >= 0)
		return host->gap_ms;
	if (host->duration_ms * DURATION_FACTOR > gap)
		gap = host->duration_ms * DURATION_FACTOR;
	return host->learned_gap_ms > gap ? host->learned_gap_ms : gap;
}

static void
lengthen_gap(struct host *host, int64_t mono_ms)
{
	int64_t gap = host->learned_gap_ms > 0 ? host->learned_gap_ms : GAP_MS;

	gap *= GAP_FACTOR;
	host->learned_gap_ms = gap < GAP_MAX_MS ? gap : GAP_MAX_MS;
	host->learned_mono_ms = mono_ms;
}

static void
shorten_gap(struct host *host, int64_t mono_ms)
{
	while (host->learned_gap_ms > 0 &&
	    mono_ms - host->learned_mono_ms >= QUIET_DAY_MS) {
		host->learned_mono_ms += QUIET_DAY_MS;
		host->learned_gap_ms /= 2;
		if (host->learned_gap_ms <= GAP_MS)
			host->learned_gap_ms = 0;
	}
}

/* ---- requests -------------------------------------------------------------- */

bool
host_gate_begin(struct host_gate *gate, const char *name, int64_t mono_ms,
    int64_t *wait_ms)
{
	struct host *host;
	int64_t left_ms;

	if (name == NULL)
		return true;
	host = find_or_add(gate, name);
	if (host->running >= (host->connections > 0 ? host->connections : 1)) {
		*wait_ms = -1;
		return false;
	}
	left_ms = host->started_mono_ms + gap_ms(host) - mono_ms;
	if (host->was_started && left_ms > 0) {
		*wait_ms = left_ms;
		return false;
	}
	host->running++;
	host->started_mono_ms = mono_ms;
	host->was_started = true;
	return true;
}

void
host_gate_end(struct host_gate *gate, const char *name, int64_t mono_ms,
    int64_t duration_ms, enum failure_class failure_class)
{
	struct host *host;

	if (name == NULL)
		return;
	host = find(gate, name);
	assert(host != NULL && host->running > 0);
	host->running--;
	host->duration_ms = duration_ms;
	if (failure_class == CLASS_THROTTLED ||
	    failure_class == CLASS_FORBIDDEN)
		lengthen_gap(host, mono_ms);
	else
		shorten_gap(host, mono_ms);
	if (failure_class == CLASS_NONE)
		host->penalty_s = 0;
}

void
host_gate_hold(struct host_gate *gate, const char *name, int64_t until_at)
{
	struct host *host = find_or_add(gate, name);

	if (until_at > host->held_until_at)
		host->held_until_at = until_at;
}

int64_t
host_gate_held_until(const struct host_gate *gate, const char *name)
{
	const struct host *host = name == NULL ? NULL : find(gate, name);

	return host == NULL ? 0 : host->held_until_at;
}

void
host_gate_throttle(struct host_gate *gate, const char *name, int64_t now_at,
    int64_t wait_s)
{
	host_gate_hold(gate, name, now_at + wait_s);
	find(gate, name)->penalty_s = wait_s;
}

int64_t
host_gate_penalty_s(const struct host_gate *gate, const char *name)
{
	const struct host *host = name == NULL ? NULL : find(gate, name);

	return host == NULL ? 0 : host->penalty_s;
}
