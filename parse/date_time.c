/*
 * The time of day in a date, and its zone. A time is found by its shape
 * wherever it stands (14:05, 14h05, T1405, "klo 14.05", kanji), and the zone
 * behind it; a sign that was lost ("+" read as a blank) means east.
 */
#include "compiler.h"
#include "parse/date_names.h"
#include "parse/date_reading.h"

#define ZONE_MAX (15 * 60 + 59) /* minutes; what is more is no zone */

/* NULL past the end. */
static struct date_token *
at(struct date_reading *reading, size_t i)
{
	return i < reading->text.count ? &reading->text.tokens[i] : NULL;
}

static bool
is_number(const struct date_token *token, size_t max_digits)
{
	return token != NULL && token->kind == DATE_NUMBER &&
	    token->text.len <= max_digits;
}

static bool
is_sign(const struct date_token *token, char sign)
{
	return token != NULL && date_token_is_sign(token, sign);
}

static bool
is_word(const struct date_token *token, const char *word)
{
	return token != NULL && date_token_is_word(token, slice_of(word));
}

static bool
is_one_of(const struct date_token *token, const char *const *words,
    size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (is_word(token, words[i]))
			return true;
	}
	return false;
}

static void
use(struct date_reading *reading, size_t from, size_t to)
{
	for (size_t i = from; i < to; i++)
		reading->text.tokens[i].is_used = true;
}

static const struct {
	const char *word;
	enum date_half half;
	enum date_home home;
} halves[] = {
	{ "am", DATE_AM, DATE_HOME_NONE },
	{ "pm", DATE_PM, DATE_HOME_NONE },
	{ "오전", DATE_AM, DATE_HOME_KOREA },
	{ "오후", DATE_PM, DATE_HOME_KOREA },
	{ "上午", DATE_AM, DATE_HOME_CHINA },
	{ "下午", DATE_PM, DATE_HOME_CHINA },
	{ "午前", DATE_AM, DATE_HOME_JAPAN },
	{ "午後", DATE_PM, DATE_HOME_JAPAN },
};

static bool
take_half(struct date_reading *reading, size_t i)
{
	const struct date_token *token = at(reading, i);

	for (size_t h = 0; h < ARRAY_LEN(halves); h++) {
		if (!is_word(token, halves[h].word))
			continue;
		reading->half = halves[h].half;
		if (halves[h].home != DATE_HOME_NONE)
			reading->home = halves[h].home;
		use(reading, i, i + 1);
		return true;
	}
	return false;
}

/* Places behind ".482" or ",482", which must follow without a blank. */
static size_t
skip_fraction(struct date_reading *reading, size_t i)
{
	const struct date_token *sign = at(reading, i),
				*digits = at(reading, i + 1);

	if ((is_sign(sign, '.') || is_sign(sign, ',')) && !sign->after_space &&
	    digits != NULL && digits->kind == DATE_NUMBER &&
	    !digits->after_space)
		return i + 2;
	return i;
}

/* "+05:30" or "2019-08-05-07:00": what looks like a time is the zone. */
static bool
is_zone_of_date(struct date_reading *reading, size_t i)
{
	if (i == 0)
		return false;
	if (is_sign(at(reading, i - 1), '+'))
		return true;
	return i >= 6 && is_sign(at(reading, i - 1), '-') &&
	    is_number(at(reading, i - 2), 2) &&
	    is_sign(at(reading, i - 3), '-') &&
	    is_number(at(reading, i - 4), 2) &&
	    is_sign(at(reading, i - 5), '-') &&
	    is_number(at(reading, i - 6), 4);
}

/* A shape of time that begins at token i: the place behind it, or 0. */
typedef size_t time_shape(struct date_reading *reading, size_t i);

