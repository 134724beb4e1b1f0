/*
 * Year, month and day, from the tokens that no time has taken: with the name of
 * a month, with units of Han or Hangul, as numbers alone, as ISO's weeks and
 * days of the year, as seconds since 1970.
 */
#include "compiler.h"
#include "parse/date_names.h"
#include "parse/date_reading.h"

#define NUMBERS_MAX 4

/* What is left of a date when words have been understood. */
struct parts {
	const struct date_token *numbers[NUMBERS_MAX];
	size_t count;
	char separator;     /* the last sign between two numbers, or ' ' */
	bool begins_signed; /* a sign stands before all else */
	bool has_week;
	bool is_thai;
	bool month_is_next;    /* Vietnamese: the number behind is the month */
	bool month_may_be_day; /* "mar." is Tuesday in French */
};

int
date_days_in_month(int64_t year, int64_t month)
{
	static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30,
		31 };
	bool is_leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

	return days[month - 1] + (month == 2 && is_leap);
}

int64_t
date_days_from_epoch(int64_t year, int64_t month, int64_t day)
{
	/* Years that begin in March put the leap day at their end. */
	int64_t y = month <= 2 ? year - 1 : year;
	int64_t era = y / 400, of_era = y - era * 400;
	int64_t of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day -
	    1;

	return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 +
	    of_year - 719468;
}

bool
date_of_year(struct date_reading *reading, int64_t day)
{
	if (day < 1)
		return false;
	for (int64_t month = 1; month <= 12; month++) {
		int days = date_days_in_month(reading->year, month);

		if (day <= days) {
			reading->month = month;
			reading->day = day;
			return true;
		}
		day -= days;
	}
	return false;
}

/* 1 for Monday to 7. */
static int64_t
weekday(int64_t days)
{
	return ((days + 3) % 7 + 7) % 7 + 1;
}

bool
date_of_week(struct date_reading *reading, int64_t week, int64_t day)
{
	int64_t fourth = date_days_from_epoch(reading->year, 1, 4);
	int64_t monday = fourth - weekday(fourth) + 1;
	int64_t days = monday + (week - 1) * 7 + day - 1;
	int64_t first = date_days_from_epoch(reading->year, 1, 1);
	int64_t next = date_days_from_epoch(reading->year + 1, 1, 4);

	next -= weekday(next) - 1;
	if (week < 1 || day < 1 || day > 7 || monday + (week - 1) * 7 >= next)
		return false;
	if (days < first) {
		reading->year--;
		return date_of_year(reading,
		    days - date_days_from_epoch(reading->year, 1, 1) + 1);
	}
	next = date_days_from_epoch(reading->year + 1, 1, 1);
	if (days >= next) {
		reading->year++;
		first = next;
	}
	return date_of_year(reading, days - first + 1);
}

/* The year that so many digits mean; -1 for none. */
static int64_t
year_of(const struct date_token *token)
{
	switch (token->text.len) {
	case 1:
	case 2:
		return token->value + (token->value < 90 ? 2000 : 1900);
	case 3: /* years since 1900, of a struct tm */
		return token->value + 1900;
	case 4:
		return token->value;
	default:
		return -1;
	}
}

/* Units behind a number, and what makes them Korean or of Han. */
static const struct {
	const char *word;
	enum date_home home;
	char field;
} units[] = {
	{ "年", DATE_HOME_HAN, 'y' },
	{ "月", DATE_HOME_HAN, 'm' },
	{ "日", DATE_HOME_HAN, 'd' },
	{ "号", DATE_HOME_CHINA, 'd' },
	{ "년", DATE_HOME_KOREA, 'y' },
	{ "월", DATE_HOME_KOREA, 'm' },
	{ "일", DATE_HOME_KOREA, 'd' },
};

static const struct {
	const char *word;
	int64_t before; /* the year before its first */
} eras[] = { { "令和", 2018 }, { "平成", 1988 }, { "昭和", 1925 } };

