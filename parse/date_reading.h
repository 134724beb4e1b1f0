/*
 * What has been read of a date, as its parts are found one after the other.
 */
#ifndef CRIER_PARSE_DATE_READING_H
#define CRIER_PARSE_DATE_READING_H

#include "parse/date.h"
#include "parse/date_text.h"

enum date_half {
	DATE_HALF_NONE,
	DATE_AM,
	DATE_PM
};

/* The spelling of a country whose dates without a zone are in its own time. */
enum date_home {
	DATE_HOME_NONE,
	DATE_HOME_KOREA,
	DATE_HOME_CHINA,
	DATE_HOME_JAPAN,
	DATE_HOME_HAN, /* one of the two */
	DATE_HOME_THAILAND
};

struct date_reading {
	struct date_text text;
	struct slice language;
	/* -1: not found */
	int64_t year, month, day;
	int64_t hour, minute, second;
	enum date_half half;
	bool has_zone;
	int zone_minutes; /* east */
	enum date_home home;
	/* Day and month may be the other way round. */
	bool is_ambiguous;
	enum date_separator separator;
	enum date_order proves; /* what it tells of others of its shape */
	bool is_epoch;
	int64_t epoch_s;
};

/* Finds hour, minute, second, half and zone, and marks their tokens used.
 * Nothing found is no error: a date needs no time. */
void date_time_read(struct date_reading *reading);

/* Finds year, month and day in the tokens that are left. False where they are
 * no date. */
bool date_day_read(struct date_reading *reading);

/* 1 to 7 for weeks, 1 to 366 for days of the year. */
bool date_of_week(struct date_reading *reading, int64_t week, int64_t day);
bool date_of_year(struct date_reading *reading, int64_t day);

int date_days_in_month(int64_t year, int64_t month);
/* Days from 1970-01-01. */
int64_t date_days_from_epoch(int64_t year, int64_t month, int64_t day);

#endif
