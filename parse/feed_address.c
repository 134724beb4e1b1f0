/*
 * Addresses of feeds, for whoever will fetch them: only http, "feed:" being
 * what browsers once called it, and no credentials, which come from the
 * configuration alone.
 */
#include "parse/feed_address.h"

#include "limits.h"
#include "parse/charset.h"
#include "url.h"
#include "utf8.h"

#define PORT_MAX 65535

/* Appends reference with "feed:" as http; SLICE_NONE if it is too long. */
static struct slice
without_feed_scheme(struct slice reference, struct buffer *room)
{
	if (!slice_has_prefix_nocase(reference, SLICE("feed:")))
		return reference;
	reference = slice_from(reference, sizeof("feed:") - 1);
	if (!slice_has_prefix(reference, SLICE("//")))
		return reference;
	buffer_append_string(room, "http:");
	buffer_append(room, reference);
	return room->failed ? SLICE_NONE : buffer_slice(room);
}

static bool
can_be_fetched(struct slice text, const struct url *url)
{
	struct buffer origin;
	int64_t port;
	bool can;

	buffer_init(&origin, LIMIT_URL);
	can = url_is_http(text) && url_append_origin(text, &origin) &&
	    (url->port.len == 0 ||
		slice_to_int64(url->port, 1, PORT_MAX, &port));
	buffer_finish(&origin);
	return can;
}

/* Fit to be shown and logged. */
static bool
is_clean(struct slice text)
{
	struct buffer line;
	bool clean;

	buffer_init(&line, LIMIT_URL);
	clean = utf8_clean_line(text, &line) &&
	    slice_eq(buffer_slice(&line), text);
	buffer_finish(&line);
	return clean;
}

/* Appends found, which is whole, without its userinfo. */
static enum feed_address
judge(struct slice found, struct buffer *out)
{
	struct url url;
	size_t from;

	url_split(found, &url);
	if (!is_clean(found) || !can_be_fetched(found, &url))
		return FEED_ADDRESS_NONE;
	if (url.userinfo.ptr == NULL) {
		buffer_append(out, found);
		return FEED_ADDRESS_FOUND;
	}
	from = (size_t)(url.userinfo.ptr - found.ptr);
	buffer_append(out, slice_sub(found, 0, from));
	buffer_append(out, slice_from(found, from + url.userinfo.len + 1));
	return FEED_ADDRESS_WITHOUT_USER;
}

enum feed_address
feed_address(struct slice base, struct slice reference, struct buffer *out)
{
	enum feed_address address = FEED_ADDRESS_NONE;
	struct buffer mended, http, whole;
	struct slice text = SLICE_NONE;

	buffer_reset(out);
	buffer_init(&mended, LIMIT_URL);
	buffer_init(&http, LIMIT_URL);
	buffer_init(&whole, LIMIT_URL);
	reference = slice_trim(reference);
	if (reference.len <= LIMIT_URL &&
	    charset_mend(reference, CHARSET_MEND_CONTROLS, &mended, &text))
		text = without_feed_scheme(text, &http);
	if (text.len > 0 && url_resolve(base, text, &whole))
		address = judge(buffer_slice(&whole), out);
	if (out->failed || address == FEED_ADDRESS_NONE) {
		buffer_reset(out);
		address = FEED_ADDRESS_NONE;
	}
	buffer_finish(&mended);
	buffer_finish(&http);
	buffer_finish(&whole);
	return address;
}