static void
set_field(struct date_reading *reading, char field, int64_t value)
{
	if (field == 'y' && reading->year < 0)
		reading->year = value;
	if (field == 'm' && reading->month < 0)
		reading->month = value;
	if (field == 'd' && reading->day < 0)
		reading->day = value;
}

static void
note_home(struct date_reading *reading, enum date_home home)
{
	if (reading->home == DATE_HOME_NONE)
		reading->home = home;
}

/* A unit takes the number before it. */
static bool
take_unit(struct date_reading *reading, struct parts *parts,
    const struct date_token *token)
{
	for (size_t i = 0; i < ARRAY_LEN(units); i++) {
		const struct date_token *number;

		if (!date_token_is_word(token, slice_of(units[i].word)) ||
		    parts->count == 0)
			continue;
		number = parts->numbers[--parts->count];
		set_field(reading, units[i].field,
		    units[i].field == 'y' ? year_of(number) : number->value);
		note_home(reading, units[i].home);
		return true;
	}
	return false;
}

/* "令和元年", "平成31年": returns the tokens taken with the unit, or 0. */
static size_t
take_era(struct date_reading *reading, size_t i)
{
	const struct date_token *tokens = reading->text.tokens;

	if (i + 2 >= reading->text.count ||
	    !date_token_is_word(&tokens[i + 2], SLICE("年")))
		return 0;
	for (size_t e = 0; e < ARRAY_LEN(eras); e++) {
		bool is_first = date_token_is_word(&tokens[i + 1], SLICE("元"));

		if (!date_token_is_word(&tokens[i], slice_of(eras[e].word)))
			continue;
		if (!is_first && tokens[i + 1].kind != DATE_NUMBER)
			return 0;
		reading->year = eras[e].before +
		    (is_first ? 1 : tokens[i + 1].value);
		reading->home = DATE_HOME_JAPAN;
		return 3;
	}
	return 0;
}

static bool
take_month(struct date_reading *reading, struct parts *parts, struct slice word)
{
	bool is_thai;
	int month = date_month_named(word, reading->language, &is_thai);

	if (month == 0)
		return false;
	if (reading->month > 0 && !parts->month_may_be_day)
		return date_is_day_name(word);
	reading->month = month;
	parts->month_may_be_day = date_is_day_name(word);
	parts->is_thai |= is_thai;
	return true;
}

/* Arabic months of two words: the text from token i to the end of the next. */
static struct slice
with_next(struct date_reading *reading, size_t i)
{
	const struct date_token *tokens = reading->text.tokens;
	struct slice word = tokens[i].text;

	if (i + 1 < reading->text.count && tokens[i + 1].kind == DATE_WORD &&
	    !tokens[i + 1].is_used)
		word.len = (size_t)(tokens[i + 1].text.ptr - word.ptr) +
		    tokens[i + 1].text.len;
	return word;
}

/* Tokens that the word at i takes; 0 for a word that nobody knows. */
static size_t
take_word(struct date_reading *reading, struct parts *parts, size_t i)
{
	const struct date_token *token = &reading->text.tokens[i];
	struct slice two = with_next(reading, i);
	size_t taken = take_era(reading, i);

	if (taken > 0)
		return taken;
	if (take_unit(reading, parts, token))
		return 1;
	if (!token->after_space && i > 0 && token[-1].kind == DATE_NUMBER &&
	    date_is_ordinal(token->text))
		return 1;
	if (date_token_is_word(token, SLICE("w"))) {
		parts->has_week = true;
		return 1;
	}
	if (date_token_is_word(token, SLICE("thang"))) {
		parts->month_is_next = true;
		return 1;
	}
	if (date_token_is_word(token, SLICE("พศ"))) {
		parts->is_thai = true;
		return 1;
	}
	if (two.len > token->text.len && take_month(reading, parts, two))
		return 2;
	return take_month(reading, parts, token->text) ||
	    date_is_day_name(token->text) || date_is_filler(token->text);
}

