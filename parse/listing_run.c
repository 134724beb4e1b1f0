/*
 * The front door for what names feeds: lists and pages. Bytes become UTF-8 as
 * those of a feed do; what stands in them is opml.c's and page_links.c's
 * business.
 */
#include "parse.h"

#include <stdio.h>

#include "limits.h"
#include "parse/meta_charset.h"
#include "parse/opml.h"
#include "parse/page_links.h"
#include "parse/tables.h"
#include "utf8.h"

/* ---- what both do ---------------------------------------------------------- */

struct decoded {
	struct charset_result result;
	struct buffer room;
};

static bool
decode(struct parse_tables *tables, const struct parse_input *input,
    struct slice label, struct decoded *decoded)
{
	struct charset_hints hints = {
		.http_label = charset_parameter(input->content_type),
		.language = input->content_language,
	};

	if (hints.http_label.len == 0)
		hints.http_label = label;
	buffer_init(&decoded->room, SIZE_MAX);
	return charset_decode(tables->charsets, input->body, &hints,
	    &decoded->room, &decoded->result);
}

static void
finish(struct parse_outcome *outcome, enum parse_status status,
    const char *reason)
{
	outcome->status = status;
	snprintf(outcome->reason, sizeof(outcome->reason), "%s", reason);
}

static void
finish_well(struct parse_outcome *outcome, const struct decoded *decoded,
    struct listing *listing)
{
	listing->recovered |= decoded->result.corrected;
	listing->truncated |= decoded->result.truncated;
	*outcome = (struct parse_outcome){
		.status = PARSE_OK,
		.entries = (uint32_t)listing->feed_count,
		.recovered = listing->recovered,
		.truncated = listing->truncated,
	};
}

/* ---- OPML ------------------------------------------------------------------ */

static void
refuse_root(struct parse_outcome *outcome, struct slice text, struct slice root)
{
	struct buffer line;

	if (slice_trim(text).len == 0) {
		finish(outcome, PARSE_NOT_A_FEED, "not OPML: it is empty");
		return;
	}
	buffer_init(&line, KIB);
	utf8_clean_line(utf8_cut(root, LIMIT_CONFIG_NAME), &line);
	if (line.len == 0)
		finish(outcome, PARSE_NOT_A_FEED, "not OPML: no element");
	else
		snprintf(outcome->reason, sizeof(outcome->reason),
		    "not OPML: root element is %.*s",
		    SLICE_FMT(buffer_slice(&line)));
	outcome->status = PARSE_NOT_A_FEED;
	buffer_finish(&line);
}

static void
read_opml(const struct decoded *decoded, struct listing *listing,
    struct parse_outcome *outcome)
{
	enum charset_mend mend = strcmp(decoded->result.name, "utf-8") == 0
	    ? CHARSET_MEND_TWICE
	    : CHARSET_MEND_CONTROLS;
	struct prescan scan;

	prescan_text(decoded->result.text, &scan);
	if (scan.refused != NULL) {
		finish(outcome, PARSE_REFUSED, scan.refused);
		return;
	}
	switch (opml_run(&scan, mend, listing)) {
	case OPML_READ:
		finish_well(outcome, decoded, listing);
		break;
	case OPML_IS_NONE:
		refuse_root(outcome, decoded->result.text, scan.root);
		break;
	case OPML_NO_MEMORY:
		finish(outcome, PARSE_FAILED,
		    "out of memory or past the limit");
		break;
	}
}

void
parse_opml_run(struct parse_tables *tables, const struct parse_input *input,
    struct listing *listing, struct parse_outcome *outcome)
{
	struct decoded decoded;

	*outcome = (struct parse_outcome){ .status = PARSE_FAILED };
	finish(outcome, PARSE_FAILED, "out of memory");
	if (decode(tables, input, SLICE_NONE, &decoded))
		read_opml(&decoded, listing, outcome);
	buffer_finish(&decoded.room);
}

/* ---- pages ----------------------------------------------------------------- */

void
parse_links_run(struct parse_tables *tables, const struct parse_input *input,
    struct listing *listing, struct parse_outcome *outcome)
{
	struct slice label = SLICE_NONE;
	struct decoded decoded;

	*outcome = (struct parse_outcome){ .status = PARSE_FAILED };
	finish(outcome, PARSE_FAILED, "out of memory or past the limit");
	if (charset_declared(input->body).len == 0)
		label = meta_charset(input->body);
	if (decode(tables, input, label, &decoded) &&
	    page_links_run(tables, input, decoded.result.text, listing))
		finish_well(outcome, &decoded, listing);
	buffer_finish(&decoded.room);
}
