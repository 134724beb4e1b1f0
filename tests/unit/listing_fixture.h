/*
 * Listings for tests: parsed in this process, and told as text.
 */
#ifndef CRIER_TESTS_LISTING_FIXTURE_H
#define CRIER_TESTS_LISTING_FIXTURE_H

#include "buffer.h"
#include "listing.h"
#include "parse.h"

typedef void (*listing_run)(struct parse_tables *tables,
    const struct parse_input *input, struct listing *listing,
    struct parse_outcome *outcome);

/* The caller frees it. Fails the test where tables cannot be opened. */
struct listing *listing_of(listing_run run, const struct parse_input *input,
    struct parse_outcome *outcome);
struct parse_input listing_input(struct slice text);

/*
 * Appends the feeds, one a line: URL, then what is there of title='...',
 * site=, lang=, type=, name=, every= (seconds), paused, tags=a,b, refused=a,b.
 */
void listing_describe(const struct listing *listing, struct buffer *out);

#endif
