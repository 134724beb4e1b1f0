/* OPML of feeds, for other readers and for crier import. */
#ifndef CRIER_CLI_OPML_EXPORT_H
#define CRIER_CLI_OPML_EXPORT_H

#include "buffer.h"
#include "cli/subscriptions.h"

/*
 * Appends OPML 2.0 of feeds that have a URL: each in the folder of its first
 * tag ("desk/asia" is a folder in a folder), its other tags as categories, and
 * its name, tags, interval and pause in crier's own namespace. The same feeds
 * give the same bytes: there is no date in it. Sorts items by folder. Returns !out->failed.
 */
bool opml_export(struct subscription *items, size_t count, struct buffer *out);

#endif
