/*
 * The cleaner as a consumer of tokens, so that one pass can feed it and the
 * writer of plain text.
 */
#ifndef CRIER_PARSE_HTML_CLEANER_H
#define CRIER_PARSE_HTML_CLEANER_H

#include "limits.h"
#include "parse/entities.h"
#include "parse/html.h"
#include "parse/html_allow.h"
#include "parse/html_tokens.h"
#include "parse/html_url.h"

/* An element that was opened in the output. */
struct html_open {
	struct slice name;
	uint32_t nest; /* bit of its enum html_nest; 0 inside math and svg */
};

struct html_cleaner {
	const struct html_options *options;
	struct buffer *out;
	size_t start; /* of the output in out */
	struct html_open open[LIMIT_HTML_DEPTH];
	size_t depth;
	size_t too_deep; /* open elements that were left out for their depth */
	enum html_foreign within;
	size_t foreign_at; /* place of the math or svg in open */
	/* Text or the like stands behind the last block of the output ... */
	bool is_inline;
	/* ... and a block that was left out ended or began since. */
	bool owes_break;
	struct html_url_scratch scratch;
};

void html_cleaner_init(struct html_cleaner *cleaner,
    const struct html_options *options, struct buffer *out);
void html_cleaner_token(struct html_cleaner *cleaner,
    const struct html_token *token);
/* Closes what is open. Returns !out->failed. */
bool html_cleaner_finish(struct html_cleaner *cleaner);

/* How the tokens for a level are to be read. */
enum html_reading html_cleaner_reading(enum html_level level);

/*
 * Appends raw text (or, with rules for attributes, a raw value) with its
 * references decoded and & < > " (the last in values alone) escaped; controls
 * but TAB and LF are dropped, CR and CR LF become LF.
 */
bool html_append_text(struct slice raw, enum reference_rules rules,
    struct buffer *out);
/* Appends a value that is decoded already, written for double quotes. */
bool html_append_value(struct slice value, struct buffer *out);

#endif
