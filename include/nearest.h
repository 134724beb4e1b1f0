/*
 * Of many candidates the one that a mistyped word most likely meant: at most
 * two edits (insert, delete, replace, swap of neighbours) away, one for words of
 * three letters or fewer; ASCII case is ignored.
 */
#ifndef CRIER_NEAREST_H
#define CRIER_NEAREST_H

#include "slice.h"

#define NEAREST_WORD \
	64 /* bytes; longer words and candidates have no near one */

struct nearest {
	struct slice word;
	const char *best; /* borrowed from the candidates; NULL: none */
	int distance;     /* of best */
};

void nearest_init(struct nearest *nearest, struct slice word);
/* Of equally near ones the first that was tried stays. */
void nearest_try(struct nearest *nearest, const char *candidate);

#define NEAREST_TEXT 96
/* " (did you mean "x"?)", or "" where nothing is near. Returns text. */
char *nearest_hint(const struct nearest *nearest, char text[NEAREST_TEXT]);

#endif