static bool
take_number(struct date_reading *reading, struct parts *parts,
    const struct date_token *token)
{
	if (parts->month_is_next) {
		reading->month = token->value;
		parts->month_is_next = false;
		return true;
	}
	if (parts->count == NUMBERS_MAX)
		return false;
	parts->numbers[parts->count++] = token;
	return true;
}

static void
note_sign(struct parts *parts, const struct date_token *token)
{
	char sign = token->text.ptr[0];

	if (sign != '-' && sign != '/' && sign != '.')
		return;
	if (parts->count > 0)
		parts->separator = sign;
	else
		parts->begins_signed |= sign == '-';
}

static bool
sort_tokens(struct date_reading *reading, struct parts *parts)
{
	size_t i = 0;

	while (i < reading->text.count) {
		const struct date_token *token = &reading->text.tokens[i];
		size_t taken = 1;

		if (token->is_used) {
			i++;
			continue;
		}
		switch (token->kind) {
		case DATE_NUMBER:
			if (!take_number(reading, parts, token))
				return false;
			break;
		case DATE_WORD:
			taken = take_word(reading, parts, i);
			break;
		case DATE_SIGN:
			note_sign(parts, token);
			break;
		}
		if (taken == 0)
			return false;
		i += taken;
	}
	return true;
}

/* Day and year beside a month that has a name, in either order. */
static bool
read_with_month(struct date_reading *reading, const struct parts *parts)
{
	const struct date_token *first = parts->numbers[0],
				*second = parts->numbers[1];

	if (parts->count == 1) {
		/* "August 2019" is its first day, as "2019-08" is. */
		if (first->text.len != 4)
			return reading->year > 0 && reading->day < 0 &&
			    (reading->day = first->value) > 0;
		reading->year = year_of(first);
		if (reading->day < 0)
			reading->day = 1;
		return true;
	}
	if (parts->count != 2)
		return parts->count == 0 && reading->year > 0;
	if (first->text.len > 2 || (first->value > 31 && second->value <= 31)) {
		reading->year = year_of(first);
		reading->day = second->text.len <= 2 ? second->value : -1;
	} else {
		reading->day = first->value;
		reading->year = year_of(second);
	}
	return true;
}

/* Seconds, or milliseconds, since 1970. */
static bool
read_epoch(struct date_reading *reading, const struct date_token *number)
{
	reading->is_epoch = true;
	reading->epoch_s = number->value;
	if (number->text.len == 13)
		reading->epoch_s /= 1000;
	return true;
}

/* Hour, minute and, of six digits, second. */
static bool
set_clock(struct date_reading *reading, int64_t value, bool has_seconds)
{
	if (reading->hour >= 0)
		return false;
	if (has_seconds) {
		reading->second = value % 100;
		value /= 100;
	}
	reading->minute = value % 100;
	reading->hour = value / 100;
	return true;
}

static bool
set_day(struct date_reading *reading, int64_t value)
{
	reading->day = value % 100;
	reading->month = value / 100 % 100;
	reading->year = value / 10000;
	return true;
}

/* "20190805140509" and shorter. */
static bool
read_digits(struct date_reading *reading, const struct date_token *number)
{
	int64_t value = number->value;

	switch (number->text.len) {
	case 4:
		reading->year = value;
		reading->month = reading->day = 1;
		return true;
	case 7:
		reading->year = value / 1000;
		return date_of_year(reading, value % 1000);
	case 8:
		return set_day(reading, value);
	case 12:
		return set_clock(reading, value % 10000, false) &&
		    set_day(reading, value / 10000);
	case 14:
		return set_clock(reading, value % 1000000, true) &&
		    set_day(reading, value / 1000000);
	case 9:
	case 10:
	case 13:
		return reading->hour < 0 && read_epoch(reading, number);
	default:
		return false;
	}
}

