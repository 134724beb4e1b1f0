/*
 * The URLs of a feed's keys (section 5.3 of the parsing rules): resolved,
 * schemes checked, old accidents mended.
 */
#ifndef CRIER_PARSE_FEED_URL_H
#define CRIER_PARSE_FEED_URL_H

#include "parse/pass.h"

enum feed_url_use {
	FEED_URL_LINK,
	FEED_URL_IMAGE, /* data:image/ too */
	FEED_URL_NAME   /* tag: and urn: too: of ids, rel=via */
};

/*
 * raw, resolved against base, into pass->scratch; SLICE_NONE where it is none
 * that may be kept. raw may not lie in pass->scratch. The result dies with the
 * next use of pass->scratch.
 */
struct slice feed_url(struct pass *pass, struct slice base, struct slice raw,
    enum feed_url_use use);
/* The same into a frame; an absent span where there is none. */
struct doc_span feed_url_put(struct pass *pass, struct draft *draft,
    struct slice base, struct slice raw, enum feed_url_use use);
/* True for what has no scheme: it needs a base. */
bool feed_url_is_relative(struct slice raw);

#endif
