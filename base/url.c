/*
 * URLs as feeds write them. A URL is split into slices of the caller's text
 * and written again part by part straight into the output; only a reference
 * with TAB, CR, LF or a backslash in it is copied first. "Web" schemes (http,
 * https, ftp) always have a host, however many slashes were written. Percent
 * escapes are opaque: never decoded, never added to what is legal.
 */
#include "url.h"

#include <utf8proc.h>

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

/* Takes "scheme:" off *rest, if there is one of legal spelling. */
static struct slice
cut_scheme(struct slice *rest)
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

static void
split_path(struct slice rest, struct url *url)
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
	split_path(rest, url);
}

void
url_split(struct slice text, struct url *url)
{
	*url = (struct url){ .scheme = cut_scheme(&text) };
	split_hierarchy(text, url);
}

/*
 * What resolution needs to know of a scheme. A base must be of one of these;
 * of every other scheme only what stands after "//" is understood, and without
 * "//" nothing.
 */
static const struct scheme {
	struct slice name, port; /* port: the default */
	bool is_web;             /* has a host, whatever the slashes */
	bool is_http;            /* and '\\' is '/' */
} schemes[] = {
	{ SLICE_INIT("http"), SLICE_INIT("80"), true, true },
	{ SLICE_INIT("https"), SLICE_INIT("443"), true, true },
	{ SLICE_INIT("ftp"), SLICE_INIT("21"), true, false },
	{ SLICE_INIT("file"), SLICE_INIT(""), false, false },
};

/* NULL for a scheme that is not in the table. */
static const struct scheme *
find_scheme(struct slice name)
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
	const struct scheme *scheme = find_scheme(name);

	return scheme != NULL && scheme->is_http;
}

