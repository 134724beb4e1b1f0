/*
 * All feeds in the order in which they are due: a binary heap with the place of
 * each feed in it, so that a feed can be moved. Feeds that are due at the same
 * second come in the order of their numbers, always the same.
 */
#include "schedule.h"

#include <assert.h>
#include <stdlib.h>

#include "memory.h"

#define NOWHERE SIZE_MAX

struct item {
	int64_t next_at;
	size_t feed;
};

/* items[0] is the first; places[feed] is its index there, or NOWHERE. */
struct schedule {
	struct item *items; /* owned */
	size_t count, room;
	size_t *places; /* owned */
	size_t place_count;
};

struct schedule *
schedule_new(void)
{
	return xcalloc(1, sizeof(struct schedule));
}

void
schedule_free(struct schedule *schedule)
{
	if (schedule == NULL)
		return;
	free(schedule->items);
	free(schedule->places);
	free(schedule);
}

static bool
comes_before(const struct item *a, const struct item *b)
{
	return a->next_at < b->next_at ||
	    (a->next_at == b->next_at && a->feed < b->feed);
}

static void
set(struct schedule *schedule, size_t at, struct item item)
{
	schedule->items[at] = item;
	schedule->places[item.feed] = at;
}

static void
move_up(struct schedule *schedule, size_t at, struct item item)
{
	while (at > 0) {
		size_t parent = (at - 1) / 2;

		if (!comes_before(&item, &schedule->items[parent]))
			break;
		set(schedule, at, schedule->items[parent]);
		at = parent;
	}
	set(schedule, at, item);
}

static void
move_down(struct schedule *schedule, size_t at, struct item item)
{
	size_t child;

	while ((child = 2 * at + 1) < schedule->count) {
		if (child + 1 < schedule->count &&
		    comes_before(&schedule->items[child + 1],
			&schedule->items[child]))
			child++;
		if (!comes_before(&schedule->items[child], &item))
			break;
		set(schedule, at, schedule->items[child]);
		at = child;
	}
	set(schedule, at, item);
}

/* Where item belongs, if it stood at `at` before. */
static void
settle(struct schedule *schedule, size_t at, struct item item)
{
	if (at > 0 && comes_before(&item, &schedule->items[(at - 1) / 2]))
		move_up(schedule, at, item);
	else
		move_down(schedule, at, item);
}

static size_t
place_of(const struct schedule *schedule, size_t feed)
{
	return feed < schedule->place_count ? schedule->places[feed] : NOWHERE;
}

static void
make_place(struct schedule *schedule, size_t feed)
{
	size_t count = schedule->place_count;

	if (feed < count)
		return;
	count = feed + 1 > count * 2 ? feed + 1 : count * 2;
	schedule->places = xreallocarray(schedule->places, count,
	    sizeof(schedule->places[0]));
	while (schedule->place_count < count)
		schedule->places[schedule->place_count++] = NOWHERE;
}

static void
make_room(struct schedule *schedule)
{
	if (schedule->count < schedule->room)
		return;
	schedule->room = schedule->room == 0 ? 64 : schedule->room * 2;
	schedule->items = xreallocarray(schedule->items, schedule->room,
	    sizeof(schedule->items[0]));
}

void
schedule_put(struct schedule *schedule, size_t feed, int64_t next_at)
{
	struct item item = { next_at, feed };
	size_t at;

	assert(feed != NOWHERE);
	make_place(schedule, feed);
	at = schedule->places[feed];
	if (at != NOWHERE) {
		settle(schedule, at, item);
		return;
	}
	make_room(schedule);
	move_up(schedule, schedule->count++, item);
}

void
schedule_remove(struct schedule *schedule, size_t feed)
{
	size_t at = place_of(schedule, feed);
	struct item last;

	if (at == NOWHERE)
		return;
	schedule->places[feed] = NOWHERE;
	last = schedule->items[--schedule->count];
	if (at < schedule->count)
		settle(schedule, at, last);
}

bool
schedule_pop_due(struct schedule *schedule, int64_t now_at, size_t *feed)
{
	if (schedule->count == 0 || schedule->items[0].next_at > now_at)
		return false;
	*feed = schedule->items[0].feed;
	schedule_remove(schedule, *feed);
	return true;
}

int64_t
schedule_first_at(const struct schedule *schedule)
{
	return schedule->count == 0 ? INT64_MAX : schedule->items[0].next_at;
}

size_t
schedule_count(const struct schedule *schedule)
{
	return schedule->count;
}