static size_t
take_clock(struct date_reading *reading, size_t i)
{
	size_t end = i + 3;

	if (!is_number(at(reading, i), 2) ||
	    !is_sign(at(reading, i + 1), ':') ||
	    !is_number(at(reading, i + 2), 2) || is_zone_of_date(reading, i))
		return 0;
	reading->hour = at(reading, i)->value;
	reading->minute = at(reading, i + 2)->value;
	if (is_sign(at(reading, i + 3), ':') &&
	    is_number(at(reading, i + 4), 2)) {
		reading->second = at(reading, i + 4)->value;
		end = skip_fraction(reading, i + 5);
	}
	return end;
}

/* "14h05", "14時05分09秒". */
static size_t
take_units(struct date_reading *reading, size_t i)
{
	static const char *const hours[] = { "h", "時", "시", "点", "點",
		"时" };
	static const char *const minutes[] = { "m", "min", "分", "분" };
	static const char *const seconds[] = { "s", "秒", "초" };
	const struct date_token *unit = at(reading, i + 1);
	size_t end = i + 2;

	if (!is_number(at(reading, i), 2) ||
	    !is_one_of(unit, hours, ARRAY_LEN(hours)))
		return 0;
	if (is_word(unit, "時"))
		reading->home = DATE_HOME_JAPAN;
	reading->hour = at(reading, i)->value;
	if (!is_number(at(reading, end), 2))
		return end;
	reading->minute = at(reading, end++)->value;
	if (!is_one_of(at(reading, end), minutes, ARRAY_LEN(minutes)))
		return end;
	end++;
	if (!is_number(at(reading, end), 2) ||
	    !is_one_of(at(reading, end + 1), seconds, ARRAY_LEN(seconds)))
		return end;
	reading->second = at(reading, end)->value;
	return end + 2;
}

/* "T14", "T1405", "T140509" behind the date. */
static size_t
take_basic(struct date_reading *reading, size_t i)
{
	const struct date_token *digits = at(reading, i + 1);
	int64_t value;

	if (i == 0 || !is_word(at(reading, i), "t") || !is_number(digits, 6) ||
	    digits->text.len % 2 != 0)
		return 0;
	value = digits->value;
	if (digits->text.len == 6) {
		reading->second = value % 100;
		value /= 100;
	}
	if (digits->text.len >= 4) {
		reading->minute = value % 100;
		value /= 100;
	}
	reading->hour = value;
	return skip_fraction(reading, i + 2);
}

/* "klo 14.05". */
static size_t
take_dotted(struct date_reading *reading, size_t i)
{
	static const char *const words[] = { "klo", "kl", "klokken", "um", "at",
		"alle", "ore", "a", "pukul" };

	if (!is_one_of(at(reading, i), words, ARRAY_LEN(words)))
		return 0;
	if (is_sign(at(reading, i + 1), '.')) /* "kl. 14.05" */
		i++;
	if (!is_number(at(reading, i + 1), 2) ||
	    !is_sign(at(reading, i + 2), '.') ||
	    !is_number(at(reading, i + 3), 2) ||
	    at(reading, i + 3)->text.len != 2)
		return 0;
	reading->hour = at(reading, i + 1)->value;
	reading->minute = at(reading, i + 3)->value;
	return i + 4;
}

/* "2 PM". */
static size_t
take_hour_with_half(struct date_reading *reading, size_t i)
{
	if (!is_number(at(reading, i), 2) ||
	    (!is_word(at(reading, i + 1), "am") &&
		!is_word(at(reading, i + 1), "pm")))
		return 0;
	reading->hour = at(reading, i)->value;
	return i + 1;
}

/* A date with a year stands before token i: two parts and a year at least. */
static bool
has_date_before(struct date_reading *reading, size_t i)
{
	size_t parts = 0;
	bool has_year = false, is_thai;

	for (size_t k = 0; k < i; k++) {
		const struct date_token *token = at(reading, k);

		if (token->kind == DATE_NUMBER) {
			parts++;
			has_year |= token->text.len >= 4;
		} else if (token->kind == DATE_WORD) {
			parts += date_month_named(token->text,
				     reading->language, &is_thai) != 0;
		}
	}
	return has_year && parts >= 3;
}

