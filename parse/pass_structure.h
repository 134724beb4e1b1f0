/*
 * Where a feed and its entries begin and end: the skeleton that a pass hangs
 * everything on. The other half of pass.c, which alone calls it.
 */
#ifndef CRIER_PARSE_PASS_STRUCTURE_H
#define CRIER_PARSE_PASS_STRUCTURE_H

#include "parse/pass.h"

enum structure_kind {
	STRUCTURE_NONE,
	STRUCTURE_FEED, /* rss, rdf, feed, channel */
	STRUCTURE_ENTRY /* item, entry */
};

/* What tag is where it stands. */
enum structure_kind
pass_structure_of(const struct pass *pass, const struct event_tag *tag);
/* Ends what cannot hold an element of that kind: entries are siblings, however
 * they are nested. */
void pass_structure_before(struct pass *pass, enum structure_kind kind);
/* Begins the entry, or notes what a root says of its format. */
void pass_structure_opened(struct pass *pass, const struct leaf *leaf,
    const struct event_tag *tag);
/* Builds the feed. */
bool pass_structure_close(struct pass *pass);

#endif
