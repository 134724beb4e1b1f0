/*
 * From drafts to what travels: doc_entry, doc_feed, and the source of an entry
 * as a tree. Texts are rendered here, as the caller of parse_run asked.
 */
#ifndef CRIER_PARSE_DRAFT_BUILD_H
#define CRIER_PARSE_DRAFT_BUILD_H

#include "parse/pass.h"

/* Makes an entry of pass->entry; false where it is empty and is dropped. */
bool draft_build_entry(struct pass *pass, struct doc_entry *entry);
void draft_build_feed(struct pass *pass, struct doc_feed *feed);
/* Puts pass->source, which is complete, into the entry. */
void draft_build_source(struct pass *pass);

#endif
