/*
 * Judges a URL before crierd is asked to add it, so that what is wrong with it
 * can be said in words; crierd refuses the same. Where it leads is not judged
 * here.
 */
#include "cli/url_objection.h"

#include "limits.h"
#include "url.h"

#define PORT_MAX 65535

static bool
has_blank(struct slice text)
{
	for (size_t i = 0; i < text.len; i++)
		if ((unsigned char)text.ptr[i] <= ' ' || text.ptr[i] == 0x7F)
			return true;
	return false;
}

static bool
is_port(struct slice port)
{
	int64_t number;

	return port.len == 0 || slice_to_int64(port, 1, PORT_MAX, &number);
}

static bool
has_legal_host(struct slice text)
{
	struct buffer origin;
	bool legal;

	buffer_init(&origin, LIMIT_URL);
	legal = url_append_origin(text, &origin);
	buffer_finish(&origin);
	return legal;
}

const char *
url_objection(struct slice text)
{
	struct url url;

	if (text.len > LIMIT_URL)
		return "is too long";
	if (!url_is_http(text))
		return "is not an http or https URL";
	if (has_blank(text))
		return "has a blank or a control character in it";
	url_split(text, &url);
	if (url.userinfo.ptr != NULL)
		return "has a user name or password in it: those of a feed "
		       "stand in the configuration only";
	if (url.host.len == 0)
		return "has no host";
	if (!is_port(url.port))
		return "has a port that is none";
	return has_legal_host(text) ? NULL : "has a host that is none";
}
