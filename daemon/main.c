/*
 * crierd: reads its command line and its configuration, opens the store, runs.
 *
 * The roles are all visible here: the daemon itself, and the reader, for which
 * crierd executes itself again (reader/role.c). crierd never detaches: a
 * service manager holds it, or a terminal with --foreground.
 */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <time.h>

#include <curl/curl.h>

#include "configuration.h"
#include "daemon/daemon.h"
#include "limits.h"
#include "log.h"
#include "memory.h"
#include "reader.h"
#include "store.h"

enum {
	EXIT_LOCKED = EX_CANTCREAT, /* 73: another process has the lock */
	EXIT_SOME_FAILED = 4        /* --once: some feeds failed */
};

/* Members of the group read, as they do the database. */
#define DATABASE_FOLDER_MODE 0750

struct arguments {
	const char *path;
	enum configuration_place place;
	enum daemon_mode mode;
	bool foreground;
};

static const char usage_text[] =
    "usage: crierd [-c FILE] [--system | --user] [--foreground] [--once]\n"
    "\n"
    "  -c, --config FILE  read this configuration\n"
    "      --system       read /etc/crier/crier.yaml\n"
    "      --user         read $XDG_CONFIG_HOME/crier/crier.yaml\n"
    "      --foreground   log for a terminal, not for the journal\n"
    "      --once         poll every due feed once, deliver, exit\n"
    "      --version      print the version\n"
    "  -h, --help         print this\n"
    "\n"
    "See crierd(8) and crier.yaml(5).\n";

enum option_id {
	OPTION_SYSTEM = 256,
	OPTION_USER,
	OPTION_FOREGROUND,
	OPTION_ONCE,
	OPTION_VERSION
};

static const struct option long_options[] = {
	{ "config", required_argument, NULL, 'c' },
	{ "system", no_argument, NULL, OPTION_SYSTEM },
	{ "user", no_argument, NULL, OPTION_USER },
	{ "foreground", no_argument, NULL, OPTION_FOREGROUND },
	{ "once", no_argument, NULL, OPTION_ONCE },
	{ "version", no_argument, NULL, OPTION_VERSION },
	{ "help", no_argument, NULL, 'h' },
	{ NULL, 0, NULL, 0 },
};

static void
read_arguments(int argc, char *argv[], struct arguments *arguments)
{
	int option;

	while ((option = getopt_long(argc, argv, "c:h", long_options, NULL)) !=
	    -1) {
		switch (option) {
		case 'c':
			arguments->path = optarg;
			break;
		case OPTION_SYSTEM:
			arguments->place = CONFIGURATION_SYSTEM;
			break;
		case OPTION_USER:
			arguments->place = CONFIGURATION_USER;
			break;
		case OPTION_FOREGROUND:
			arguments->foreground = true;
			break;
		case OPTION_ONCE:
			arguments->mode = DAEMON_ONCE;
			break;
		case OPTION_VERSION:
			puts("crierd " PACKAGE_VERSION);
			exit(EX_OK);
		case 'h':
			fputs(usage_text, stdout);
			exit(EX_OK);
		default:
			fputs(usage_text, stderr);
			exit(2);
		}
	}
	if (optind < argc) {
		fprintf(stderr, "crierd: unexpected argument \"%s\"\n%s",
		    argv[optind], usage_text);
		exit(2);
	}
}

static int
exit_code(const struct error *err)
{
	switch (err->kind) {
	case ERROR_CONFIG:
	case ERROR_QUERY:
		return EX_CONFIG;
	case ERROR_MEMORY:
		return EX_OSERR;
	case ERROR_LOCKED:
		return EXIT_LOCKED;
	case ERROR_USAGE:
		return 2;
	case ERROR_NONE:
	case ERROR_IO:
	case ERROR_STORE:
	case ERROR_FULL:
	case ERROR_CORRUPT:
	case ERROR_UNAVAILABLE:
	case ERROR_INPUT:
	case ERROR_PROTOCOL:
	case ERROR_REFUSED:
		break;
	}
	return EXIT_FAILURE;
}