/* "05 Aug 2019 14 +0200": an hour alone, behind the year. */
static size_t
take_lone_hour(struct date_reading *reading, size_t i)
{
	const struct date_token *next = at(reading, i + 1);
	int minutes;

	if (i == 0 || !is_number(at(reading, i), 2) ||
	    !at(reading, i)->after_space || !is_number(at(reading, i - 1), 4) ||
	    !has_date_before(reading, i))
		return 0;
	if (next != NULL && !is_sign(next, '+') && !is_sign(next, '-') &&
	    (next->kind != DATE_WORD || !date_zone_named(next->text, &minutes)))
		return 0;
	reading->hour = at(reading, i)->value;
	return i + 1;
}

/* Offset of so many digits: "2", "02", "530", "0530"; then perhaps ":30". */
static size_t
take_offset(struct date_reading *reading, size_t i, int sign)
{
	const struct date_token *token = at(reading, i);
	int64_t minutes = 0;
	size_t end = i + 1;

	if (token->text.len <= 2)
		minutes = token->value * 60;
	else if (token->text.len <= 4)
		minutes = token->value / 100 * 60 + token->value % 100;
	if (is_sign(at(reading, end), ':') &&
	    is_number(at(reading, end + 1), 2)) {
		minutes += at(reading, end + 1)->value;
		end += 2;
		if (is_sign(at(reading, end), ':') &&
		    is_number(at(reading, end + 1), 2))
			end += 2;
	}
	if (minutes > ZONE_MAX || token->text.len > 4)
		minutes = 0;
	reading->has_zone = true;
	reading->zone_minutes = sign * (int)minutes;
	return end;
}

/* "+0200", "--0700": place behind, or i. */
static size_t
take_signed_offset(struct date_reading *reading, size_t i, int sign)
{
	size_t k = i;

	while (is_sign(at(reading, k), '-') || is_sign(at(reading, k), '+'))
		k++;
	if (k == i || at(reading, k) == NULL ||
	    at(reading, k)->kind != DATE_NUMBER)
		return i;
	if (is_sign(at(reading, k - 1), '-'))
		sign = -sign;
	return take_offset(reading, k, sign);
}

/* A to M are west in RFC 822's military zones as they were meant, N to Y east;
 * but what it printed, and what is used, is the opposite. */
static bool
take_military(struct date_reading *reading, const struct date_token *token)
{
	char c = token->text.ptr[0];

	if (token->text.len != 1 || c < 'a' || c > 'y')
		return false;
	reading->has_zone = true;
	if (c < 'j')
		reading->zone_minutes = -60 * (c - 'a' + 1);
	else if (c > 'j' && c < 'n')
		reading->zone_minutes = -60 * (c - 'a');
	else if (c >= 'n')
		reading->zone_minutes = 60 * (c - 'n' + 1);
	return true;
}

/* "Etc/GMT+5", of which the sign is POSIX's, and "Europe/Paris", which is not
 * looked up. */
static size_t
take_region(struct date_reading *reading, size_t i)
{
	size_t end = i + 3, after;

	if (!is_sign(at(reading, i + 1), '/') || at(reading, i + 2) == NULL ||
	    at(reading, i + 2)->kind != DATE_WORD)
		return i;
	reading->has_zone = true;
	reading->zone_minutes = 0;
	if (is_word(at(reading, i), "etc")) {
		after = take_signed_offset(reading, end, -1);
		return after;
	}
	while (is_sign(at(reading, end), '/') ||
	    is_sign(at(reading, end), '_') ||
	    (at(reading, end) != NULL && at(reading, end)->kind == DATE_WORD &&
		!at(reading, end)->after_space))
		end++;
	return end;
}

static bool
is_date_word(struct date_reading *reading, struct slice word)
{
	bool is_thai;

	return date_is_filler(word) || date_is_day_name(word) ||
	    date_month_named(word, reading->language, &is_thai) != 0;
}

