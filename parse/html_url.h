/*
 * URLs in attributes: decoded, checked, resolved.
 */
#ifndef CRIER_PARSE_HTML_URL_H
#define CRIER_PARSE_HTML_URL_H

#include "buffer.h"
#include "parse/html.h"
#include "slice.h"

/* Memory that is used again for each URL of one text. */
struct html_url_scratch {
	struct buffer decoded, resolved;
};
void html_url_scratch_init(struct html_url_scratch *scratch);
void html_url_scratch_finish(struct html_url_scratch *scratch);

/* An empty URL means the base where it is a reference, else nothing. */
enum html_url_empty {
	HTML_URL_EMPTY_STAYS,
	HTML_URL_EMPTY_IS_BASE
};

/*
 * The URL that the raw value (references not decoded) of an attribute means,
 * or SLICE_NONE where its scheme is not one of the level. It lies in raw or in
 * scratch and dies with the next call.
 */
struct slice
html_url_clean(struct slice raw, const struct html_options *options,
    enum html_url_empty empty, struct html_url_scratch *scratch);

#endif
