/*
 * What a reference means against a base (RFC 3986 5.2, with the forgiveness of
 * browsers), written part by part straight into the output. Only literal dot
 * segments count: "%2e" is an escape, and escapes are never touched. The
 * userinfo of a base is not handed on: a feed's password must not turn up in
 * the links of its articles.
 */
#include "url.h"

#include "base/url_parts.h"

static bool
split_base(struct slice rest, struct url *base)
{
	struct slice name = url_cut_scheme(&rest);

	return url_scheme_find(name) != NULL &&
	    url_split_after_scheme(name, rest, base) &&
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
	struct slice rest = text, name = url_cut_scheme(&rest);
	bool has_slashes = slice_has_prefix(rest, SLICE("//"));

	*dir = SLICE_NONE;
	/* "http:x" is relative where the base is of http too; RFC 3986 5.2.2
	 * allows it, and every browser does it. */
	if (name.ptr != NULL &&
	    (has_slashes || base == NULL || base->host.len == 0 ||
		!slice_eq_nocase(name, base->scheme)))
		return url_split_after_scheme(name, rest, target);
	if (base == NULL)
		return false;
	if (has_slashes)
		return url_split_after_scheme(base->scheme, rest, target);
	*target = *base;
	target->userinfo = target->query = target->fragment = SLICE_NONE;
	url_split_path(rest, target);
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
 * True if it ended in one of these, so that a slash is due if nothing follows.
 */
static bool
append_segments(struct slice path, size_t start, struct buffer *out)
{
	struct slice segment;
	bool is_dots = false;

	if (slice_has_prefix(path, SLICE("/")))
		path = slice_from(path, 1);
	while (slice_cut(&path, '/', &segment)) {
		bool is_up = slice_eq(segment, SLICE(".."));

		is_dots = is_up || slice_eq(segment, SLICE("."));
		if (is_up)
			drop_segment(out, start);
		if (is_dots)
			continue;
		buffer_append_char(out, '/');
		append_encoded(segment, out);
	}
	return is_dots;
}

/* A folder ends in a slash, but only what follows it writes that slash. */
static void
append_path(struct slice dir, struct slice path, struct buffer *out)
{
	size_t start = out->len;

	if (dir.len > 1)
		(void)append_segments(slice_sub(dir, 0, dir.len - 1), start,
		    out);
	if (path.len > 0 && append_segments(path, start, out))
		buffer_append_char(out, '/');
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
	url_append_lower(url->scheme, out);
	buffer_append_char(out, ':');
	if (url->host.ptr == NULL && url_scheme_find(url->scheme) == NULL) {
		append_encoded(url->path, out); /* mailto:, urn:, data: */
	} else {
		buffer_append_string(out, "//");
		if (url->userinfo.ptr != NULL) {
			append_encoded(url->userinfo, out);
			buffer_append_char(out, '@');
		}
		url_append_host(url, out);
		append_path(dir, url->path, out);
	}
	append_after('?', url->query, out);
	append_after('#', url->fragment, out);
}

bool
url_resolve(struct slice base, struct slice reference, struct buffer *out)
{
	struct url base_url, target;
	struct slice spelled = url_trim(reference), text, dir;
	struct buffer base_scratch, scratch;
	bool has_base;

	buffer_init(&base_scratch, base.len);
	buffer_init(&scratch, spelled.len);
	has_base = split_base(url_prepare(url_trim(base), SLICE_NONE,
				  &base_scratch),
	    &base_url);
	text = url_prepare(spelled, has_base ? base_url.scheme : SLICE_NONE,
	    &scratch);
	if (scratch.failed || base_scratch.failed)
		out->failed = true;
	else if (find_target(text, has_base ? &base_url : NULL, &target, &dir))
		append_target(&target, dir, out);
	else
		url_append_spelled(spelled, out);
	buffer_finish(&base_scratch);
	buffer_finish(&scratch);
	return !out->failed;
}
