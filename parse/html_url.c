/*
 * URLs in attributes. The scheme is judged twice: on the value without any
 * blank or control character, so that nothing can hide one, and on what
 * resolving made of it. A URL that is written as it would come out (by far the
 * commonest case) is taken as it stands.
 */
#include "parse/html_url.h"

#include "compiler.h"
#include "limits.h"
#include "parse/entities.h"
#include "parse/url_scheme.h"
#include "url.h"

void
html_url_scratch_init(struct html_url_scratch *scratch)
{
	buffer_init(&scratch->decoded, LIMIT_VALUE_BYTES);
	buffer_init(&scratch->resolved, LIMIT_VALUE_BYTES);
}

void
html_url_scratch_finish(struct html_url_scratch *scratch)
{
	buffer_finish(&scratch->decoded);
	buffer_finish(&scratch->resolved);
}

static bool
is_host_char(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' ||
	    c == '-';
}

/* Bytes that resolving would change, or that need escaping. */
static const bool changes[256] = {
	/* clang-format off */
	1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
	1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
	[' '] = 1, ['"'] = 1, ['&'] = 1, ['<'] = 1, ['>'] = 1, ['^'] = 1,
	['`'] = 1, ['|'] = 1, ['\\'] = 1, [0x7F] = 1,
	/* clang-format on */
};

/* An absolute http(s) URL that resolving would copy byte by byte. */
static bool
is_plain(struct slice raw)
{
	struct slice rest;
	size_t host;

	if (slice_has_prefix(raw, SLICE("https://")))
		rest = slice_from(raw, sizeof("https://") - 1);
	else if (slice_has_prefix(raw, SLICE("http://")))
		rest = slice_from(raw, sizeof("http://") - 1);
	else
		return false;
	for (host = 0; host < rest.len && is_host_char(rest.ptr[host]);)
		host++;
	if (host == 0 || host == rest.len || rest.ptr[host] != '/')
		return false;
	for (size_t i = host; i < rest.len; i++) {
		unsigned char c = (unsigned char)rest.ptr[i];

		/* "/." may begin a segment that goes. */
		if (changes[c] || c >= 0x80 ||
		    (c == '.' && rest.ptr[i - 1] == '/'))
			return false;
	}
	return true;
}

/* Blanks and controls of ASCII. */
static bool
is_hidden(char c)
{
	return (unsigned char)c <= ' ' || c == 0x7F;
}

static bool
is_scheme_char(char c)
{
	return ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') ||
	    (c >= '0' && c <= '9') || c == '+' || c == '-' || c == '.';
}

#define SCHEME_MAX 32 /* bytes; every scheme that is kept is shorter */

/*
 * What stands before the first ':' of url, less what is hidden, if it could be
 * a scheme; a longer one is cut, and so known to be none of ours.
 */
static struct slice
find_scheme(struct slice url, char scheme[SCHEME_MAX])
{
	size_t len = 0;

	for (size_t i = 0; i < url.len; i++) {
		char c = url.ptr[i];

		if (c == ':')
			return (struct slice){ scheme, len };
		if (is_hidden(c))
			continue;
		if (!is_scheme_char(c))
			return SLICE_NONE;
		if (len < SCHEME_MAX)
			scheme[len++] = c;
	}
	return SLICE_NONE;
}

/* Pictures of a kind that cannot hold a script. */
static bool
is_data_image(struct slice url)
{
	static const struct slice kinds[] = {
		SLICE_INIT("data:image/png"),
		SLICE_INIT("data:image/gif"),
		SLICE_INIT("data:image/jpeg"),
		SLICE_INIT("data:image/jpg"),
		SLICE_INIT("data:image/webp"),
		SLICE_INIT("data:image/avif"),
		SLICE_INIT("data:image/bmp"),
	};

	for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
		struct slice after = slice_from(url, kinds[i].len);

		if (slice_has_prefix_nocase(url, kinds[i]) &&
		    (slice_has_prefix(after, SLICE(";")) ||
			slice_has_prefix(after, SLICE(","))))
			return true;
	}
	return false;
}

static bool
may_keep(struct slice url, enum html_level level)
{
	char text[SCHEME_MAX];
	struct slice scheme = find_scheme(url, text);

	switch (level) {
	case HTML_STRICT:
		return slice_eq_nocase(scheme, SLICE("https")) ||
		    slice_eq_nocase(scheme, SLICE("http")) ||
		    slice_eq_nocase(scheme, SLICE("mailto"));
	case HTML_WIDE:
		return scheme.ptr == NULL || url_scheme_is_kept(scheme) ||
		    is_data_image(url);
	}
	return false;
}

/* Length of the control at the start of s: of C0 but what resolving drops
 * itself, DEL, C1; 0 where there is none. */
static size_t
control_len(struct slice s)
{
	unsigned char c = (unsigned char)s.ptr[0];

	if (c == 0xC2 && s.len > 1 && (unsigned char)s.ptr[1] < 0xA0)
		return 2;
	return (c < ' ' && c != '\t' && c != '\n' && c != '\r') || c == 0x7F;
}

/* Takes controls out of the text. They would be dropped when it
 * is written, and so must be before it is judged. */
static void
drop_controls(struct buffer *text)
{
	size_t to = 0, len;

	for (size_t from = 0; from < text->len; from += len) {
		struct slice rest = slice_from(buffer_slice(text), from);

		len = control_len(rest);
		if (len == 0) {
			text->ptr[to++] = text->ptr[from];
			len = 1;
		}
	}
	buffer_truncate(text, to);
}

/* Decoded, without controls, and without blanks at either end. */
static struct slice
decode(struct slice raw, struct buffer *decoded)
{
	buffer_reset(decoded);
	(void)references_decode(raw, REFERENCE_HTML_ATTRIBUTE, decoded);
	drop_controls(decoded);
	raw = buffer_slice(decoded);
	while (raw.len > 0 && is_hidden(raw.ptr[0]))
		raw = slice_from(raw, 1);
	while (raw.len > 0 && is_hidden(raw.ptr[raw.len - 1]))
		raw.len--;
	return raw;
}

struct slice
html_url_clean(struct slice raw, const struct html_options *options,
    enum html_url_empty empty, struct html_url_scratch *scratch)
{
	struct slice url, result;

	if (is_plain(raw))
		return raw;
	url = decode(raw, &scratch->decoded);
	if (is_plain(url))
		return url;
	/* A relative one has no scheme until it is resolved. */
	if (!may_keep(url, HTML_WIDE))
		return SLICE_NONE;
	result = url.len > 0 ? url : SLICE("");
	if (scratch->decoded.failed)
		return SLICE_NONE;
	if (url.len > 0 || empty == HTML_URL_EMPTY_IS_BASE) {
		buffer_reset(&scratch->resolved);
		if (!url_resolve(options->base, url, &scratch->resolved))
			return SLICE_NONE;
		result = buffer_slice(&scratch->resolved);
	}
	return may_keep(result, options->level) ? result : SLICE_NONE;
}
