/*
 * crier within a test: command lines run in this process beside a database of
 * store_fixture.h, and what they print.
 */
#ifndef CRIER_TESTS_CLI_FIXTURE_H
#define CRIER_TESTS_CLI_FIXTURE_H

#include "clock.h"
#include "store_fixture.h"

/* ---- what is printed ------------------------------------------------------- */

struct printed {
	int saved[2], files[2]; /* of standard output and error */
	char *out, *err;        /* owned, from printed_end on */
};
void printed_begin(struct printed *printed);
void printed_end(struct printed *printed);
void printed_finish(struct printed *printed);

/* ---- whole command lines ---------------------------------------------------- */

struct cli_world {
	struct fixture store; /* FIXTURE_NOW, four articles, two topics */
	struct fake_clock clock;
	char configuration[96];
};
/* Topics "boats" (two articles, of which one has a delivery that waits and one
 * that is dead) and "empty"; two articles are in the backlog. */
void cli_world_open(struct cli_world *world);
void cli_world_close(struct cli_world *world);
/* Writes a file into the world's folder. */
void cli_world_write(const struct cli_world *world, const char *name,
    const char *content);

/* Makes that file the standard input. */
void cli_world_input(const struct cli_world *world, const char *name);

struct answer {
	int code;
	struct printed printed;
};
/* Runs "crier -c FILE WORDS"; words are parted by blanks, those in '' keep
 * theirs, "@" at the start of a word is the world's folder. */
void
ask(const struct cli_world *world, struct answer *answer, const char *words);
/* The same without -c. */
void ask_plainly(const struct cli_world *world, struct answer *answer,
    const char *words);
void answer_finish(struct answer *answer);

#define CHECK_CODE(answer, expected)                                \
	ck_assert_msg((answer).code == (expected), "exit %d: %s%s", \
	    (answer).code, (answer).printed.out, (answer).printed.err)
#define CHECK_SAYS(text, part)                                               \
	ck_assert_msg(strstr(text, part) != NULL, "\"%s\" not in: %s", part, \
	    text)

#endif
