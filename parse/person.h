/*
 * Persons as RSS writes them, in one text (section 5.1 of the parsing rules).
 */
#ifndef CRIER_PARSE_PERSON_H
#define CRIER_PARSE_PERSON_H

#include <stdbool.h>

#include "buffer.h"
#include "slice.h"

/* Absent parts have ptr NULL; a person without any is none. */
struct person {
	struct slice name, email, url;
};

/*
 * Takes the next person's text off *rest: parted by ';', and by ", " between
 * two complete "name <mail>" forms. Returns false when *rest is exhausted.
 * *one may be blank.
 */
bool person_cut(struct slice *rest, struct slice *one);

/*
 * Reads the text of one person: address, name, or a lone URL. text is decoded
 * once; references and tags that are left in it (&lt;ann@h.example&gt;) are
 * decoded by the rules for titles. The parts of *person lie in scratch, which
 * is reset first. False if there is none in it, or no room.
 */
bool
person_read(struct slice text, struct buffer *scratch, struct person *person);

#endif