bool
url_is_http(struct slice text)
{
	return is_http_scheme(cut_scheme(&text));
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

/*
 * What follows a scheme, as browsers read it: of a web scheme, any number of
 * slashes and then a host. False where the host must not or cannot be used.
 */
static bool
split_after_scheme(struct slice name, struct slice rest, struct url *url)
{
	const struct scheme *scheme = find_scheme(name);
	bool is_web = scheme != NULL && scheme->is_web;

	*url = (struct url){ .scheme = name };
	if (!is_web) {
		split_hierarchy(rest, url);
		return authority_is_legal(url);
	}
	while (slice_has_prefix(rest, SLICE("/")))
		rest = slice_from(rest, 1);
	cut_authority(&rest, url);
	split_path(rest, url);
	return url->host.len > 0 && authority_is_legal(url);
}

static struct slice
trim_controls(struct slice s)
{
	while (s.len > 0 && (unsigned char)s.ptr[s.len - 1] <= ' ')
		s.len--;
	while (s.len > 0 && (unsigned char)s.ptr[0] <= ' ')
		s = slice_from(s, 1);
	return s;
}

/* Appends text as it was spelled, but for the line ends of its source. */
static void
append_spelled(struct slice text, struct buffer *out)
{
	for (size_t i = 0; i < text.len; i++) {
		char c = text.ptr[i];

		if (c != '\t' && c != '\r' && c != '\n')
			buffer_append_char(out, c);
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

/*
 * The text without TAB, CR and LF and, if its own scheme or else the base's is
 * http(s), with slashes for backslashes. Copied to scratch only if need be.
 */
static struct slice
prepare(struct slice text, struct slice base_scheme, struct buffer *scratch)
{
	struct slice rest, name;
	bool is_clean = true;

	for (size_t i = 0; i < text.len && is_clean; i++)
		is_clean = slice_find_char(SLICE("\t\r\n\\"), text.ptr[i]) ==
		    SIZE_MAX;
	if (is_clean)
		return text;
	append_spelled(text, scratch);
	rest = buffer_slice(scratch);
	name = cut_scheme(&rest);
	if (name.ptr == NULL)
		name = base_scheme;
	if (is_http_scheme(name))
		mend_backslashes(scratch);
	return buffer_slice(scratch);
}

static bool
split_base(struct slice text, struct url *base)
{
	struct slice rest = trim_controls(text);
	struct slice name = cut_scheme(&rest);

	return find_scheme(name) != NULL &&
	    split_after_scheme(name, rest, base) &&
	    (base->host.len > 0 || base->path.len > 0);
}

/*
 * The parts of what text means against base (NULL: none); *dir is the folder
 * of the base that a relative path goes on from. False: it means nothing.
 */
static bool
find_target(struct slice text, const struct url *base, struct url *target,
    struct slice *dir)
{
	struct slice rest = text, name = cut_scheme(&rest);
	bool has_slashes = slice_has_prefix(rest, SLICE("//"));

	*dir = SLICE_NONE;
	/* "http:x" is relative where the base is of http too; RFC 3986 5.2.2
	 * allows it, and every browser does it. */
	if (name.ptr != NULL &&
	    (has_slashes || base == NULL || base->host.len == 0 ||
		!slice_eq_nocase(name, base->scheme)))
		return split_after_scheme(name, rest, target);
	if (base == NULL)
		return false;
	if (has_slashes)
		return split_after_scheme(base->scheme, rest, target);
	*target = *base;
	target->query = target->fragment = SLICE_NONE;
	split_path(rest, target);
	if (target->path.len == 0) {
		target->path = base->path;
		if (target->query.ptr == NULL)
			target->query = base->query;
	} else if (target->path.ptr[0] != '/') {
		*dir = base->path;
		while (dir->len > 0 && dir->ptr[dir->len - 1] != '/')
			dir->len--;
	}
	return true;
}

static void
append_lower(struct slice s, struct buffer *out)
{
	for (size_t i = 0; i < s.len; i++) {
		char c = s.ptr[i];

		buffer_append_char(out,
		    c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : c);
	}
}

static bool
needs_percent(char c)
{
	return (unsigned char)c <= ' ' || c == 0x7F || c == '"' || c == '<' ||
	    c == '>' || c == '^' || c == '`' || c == '|';
}

static void
append_encoded(struct slice s, struct buffer *out)
{
	while (s.len > 0) {
		size_t len = 0;

		while (len < s.len && !needs_percent(s.ptr[len]))
			len++;
		buffer_append(out, slice_sub(s, 0, len));
		if (len == s.len)
			return;
		buffer_append_format(out, "%%%02X",
		    (unsigned)(unsigned char)s.ptr[len]);
		s = slice_from(s, len + 1);
	}
}

static void
drop_segment(struct buffer *out, size_t start)
{
	size_t len = out->len;

	while (len > start && out->ptr[len - 1] != '/')
		len--;
	buffer_truncate(out, len > start ? len - 1 : start);
}

/*
 * Appends path to the one that began at start, segment by segment, each after
 * a slash, and obeys "." and "..". Linear: what ".." drops is dropped once.
 */
static void
append_segments(struct slice path, size_t start, struct buffer *out)
{
	struct slice segment;

	if (slice_has_prefix(path, SLICE("/")))
		path = slice_from(path, 1);
	while (slice_cut(&path, '/', &segment)) {
		bool is_up = slice_eq(segment, SLICE(".."));

		if (is_up)
			drop_segment(out, start);
		if (is_up || slice_eq(segment, SLICE("."))) {
			if (path.ptr == NULL)
				buffer_append_char(out, '/');
			continue;
		}
		buffer_append_char(out, '/');
		append_encoded(segment, out);
	}
}

/* A folder ends in a slash, but only what follows it writes that slash. */
static void
append_path(struct slice dir, struct slice path, struct buffer *out)
{
	size_t start = out->len;

	if (dir.len > 1)
		append_segments(slice_sub(dir, 0, dir.len - 1), start, out);
	if (path.len > 0)
		append_segments(path, start, out);
}

static void
append_host(const struct url *url, struct buffer *out)
{
	const struct scheme *scheme = find_scheme(url->scheme);
	struct slice port = url->port;

	append_lower(url->host, out);
	while (port.len > 1 && port.ptr[0] == '0')
		port = slice_from(port, 1);
	if (port.len == 0 || (scheme != NULL && slice_eq(port, scheme->port)))
		return;
	buffer_append_char(out, ':');
	buffer_append(out, port);
}

static void
append_after(char mark, struct slice part, struct buffer *out)
{
	if (part.ptr == NULL)
		return;
	buffer_append_char(out, mark);
	append_encoded(part, out);
}

static void
append_target(const struct url *url, struct slice dir, struct buffer *out)
{
	append_lower(url->scheme, out);
	buffer_append_char(out, ':');
	if (url->host.ptr == NULL && find_scheme(url->scheme) == NULL) {
		append_encoded(url->path, out); /* mailto:, urn:, data: */
	} else {
		buffer_append_string(out, "//");
		if (url->userinfo.ptr != NULL) {
			append_encoded(url->userinfo, out);
			buffer_append_char(out, '@');
		}
		append_host(url, out);
		append_path(dir, url->path, out);
	}
	append_after('?', url->query, out);
	append_after('#', url->fragment, out);
}

bool
url_resolve(struct slice base, struct slice reference, struct buffer *out)
{
	struct url base_url, target;
	bool has_base = split_base(base, &base_url);
	struct slice spelled = trim_controls(reference), text, dir;
	struct buffer scratch;

	buffer_init(&scratch, spelled.len);
	text = prepare(spelled, has_base ? base_url.scheme : SLICE_NONE,
	    &scratch);
	if (scratch.failed)
		out->failed = true;
	else if (find_target(text, has_base ? &base_url : NULL, &target, &dir))
		append_target(&target, dir, out);
	else
		append_spelled(spelled, out);
	buffer_finish(&scratch);
	return !out->failed;
}

/* Appends what was spelled, so that a log shows it, less its secrets. */
static void
append_without_secrets(struct slice text, struct buffer *out)
{
	struct slice rest = text, name = cut_scheme(&rest);
	struct url url;

	(void)split_after_scheme(name, rest, &url); /* legal or not */
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

	text = trim_controls(text);
	buffer_init(&scratch, text.len);
	text = prepare(text, SLICE("http"), &scratch);
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

	text = trim_controls(text);
	buffer_init(&scratch, text.len);
	rest = prepare(text, SLICE_NONE, &scratch);
	name = cut_scheme(&rest);
	if (scratch.failed) {
		out->failed = true;
	} else if (name.ptr != NULL && split_after_scheme(name, rest, &url) &&
	    url.host.len > 0) {
		append_lower(url.scheme, out);
		buffer_append_string(out, "://");
		append_host(&url, out);
		ok = !out->failed;
	}
	buffer_finish(&scratch);
	return ok;
}
