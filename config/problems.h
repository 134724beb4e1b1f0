/*
 * Collects what is wrong with a configuration.
 */
#ifndef CRIER_CONFIG_PROBLEMS_H
#define CRIER_CONFIG_PROBLEMS_H

#include "configuration.h"
#include "limits.h"

/* A file that is being read; lives in the configuration's arena. */
struct config_source {
	const char *path;     /* spelled as the user wrote it */
	const char *folder;   /* of path: "" or with a slash at its end */
	const char *absolute; /* the same folder, from / on */
	size_t order;         /* 0: read first */
	const struct config_source *parent; /* that included it, or NULL */
	int depth;                          /* of includes */
	uint64_t device, inode;
};

struct config_place {
	int line, column; /* from 1, in characters; 0: the file as a whole */
};

/* Where something was said. */
struct config_origin {
	const struct config_source *source; /* NULL: nowhere yet */
	struct config_place at;
};

/* Beyond LIMIT_CONFIG_PROBLEMS nothing is added. */
void config_problem_add(struct configuration_problems *problems,
    const struct config_source *source, struct config_place at,
    const struct error *err);
/* The same for ERROR_CONFIG, with the text as of printf. */
void config_problem_say(struct configuration_problems *problems,
    const struct config_source *source, struct config_place at,
    const char *format, ...) PRINTF_LIKE(4, 5);
bool config_problems_full(const struct configuration_problems *problems);
/* By file, line, column; equals stay as they were found. */
void config_problems_sort(struct configuration_problems *problems);

/* Text of a configuration as a message shows it: quoted, cut, one line, fit
 * for a terminal; "nothing" where it is empty. */
struct config_quote {
	char text[LIMIT_CONFIG_QUOTE * 4 + 8];
};
struct config_quote config_quote(struct slice text);

#endif
