/*
 * What we say of ourselves and of what we have. The same bytes at every poll,
 * so that caches on the way serve us (R3), and nothing that tells a server
 * about another: what the user gave for this feed goes to its own origin only,
 * and validators only to the URL that gave them.
 */
#include "fetch/request.h"

#include "buffer.h"
#include "compiler.h"
#include "fetch.h"
#include "net.h"
#include "url.h"

/* R7: some servers answer only those who name the types of feeds. */
#define ACCEPT                                                               \
	"application/atom+xml, application/rss+xml, application/feed+json, " \
	"application/rdf+xml;q=0.9, application/xml;q=0.9, text/xml;q=0.9, " \
	"text/html;q=0.5, */*;q=0.1"

#define NOT_ACCEPTABLE 406

const char *
fetch_user_agent(void)
{
#ifdef PACKAGE_URL
	if (sizeof(PACKAGE_URL) > 1)
		return PACKAGE_NAME "/" PACKAGE_VERSION " (+" PACKAGE_URL ")";
#endif
	return PACKAGE_NAME "/" PACKAGE_VERSION " (feed reader)";
}

const char *
request_accept_encoding(const struct feed_state *state)
{
	return state->failure_class == CLASS_ENCODING ? "identity" : "gzip, br";
}

static bool
same_origin(const char *a, const char *b)
{
	struct buffer origin_a, origin_b;
	bool same;

	buffer_init(&origin_a, LIMIT_URL);
	buffer_init(&origin_b, LIMIT_URL);
	same = url_append_origin(slice_of(a), &origin_a) &&
	    url_append_origin(slice_of(b), &origin_b) &&
	    slice_eq(buffer_slice(&origin_a), buffer_slice(&origin_b));
	buffer_finish(&origin_a);
	buffer_finish(&origin_b);
	return same;
}

/* A value that is absent or has control bytes is left out (T25). */
static void
add(struct request_headers *headers, struct arena *arena, const char *name,
    const char *value)
{
	if (value == NULL || !net_header_is_clean(slice_of(value)) ||
	    headers->count == LIMIT_REQUEST_HEADERS)
		return;
	headers->lines[headers->count++] = arena_format(arena, "%s: %s", name,
	    value);
}

static bool
user_gives(const struct feed *feed, const char *name)
{
	for (size_t i = 0; i < feed->header_count; i++) {
		if (slice_eq_nocase(slice_of(feed->headers[i].name),
			slice_of(name)))
			return true;
	}
	return false;
}

static void
add_own(struct request_headers *headers, const struct feed *feed,
    struct arena *arena)
{
	for (size_t i = 0; i < feed->header_count; i++)
		add(headers, arena, feed->headers[i].name,
		    feed->headers[i].value);
	add(headers, arena, "Cookie", feed->cookies);
}

bool
request_headers_make(struct request_headers *headers, const struct feed *feed,
    const struct feed_state *state, const char *url, struct arena *arena)
{
	struct validators validators = validators_for(state, url);
	bool is_own = same_origin(feed->url, url);

	headers->count = 0;
	if (!is_own || !user_gives(feed, "Accept"))
		add(headers, arena, "Accept",
		    state->status == NOT_ACCEPTABLE ? "*/*" : ACCEPT);
	add(headers, arena, "User-Agent", feed->user_agent);
	add(headers, arena, "If-None-Match", validators.etag);
	add(headers, arena, "If-Modified-Since", validators.last_modified);
	if (is_own)
		add_own(headers, feed, arena);
	headers->lines[headers->count] = NULL;
	return !arena->failed;
}
