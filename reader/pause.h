/*
 * Whether parsing goes on: readers that die one after the other, over bytes of
 * different sources, say that something is wrong with all of them.
 *
 * Pure: the time is a parameter, nothing is asked of the system. A source
 * counts once in a row of deaths, so that one poison feed, however often it is
 * asked for, stops nobody else; a start that failed is nobody's and counts each
 * time.
 */
#ifndef CRIER_READER_PAUSE_H
#define CRIER_READER_PAUSE_H

#include "limits.h"
#include "reader.h"

struct pause {
	enum readers_mood mood;
	int64_t sources[LIMIT_READER_DEATHS]; /* of the deaths in a row */
	size_t source_count;
	size_t starts_failed; /* in a row */
	int64_t length_ms;    /* of the last pause; 0: there was none */
	int64_t until_mono_ms;
};

/* A reader died, or was killed, over bytes of source. */
void pause_note_death(struct pause *pause, int64_t source, int64_t mono_ms);
/* None could be started, and none lives. */
void pause_note_failed_start(struct pause *pause, int64_t mono_ms);
/* A document came whole: readers work. */
void pause_note_document(struct pause *pause);
/* The pause is over: one job at a time, until one of them decides. */
void pause_end(struct pause *pause);

#endif
