/*
 * What the two front ends (libxml2 and the loose tokenizer) say of a document.
 * Everything behind them knows neither.
 */
#ifndef CRIER_PARSE_EVENT_H
#define CRIER_PARSE_EVENT_H

#include "parse/elements.h"
#include "parse/namespaces.h"
#include "slice.h"

struct event_attr {
	enum xml_ns ns;                   /* NS_NONE where it has no prefix */
	struct slice prefix, name, value; /* value decoded */
};

/* A start or end tag; borrowed for the call. */
struct event_tag {
	struct ns_meaning ns;
	struct slice local, prefix;     /* as spelled */
	struct element_rows rows;       /* what the table says of it */
	const struct event_attr *attrs; /* of a start tag */
	size_t attr_count;
};

enum event_text {
	EVENT_TEXT, /* references decoded */
	EVENT_CDATA
};

#endif
