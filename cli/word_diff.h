/* What has changed from one text to another, word by word. */
#ifndef CRIER_CLI_WORD_DIFF_H
#define CRIER_CLI_WORD_DIFF_H

#include "arena.h"
#include "slice.h"

enum diff_part {
	DIFF_SAME,
	DIFF_REMOVED,
	DIFF_ADDED
};
/* Parts in the order in which they are read; a part is words and the white space
 * behind each, as they stand in the text that has it. */
typedef void (*diff_visitor)(enum diff_part part, struct slice text, void *arg);

/*
 * Keeps as many words as possible; where what differs is longer than
 * LIMIT_DIFF_CELLS allows all of it is removed and added anew. White space is no
 * change. False only for lack of memory in arena.
 */
MUST_CHECK bool word_diff(struct slice a, struct slice b, struct arena *arena,
    diff_visitor visit, void *arg);

#endif
