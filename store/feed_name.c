/*
 * Names for feeds that come without one. A title in Latin script gives its
 * letters without their accents; what has none of [a-z0-9] gives way to the
 * host. A name is made once and kept, so nothing here needs to give the same
 * answer tomorrow.
 */
#include "store/feed_name.h"

#include <stdio.h>
#include <stdlib.h>

#include <utf8proc.h>

#include "store/statement.h"
#include "url.h"

#define SUFFIX_ROOM 12 /* "-" and a number that counts feeds */

static bool
is_name_char(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

bool
feed_name_is_right(struct slice name)
{
	if (name.len == 0 || name.len > FEED_NAME || name.ptr[0] == '-' ||
	    name.ptr[name.len - 1] == '-')
		return false;
	for (size_t i = 0; i < name.len; i++)
		if (!is_name_char(name.ptr[i]) && name.ptr[i] != '-')
			return false;
	return true;
}

/* Runs of other characters become one "-" between those that stay. */
static void
squeeze(struct slice text, size_t max, char *name)
{
	size_t len = 0;
	bool gap = false;

	for (size_t i = 0; i < text.len; i++) {
		if (!is_name_char(text.ptr[i])) {
			gap = len > 0;
			continue;
		}
		if (len + gap >= max)
			break;
		if (gap)
			name[len++] = '-';
		gap = false;
		name[len++] = text.ptr[i];
	}
	name[len] = '\0';
}

/* In lower case, without accents, full width as half. */
static void
squeeze_title(struct slice title, size_t max, char *name)
{
	utf8proc_uint8_t *folded = NULL;
	utf8proc_ssize_t len = utf8proc_map((const utf8proc_uint8_t *)title.ptr,
	    (utf8proc_ssize_t)title.len, &folded,
	    UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT | UTF8PROC_CASEFOLD |
		UTF8PROC_STRIPMARK);

	name[0] = '\0';
	if (len > 0)
		squeeze((struct slice){ (const char *)folded, (size_t)len },
		    max, name);
	free(folded);
}

static void
squeeze_host(struct slice address, size_t max, char *name)
{
	struct url url;

	url_split(address, &url);
	if (slice_has_prefix_nocase(url.host, SLICE("www.")))
		url.host = slice_from(url.host, strlen("www."));
	squeeze_title(url.host, max, name);
}

static bool
is_taken(struct store *store, const char *name, bool *taken, struct error *err)
{
	static const char sql[] =
	    "SELECT EXISTS (SELECT 1 FROM feed WHERE name = ?)";
	struct statement s = statement_of(store, sql);
	int64_t found = 0;

	put_string(&s, name);
	if (!statement_int(&s, &found, err))
		return false;
	*taken = found != 0;
	return true;
}

static void
number_name(const char *base, size_t number, char *name)
{
	snprintf(name, FEED_NAME + 1, "%s-%zu", base, number);
}

/*
 * The first free number by doubling and halving: a list of ten thousand feeds
 * of one title would ask fifty million times otherwise. Where there are gaps it
 * may be one of them that is found, or the end.
 */
static bool
find_free(struct store *store, const char *base, char *name, struct error *err)
{
	size_t taken_to = 1, free_at = 2;
	bool taken;

	for (;;) {
		number_name(base, free_at, name);
		if (!is_taken(store, name, &taken, err))
			return false;
		if (!taken)
			break;
		taken_to = free_at;
		free_at *= 2;
	}
	while (free_at - taken_to > 1) {
		size_t middle = taken_to + (free_at - taken_to) / 2;

		number_name(base, middle, name);
		if (!is_taken(store, name, &taken, err))
			return false;
		if (taken)
			taken_to = middle;
		else
			free_at = middle;
	}
	number_name(base, free_at, name);
	return true;
}

bool
feed_name_make(struct store *store, struct slice title, struct slice url,
    char name[FEED_NAME + 1], struct error *err)
{
	char base[FEED_NAME - SUFFIX_ROOM + 1];
	bool taken;

	squeeze_title(title, sizeof(base) - 1, base);
	if (base[0] == '\0')
		squeeze_host(url, sizeof(base) - 1, base);
	if (base[0] == '\0')
		memcpy(base, "feed", sizeof("feed"));
	memcpy(name, base, strlen(base) + 1);
	if (!is_taken(store, name, &taken, err))
		return false;
	return !taken || find_free(store, base, name, err);
}
