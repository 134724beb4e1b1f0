/*
 * Of many candidates the one that a mistyped word most likely meant.
 */
#ifndef CRIER_CONFIG_NEAREST_H
#define CRIER_CONFIG_NEAREST_H

#include "slice.h"

struct config_nearest {
	struct slice word;
	const char *best; /* borrowed from the candidates; NULL: none */
	int distance;     /* of best */
};

void config_nearest_init(struct config_nearest *nearest, struct slice word);
/* Of equally near ones the first that was tried stays. */
void config_nearest_try(struct config_nearest *nearest, const char *candidate);

#define CONFIG_NEAREST_TEXT 96
/* " (did you mean "x"?)", or "" where nothing is near. Returns text. */
char *config_nearest_hint(const struct config_nearest *nearest,
    char text[CONFIG_NEAREST_TEXT]);

#endif