/* A zone's name at token i, and perhaps an offset behind it, which wins. */
static size_t
take_named_zone(struct date_reading *reading, size_t i)
{
	const struct date_token *token = at(reading, i);
	int minutes = 0;
	size_t end = take_region(reading, i);

	if (end > i)
		return end;
	if (!date_zone_named(token->text, &minutes)) {
		if (take_military(reading, token))
			return i + 1;
		if (is_date_word(reading, token->text))
			return i;
	}
	/* A name that nobody knows stands for UTC. */
	reading->has_zone = true;
	reading->zone_minutes = minutes;
	return take_signed_offset(reading, i + 1, 1);
}

/* "14:05:09 0200" and "14:05:09 02:00": the '+' was lost. */
static size_t
take_signless_offset(struct date_reading *reading, size_t i)
{
	const struct date_token *token = at(reading, i);
	bool has_date = has_date_before(reading, i);

	if (is_sign(at(reading, i + 1), ':') &&
	    is_number(at(reading, i + 2), 2))
		return take_offset(reading, i, 1);
	if ((token->text.len == 4 && (has_date || token->value < 1900)) ||
	    (token->text.len == 2 && has_date && i + 1 == reading->text.count))
		return take_offset(reading, i, 1);
	return i;
}

/* Tokens of a zone from i on: the place behind them. */
static size_t
take_zone(struct date_reading *reading, size_t i)
{
	struct date_token *token;
	size_t end;

	/* "14:05 Uhr", "14:05:09:+0200", "14:05, ..." */
	while ((token = at(reading, i)) != NULL &&
	    ((token->kind == DATE_WORD && token->text.len > 1 &&
		 date_is_filler(token->text)) ||
		(is_sign(token, ':') &&
		    (is_sign(at(reading, i + 1), '+') ||
			is_sign(at(reading, i + 1), '-')))))
		i++;
	if (token == NULL)
		return i;
	if (token->kind == DATE_NUMBER)
		return take_signless_offset(reading, i);
	if (token->kind == DATE_WORD)
		return take_named_zone(reading, i);
	end = take_signed_offset(reading, i, 1);
	token = at(reading, end);
	if (end > i && token != NULL && token->kind == DATE_WORD &&
	    !is_date_word(reading, token->text))
		end++; /* "-0700 PDT" */
	return end;
}

/* A zone that stands apart from any time: behind the date, or "2019-08-05Z". */
static void
take_loose_zone(struct date_reading *reading)
{
	size_t count = reading->text.count;

	for (size_t i = 1; i < count; i++) {
		struct date_token *token = at(reading, i);
		bool is_west = is_sign(token, '-') &&
		    is_number(at(reading, i + 1), 2) &&
		    is_sign(at(reading, i + 2), ':');

		if (token->is_used)
			continue;
		if (is_sign(token, '+') || is_west)
			use(reading, i, take_signed_offset(reading, i, 1));
		else if (i + 1 == count && is_word(token, "z"))
			use(reading, i, take_named_zone(reading, i));
	}
}

void
date_time_read(struct date_reading *reading)
{
	static time_shape *const shapes[] = { take_clock, take_units,
		take_basic, take_dotted, take_hour_with_half, take_lone_hour };
	size_t end = 0, start = 0;

	for (size_t s = 0; s < ARRAY_LEN(shapes) && end == 0; s++) {
		for (start = 0; start < reading->text.count; start++) {
			end = shapes[s](reading, start);
			if (end != 0)
				break;
		}
	}
	if (end == 0) {
		take_loose_zone(reading);
		return;
	}
	use(reading, start, end);
	if (start > 0 && is_word(at(reading, start - 1), "t"))
		use(reading, start - 1, start);
	if (take_half(reading, end))
		end++;
	else if (start > 0)
		(void)take_half(reading, start - 1); /* most have none */
	use(reading, end, take_zone(reading, end));
	if (!reading->has_zone)
		take_loose_zone(reading);
}
