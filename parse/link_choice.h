/*
 * Which of many links is the entry's, and which of the ids may serve as one
 * (section 2.3 of the parsing rules).
 */
#ifndef CRIER_PARSE_LINK_CHOICE_H
#define CRIER_PARSE_LINK_CHOICE_H

#include "parse/pass.h"

/* In order of precedence. */
enum link_candidate {
	LINK_ORIGINAL, /* feedburner:origLink: what a proxy replaced */
	LINK_ORIGINAL_PHEEDO,
	LINK_TEXT,          /* link of RSS: the last one */
	LINK_ALTERNATE_OWN, /* a page in the document's language */
	LINK_ALTERNATE_PAGE,
	LINK_ALTERNATE_ANY,
	LINK_PERMALINK, /* guid */
	LINK_ID,        /* id of Atom */
	LINK_ABOUT      /* rdf:about */
};

/* Offers raw, which is resolved first. True if it is a link at all. */
bool link_offer(struct pass *pass, const struct leaf *leaf,
    enum link_candidate candidate, struct slice raw);
/* Takes the best, or what else may serve; notes whether it is the id. */
void link_choose(struct draft *draft);

/* rel as it is compared: alternate for what is empty or spelled as a URL. */
struct slice link_rel(struct slice rel);
/* text/html and its like, or nothing said. */
bool link_type_is_page(struct slice type);

#endif
