/*
 * The feeds that a page names (rule R70; section 7.3 of the parsing rules).
 */
#ifndef CRIER_PARSE_AUTODISCOVER_H
#define CRIER_PARSE_AUTODISCOVER_H

#include <stdbool.h>

#include "arena.h"
#include "slice.h"

struct autodiscover_link {
	struct slice url;                   /* absolute, http or https */
	struct slice type, title, hreflang; /* as given; absent if not */
	struct autodiscover_link *next;
};

/* Links in the order in which they were added; each URL once. */
struct autodiscover {
	struct arena *arena; /* holds the links and their texts */
	struct autodiscover_link *first, *last;
	size_t count;
};

void autodiscover_init(struct autodiscover *found, struct arena *arena);

/* A link before it is judged: attributes with their references decoded. */
struct autodiscover_candidate {
	struct slice rel, href, type, title, hreflang;
};

/*
 * Adds the candidate if it names a feed: of an HTTP Link header, or of a page.
 * href is resolved against base. False only for lack of memory.
 */
MUST_CHECK bool autodiscover_add(struct autodiscover *found, struct slice base,
    const struct autodiscover_candidate *candidate);

/*
 * Adds what the head of page names. page is UTF-8; at most
 * LIMIT_AUTODISCOVER of it are read. url is the page's own, after redirects.
 * Links of HTTP come first: add them before. False only for lack of memory.
 */
MUST_CHECK bool autodiscover_read(struct autodiscover *found, struct slice page,
    struct slice url);

#endif
