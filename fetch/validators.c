/*
 * Validators are never parsed, quoted or made: servers compare them byte by
 * byte. The one thing that is looked at is whether a date lies in the future,
 * because a server that gave 2041 once would answer 304 until then.
 */
#include "fetch/validators.h"

#include <stdlib.h>
#include <string.h>

#include "limits.h"
#include "memory.h"

#define FUTURE_S 86400 /* R9: beyond this a date is a mistake */

struct validators
validators_for(const struct feed_state *state, const char *url)
{
	if (state->validator_url == NULL ||
	    strcmp(state->validator_url, url) != 0)
		return (struct validators){ NULL, NULL };
	return (struct validators){ state->etag, state->last_modified };
}

static bool
is_storable(struct slice value)
{
	return value.len > 0 && value.len <= LIMIT_VALIDATOR &&
	    net_header_is_clean(value);
}

/* R9. What cannot be read as a date is sent as it came: some servers only
 * compare. */
static bool
is_credible_date(const struct net_response *response, struct slice value,
    int64_t received_at)
{
	int64_t at;

	if (slice_eq(value, SLICE("0")) || slice_eq(value, SLICE("-1")))
		return false;
	return !net_http_date(value, &at) ||
	    at <= net_header_date(response, received_at) + FUTURE_S;
}

static struct slice
etag_of(const struct net_response *response)
{
	struct slice value = net_header_first(response, "ETag");

	return is_storable(value) ? value : SLICE_NONE;
}

static struct slice
date_of(const struct net_response *response, int64_t received_at)
{
	struct slice value = net_header_first(response, "Last-Modified");

	return is_storable(value) &&
		is_credible_date(response, value, received_at)
	    ? value
	    : SLICE_NONE;
}

static void
set(char **field, struct slice value)
{
	free(*field);
	*field = value.ptr == NULL ? NULL : slice_to_string(value);
}

void
validators_replace(struct fetch_result *result,
    const struct net_response *response, int64_t received_at)
{
	set(&result->etag, etag_of(response));
	set(&result->last_modified, date_of(response, received_at));
}

static struct slice
newer(struct slice given, const char *sent)
{
	return given.ptr != NULL ? given : slice_of(sent);
}

void
validators_renew(struct fetch_result *result,
    const struct net_response *response, struct validators sent,
    int64_t received_at)
{
	set(&result->etag, newer(etag_of(response), sent.etag));
	set(&result->last_modified,
	    newer(date_of(response, received_at), sent.last_modified));
}
