/*
 * URLs as feeds write them: how they are split, which hosts are legal, and how
 * they are shown. A URL is split into slices of the caller's text; only one
 * with TAB, CR, LF or a backslash in it is copied first. "Web" schemes (http,
 * https, ftp) always have a host, however many slashes were written. Percent
 * escapes are opaque: never decoded, never added to what is legal.
 */
#include "url.h"

#include <utf8proc.h>

#include "base/url_parts.h"
#include "compiler.h"
#include "utf8.h"

static bool
is_alpha(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

struct slice
url_cut_scheme(struct slice *rest)
{
	size_t colon = slice_find_char(*rest, ':');
	struct slice scheme = slice_sub(*rest, 0, colon);

	if (colon == SIZE_MAX || colon == 0 || !is_alpha(scheme.ptr[0]))
		return SLICE_NONE;
	for (size_t i = 1; i < scheme.len; i++) {
		char c = scheme.ptr[i];

		if (!is_alpha(c) && !is_digit(c) && c != '+' && c != '-' &&
		    c != '.')
			return SLICE_NONE;
	}
	*rest = slice_from(*rest, colon + 1);
	return scheme;
}

static void
split_host(struct slice text, struct url *url)
{
	size_t after = 0, colon;

	if (slice_has_prefix(text, SLICE("["))) {
		after = slice_find_char(text, ']');
		if (after == SIZE_MAX)
			after = text.len;
	}
	colon = slice_find_char(slice_from(text, after), ':');
	if (colon == SIZE_MAX) {
		url->host = text;
		return;
	}
	url->host = slice_sub(text, 0, after + colon);
	url->port = slice_from(text, after + colon + 1);
}

static bool
ends_authority(char c)
{
	return c == '/' || c == '?' || c == '#';
}

/* Takes what stands before the path off *rest. */
static void
cut_authority(struct slice *rest, struct url *url)
{
	struct slice authority;
	size_t end = 0, at;

	while (end < rest->len && !ends_authority(rest->ptr[end]))
		end++;
	authority = slice_sub(*rest, 0, end);
	*rest = slice_from(*rest, end);
	/* The last '@': passwords are seen to contain others. */
	for (at = authority.len; at > 0; at--) {
		if (authority.ptr[at - 1] == '@')
			break;
	}
	if (at > 0) {
		url->userinfo = slice_sub(authority, 0, at - 1);
		authority = slice_from(authority, at);
	}
	split_host(authority, url);
}

void
url_split_path(struct slice rest, struct url *url)
{
	size_t at = slice_find_char(rest, '#');

	if (at != SIZE_MAX) {
		url->fragment = slice_from(rest, at + 1);
		rest = slice_sub(rest, 0, at);
	}
	at = slice_find_char(rest, '?');
	if (at != SIZE_MAX) {
		url->query = slice_from(rest, at + 1);
		rest = slice_sub(rest, 0, at);
	}
	url->path = rest;
}

/* What follows the scheme, by RFC 3986. */
static void
split_hierarchy(struct slice rest, struct url *url)
{
	if (slice_has_prefix(rest, SLICE("//"))) {
		rest = slice_from(rest, 2);
		cut_authority(&rest, url);
	}
	url_split_path(rest, url);
}

void
url_split(struct slice text, struct url *url)
{
	*url = (struct url){ .scheme = url_cut_scheme(&text) };
	split_hierarchy(text, url);
}

static const struct url_scheme schemes[] = {
	{ SLICE_INIT("http"), SLICE_INIT("80"), true, true },
	{ SLICE_INIT("https"), SLICE_INIT("443"), true, true },
	{ SLICE_INIT("ftp"), SLICE_INIT("21"), true, false },
	{ SLICE_INIT("file"), SLICE_INIT(""), false, false },
};

const struct url_scheme *
url_scheme_find(struct slice name)
{
	for (size_t i = 0; i < ARRAY_LEN(schemes); i++) {
		if (slice_eq_nocase(schemes[i].name, name))
			return &schemes[i];
	}
	return NULL;
}

static bool
is_http_scheme(struct slice name)
{
	const struct url_scheme *scheme = url_scheme_find(name);

	return scheme != NULL && scheme->is_http;
}

bool
url_is_http(struct slice text)
{
	return is_http_scheme(url_cut_scheme(&text));
}

/* White space, controls and format characters other than the joiners. */
static bool
is_illegal_in_host(uint32_t c)
{
	utf8proc_category_t category;

	if (c < 0x80)
		return c <= ' ' || c == 0x7F ||
		    slice_find_char(SLICE("\"#%/:<>?@[\\]^`{|}"), (char)c) !=
		    SIZE_MAX;
	if (c == 0x200C || c == 0x200D)
		return false;
	category = utf8proc_category((utf8proc_int32_t)c);
	return c == UTF8_REPLACEMENT || category == UTF8PROC_CATEGORY_ZS ||
	    category == UTF8PROC_CATEGORY_ZL ||
	    category == UTF8PROC_CATEGORY_ZP ||
	    category == UTF8PROC_CATEGORY_CC ||
	    category == UTF8PROC_CATEGORY_CF;
}

static bool
is_ipv6(struct slice host)
{
	if (host.len < 4 || host.ptr[host.len - 1] != ']')
		return false;
	for (size_t i = 1; i < host.len - 1; i++) {
		char c = host.ptr[i];

		if (!is_digit(c) && c != ':' && c != '.' &&
		    !((c | 0x20) >= 'a' && (c | 0x20) <= 'f'))
			return false;
	}
	return true;
}

static bool
authority_is_legal(const struct url *url)
{
	struct slice host = url->host;
	int64_t port;

	if (url->port.len > 0 &&
	    (!is_digit(url->port.ptr[0]) ||
		!slice_to_int64(url->port, 0, UINT16_MAX, &port)))
		return false;
	if (slice_has_prefix(host, SLICE("[")))
		return is_ipv6(host);
	while (host.len > 0) {
		if (is_illegal_in_host(utf8_next(&host)))
			return false;
	}
	return true;
}

bool
url_split_after_scheme(struct slice name, struct slice rest, struct url *url)
{
	const struct url_scheme *scheme = url_scheme_find(name);
	bool is_web = scheme != NULL && scheme->is_web;

	*url = (struct url){ .scheme = name };
	if (!is_web) {
		split_hierarchy(rest, url);
		return authority_is_legal(url);
	}
	while (slice_has_prefix(rest, SLICE("/")))
		rest = slice_from(rest, 1);
	cut_authority(&rest, url);
	url_split_path(rest, url);
	return url->host.len > 0 && authority_is_legal(url);
}

struct slice
url_trim(struct slice text)
{
	while (text.len > 0 && (unsigned char)text.ptr[text.len - 1] <= ' ')
		text.len--;
	while (text.len > 0 && (unsigned char)text.ptr[0] <= ' ')
		text = slice_from(text, 1);
	return text;
}

static bool
is_line_end(char c)
{
	return c == '\t' || c == '\r' || c == '\n';
}

void
url_append_spelled(struct slice text, struct buffer *out)
{
	for (size_t i = 0; i < text.len; i++) {
		if (!is_line_end(text.ptr[i]))
			buffer_append_char(out, text.ptr[i]);
	}
}

/* '\\' as '/' before query and fragment. */
static void
mend_backslashes(struct buffer *text)
{
	for (size_t i = 0; i < text->len; i++) {
		char *c = &text->ptr[i];

		if (*c == '?' || *c == '#')
			return;
		if (*c == '\\')
			*c = '/';
	}
}

struct slice
url_prepare(struct slice text, struct slice base_scheme, struct buffer *scratch)
{
	struct slice rest, name;
	bool is_clean = true;

	for (size_t i = 0; i < text.len && is_clean; i++)
		is_clean = !is_line_end(text.ptr[i]) && text.ptr[i] != '\\';
	if (is_clean)
		return text;
	url_append_spelled(text, scratch);
	rest = buffer_slice(scratch);
	name = url_cut_scheme(&rest);
	if (name.ptr == NULL)
		name = base_scheme;
	if (is_http_scheme(name))
		mend_backslashes(scratch);
	return buffer_slice(scratch);
}

void
url_append_lower(struct slice s, struct buffer *out)
{
	for (size_t i = 0; i < s.len; i++)
		buffer_append_char(out, slice_lower(s.ptr[i]));
}

void
url_append_host(const struct url *url, struct buffer *out)
{
	const struct url_scheme *scheme = url_scheme_find(url->scheme);
	struct slice port = url->port;

	url_append_lower(url->host, out);
	while (port.len > 1 && port.ptr[0] == '0')
		port = slice_from(port, 1);
	if (port.len == 0 || (scheme != NULL && slice_eq(port, scheme->port)))
		return;
	buffer_append_char(out, ':');
	buffer_append(out, port);
}

/* Appends what was spelled, so that a log shows it, less its secrets. */
static void
append_without_secrets(struct slice text, struct buffer *out)
{
	struct slice rest = text, name = url_cut_scheme(&rest);
	struct url url;

	(void)url_split_after_scheme(name, rest, &url); /* legal or not */
	if (name.ptr != NULL) {
		buffer_append(out, name);
		buffer_append_char(out, ':');
	}
	if (url.host.ptr != NULL) {
		buffer_append_string(out, "//");
		buffer_append(out, url.host);
	}
	if (url.port.ptr != NULL) {
		buffer_append_char(out, ':');
		buffer_append(out, url.port);
	}
	buffer_append(out, url.path);
	if (url.query.ptr != NULL) {
		buffer_append_char(out, '?');
		buffer_append(out, url.query);
	}
}

bool
url_append_public(struct slice text, struct buffer *out)
{
	struct buffer scratch;

	text = url_trim(text);
	buffer_init(&scratch, text.len);
	text = url_prepare(text, SLICE("http"), &scratch);
	if (scratch.failed)
		out->failed = true;
	else
		append_without_secrets(text, out);
	buffer_finish(&scratch);
	return !out->failed;
}

bool
url_append_origin(struct slice text, struct buffer *out)
{
	struct slice rest, name;
	struct buffer scratch;
	struct url url;
	bool ok = false;

	text = url_trim(text);
	buffer_init(&scratch, text.len);
	rest = url_prepare(text, SLICE_NONE, &scratch);
	name = url_cut_scheme(&rest);
	if (scratch.failed) {
		out->failed = true;
	} else if (name.ptr != NULL &&
	    url_split_after_scheme(name, rest, &url) && url.host.len > 0) {
		url_append_lower(url.scheme, out);
		buffer_append_string(out, "://");
		url_append_host(&url, out);
		ok = !out->failed;
	}
	buffer_finish(&scratch);
	return ok;
}
