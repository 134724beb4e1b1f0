/*
 * crier: finds the command, gives it what it needs, turns errors into exit
 * codes.
 *
 * Where hostile bytes are read, crier executes itself again as a reader, like
 * crierd.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

#include "cli/command.h"
#include "cli/loading.h"
#include "limits.h"
#include "nearest.h"
#include "reader.h"

/* The one place where a kind of error becomes an exit code. */
static int
exit_code(enum error_kind kind)
{
	switch (kind) {
	case ERROR_USAGE:
	case ERROR_CONFIG:
	case ERROR_QUERY:
		return CLI_USAGE;
	case ERROR_INPUT:
		return CLI_NOTHING;
	case ERROR_REFUSED:
		return CLI_PARTLY;
	case ERROR_NONE:
	case ERROR_MEMORY:
	case ERROR_IO:
	case ERROR_STORE:
	case ERROR_LOCKED:
	case ERROR_UNAVAILABLE:
	case ERROR_PROTOCOL:
		break;
	}
	return CLI_UNAVAILABLE;
}

static int
fail(const struct error *err)
{
	fprintf(stderr, "crier: %s\n", err->text);
	return exit_code(err->kind);
}

static void
print_usage(FILE *to)
{
	fputs("usage: crier COMMAND [OPTION...] [ARGUMENT...]\n\n", to);
	for (size_t i = 0; commands[i] != NULL; i++)
		fprintf(to, "  %-8s  %s\n", commands[i]->name,
		    commands[i]->summary);
	fputs("\ncrier COMMAND --help tells more; see crier(1) and "
	      "crier-query(7).\n",
	    to);
}

static const struct command *
find_child(const struct command *command, const char *word)
{
	for (size_t i = 0;
	     command->children != NULL && command->children[i] != NULL; i++)
		if (slice_eq(slice_of(command->children[i]->name),
			slice_of(word)))
			return command->children[i];
	return NULL;
}

static const struct command *
find_command(const char *word, struct error *err)
{
	struct nearest nearest;
	char hint[NEAREST_TEXT];

	nearest_init(&nearest, slice_of(word));
	for (size_t i = 0; commands[i] != NULL; i++) {
		if (slice_eq(slice_of(commands[i]->name), slice_of(word)))
			return commands[i];
		nearest_try(&nearest, commands[i]->name);
	}
	error_set(err, ERROR_USAGE, "no command \"%s\"%s", word,
	    nearest_hint(&nearest, hint));
	return NULL;
}

static bool
prepare(struct cli *cli, struct error *err)
{
	if (cli->command->needs == NEEDS_NOTHING)
		return true;
	if (!loading_configuration(cli, NULL, err))
		return false;
	return cli->command->needs == NEEDS_CONFIGURATION ||
	    store_open_reader(&cli->store, cli->configuration->database, err);
}

static int
run_command(struct cli *cli, int argc, char *argv[])
{
	struct error err = { .kind = ERROR_NONE };
	struct buffer help;
	int code;

	if (!options_parse(cli->command, argc, argv, &cli->options, &err))
		return fail(&err);
	if (option_given(&cli->options, "help")) {
		buffer_init(&help, MIB);
		options_print_help(cli->command, &help);
		fputs(buffer_string(&help), stdout);
		buffer_finish(&help);
		return CLI_FOUND;
	}
	if (!prepare(cli, &err)) /* NONE: the problems are printed */
		return err.kind == ERROR_NONE ? CLI_USAGE : fail(&err);
	code = cli->command->run(cli, &err);
	return code == -1 ? fail(&err) : code;
}

static int
run(const struct command *command, int argc, char *argv[])
{
	struct cli cli = { .command = command, .clock = clock_real() };
	int code;

	arena_init(&cli.arena, LIMIT_COMMAND_ARENA);
	code = run_command(&cli, argc, argv);
	store_close(cli.store);
	configuration_free(cli.configuration);
	options_finish(&cli.options);
	arena_finish(&cli.arena);
	if (fflush(stdout) == EOF || ferror(stdout)) {
		fputs("crier: cannot write the output\n", stderr);
		return CLI_UNAVAILABLE;
	}
	return code;
}

/* "crier -c FILE list" is as good as "crier list -c FILE": the words before the
 * command move behind it. */
static int
leading_options(int argc, char *argv[])
{
	int i = 1;

	while (i < argc && argv[i][0] == '-' && argv[i][1] != '\0') {
		struct slice word = slice_of(argv[i]);

		i += slice_eq(word, SLICE("-c")) ||
			slice_eq(word, SLICE("--config")) ||
			slice_eq(word, SLICE("--color"))
		    ? 2
		    : 1;
	}
	return i < argc ? i : argc;
}

int
main(int argc, char *argv[])
{
	const struct command *command, *child = NULL;
	struct error err;
	int at, used;

	if (reader_role_asked(argc, argv))
		return reader_role_main();
	signal(SIGPIPE, SIG_DFL);
	at = leading_options(argc, argv);
	if (at == argc) {
		struct slice first = slice_of(argc > 1 ? argv[1] : NULL);

		if (slice_eq(first, SLICE("--version"))) {
			puts("crier " PACKAGE_VERSION);
			return CLI_FOUND;
		}
		if (slice_eq(first, SLICE("--help")) ||
		    slice_eq(first, SLICE("-h"))) {
			print_usage(stdout);
			return CLI_FOUND;
		}
		print_usage(stderr);
		return CLI_USAGE;
	}
	command = find_command(argv[at], &err);
	if (command == NULL)
		return fail(&err);
	used = 1;
	if (at + 1 < argc)
		child = find_child(command, argv[at + 1]);
	if (child != NULL) {
		command = child;
		used = 2;
	}
	/* Options stand first, then the words after the command. */
	memmove(argv + 1 + used, argv + 1, (size_t)(at - 1) * sizeof(*argv));
	return run(command, argc - 1 - used, argv + 1 + used);
}
