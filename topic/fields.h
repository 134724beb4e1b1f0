/*
 * The names that stand before a colon (2.4), and the words that has: and is:
 * know. Tables only.
 */
#ifndef CRIER_TOPIC_FIELDS_H
#define CRIER_TOPIC_FIELDS_H

#include "topic/ast.h"

#define FIELD_BIT(field) (1U << (field))
/* What words without a field are searched in. */
#define FIELDS_DEFAULT                                     \
	(FIELD_BIT(TEXT_TITLE) | FIELD_BIT(TEXT_SUMMARY) | \
	    FIELD_BIT(TEXT_CONTENT))

enum field_id {
	FIELD_TITLE,
	FIELD_TEXT,
	FIELD_AUTHOR,
	FIELD_CATEGORY,
	FIELD_URL,
	FIELD_SITE,
	FIELD_FEED,
	FIELD_TAG,
	FIELD_LANG,
	FIELD_HAS,
	FIELD_IS,
	FIELD_TOPIC,
	FIELD_LABEL,
	FIELD_STORY,
	FIELD_ID,
	FIELD_DATE,
	FIELD_SEEN,
	FIELD_AGE,
	FIELD_COUNT
};
enum field_value {
	VALUE_TEXT, /* words, phrases, patterns, regex */
	VALUE_NAME, /* compared folded */
	VALUE_GLOB, /* the same with * */
	VALUE_WORD, /* of a closed list */
	VALUE_NUMBER,
	VALUE_TIME,
	VALUE_AGE
};
enum has_part {
	HAS_ENCLOSURE,
	HAS_IMAGE,
	HAS_AUDIO,
	HAS_VIDEO,
	HAS_AUTHOR,
	HAS_DATE,
	HAS_LINK,
	HAS_CONTENT
};
enum is_state {
	IS_UNREAD,
	IS_READ,
	IS_STARRED,
	IS_MATCHED,
	IS_BACKLOG,
	IS_UPDATED,
	IS_DUPLICATE,
	IS_HELD
};

struct field_definition {
	const char *name;
	enum field_value value;
	uint8_t fields;           /* VALUE_TEXT: FIELD_BITs */
	bool query_only;          /* E20 in a topic */
	const char *const *words; /* VALUE_WORD, by its enum; NULL ends */
	const char *what;         /* what one of words is called */
};

/* By enum field_id. */
const struct field_definition *field_definition(uint32_t field);
/* False where there is no field of that very name. */
bool field_find(struct slice name, uint32_t *field);
/* The field's name nearest to one that is wrong, or NULL. */
const char *field_guess(struct slice name);

/*
 * Reads value into *out, whose source and quoted are set; folded is made in
 * arena. False with E21, whose place is value's own.
 */
bool field_read_value(uint32_t field, struct key_value *out, struct slice value,
    struct arena *arena, struct place place, struct query_error *err);

/* Times: time_range.c. Reads "A", "A..B", "A..", "..B". */
bool time_range_read(struct slice value, struct key_value *out,
    struct place place, struct query_error *err);
/* The bounds at a moment, unix seconds: from <= t < until. */
void time_range_bounds(const struct key_value *value,
    struct query_moment moment, int64_t *from, int64_t *until);

#endif
