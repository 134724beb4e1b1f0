/* What could stand at the end of a command line that is being typed. */
#ifndef CRIER_CLI_COMPLETION_H
#define CRIER_CLI_COMPLETION_H

#include "cli/command.h"

enum completion_kind {
	COMPLETION_WORD, /* word may stand there */
	/* One of these may, and word is what has to stand before it: "" or
	 * "--option=". */
	COMPLETION_FEED,
	COMPLETION_TOPIC,
	COMPLETION_HOOK,
	COMPLETION_FILE
};
struct completion {
	enum completion_kind kind;
	struct slice word; /* borrowed for the call */
	const char *help;  /* or NULL */
};
typedef void (
    *completion_visitor)(const struct completion *completion, void *arg);

/*
 * Visits what could stand in place of the last of words (of which there is at
 * least one; it may be empty, or begun), behind the others, by the tables of
 * commands and options. Words that do not begin as the last one does are
 * visited too. Options that are common to all commands and stand among words
 * are put into common.
 */
void completion_visit(const char *const *words, size_t count,
    struct option_values *common, completion_visitor visit, void *arg);

#endif
