/*
 * One for each row of the table in targets.c.
 */
#ifndef CRIER_FUZZ_TARGETS_H
#define CRIER_FUZZ_TARGETS_H

#include "tests/fuzz/target.h"

/* A feed of any format, with a line "Content-Type: ..." before it or none. */
void fuzz_feed(const struct fuzz_world *world, struct bytes input);
/* The same; apart for its seeds. */
void fuzz_jsonfeed(const struct fuzz_world *world, struct bytes input);
void fuzz_opml(const struct fuzz_world *world, struct bytes input);
/* A page that may name feeds, with a line "Link: ..." before it or none. */
void fuzz_links(const struct fuzz_world *world, struct bytes input);
/* A frame that no reader of ours sent. */
void fuzz_document(const struct fuzz_world *world, struct bytes input);
/* A line with a language and a date, or a date alone. */
void fuzz_date(const struct fuzz_world *world, struct bytes input);
/* A base, a line end, and a reference. */
void fuzz_url(const struct fuzz_world *world, struct bytes input);
void fuzz_html(const struct fuzz_world *world, struct bytes input);
void fuzz_html_text(const struct fuzz_world *world, struct bytes input);
/* Any text on its way to a terminal, a line, a JSON string. */
void fuzz_text_sinks(const struct fuzz_world *world, struct bytes input);
void fuzz_query(const struct fuzz_world *world, struct bytes input);
/* A line of JSON for crier match. */
void fuzz_article(const struct fuzz_world *world, struct bytes input);

#endif