static int
fail(const struct error *err)
{
	log_message(LOG_LEVEL_ERROR, "start reason=\"%s\"", err->text);
	return exit_code(err);
}

static struct configuration *
load(const struct arguments *arguments, struct error *err)
{
	struct configuration_problems problems = { 0 };
	struct configuration *configuration;
	char path[PATH_MAX];

	if (!configuration_find(arguments->path, arguments->place, path,
		sizeof(path), err))
		return NULL;
	configuration = configuration_load(path, &problems);
	for (size_t i = 0; i < problems.count; i++)
		fprintf(stderr, "crierd: %s:%d:%d: %s\n",
		    problems.items[i].file, problems.items[i].error.line,
		    problems.items[i].error.column,
		    problems.items[i].error.text);
	configuration_problems_finish(&problems);
	if (configuration == NULL) {
		error_set(err, ERROR_CONFIG, "%s is not valid", path);
		return NULL;
	}
	if (configuration_check_owner(configuration, err))
		return configuration;
	configuration_free(configuration);
	return NULL;
}

/* The folder of the database, if only that is missing. */
static void
make_folder(const char *path)
{
	char *folder = xstrdup(path);
	char *slash = strrchr(folder, '/');

	if (slash != NULL && slash != folder) {
		*slash = '\0';
		/* Where it fails, opening the database says why. */
		(void)mkdir(folder, DATABASE_FOLDER_MODE);
	}
	free(folder);
}

/* A crierd that was killed leaves its lock to children for the moment in which
 * they die: what is locked is asked for again for a short while. */
static bool
open_store(struct store **store, const char *path, struct error *err)
{
	const struct timespec pause = { .tv_nsec = LOCK_PAUSE_MS * 1000000L };

	make_folder(path);
	for (int i = 0; i < LOCK_TRIES; i++) {
		if (store_open_writer(store, path, err))
			return true;
		if (err->kind != ERROR_LOCKED)
			return false;
		nanosleep(&pause, NULL);
	}
	return false;
}

/* What comes after a kill or a power cut is worth a line. */
static void
log_opening(const struct store *store)
{
	struct store_opening opening = store_get_opening(store);

	if (!opening.unclean)
		return;
	log_message(LOG_LEVEL_NOTICE,
	    "database check=%s dur_ms=%lld reason=\"the last writer did not "
	    "close it\"",
	    opening.checked ? "ok" : "skipped", (long long)opening.check_ms);
}

/* The times of the day of hooks are those of the configured zone. Before there
 * are threads: they read the environment too, so a reload changes no zone. */
static void
adopt_timezone(const struct configuration *configuration)
{
	if (configuration->timezone == NULL)
		return;
	if (setenv("TZ", configuration->timezone, 1) == 0)
		tzset();
}

static int
serve(const struct arguments *arguments)
{
	struct configuration *configuration = NULL;
	struct store *store = NULL;
	bool failed_feeds = false;
	struct error err;

	configuration = load(arguments, &err);
	if (configuration == NULL)
		return fail(&err);
	adopt_timezone(configuration);
	log_setup(configuration->log_level,
	    arguments->foreground ? LOG_STYLE_PLAIN : LOG_STYLE_JOURNAL);
	if (!open_store(&store, configuration->database, &err)) {
		configuration_free(configuration);
		return fail(&err);
	}
	log_opening(store);
	/* Takes both over. */
	if (!daemon_run(configuration, store, arguments->mode, &failed_feeds,
		&err))
		return fail(&err);
	if (arguments->mode == DAEMON_ONCE && failed_feeds)
		return EXIT_SOME_FAILED;
	return EX_OK;
}

int
main(int argc, char *argv[])
{
	struct arguments arguments = { 0 };
	int code;

	if (reader_role_asked(argc, argv))
		return reader_role_main();
	read_arguments(argc, argv, &arguments);
	log_setup(LOG_LEVEL_INFO,
	    arguments.foreground ? LOG_STYLE_PLAIN : LOG_STYLE_JOURNAL);
	curl_global_init(CURL_GLOBAL_DEFAULT);
	code = serve(&arguments);
	curl_global_cleanup();
	return code;
}
