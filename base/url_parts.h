/*
 * The parts of a URL, as url.c splits and url_resolve.c joins them. All texts
 * are borrowed; nothing allocates but url_prepare, in its scratch buffer.
 */
#ifndef CRIER_BASE_URL_PARTS_H
#define CRIER_BASE_URL_PARTS_H

#include "url.h"

/*
 * What resolution needs to know of a scheme. A base must be of one of those
 * in the table; of every other scheme only what stands after "//" is
 * understood, and without "//" nothing.
 */
struct url_scheme {
	struct slice name, port; /* port: the default */
	bool is_web;             /* has a host, whatever the slashes */
	bool is_http;            /* and '\' is '/' */
};

/* NULL for a scheme that is not in the table. */
const struct url_scheme *url_scheme_find(struct slice name);

/* Takes "scheme:" off *rest, if there is one of legal spelling. */
struct slice url_cut_scheme(struct slice *rest);

/* Sets path, and query and fragment where there are any. */
void url_split_path(struct slice rest, struct url *url);

/*
 * What follows a scheme, as browsers read it: of a web scheme, any number of
 * slashes and then a host. False where the host must not or cannot be used;
 * the parts are set all the same.
 */
bool
url_split_after_scheme(struct slice name, struct slice rest, struct url *url);

/* Without C0 and space at either end. */
struct slice url_trim(struct slice text);

/*
 * The text without TAB, CR and LF and, if its own scheme or else base_scheme
 * is http(s), with slashes for backslashes before query and fragment. Copied
 * to scratch, which has room for it, only if need be.
 */
struct slice url_prepare(struct slice text, struct slice base_scheme,
    struct buffer *scratch);

/* Appends text as it was spelled, but for the line ends of its source. */
void url_append_spelled(struct slice text, struct buffer *out);

/* Appends with ASCII letters in lower case. */
void url_append_lower(struct slice s, struct buffer *out);

/* Appends the host, and the port unless it is the scheme's own. */
void url_append_host(const struct url *url, struct buffer *out);

#endif
