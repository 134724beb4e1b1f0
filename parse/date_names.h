/*
 * Words of dates, folded as date_text_read folds them.
 */
#ifndef CRIER_PARSE_DATE_NAMES_H
#define CRIER_PARSE_DATE_NAMES_H

#include <stdbool.h>

#include "slice.h"

/* 1 to 12, or 0. language decides where a word is two months; may be absent.
 * *is_thai: the year is Buddhist. */
int date_month_named(struct slice word, struct slice language, bool *is_thai);
bool date_is_day_name(struct slice word);
/* Says nothing, wherever it stands. */
bool date_is_filler(struct slice word);
/* Says nothing right behind a number. */
bool date_is_ordinal(struct slice word);
/* Minutes east of Greenwich of a zone's name. */
bool date_zone_named(struct slice word, int *minutes);

#endif
