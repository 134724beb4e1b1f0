/*
 * One call of crier: finds the command, gives it what it needs, turns errors
 * into exit codes.
 */
#include "cli/invocation.h"

#include <stdio.h>

#include "cli/loading.h"
#include "cli/terminal.h"
#include "limits.h"

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
	case ERROR_FULL:
	case ERROR_CORRUPT:
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
	terminal_complain("%s", err->text);
	return exit_code(err->kind);
}

static void
print_usage(FILE *to)
{
	struct buffer usage;

	buffer_init(&usage, LIMIT_COMMAND_OUTPUT);
	commands_print_usage(&usage);
	fputs(buffer_string(&usage), to);
	buffer_finish(&usage);
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
		buffer_init(&help, LIMIT_COMMAND_OUTPUT);
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
finish_output(int code)
{
	if (fflush(stdout) != EOF && !ferror(stdout))
		return code;
	fputs("crier: cannot write the output\n", stderr);
	return CLI_UNAVAILABLE;
}

static int
run(struct cli *cli, int argc, char *argv[])
{
	int code;

	arena_init(&cli->arena, LIMIT_COMMAND_ARENA);
	code = run_command(cli, argc, argv);
	store_close(cli->store);
	configuration_free(cli->configuration);
	options_finish(&cli->options);
	arena_finish(&cli->arena);
	return finish_output(code);
}

/* Options, but no command behind them. */
static int
run_without_command(int argc, char *const argv[])
{
	for (int i = 1; i < argc; i++) {
		struct slice word = slice_of(argv[i]);

		if (slice_eq(word, SLICE("--help")) ||
		    slice_eq(word, SLICE("-h"))) {
			print_usage(stdout);
			return finish_output(CLI_FOUND);
		}
	}
	print_usage(stderr);
	return CLI_USAGE;
}

int
invocation_run(int argc, char *argv[], const struct clock *clock)
{
	const struct command *command;
	struct error err;
	size_t used;
	int leading;

	if (argc == 2 && slice_eq(slice_of(argv[1]), SLICE("--version"))) {
		puts("crier " PACKAGE_VERSION);
		return finish_output(CLI_FOUND);
	}
	leading = options_leading(argc - 1, argv + 1, &err);
	if (leading == -1)
		return fail(&err);
	if (leading == argc - 1)
		return run_without_command(argc, argv);
	command = command_find((const char *const *)argv + 1 + leading,
	    (size_t)(argc - 1 - leading), &used, &err);
	if (command == NULL)
		return fail(&err);
	/* "crier -c FILE list" is as good as "crier list -c FILE": the words
	 * before the command move behind it. */
	memmove(argv + 1 + used, argv + 1, (size_t)leading * sizeof(*argv));
	return run(&(struct cli){ .command = command, .clock = clock },
	    argc - 1 - (int)used, argv + 1 + used);
}
