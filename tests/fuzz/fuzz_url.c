/*
 * References and the bases that feeds give them. The parts of a split make the
 * text again; what is resolved stays what it is when it is resolved again; what
 * others may see has no user name.
 */
#include <string.h>

#include "limits.h"
#include "tests/fuzz/fuzz_targets.h"
#include "url.h"
#include "utf8.h"

static void
append_part(struct buffer *out, const char *before, struct slice part,
    const char *after)
{
	if (part.ptr == NULL)
		return;
	buffer_append_string(out, before);
	buffer_append(out, part);
	buffer_append_string(out, after);
}

static void
check_split(struct slice text)
{
	struct url url;
	struct buffer joined;

	url_split(text, &url);
	buffer_init(&joined, LIMIT_BODY_DECODED);
	append_part(&joined, "", url.scheme, ":");
	if (url.host.ptr != NULL)
		buffer_append_string(&joined, "//");
	append_part(&joined, "", url.userinfo, "@");
	append_part(&joined, "", url.host, "");
	append_part(&joined, ":", url.port, "");
	append_part(&joined, "", url.path, "");
	append_part(&joined, "?", url.query, "");
	append_part(&joined, "#", url.fragment, "");
	FUZZ_CHECK(slice_eq(buffer_slice(&joined), text));
	buffer_finish(&joined);
}

static void
check_resolved(struct slice base, struct slice reference)
{
	struct buffer once, twice;
	struct url url;

	buffer_init(&once, LIMIT_BODY_DECODED);
	buffer_init(&twice, LIMIT_BODY_DECODED);
	FUZZ_CHECK(url_resolve(base, reference, &once));
	for (size_t i = 0; i < once.len; i++)
		FUZZ_CHECK(strchr("\t\r\n", once.ptr[i]) == NULL ||
		    once.ptr[i] == '\0');
	FUZZ_CHECK(utf8_valid_len(buffer_slice(&once)) == once.len);
	url_split(buffer_slice(&once), &url);
	if (url_is_http(buffer_slice(&once)) && url.host.len > 0) {
		FUZZ_CHECK(url_resolve(base, buffer_slice(&once), &twice));
		FUZZ_CHECK(slice_eq(buffer_slice(&once), buffer_slice(&twice)));
	}
	buffer_finish(&once);
	buffer_finish(&twice);
}

static void
check_shown(struct slice text)
{
	struct buffer shown;
	struct url url;

	buffer_init(&shown, LIMIT_BODY_DECODED);
	FUZZ_CHECK(url_append_public(text, &shown));
	url_split(buffer_slice(&shown), &url);
	if (url_is_http(buffer_slice(&shown)))
		FUZZ_CHECK(url.userinfo.ptr == NULL);
	buffer_reset(&shown);
	if (url_append_origin(text, &shown)) {
		url_split(buffer_slice(&shown), &url);
		FUZZ_CHECK(url.userinfo.ptr == NULL && url.host.len > 0);
	} else {
		FUZZ_CHECK(shown.len == 0);
	}
	buffer_finish(&shown);
}

void
fuzz_url(const struct fuzz_world *world, struct bytes input)
{
	struct buffer buffer;
	struct slice text, base;

	(void)world;
	fuzz_text(input, &buffer);
	text = buffer_slice(&buffer);
	base = fuzz_first_line(&text);
	check_split(text);
	check_resolved(base, text);
	check_shown(text);
	buffer_finish(&buffer);
}
