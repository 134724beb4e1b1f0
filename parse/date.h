/*
 * Dates as feeds write them, in some forty languages (section 4 of the parsing
 * rules). The current time is no input: nothing is guessed from today.
 */
#ifndef CRIER_PARSE_DATE_H
#define CRIER_PARSE_DATE_H

#include <stdbool.h>
#include <stdint.h>

#include "slice.h"

/* What the other dates of a document tell of its numeric ones. */
enum date_order {
	DATE_ORDER_UNKNOWN,
	DATE_DAY_FIRST,
	DATE_MONTH_FIRST
};

/* "05/08/2019" and "05-08-2019" are two shapes; dots are always day first. */
enum date_separator {
	DATE_SLASH,
	DATE_DASH,
	DATE_SEPARATORS
};

/*
 * One for each document; zeroed at its start. The language may be set or
 * changed at any time: it is read by date_parse for names that mean different
 * months in two languages and for zones of Asia, and by date_settle.
 */
struct date_context {
	struct slice language; /* tag of the document; absent if unknown */
	enum date_order proven[DATE_SEPARATORS]; /* written by date_parse */
};

enum date_status {
	DATE_REJECTED, /* not a date, or out of range */
	DATE_READ,
	DATE_AMBIGUOUS /* day and month could be the other way round */
};

struct date {
	int64_t at; /* unix seconds; where it is ambiguous, day first */
	int64_t month_first_at;        /* month first; else the same */
	enum date_separator separator; /* where it is ambiguous */
};

/*
 * Reads a date. text is decoded text (references and tags are gone), in any
 * state of white space. *date is filled unless the date is rejected. What this
 * date proves of the order of day and month is noted in context.
 */
enum date_status
date_parse(struct slice text, struct date_context *context, struct date *date);

/*
 * The time of a date, at the end of the document. Where it is ambiguous: by the
 * order that another date of the same shape proved, else by the language, else
 * day first.
 */
int64_t
date_settle(const struct date *date, const struct date_context *context);

#endif
