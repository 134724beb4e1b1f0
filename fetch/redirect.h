/* The way from the URL that was asked to the one that answers (R36 to R39).
 * Private to fetch/. */
#ifndef CRIER_FETCH_REDIRECT_H
#define CRIER_FETCH_REDIRECT_H

#include "arena.h"
#include "limits.h"
#include "outcome.h"

struct redirect_chain {
	const char *urls[LIMIT_REDIRECTS + 1]; /* asked so far, in order */
	size_t count;
	bool permanent; /* every hop was 301 or 308 */
	bool any_port;  /* the feed may reach private addresses */
};

struct redirect_refusal {
	enum failure_class failure_class;
	char reason[160];
};

/* Without userinfo and fragment, which are not sent (R2). NULL: no memory. */
const char *redirect_public_url(struct arena *arena, const char *url);

void redirect_begin(struct redirect_chain *chain, const char *url);
/*
 * Adds the hop to target, the absolute URL that a response with this status
 * named (NULL: none). False with why where it must not be followed. The new
 * URL is the last of the chain.
 */
bool redirect_follow(struct redirect_chain *chain, int status,
    const char *target, struct arena *arena, struct redirect_refusal *refusal);

#endif