/* "2019-08" and "2019-217". */
static bool
read_two(struct date_reading *reading, const struct parts *parts)
{
	const struct date_token *second = parts->numbers[1];

	if (parts->numbers[0]->text.len != 4)
		return false;
	reading->year = parts->numbers[0]->value;
	if (second->text.len == 3)
		return date_of_year(reading, second->value);
	if (second->text.len > 2)
		return false;
	reading->month = second->value;
	reading->day = 1;
	return true;
}

/* Year first. Where only the other order fits, it is that. */
static bool
read_year_first(struct date_reading *reading, const struct parts *parts)
{
	int64_t second = parts->numbers[1]->value;
	int64_t third = parts->numbers[2]->value;
	bool is_swapped = second > 12 && third <= 12;

	reading->year = year_of(parts->numbers[0]);
	reading->month = is_swapped ? third : second;
	reading->day = is_swapped ? second : third;
	return true;
}

/* Year last: a number over 12 decides, then the clock, then the dots. */
static bool
read_year_last(struct date_reading *reading, const struct parts *parts)
{
	int64_t first = parts->numbers[0]->value;
	int64_t second = parts->numbers[1]->value;
	bool is_dotted = parts->separator == '.';
	bool month_first = first <= 12 && second > 12;

	reading->year = year_of(parts->numbers[2]);
	reading->separator = parts->separator == '/' ? DATE_SLASH : DATE_DASH;
	if (!is_dotted && (first > 12) != (second > 12))
		reading->proves = month_first ? DATE_MONTH_FIRST
					      : DATE_DAY_FIRST;
	else if (!is_dotted && first <= 12 && first != second) {
		month_first = reading->half != DATE_HALF_NONE;
		reading->is_ambiguous = !month_first;
	}
	reading->month = month_first ? first : second;
	reading->day = month_first ? second : first;
	return true;
}

static bool
read_three(struct date_reading *reading, const struct parts *parts)
{
	const struct date_token *const *numbers = parts->numbers;

	if (numbers[1]->text.len > 2)
		return false;
	if (numbers[0]->text.len == 4 && numbers[2]->text.len <= 2)
		return read_year_first(reading, parts);
	if (numbers[0]->text.len > 2)
		return false;
	if (numbers[2]->text.len == 4)
		return read_year_last(reading, parts);
	if (numbers[2]->text.len > 2)
		return false;
	if (parts->separator == '-')
		return read_year_first(reading, parts);
	return read_year_last(reading, parts);
}

/* "2019-W32-1", "2019W321", "2019-W32". */
static bool
read_week(struct date_reading *reading, const struct parts *parts)
{
	int64_t week, day = 1;

	if (parts->count < 2 || parts->count > 3 ||
	    parts->numbers[0]->text.len != 4)
		return false;
	reading->year = parts->numbers[0]->value;
	week = parts->numbers[1]->value;
	if (parts->count == 3) {
		day = parts->numbers[2]->value;
	} else if (parts->numbers[1]->text.len == 3) {
		day = week % 10;
		week /= 10;
	}
	return date_of_week(reading, week, day);
}

static bool
read_parts(struct date_reading *reading, const struct parts *parts)
{
	if (parts->has_week)
		return read_week(reading, parts);
	if (reading->month >= 0)
		return read_with_month(reading, parts);
	if (parts->begins_signed || reading->year >= 0)
		return false;
	switch (parts->count) {
	case 1:
		return read_digits(reading, parts->numbers[0]);
	case 2:
		return read_two(reading, parts);
	case 3:
		return read_three(reading, parts);
	default:
		return false;
	}
}

bool
date_day_read(struct date_reading *reading)
{
	struct parts parts = { .separator = ' ' };

	if (!sort_tokens(reading, &parts) || !read_parts(reading, &parts))
		return false;
	if (reading->home != DATE_HOME_NONE && reading->day < 0)
		reading->day = 1; /* "2019年8月" */
	if (parts.is_thai) {
		note_home(reading, DATE_HOME_THAILAND);
		if (reading->year >= 2400)
			reading->year -= 543;
	}
	return true;
}
