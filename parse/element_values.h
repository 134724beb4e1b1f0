/*
 * What becomes of an element that holds one simple value: the functions that
 * rows of the table name. row->field says which key of the draft, row->rank how
 * good a source it is.
 */
#ifndef CRIER_PARSE_ELEMENT_VALUES_H
#define CRIER_PARSE_ELEMENT_VALUES_H

#include "parse/pass.h"

/* A text construct, kept with its markup: enum construct_field. */
void leaf_take_text(struct pass *pass, const struct leaf *leaf);
/* A title: one line of plain text. */
void leaf_take_title(struct pass *pass, const struct leaf *leaf);
/* Content of an entry; one of several. */
void leaf_take_content(struct pass *pass, const struct leaf *leaf);
/* enum plain_field: one line; a URL; a whole number that is not negative; the
 * mere presence. */
void leaf_take_plain(struct pass *pass, const struct leaf *leaf);
void leaf_take_url(struct pass *pass, const struct leaf *leaf);
void leaf_take_number(struct pass *pass, const struct leaf *leaf);
void leaf_take_flag(struct pass *pass, const struct leaf *leaf);
void leaf_take_language(struct pass *pass, const struct leaf *leaf);
/* enum date_field. */
void leaf_take_date(struct pass *pass, const struct leaf *leaf);
/* Text persons (enum person_role), and those with children. */
void leaf_take_person(struct pass *pass, const struct leaf *leaf);
void person_begin(struct pass *pass, const struct leaf *leaf);
void person_name(struct pass *pass, const struct leaf *leaf);
void person_email(struct pass *pass, const struct leaf *leaf);
void person_url(struct pass *pass, const struct leaf *leaf);
/* By @term, @label and @scheme or @domain, or by its text. */
void leaf_take_category(struct pass *pass, const struct leaf *leaf);
/* Words parted by commas. */
void leaf_take_keywords(struct pass *pass, const struct leaf *leaf);

/* ---- the same for values that are no elements ----------------------------- */

void leaf_put_date(struct pass *pass, const struct leaf *leaf,
    enum date_field field, struct slice text);
void leaf_put_category(struct pass *pass, const struct leaf *leaf,
    struct slice term, struct slice scheme, struct slice label);
void leaf_put_keywords(struct pass *pass, const struct leaf *leaf,
    struct slice text, struct slice scheme);
void leaf_put_title(struct pass *pass, const struct leaf *leaf,
    const struct text_slot *slot);
/* A person in one text. */
void leaf_put_persons(struct pass *pass, const struct leaf *leaf,
    enum person_role role, struct slice text);
/* url may be a mailto:, which is an address. */
void leaf_put_person_url(struct pass *pass, const struct leaf *leaf,
    struct doc_person *person, struct slice url);

#endif
