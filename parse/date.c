/*
 * Dates, from text to seconds. The two shapes that make up nearly all of them
 * are read by fixed places; everything else is folded and cut into tokens
 * (date_text.c), of which the time and zone are taken first (date_time.c), then
 * the day (date_day.c). Ranges are judged here, last.
 */
#include "parse/date.h"

#include "compiler.h"
#include "parse/date_reading.h"
#include "parse/language_tag.h"

#define DAY_S  86400
#define HOUR_S 3600

/* Digits of a number at fixed places; -1 if they are not all digits. */
static int64_t
digits(const char *text, size_t count)
{
	int64_t value = 0;

	for (size_t i = 0; i < count; i++) {
		if (text[i] < '0' || text[i] > '9')
			return -1;
		value = value * 10 + (text[i] - '0');
	}
	return value;
}

struct moment {
	int64_t year, month, day, hour, minute, second, zone_minutes;
};

static bool
is_in(int64_t value, int64_t low, int64_t high)
{
	return value >= low && value <= high;
}

/* False for what is out of range. 24:00 and :60 are the moment after. */
static bool
to_seconds(const struct moment *m, int64_t *at)
{
	if (!is_in(m->year, 1900, 9999) || !is_in(m->month, 1, 12) ||
	    !is_in(m->day, 1, date_days_in_month(m->year, m->month)) ||
	    !is_in(m->hour, 0, 24) || !is_in(m->minute, 0, 59) ||
	    !is_in(m->second, 0, 60))
		return false;
	if (m->hour == 24 && (m->minute > 0 || m->second > 0))
		return false;
	*at = date_days_from_epoch(m->year, m->month, m->day) * DAY_S +
	    m->hour * HOUR_S + (m->minute - m->zone_minutes) * 60 + m->second;
	return true;
}

static int64_t
english_month(const char *text)
{
	static const char names[12][4] = { "Jan", "Feb", "Mar", "Apr", "May",
		"Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };

	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		if (memcmp(names[i], text, 3) == 0)
			return (int64_t)i + 1;
	}
	return -1;
}

/* "+0200" or "+02:00", as wide says. */
static bool
read_offset(struct slice text, bool has_colon, int64_t *minutes)
{
	int64_t hours, rest;

	if (text.len != (has_colon ? 6 : 5) ||
	    (text.ptr[0] != '+' && text.ptr[0] != '-') ||
	    (has_colon && text.ptr[3] != ':'))
		return false;
	hours = digits(text.ptr + 1, 2);
	rest = digits(text.ptr + (has_colon ? 4 : 3), 2);
	if (!is_in(hours, 0, 15) || !is_in(rest, 0, 59))
		return false;
	*minutes = (hours * 60 + rest) * (text.ptr[0] == '-' ? -1 : 1);
	return true;
}

/* "hh:mm:ss" */
static bool
read_clock(const char *text, struct moment *m)
{
	m->hour = digits(text, 2);
	m->minute = digits(text + 3, 2);
	m->second = digits(text + 6, 2);
	return text[2] == ':' && text[5] == ':' && m->hour >= 0 &&
	    m->minute >= 0 && m->second >= 0;
}

/* "Mon, 05 Aug 2019 14:05:09 +0200" and the same with GMT. */
static bool
read_rfc_822(struct slice text, struct moment *m)
{
	const char *p = text.ptr;

	if (text.len != 29 && text.len != 31)
		return false;
	if (p[3] != ',' || p[4] != ' ' || p[7] != ' ' || p[11] != ' ' ||
	    p[16] != ' ' || p[25] != ' ' || !read_clock(p + 17, m))
		return false;
	m->day = digits(p + 5, 2);
	m->month = english_month(p + 8);
	m->year = digits(p + 12, 4);
	m->zone_minutes = 0;
	if (m->day < 0 || m->month < 0 || m->year < 0)
		return false;
	if (text.len == 29)
		return memcmp(p + 26, "GMT", 3) == 0;
	return read_offset(slice_from(text, 26), false, &m->zone_minutes);
}

/* "2019-08-05T14:05:09Z", with a fraction or an offset. */
static bool
read_rfc_3339(struct slice text, struct moment *m)
{
	const char *p = text.ptr;
	struct slice rest;
	size_t at = 0;

	if (text.len < 20 || p[4] != '-' || p[7] != '-' || p[10] != 'T' ||
	    !read_clock(p + 11, m))
		return false;
	m->year = digits(p, 4);
	m->month = digits(p + 5, 2);
	m->day = digits(p + 8, 2);
	m->zone_minutes = 0;
	if (m->year < 0 || m->month < 0 || m->day < 0)
		return false;
	rest = slice_from(text, 19);
	if (rest.ptr[0] == '.') {
		for (at = 1; at < rest.len && digits(rest.ptr + at, 1) >= 0;)
			at++;
		rest = slice_from(rest, at);
	}
	return slice_eq(rest, SLICE("Z")) ||
	    read_offset(rest, true, &m->zone_minutes);
}

