/*
 * Spans of time as people write them. One table of units serves both ways;
 * months and years are read, for people write them, but never written, for
 * they are not exact.
 */
#include "duration.h"

#include <stdio.h>

#include "compiler.h"

#define YEAR_S    INT64_C(31536000)
#define LONGEST_S (100 * YEAR_S)

static const struct unit {
	struct slice name;
	int64_t seconds;
	bool written;
} units[] = {
	{ SLICE_INIT("y"), YEAR_S, false },
	{ SLICE_INIT("mo"), 2592000, false },
	{ SLICE_INIT("w"), 604800, false },
	{ SLICE_INIT("d"), 86400, true },
	{ SLICE_INIT("h"), 3600, true },
	{ SLICE_INIT("m"), 60, true },
	{ SLICE_INIT("s"), 1, true },
};

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static const struct unit *
find_unit(struct slice name)
{
	for (size_t i = 0; i < ARRAY_LEN(units); i++) {
		if (slice_eq(units[i].name, name))
			return &units[i];
	}
	return NULL;
}

/* Takes one number with its unit off *rest. */
static bool
cut_part(struct slice *rest, int64_t *seconds)
{
	const struct unit *unit;
	size_t digits = 0, end;
	int64_t count;

	while (digits < rest->len && is_digit(rest->ptr[digits]))
		digits++;
	end = digits;
	while (end < rest->len && !is_digit(rest->ptr[end]))
		end++;
	unit = find_unit(slice_sub(*rest, digits, end - digits));
	if (unit == NULL || digits == 0)
		return false;
	if (!slice_to_int64(slice_sub(*rest, 0, digits), 0,
		LONGEST_S / unit->seconds, &count))
		return false;
	*seconds = count * unit->seconds;
	*rest = slice_from(*rest, end);
	return true;
}

bool
duration_parse(struct slice s, int64_t *seconds)
{
	int64_t sum = 0, part;

	if (slice_eq(s, SLICE("0"))) {
		*seconds = 0;
		return true;
	}
	if (s.len == 0)
		return false;
	while (s.len > 0) {
		if (!cut_part(&s, &part) || part > LONGEST_S - sum)
			return false;
		sum += part;
	}
	*seconds = sum;
	return true;
}

char *
duration_format(int64_t seconds, char text[DURATION_TEXT])
{
	/* The magnitude of INT64_MIN fits only without a sign. */
	uint64_t left = seconds < 0 ? -(uint64_t)seconds : (uint64_t)seconds;
	size_t len = 0;

	if (seconds < 0)
		text[len++] = '-';
	text[len] = '0';
	text[len + 1] = '\0';
	for (size_t i = 0; i < ARRAY_LEN(units); i++) {
		uint64_t size = (uint64_t)units[i].seconds;

		if (!units[i].written || left < size)
			continue;
		len += (size_t)snprintf(text + len, DURATION_TEXT - len,
		    "%llu%s", (unsigned long long)(left / size),
		    units[i].name.ptr);
		left %= size;
	}
	return text;
}
