/*
 * A command of crier: one file, one const struct command, one line in
 * commands.c. The same tables parse the command line and print the help.
 */
#ifndef CRIER_CLI_COMMAND_H
#define CRIER_CLI_COMMAND_H

#include "arena.h"
#include "buffer.h"
#include "clock.h"
#include "configuration.h"
#include "error.h"
#include "store.h"

/* The exit codes of crier. */
enum cli_exit {
	CLI_FOUND = 0,       /* found, done */
	CLI_NOTHING = 1,     /* nothing found */
	CLI_USAGE = 2,       /* usage, query or configuration */
	CLI_UNAVAILABLE = 3, /* store or daemon */
	CLI_PARTLY = 4       /* partly failed, or refused by manners */
};

enum option_kind {
	OPTION_FLAG,   /* present or not */
	OPTION_TEXT,   /* any value */
	OPTION_NUMBER, /* a decimal number from 0 on */
	OPTION_CHOICE  /* one of choices */
};

struct option_row {
	const char *name; /* without "--" */
	char letter;      /* 0: none */
	enum option_kind kind;
	const char *value;          /* its name in the help: "N", "FILE" */
	const char *const *choices; /* NULL-terminated, of OPTION_CHOICE */
	const char *help;
};

#define OPTIONS_MAX 24

/* What was given. Values are borrowed from argv. */
struct option_values {
	const struct option_row *rows[OPTIONS_MAX + 1]; /* and one set */
	const char *values[OPTIONS_MAX + 1];            /* "" for a flag */
	size_t count;
	const char **arguments; /* all others, in order; owned */
	size_t argument_count;
};

enum command_needs {
	NEEDS_NOTHING,
	NEEDS_CONFIGURATION,
	NEEDS_STORE /* and the configuration; opened for reading */
};

struct cli;

struct command {
	const char *name; /* all its words: "feeds list" */
	const char *summary;
	const char *arguments;            /* "[QUERY]"; NULL: it takes none */
	size_t argument_max;              /* 0: any number */
	const struct option_row *options; /* ends with a row without name */
	const struct command *const *children; /* NULL-terminated, or NULL */
	enum command_needs needs;
	bool hidden; /* for programs: no help names it */
	/* An exit code; or -1 with err, whose kind decides the code. */
	int (*run)(struct cli *cli, struct error *err);
};

/* What a command works with. */
struct cli {
	const struct command *command;
	struct option_values options;
	const struct clock *clock;
	struct arena arena; /* of the command */
	char path[4096];    /* of the configuration, once it is found */
	struct configuration *configuration;
	struct store *store;
};

/* ---- command_line.c ------------------------------------------------------- */

/* Options that every command takes. */
extern const struct option_row common_options[];

/*
 * Reads argv[0 .. argc), the words after the command's own; argv[argc] is NULL.
 * Long options may stand anywhere before "--", short ones only before the first
 * argument, for "-word" in a query is a negation.
 */
MUST_CHECK bool options_parse(const struct command *command, int argc,
    char *argv[], struct option_values *values, struct error *err);
/* The number of words at argv[0 .. argc) that are common options and their
 * values, before the command; -1 with err at another option. */
int options_leading(int argc, char *argv[], struct error *err);
/* The option --name, or -letter where letter is not 0, of the command (NULL:
 * there is none yet) or of all; NULL where there is none. */
const struct option_row *
option_find(const struct command *command, struct slice name, char letter);
/* Whether -letter is an option of the command. */
bool options_has_letter(const struct command *command, char letter);
void options_finish(struct option_values *values);
/* NULL where it was not given; the last one where it was given twice. */
const char *option_value(const struct option_values *values, const char *name);
bool option_given(const struct option_values *values, const char *name);
/* fallback where it was not given. */
int64_t option_number(const struct option_values *values, const char *name,
    int64_t fallback);
/* As if the option had been given too, behind all others. */
void options_set(struct option_values *values, const struct option_row *row,
    const char *value);
/* The usage of a command, from its tables. */
void options_print_help(const struct command *command, struct buffer *out);

/* ---- commands.c ----------------------------------------------------------- */

/* In the order of the help; NULL-terminated. */
extern const struct command *const commands[];

/*
 * The command that words[0 .. count) begin with; *used says how many of them
 * are its own. NULL with err for a word that is none.
 */
const struct command *command_find(const char *const *words, size_t count,
    size_t *used, struct error *err);
/* What crier says where no command is given. */
void commands_print_usage(struct buffer *out);

#endif
