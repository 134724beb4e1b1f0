/*
 * URLs as feeds write them: RFC 3986 with the forgiveness of the WHATWG
 * algorithm in outline (section 5.3 of the parsing rules). Reads and writes
 * UTF-8; non-ASCII stays as it is (an IRI); nothing here makes punycode.
 */
#ifndef CRIER_URL_H
#define CRIER_URL_H

#include "buffer.h"
#include "slice.h"

/* Parts point into the text that was split; absent parts have ptr NULL. */
struct url {
	struct slice scheme;   /* without ':' */
	struct slice userinfo; /* without '@' */
	struct slice host;     /* with [] round an IPv6 address */
	struct slice port;     /* digits; absent where there is no ':' */
	struct slice path;
	struct slice query;    /* without '?' */
	struct slice fragment; /* without '#' */
};

/*
 * Splits any reference by RFC 3986 appendix B; never fails. What stands before
 * ':' is a scheme only if its letters are those of one; the userinfo ends at
 * the last '@' of the authority.
 */
void url_split(struct slice text, struct url *url);

/* http or https, ASCII case ignored. */
bool url_is_http(struct slice text);

/*
 * Appends reference resolved against base: trimmed of C0 and space, TAB CR LF
 * inside dropped, '\' as '/' in http(s), scheme and host in lower case, default
 * port dropped, dot segments removed, spaces, controls and "<>^|` encoded in
 * percent, existing escapes untouched; a base is cleaned likewise. An empty path stays empty. The userinfo
 * of a base is not handed on.
 *
 * An empty base, or one that is not http, https, ftp or file with a host or
 * path, leaves a relative reference as it is. A host with white space or other
 * illegal characters, no host where there must be one, or a port that is none:
 * the reference is appended as it was spelled. In both cases it is trimmed and
 * without TAB, CR and LF. Returns !out->failed.
 */
bool url_resolve(struct slice base, struct slice reference, struct buffer *out);

/* Appends text without its fragment, and without its userinfo, else as it was
 * spelled. For logs and whatever others see; '\' and missing or superfluous
 * slashes do not hide a userinfo of http(s). */
bool url_append_public(struct slice text, struct buffer *out);

/* Appends "scheme://host[:port]" in lower case without a default port: the key
 * of an origin. False, and nothing appended, for what has no host or an illegal
 * one. */
bool url_append_origin(struct slice text, struct buffer *out);

#endif
