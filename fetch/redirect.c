/*
 * Judges each hop before it is made: scheme, port, downgrade, loop, number.
 * Whether the address behind it may be reached, net/ judges, as for any other
 * request. Nothing is asked here.
 */
#include "fetch/redirect.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "compiler.h"
#include "url.h"

static bool
refuse(struct redirect_refusal *refusal, enum failure_class failure_class,
    const char *format, ...) PRINTF_LIKE(3, 4);

static bool
refuse(struct redirect_refusal *refusal, enum failure_class failure_class,
    const char *format, ...)
{
	va_list args;

	refusal->failure_class = failure_class;
	va_start(args, format);
	vsnprintf(refusal->reason, sizeof(refusal->reason), format, args);
	va_end(args);
	return false;
}

const char *
redirect_public_url(struct arena *arena, const char *url)
{
	struct buffer text;
	char *copy = NULL;

	buffer_init(&text, LIMIT_URL);
	if (url_append_public(slice_of(url), &text))
		copy = arena_string(arena, buffer_slice(&text));
	buffer_finish(&text);
	return copy;
}

void
redirect_begin(struct redirect_chain *chain, const char *url)
{
	chain->urls[0] = url;
	chain->count = 1;
	chain->permanent = true;
}

static bool
is_https(const char *url)
{
	return slice_has_prefix_nocase(slice_of(url), SLICE("https:"));
}

/* D3: those of the web, and the one that the user typed. */
static bool
port_is_allowed(const struct redirect_chain *chain, const char *url)
{
	static const struct slice ports[] = { SLICE_INIT("80"),
		SLICE_INIT("443"), SLICE_INIT("8080"), SLICE_INIT("8443") };
	struct url first, target;

	url_split(slice_of(chain->urls[0]), &first);
	url_split(slice_of(url), &target);
	if (chain->any_port || target.port.len == 0 ||
	    slice_eq(target.port, first.port))
		return true;
	for (size_t i = 0; i < ARRAY_LEN(ports); i++) {
		if (slice_eq(target.port, ports[i]))
			return true;
	}
	return false;
}

static bool
was_asked(const struct redirect_chain *chain, const char *url)
{
	for (size_t i = 0; i < chain->count; i++) {
		if (strcmp(chain->urls[i], url) == 0)
			return true;
	}
	return false;
}

static bool
may_follow(const struct redirect_chain *chain, const char *url,
    struct redirect_refusal *refusal)
{
	if (was_asked(chain, url))
		return refuse(refusal, CLASS_REDIRECT,
		    "redirected in a circle, to %.100s", url);
	if (chain->count > LIMIT_REDIRECTS)
		return refuse(refusal, CLASS_REDIRECT,
		    "redirected more than %d times", LIMIT_REDIRECTS);
	if (!url_is_http(slice_of(url)))
		return refuse(refusal, CLASS_REDIRECT,
		    "redirected to \"%.60s\": expected http or https", url);
	if (is_https(chain->urls[chain->count - 1]) && !is_https(url))
		return refuse(refusal, CLASS_REDIRECT,
		    "redirected from https to %.100s", url);
	if (!port_is_allowed(chain, url))
		return refuse(refusal, CLASS_REDIRECT,
		    "redirected to a port that is not the web's: %.90s", url);
	return true;
}

bool
redirect_follow(struct redirect_chain *chain, int status, const char *target,
    struct arena *arena, struct redirect_refusal *refusal)
{
	const char *url;

	if (target == NULL)
		return refuse(refusal, CLASS_SOFT,
		    "HTTP %d without a place to go to", status);
	url = redirect_public_url(arena, target);
	if (url == NULL)
		return refuse(refusal, CLASS_REDIRECT,
		    "redirected to a URL that is too long");
	if (!may_follow(chain, url, refusal))
		return false;
	if (status != 301 && status != 308)
		chain->permanent = false;
	chain->urls[chain->count++] = url;
	return true;
}
