/*
 * What became of a poll: how it ended, and the class of a failure, which
 * decides how long the next one waits (sections A4 and A5 of the fetching
 * rules). One table of names and sentences stands in fetch/status.c.
 */
#ifndef CRIER_OUTCOME_H
#define CRIER_OUTCOME_H

enum outcome {
	OUTCOME_NONE,         /* never polled */
	OUTCOME_MODIFIED,     /* a document came and was read */
	OUTCOME_UNCHANGED,    /* a 200 with the bytes of the last time (R12) */
	OUTCOME_NOT_MODIFIED, /* 304 */
	OUTCOME_GONE,         /* 410 (R43) */
	OUTCOME_FAILED,       /* everything else; see the class */
	OUTCOME_COUNT
};

enum failure_class { /* A5 */
	CLASS_NONE,
	CLASS_DNS_NAME,     /* R51: no such name */
	CLASS_DNS_SERVER,   /* R52: the name server failed or was silent */
	CLASS_CONNECT,      /* R53 */
	CLASS_TLS,          /* R54 */
	CLASS_CERTIFICATE,  /* R55 */
	CLASS_TRANSFER,     /* R56: reset, partial, too slow */
	CLASS_GARBAGE,      /* R57: not HTTP */
	CLASS_HEADERS,      /* R58: too big */
	CLASS_ENCODING,     /* R59: Content-Encoding */
	CLASS_REDIRECT,     /* R60: loop, too many hops, bad scheme */
	CLASS_ADDRESS,      /* R61: refused by the address rules */
	CLASS_SIZE,         /* R62: too large */
	CLASS_NOT_A_FEED,   /* R63 */
	CLASS_SYNTAX,       /* R64: a feed that cannot be read */
	CLASS_UNAUTHORIZED, /* R40 */
	CLASS_FORBIDDEN,    /* R41 */
	CLASS_NOT_FOUND,    /* R42 */
	CLASS_GONE,         /* R43 */
	CLASS_THROTTLED,    /* R47 */
	CLASS_CLIENT,       /* R65 */
	CLASS_SERVER,       /* R65 */
	CLASS_SOFT,         /* R65 */
	CLASS_NET,          /* R65 */
	CLASS_HOSTILE,      /* T16, T17: the reader was killed by it */
	CLASS_SOURCE,       /* a file or command source failed */
	CLASS_LOCAL, /* our own trouble (memory, descriptors): no penalty */
	CLASS_COUNT
};

/* Short stable words for logs, tables and JSON ("not-modified", "dns-name"). */
const char *outcome_name(enum outcome outcome);
const char *failure_class_name(enum failure_class failure_class);
/* A sentence for people, without a full stop: "the name does not exist". */
const char *failure_class_text(enum failure_class failure_class);

#endif
