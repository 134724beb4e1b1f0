/*
 * The names of the options that are never taken over the control socket, from
 * OPML or from imports. What a request may say is an allow-list (changes.c);
 * these names only decide that the refusal says why. A test holds them against
 * the marks in the table of options.
 */
#include "control/powerful.h"

#include "compiler.h"

static const struct slice names[] = {
	SLICE_INIT("allow_private"),
	SLICE_INIT("at"),
	SLICE_INIT("auth"),
	SLICE_INIT("client_cert"),
	SLICE_INIT("cookies"),
	SLICE_INIT("days"),
	SLICE_INIT("deliver"),
	SLICE_INIT("every"),
	SLICE_INIT("exec"),
	SLICE_INIT("file"),
	SLICE_INIT("filter"),
	SLICE_INIT("from"),
	SLICE_INIT("gap"),
	SLICE_INIT("health_hook"),
	SLICE_INIT("hello"),
	SLICE_INIT("host"),
	SLICE_INIT("hosts"),
	SLICE_INIT("include"),
	SLICE_INIT("insecure_tls"),
	SLICE_INIT("mail"),
	SLICE_INIT("password"),
	SLICE_INIT("per_hour"),
	SLICE_INIT("port"),
	SLICE_INIT("proxy"),
	SLICE_INIT("quiet"),
	SLICE_INIT("resolver"),
	SLICE_INIT("sandbox"),
	SLICE_INIT("secret"),
	SLICE_INIT("tls"),
	SLICE_INIT("user"),
	SLICE_INIT("webhook"),
};

bool
option_is_powerful(struct slice name)
{
	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		if (slice_eq(names[i], name))
			return true;
	return false;
}
