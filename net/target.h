/*
 * Where a transfer goes, read once from its URL: libcurl gets the very parts
 * that were judged, not the text again. Private to net/.
 */
#ifndef CRIER_NET_TARGET_H
#define CRIER_NET_TARGET_H

#include <stdbool.h>

#include <curl/curl.h>

#include "compiler.h"
#include "error.h"
#include "net/address.h"

struct target {
	CURLU *url; /* owned; ASCII host, no userinfo, no fragment */
	char *host; /* owned by libcurl: [] round an IPv6 address */
	char *port; /* owned by libcurl; the default one where none is given */
	bool is_address; /* the host is an address: nothing to resolve */
	union address address;
};

/* An http or https URL. */
bool target_parse(struct target *target, const char *url,
    struct error *err) MUST_CHECK;
/* A proxy: "[scheme://]host[:port]", any scheme that libcurl knows. */
bool target_parse_proxy(struct target *target, const char *proxy,
    struct error *err) MUST_CHECK;
/* An smtp or smtps URL, whose path is what is said in EHLO. */
bool target_parse_mail(struct target *target, const char *url,
    struct error *err) MUST_CHECK;
void target_finish(struct target *target);

#endif
