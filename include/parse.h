/*
 * Bytes to document. Only reader/ includes this face: whatever parses hostile
 * syntax runs in the sandbox.
 *
 * No clock, no files, no log, no global state. Entries are handed on in frames
 * of at most LIMIT_BATCH_ENTRIES or LIMIT_BATCH_BYTES as they are read, the
 * feed's own frame last (its metadata may stand after the entries). Where it
 * turns out at the end that a document must be read in another way, what was
 * handed on is taken back, once.
 */
#ifndef CRIER_PARSE_H
#define CRIER_PARSE_H

#include "document.h"
#include "listing.h"
#include "slice.h"

enum parse_html {
	PARSE_FOR_STORE, /* strict HTML in stored_html, plain texts made */
	PARSE_WIDE,      /* values as crier parse --json prints them */
	PARSE_RAW        /* values untouched (--raw-html) */
};

struct parse_input {
	struct bytes body;
	/* What HTTP said; absent slices where it did not. */
	struct slice url; /* of the document, after redirects */
	struct slice content_type, content_language, content_location;
	struct slice link; /* the Link header; for parse_links_run alone */
	enum parse_html html;
	uint32_t max_size; /* bytes of output; 0: LIMIT_READER_OUTPUT */
};

enum parse_status {
	PARSE_OK,
	PARSE_NOT_A_FEED,
	PARSE_REFUSED, /* hostile: oversized tag, depth, size */
	PARSE_FAILED,  /* memory or output limit */
	PARSE_STATUS_COUNT
};

struct parse_outcome {
	enum parse_status status;
	char reason[200]; /* "not a feed: root element is html" */
	uint32_t entries; /* or feeds of a listing */
	bool recovered, truncated;
};

/* Takes a whole frame (see document.h); frame NULL: all that it took is void.
 * False ends the parse (PARSE_FAILED). */
typedef bool (*parse_sink)(void *arg, const void *frame, size_t size);

/* Opens every converter and table that parsing may need, before the sandbox is
 * closed (iconv loads modules from disk). False names what is missing. */
struct parse_tables;
struct parse_tables *parse_tables_open(struct error *err);
void parse_tables_close(struct parse_tables *tables);

void parse_run(struct parse_tables *tables, const struct parse_input *input,
    parse_sink sink, void *sink_arg, struct parse_outcome *outcome);

/*
 * The feeds of an OPML file into listing, which is as listing_new made it.
 * PARSE_NOT_A_FEED: it is no OPML. The URL of the document is not looked at:
 * what a list names it names in full.
 */
void
parse_opml_run(struct parse_tables *tables, const struct parse_input *input,
    struct listing *listing, struct parse_outcome *outcome);
/*
 * The feeds that a page names (R70): first those of the Link header, then those
 * of its head, at most LIMIT_AUTODISCOVER_LINKS, none twice. Where the body is
 * itself a feed that alone is listed, with is_feed set; its url is absent where
 * neither the document's URL is of http nor the feed says one. PARSE_OK also
 * where there are none.
 */
void
parse_links_run(struct parse_tables *tables, const struct parse_input *input,
    struct listing *listing, struct parse_outcome *outcome);

#endif
