/*
 * The feeds of a page, or of what was taken for one.
 */
#ifndef CRIER_PARSE_PAGE_LINKS_H
#define CRIER_PARSE_PAGE_LINKS_H

#include "parse.h"

/* Fills listing from text, which is the body of input as UTF-8, and from the
 * Link header of input. False without memory. */
MUST_CHECK bool
page_links_run(struct parse_tables *tables, const struct parse_input *input,
    struct slice text, struct listing *listing);

#endif
