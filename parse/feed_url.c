/*
 * Makes a URL of what a feed has for one: decodes what was escaped twice,
 * resolves it against the base in force, and keeps only schemes that a reader
 * may follow or show. Identity is never made from this: ids stay as spelled.
 */
#include "parse/feed_url.h"

#include "parse/url_scheme.h"
#include "url.h"

bool
feed_url_is_relative(struct slice raw)
{
	struct url url;

	url_split(slice_trim(raw), &url);
	return url.scheme.ptr == NULL;
}

static bool
may_keep(struct slice url, struct slice base, enum feed_url_use use)
{
	struct url parts;

	url_split(url, &parts);
	if (parts.scheme.ptr == NULL)
		return true;
	if (use == FEED_URL_IMAGE &&
	    slice_has_prefix_nocase(url, SLICE("data:image/")))
		return true;
	/* A file only from a file. */
	if (slice_eq_nocase(parts.scheme, SLICE("file")))
		return base.len == 0 ||
		    slice_has_prefix_nocase(base, SLICE("file:"));
	if (use == FEED_URL_NAME &&
	    (slice_eq_nocase(parts.scheme, SLICE("tag")) ||
		slice_eq_nocase(parts.scheme, SLICE("urn"))))
		return true;
	return url_scheme_is_kept(parts.scheme);
}

/* "feed://h/x" is http, "feed:https://h/x" what it says. */
static struct slice
without_feed_scheme(struct slice raw, bool *http)
{
	*http = false;
	if (!slice_has_prefix_nocase(raw, SLICE("feed:")))
		return raw;
	raw = slice_from(raw, sizeof("feed:") - 1);
	*http = slice_has_prefix(raw, SLICE("//"));
	return raw;
}

/* An ampersand that was escaped twice; other references are left alone. */
static void
append_unescaped(struct slice raw, struct buffer *out)
{
	static const struct slice escapes[] = { SLICE_INIT("&amp;"),
		SLICE_INIT("&#38;"), SLICE_INIT("&#038;") };
	size_t at;

	while ((at = slice_find_char(raw, '&')) != SIZE_MAX) {
		size_t taken = 1;

		for (size_t i = 0; i < ARRAY_LEN(escapes); i++) {
			if (slice_has_prefix_nocase(slice_from(raw, at),
				escapes[i]))
				taken = escapes[i].len;
		}
		buffer_append(out, slice_sub(raw, 0, at));
		buffer_append_char(out, '&');
		raw = slice_from(raw, at + taken);
	}
	buffer_append(out, raw);
}

struct slice
feed_url(struct pass *pass, struct slice base, struct slice raw,
    enum feed_url_use use)
{
	struct slice mended, url;
	bool http;

	raw = slice_trim(raw);
	if (raw.len == 0)
		return SLICE_NONE;
	buffer_reset(&pass->mended);
	if (!charset_mend(raw, CHARSET_MEND_CONTROLS, &pass->mended, &mended))
		return SLICE_NONE;
	if (feed_url_is_relative(mended))
		pass->state.base_used = true;
	mended = without_feed_scheme(mended, &http);
	buffer_reset(&pass->url);
	if (http)
		buffer_append(&pass->url, SLICE("http:"));
	append_unescaped(mended, &pass->url);
	buffer_reset(&pass->scratch);
	if (!url_resolve(base, buffer_slice(&pass->url), &pass->scratch))
		return SLICE_NONE;
	url = slice_trim(buffer_slice(&pass->scratch));
	if (url.len == 0 || !may_keep(url, base, use))
		return SLICE_NONE;
	return url;
}

struct doc_span
feed_url_put(struct pass *pass, struct draft *draft, struct slice base,
    struct slice raw, enum feed_url_use use)
{
	return doc_frame_put(draft->frame, feed_url(pass, base, raw, use));
}