/* One leading word with a colon: "Posted: Mon, ..." */
static void
drop_label(struct date_text *text)
{
	if (text->count > 2 && text->tokens[0].kind == DATE_WORD &&
	    date_token_is_sign(&text->tokens[1], ':'))
		text->tokens[0].is_used = text->tokens[1].is_used = true;
}

static int64_t
on_24_hours(const struct date_reading *reading)
{
	if (reading->half == DATE_AM && reading->hour == 12)
		return 0;
	if (reading->half == DATE_PM && reading->hour < 12)
		return reading->hour + 12;
	return reading->hour;
}

/* Minutes east for dates that name no zone. */
static int
home_zone(const struct date_reading *reading)
{
	bool is_japanese = reading->text.has_kanji_day ||
	    language_tag_is(reading->language, SLICE("ja"));

	switch (reading->home) {
	case DATE_HOME_NONE:
		return 0;
	case DATE_HOME_KOREA:
	case DATE_HOME_JAPAN:
		return 9 * 60;
	case DATE_HOME_CHINA:
		return 8 * 60;
	case DATE_HOME_HAN:
		return (is_japanese ? 9 : 8) * 60;
	case DATE_HOME_THAILAND:
		return 7 * 60;
	}
	return 0;
}

static struct moment
moment_of(const struct date_reading *reading)
{
	return (struct moment){
		.year = reading->year,
		.month = reading->month,
		.day = reading->day,
		.hour = reading->hour < 0 ? 0 : on_24_hours(reading),
		.minute = reading->minute < 0 ? 0 : reading->minute,
		.second = reading->second < 0 ? 0 : reading->second,
		.zone_minutes = reading->has_zone ? reading->zone_minutes
						  : home_zone(reading),
	};
}

/* So that a date may be settled whether it needs it or not. */
static enum date_status
settled(struct date *date)
{
	date->month_first_at = date->at;
	return DATE_READ;
}

static enum date_status
judge(const struct date_reading *reading, struct date_context *context,
    struct date *date)
{
	struct moment moment = moment_of(reading);

	if (reading->is_epoch) {
		date->at = reading->epoch_s;
		return settled(date);
	}
	if (!to_seconds(&moment, &date->at))
		return DATE_REJECTED;
	if (reading->proves != DATE_ORDER_UNKNOWN &&
	    context->proven[reading->separator] == DATE_ORDER_UNKNOWN)
		context->proven[reading->separator] = reading->proves;
	if (!reading->is_ambiguous)
		return settled(date);
	moment.month = reading->day;
	moment.day = reading->month;
	date->separator = reading->separator;
	return to_seconds(&moment, &date->month_first_at) ? DATE_AMBIGUOUS
							  : DATE_READ;
}

enum date_status
date_parse(struct slice text, struct date_context *context, struct date *date)
{
	struct date_reading reading = {
		.language = context->language,
		.year = -1,
		.month = -1,
		.day = -1,
		.hour = -1,
		.minute = -1,
		.second = -1,
	};
	struct moment moment;

	*date = (struct date){ 0 };
	text = slice_trim(text);
	if (read_rfc_822(text, &moment) || read_rfc_3339(text, &moment))
		return to_seconds(&moment, &date->at) ? DATE_READ
						      : DATE_REJECTED;
	if (!date_text_read(text, &reading.text))
		return DATE_REJECTED;
	drop_label(&reading.text);
	date_time_read(&reading);
	if (!date_day_read(&reading))
		return DATE_REJECTED;
	return judge(&reading, context, date);
}

int64_t
date_settle(const struct date *date, const struct date_context *context)
{
	static const struct slice month_first[] = { SLICE_INIT("en-US"),
		SLICE_INIT("en-PH"), SLICE_INIT("es-US") };
	enum date_order order = context->proven[date->separator];

	for (size_t i = 0;
	     i < ARRAY_LEN(month_first) && order == DATE_ORDER_UNKNOWN; i++) {
		if (language_tag_is(context->language, month_first[i]))
			order = DATE_MONTH_FIRST;
	}
	return order == DATE_MONTH_FIRST ? date->month_first_at : date->at;
}
