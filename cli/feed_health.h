/* What is wrong with a feed, since when, and what can be done. */
#ifndef CRIER_CLI_FEED_HEALTH_H
#define CRIER_CLI_FEED_HEALTH_H

#include "store.h"

enum ailment {
	AILMENT_NONE,
	AILMENT_GONE,    /* its server says that it is gone for good */
	AILMENT_HOSTILE, /* its bytes killed a reader */
	AILMENT_HELD,    /* its server asked for a long pause */
	AILMENT_FAILING,
	AILMENT_MOVED, /* it is read at another URL than configured */
	AILMENT_SILENT /* it is read, but nothing new comes */
};

struct feed_health {
	enum ailment ailment;
	int64_t since_at;    /* 0: not known, or from the beginning */
	struct slice reason; /* what is seen */
	const char *advice;  /* what to do about it; static */
};

/* The worst ailment of a feed that is polled; paused and removed ones have
 * none. What is borrowed from the row lives as long as it does. */
struct feed_health
feed_health_of(const struct feed_row *row, int64_t now_at, int64_t silence_s);

/* Short stable words: "gone", "failing". Static. */
const char *ailment_name(enum ailment ailment);

#endif
