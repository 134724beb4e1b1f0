/*
 * The table of status codes, and the words for outcomes and classes that logs,
 * tables and JSON show. How long a class makes a feed wait stands in
 * schedule/backoff.c.
 */
#include "fetch/status.h"

#include <assert.h>
#include <stddef.h>

#include "compiler.h"

/* The first row that holds the status decides; the last holds all. */
static const struct status_meaning meanings[] = {
	/* clang-format off */
	{ 200, 200, OUTCOME_MODIFIED,     CLASS_NONE,         false, "R33" },
	{ 203, 203, OUTCOME_MODIFIED,     CLASS_NONE,         false, "R33" },
	{ 226, 226, OUTCOME_FAILED,       CLASS_SOFT,         false, "R35" },
	{ 201, 299, OUTCOME_FAILED,       CLASS_SOFT,         false, "R34" },
	{ 304, 304, OUTCOME_NOT_MODIFIED, CLASS_NONE,         false, "R14" },
	{ 301, 301, OUTCOME_FAILED,       CLASS_SOFT,         true,  "R36" },
	{ 308, 308, OUTCOME_FAILED,       CLASS_SOFT,         true,  "R36" },
	{ 300, 300, OUTCOME_FAILED,       CLASS_SOFT,         true,  "R37" },
	{ 302, 303, OUTCOME_FAILED,       CLASS_SOFT,         true,  "R37" },
	{ 307, 307, OUTCOME_FAILED,       CLASS_SOFT,         true,  "R37" },
	{ 305, 399, OUTCOME_FAILED,       CLASS_SOFT,         false, "R39" },
	{ 401, 401, OUTCOME_FAILED,       CLASS_UNAUTHORIZED, false, "R40" },
	{ 403, 403, OUTCOME_FAILED,       CLASS_FORBIDDEN,    false, "R41" },
	{ 404, 404, OUTCOME_FAILED,       CLASS_NOT_FOUND,    false, "R42" },
	{ 451, 451, OUTCOME_FAILED,       CLASS_NOT_FOUND,    false, "R42" },
	{ 410, 410, OUTCOME_GONE,         CLASS_GONE,         false, "R43" },
	{ 406, 406, OUTCOME_FAILED,       CLASS_CLIENT,       false, "R44" },
	{ 408, 408, OUTCOME_FAILED,       CLASS_NET,          false, "R45" },
	{ 425, 425, OUTCOME_FAILED,       CLASS_NET,          false, "R45" },
	{ 412, 412, OUTCOME_FAILED,       CLASS_SOFT,         false, "R46" },
	{ 431, 431, OUTCOME_FAILED,       CLASS_SOFT,         false, "R46" },
	{ 429, 429, OUTCOME_FAILED,       CLASS_THROTTLED,    false, "R47" },
	{ 400, 499, OUTCOME_FAILED,       CLASS_CLIENT,       false, "R46" },
	{ 503, 503, OUTCOME_FAILED,       CLASS_SERVER,       false, "R48" },
	{ 500, 599, OUTCOME_FAILED,       CLASS_SERVER,       false, "R50" },
	{ 0,   999, OUTCOME_FAILED,       CLASS_GARBAGE,      false, "R57" },
	/* clang-format on */
};

const struct status_meaning *
status_meaning(int status)
{
	size_t last = ARRAY_LEN(meanings) - 1;

	for (size_t i = 0; i < last; i++) {
		if (status >= meanings[i].first && status <= meanings[i].last)
			return &meanings[i];
	}
	return &meanings[last];
}

/* ---- words ----------------------------------------------------------------- */

static const char *const outcomes[] = {
	[OUTCOME_NONE] = "none",
	[OUTCOME_MODIFIED] = "modified",
	[OUTCOME_UNCHANGED] = "unchanged",
	[OUTCOME_NOT_MODIFIED] = "not-modified",
	[OUTCOME_GONE] = "gone",
	[OUTCOME_FAILED] = "failed",
};
static_assert(ARRAY_LEN(outcomes) == OUTCOME_COUNT, "an outcome has no name");

static const struct {
	const char *name, *text;
} classes[] = {
	/* clang-format off */
	[CLASS_NONE]         = { "none", "nothing failed" },
	[CLASS_DNS_NAME]     = { "dns-name", "the name does not exist" },
	[CLASS_DNS_SERVER]   = { "dns-server",
				 "the name server failed or was silent" },
	[CLASS_CONNECT]      = { "connect", "no connection could be made" },
	[CLASS_TLS]          = { "tls", "no secure connection could be made" },
	[CLASS_CERTIFICATE]  = { "certificate",
				 "the certificate is not to be trusted" },
	[CLASS_TRANSFER]     = { "transfer",
				 "the answer broke off or was too slow" },
	[CLASS_GARBAGE]      = { "garbage", "the answer is not HTTP" },
	[CLASS_HEADERS]      = { "headers", "the headers are too large" },
	[CLASS_ENCODING]     = { "encoding",
				 "the body is not encoded as it says" },
	[CLASS_REDIRECT]     = { "redirect", "a redirect leads nowhere" },
	[CLASS_ADDRESS]      = { "address", "the address is refused" },
	[CLASS_SIZE]         = { "size", "the body is too large" },
	[CLASS_NOT_A_FEED]   = { "not-a-feed", "this is not a feed" },
	[CLASS_SYNTAX]       = { "syntax", "the feed cannot be read" },
	[CLASS_UNAUTHORIZED] = { "unauthorized",
				 "the server wants to know who asks" },
	[CLASS_FORBIDDEN]    = { "forbidden", "the server refuses" },
	[CLASS_NOT_FOUND]    = { "not-found", "there is nothing at that URL" },
	[CLASS_GONE]         = { "gone", "the feed is gone for good" },
	[CLASS_THROTTLED]    = { "throttled",
				 "the server asks to come less often" },
	[CLASS_CLIENT]       = { "client", "the server rejects the request" },
	[CLASS_SERVER]       = { "server", "the server is in trouble" },
	[CLASS_SOFT]         = { "soft", "the server gave an odd answer" },
	[CLASS_NET]          = { "net", "the server gave up waiting" },
	[CLASS_HOSTILE]      = { "hostile",
				 "reading it was too much: it looks hostile" },
	[CLASS_SOURCE]       = { "source", "the file or command failed" },
	[CLASS_LOCAL]        = { "local", "this machine is in trouble" },
	/* clang-format on */
};
static_assert(ARRAY_LEN(classes) == CLASS_COUNT, "a class has no name");

const char *
outcome_name(enum outcome outcome)
{
	assert(outcome < OUTCOME_COUNT);
	return outcomes[outcome];
}

const char *
failure_class_name(enum failure_class failure_class)
{
	assert(failure_class < CLASS_COUNT);
	return classes[failure_class].name;
}

const char *
failure_class_text(enum failure_class failure_class)
{
	assert(failure_class < CLASS_COUNT);
	return classes[failure_class].text;
}
