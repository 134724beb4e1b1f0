/*
 * Spans of time in queries: "2026-08", "7d..today", "..2026-01-31T10:00". What
 * is written in a calendar stands for the whole of its year, month, day or
 * minute; "7d" is the instant that long ago, or alone the day of it. Local time
 * is UTC and an offset that the caller gives.
 */
#include "topic/fields.h"

#include <ctype.h>

#include "duration.h"
#include "topic/query_text.h"

#define DAY_S    INT64_C(86400)
#define YEAR_MAX 9999

/* Days since 1970-01-01 of the proleptic Gregorian calendar. */
static int64_t
days_of(int64_t year, int64_t month, int64_t day)
{
	int64_t era, year_of_era, day_of_year;

	year -= month <= 2;
	era = (year >= 0 ? year : year - 399) / 400;
	year_of_era = year - era * 400;
	day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
	return era * 146097 + year_of_era * 365 + year_of_era / 4 -
	    year_of_era / 100 + day_of_year - 719468;
}

static int64_t
month_length(int64_t year, int64_t month)
{
	return month == 12
	    ? 31
	    : days_of(year, month + 1, 1) - days_of(year, month, 1);
}

/* Takes exactly digits digits off *rest. */
static bool
take_number(struct slice *rest, size_t digits, int64_t max, int64_t *value)
{
	struct slice number = slice_sub(*rest, 0, digits);

	if (number.len < digits)
		return false;
	for (size_t i = 0; i < digits; i++) {
		if (!isdigit((unsigned char)number.ptr[i]))
			return false;
	}
	*rest = slice_from(*rest, digits);
	return slice_to_int64(number, 0, max, value);
}

static bool
take_char(struct slice *rest, char c)
{
	if (rest->len == 0 || rest->ptr[0] != c)
		return false;
	*rest = slice_from(*rest, 1);
	return true;
}

/* "T10:00" behind a day. */
static bool
read_minute(struct slice rest, int64_t day, struct moment_spec *out)
{
	int64_t hour, minute;

	if (!take_char(&rest, 'T') || !take_number(&rest, 2, 23, &hour) ||
	    !take_char(&rest, ':') || !take_number(&rest, 2, 59, &minute) ||
	    rest.len > 0)
		return false;
	out->first_s = day * DAY_S + hour * 3600 + minute * 60;
	out->end_s = out->first_s + 60;
	return true;
}

static bool
read_calendar(struct slice rest, struct moment_spec *out)
{
	int64_t year, month, day;

	out->kind = MOMENT_CALENDAR;
	if (!take_number(&rest, 4, YEAR_MAX, &year))
		return false;
	if (rest.len == 0) {
		out->first_s = days_of(year, 1, 1) * DAY_S;
		out->end_s = days_of(year + 1, 1, 1) * DAY_S;
		return true;
	}
	if (!take_char(&rest, '-') || !take_number(&rest, 2, 12, &month) ||
	    month == 0)
		return false;
	if (rest.len == 0) {
		out->first_s = days_of(year, month, 1) * DAY_S;
		out->end_s = out->first_s + month_length(year, month) * DAY_S;
		return true;
	}
	if (!take_char(&rest, '-') || !take_number(&rest, 2, 31, &day) ||
	    day == 0 || day > month_length(year, month))
		return false;
	if (rest.len > 0)
		return read_minute(rest, days_of(year, month, day), out);
	out->first_s = days_of(year, month, day) * DAY_S;
	out->end_s = out->first_s + DAY_S;
	return true;
}

static bool
read_moment(struct slice text, struct moment_spec *out)
{
	*out = (struct moment_spec){ .kind = MOMENT_DAY_OF };
	if (slice_eq(text, SLICE("today")))
		return true;
	if (slice_eq(text, SLICE("yesterday"))) {
		out->first_s = DAY_S;
		return true;
	}
	out->kind = MOMENT_AGO;
	if (duration_parse(text, &out->first_s) && out->first_s > 0)
		return true;
	return read_calendar(text, out);
}

/* An order that tells which of two bounds of one kind is earlier. */
static bool
ends_before_it_begins(const struct moment_spec *from,
    const struct moment_spec *until)
{
	if (from->kind == MOMENT_NONE || from->kind != until->kind)
		return false;
	if (from->kind == MOMENT_CALENDAR)
		return until->end_s <= from->first_s;
	return until->first_s > from->first_s;
}

bool
time_range_read(struct slice value, struct key_value *out, struct place place,
    struct query_error *err)
{
	size_t dots = slice_find(value, SLICE(".."));
	struct slice first = value, last;
	bool ok;

	if (dots == SIZE_MAX) {
		if (!read_moment(value, &out->from))
			return query_fail(err, "E21", place, "not a date");
		if (out->from.kind == MOMENT_AGO)
			out->from.kind = MOMENT_DAY_OF;
		out->until = out->from;
		return true;
	}
	first.len = dots;
	last = slice_from(value, dots + 2);
	ok = first.len > 0 || last.len > 0;
	if (first.len > 0)
		ok = read_moment(first, &out->from);
	if (last.len > 0)
		ok = ok && read_moment(last, &out->until);
	if (!ok)
		return query_fail(err, "E21", place, "not a date");
	if (ends_before_it_begins(&out->from, &out->until))
		return query_fail(err, "E21", place, "ends before it begins");
	return true;
}

/* The first second of a bound and the one after its last, unix seconds. */
static void
resolve(const struct moment_spec *spec, struct query_moment moment,
    int64_t *first, int64_t *end)
{
	int64_t local = moment.now_at + moment.utc_offset_s;

	switch (spec->kind) {
	case MOMENT_NONE:
		*first = INT64_MIN;
		*end = INT64_MAX;
		return;
	case MOMENT_CALENDAR:
		*first = spec->first_s - moment.utc_offset_s;
		*end = spec->end_s - moment.utc_offset_s;
		return;
	case MOMENT_AGO:
		*first = moment.now_at - spec->first_s;
		*end = *first + 1;
		return;
	case MOMENT_DAY_OF:
		local -= spec->first_s;
		local -= ((local % DAY_S) + DAY_S) % DAY_S;
		*first = local - moment.utc_offset_s;
		*end = *first + DAY_S;
		return;
	}
}

void
time_range_bounds(const struct key_value *value, struct query_moment moment,
    int64_t *from, int64_t *until)
{
	int64_t unused;

	resolve(&value->from, moment, from, &unused);
	resolve(&value->until, moment, &unused, until);
}
