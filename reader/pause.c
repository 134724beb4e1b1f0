/*
 * When parsing pauses and for how long; see pause.h.
 *
 *  WORK ─deaths in a row─▶ PAUSE ─its time is over─▶ PROBE
 *    ▲                       ▲ │                      │ │
 *    └──────document─────────┼─┴──────────────────────┘ │
 *                            └──another death: twice ───┘
 *
 * Knows nothing of readers: pool.c tells what happened to them and obeys the
 * mood.
 */
#include "reader/pause.h"

#include <assert.h>
#include <string.h>

static bool
is_in_row(const struct pause *pause, int64_t source)
{
	for (size_t i = 0; i < pause->source_count; i++)
		if (pause->sources[i] == source)
			return true;
	return false;
}

static void
begin(struct pause *pause, int64_t mono_ms)
{
	pause->length_ms *= 2;
	if (pause->length_ms == 0)
		pause->length_ms = PAUSE_READERS_FIRST_MS;
	if (pause->length_ms > PAUSE_READERS_LONGEST_MS)
		pause->length_ms = PAUSE_READERS_LONGEST_MS;
	pause->until_mono_ms = mono_ms + pause->length_ms;
	pause->mood = READERS_PAUSE;
	pause->starts_failed = 0;
}

/* The oldest makes room: it is known, whoever it was. */
static void
add_to_row(struct pause *pause, int64_t source)
{
	size_t room = LIMIT_READER_DEATHS;

	if (pause->source_count == room)
		memmove(pause->sources, pause->sources + 1,
		    --pause->source_count * sizeof(source));
	pause->sources[pause->source_count++] = source;
}

void
pause_note_death(struct pause *pause, int64_t source, int64_t mono_ms)
{
	/* What was being read when it began says nothing new. */
	if (pause->mood == READERS_PAUSE || is_in_row(pause, source))
		return;
	add_to_row(pause, source);
	if (pause->mood == READERS_PROBE ||
	    pause->source_count == LIMIT_READER_DEATHS)
		begin(pause, mono_ms);
}

void
pause_note_failed_start(struct pause *pause, int64_t mono_ms)
{
	if (pause->mood == READERS_PAUSE)
		return;
	pause->starts_failed++;
	if (pause->mood == READERS_PROBE ||
	    pause->starts_failed == LIMIT_READER_DEATHS)
		begin(pause, mono_ms);
}

void
pause_note_document(struct pause *pause)
{
	*pause = (struct pause){ .mood = READERS_WORK };
}

void
pause_end(struct pause *pause)
{
	assert(pause->mood == READERS_PAUSE);
	pause->mood = READERS_PROBE;
}
