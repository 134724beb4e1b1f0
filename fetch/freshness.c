/*
 * Cache-Control, Age and Expires as RFC 9111 has them, read for one question:
 * how long the publisher wants us to stay away. Nothing is guessed from the age
 * of a document (R26), and shared caches' directives are not for us (R24).
 */
#include "fetch/freshness.h"

#include "limits.h"

#define OVERFLOW_S ((int64_t)1 << 31) /* RFC 9111 1.2.2 */

struct cache_control {
	bool no_cache, no_store;
	bool has_max_age;
	int64_t max_age_s;
};

/* Like slice_cut at commas, but for those inside quotes. */
static bool
cut_directive(struct slice *rest, struct slice *directive)
{
	bool quoted = false;
	size_t i;

	if (rest->len == 0)
		return false;
	for (i = 0; i < rest->len; i++) {
		char c = rest->ptr[i];

		if (quoted && c == '\\' && i + 1 < rest->len)
			i++;
		else if (c == '"')
			quoted = !quoted;
		else if (c == ',' && !quoted)
			break;
	}
	*directive = slice_trim(slice_sub(*rest, 0, i));
	*rest = slice_from(*rest, i + 1);
	return true;
}

static int64_t
seconds_of(struct slice value)
{
	int64_t seconds = 0;

	value = slice_trim(value);
	if (value.len >= 2 && value.ptr[0] == '"' &&
	    value.ptr[value.len - 1] == '"')
		value = slice_sub(value, 1, value.len - 2);
	/* R22: what is no number is 0, not absent. */
	if (!net_header_number(value, OVERFLOW_S, &seconds))
		return 0;
	return seconds;
}

static void
take_directive(struct slice directive, struct cache_control *cache)
{
	size_t equals = slice_find_char(directive, '=');
	struct slice name = slice_trim(slice_sub(directive, 0, equals));

	if (slice_eq_nocase(name, SLICE("no-cache"))) {
		cache->no_cache = true;
	} else if (slice_eq_nocase(name, SLICE("no-store"))) {
		cache->no_store = true;
	} else if (slice_eq_nocase(name, SLICE("max-age")) &&
	    !cache->has_max_age) {
		cache->has_max_age = true; /* R22: the first one wins */
		cache->max_age_s = equals == SIZE_MAX
		    ? 0
		    : seconds_of(slice_from(directive, equals + 1));
	}
}

static struct cache_control
read_cache_control(const struct net_response *response)
{
	struct cache_control cache = { 0 };
	struct slice rest, directive;
	const char *line;
	size_t from = 0;

	while ((line = net_response_header(response, "Cache-Control", &from)) !=
	    NULL) {
		rest = slice_of(line);
		while (cut_directive(&rest, &directive))
			take_directive(directive, &cache);
	}
	return cache;
}

static int64_t
age_s(const struct net_response *response)
{
	int64_t age = 0;

	(void)net_header_number(net_header_first(response, "Age"), OVERFLOW_S,
	    &age);
	return age;
}

/* R23. Anything but a date means that it has already expired, above all "0". */
static int64_t
expires_s(const struct net_response *response, struct slice expires,
    int64_t received_at)
{
	int64_t at;

	if (!net_http_date(expires, &at))
		return 0;
	return at - net_header_date(response, received_at);
}

static int64_t
clamp(int64_t lifetime_s)
{
	if (lifetime_s < 0)
		return 0;
	return lifetime_s < LIMIT_LIFETIME_S ? lifetime_s : LIMIT_LIFETIME_S;
}

struct freshness
freshness_read(const struct net_response *response, int64_t received_at)
{
	struct cache_control cache = read_cache_control(response);
	struct slice expires = net_header_first(response, "Expires");
	int64_t lifetime_s = 0;

	if (cache.no_cache || cache.no_store) /* R24: the strictest wins */
		return (struct freshness){ .stated = true };
	if (cache.has_max_age)
		lifetime_s = cache.max_age_s - age_s(response);
	else if (expires.ptr != NULL)
		lifetime_s = expires_s(response, expires, received_at);
	else
		return (struct freshness){ .stated = false };
	return (struct freshness){ .stated = true,
		.lifetime_s = clamp(lifetime_s) };
}
