/*
 * The configuration: YAML files to structs (DESIGN section 6).
 *
 * Everything belongs to the configuration and dies with configuration_free.
 * A configuration is immutable once it is loaded. One table in config/options.c
 * names every option with its type, default, limits and help.
 */
#ifndef CRIER_CONFIGURATION_H
#define CRIER_CONFIGURATION_H

#include "arena.h"
#include "buffer.h"
#include "delivery.h"
#include "error.h"
#include "feed.h"
#include "log.h"
#include "topic.h"

enum on_first {
	ON_FIRST_STORE,
	ON_FIRST_FIRE
};
enum sandbox_mode {
	SANDBOX_REQUIRED,
	SANDBOX_BEST_EFFORT
};

struct host_manners {     /* towards a host of the user's own */
	const char *host; /* as in a URL: lower case, IPv6 in brackets */
	int64_t gap_s;    /* -1: not said */
	int connections;  /* 0: not said */
};

/* A list of feeds that is kept elsewhere, as OPML. */
struct opml_list {
	const char *file;  /* absolute */
	const char **tags; /* of every feed in it, beside its own */
	size_t tag_count;
	const char *conf_file; /* where it was configured */
	int line, column;
};

/* Of what is kept, for ever or any number where it is 0. */
struct retention {
	int64_t age_s;
	int count;
};

struct configuration {
	struct arena arena;
	const char *path;   /* the file that was read first */
	const char **files; /* all that were read, in order */
	size_t file_count;
	const char *database; /* absolute */
	int64_t backlog_s;
	struct retention retention;
	int snapshots;            /* daily copies that are kept */
	const char *timezone;     /* NULL: the machine's */
	const struct feed *feeds; /* sorted by name */
	size_t feed_count;
	const struct opml_list *opml; /* in order of the files */
	size_t opml_count;
	const struct query_list *lists; /* sorted by name */
	size_t list_count;
	const struct topic *topics; /* in order of the files */
	size_t topic_count;
	const struct hook *hooks; /* sorted by name */
	size_t hook_count;
	struct mail_server mail;
	const char *health_hook;        /* NULL where not said */
	const struct query_list *mutes; /* name NULL */
	size_t mute_count;
	const struct host_manners *hosts; /* sorted by host */
	size_t host_count;
	int connections, starts_per_second, readers;
	int64_t interval_s; /* of feeds that say auto, for now */
	enum on_first on_first;
	enum sandbox_mode sandbox;
	const char **resolvers; /* "127.0.0.1:5353"; none: the system's */
	size_t resolver_count;
	const char *socket, *control_group; /* NULL where not said */
	bool control_writes; /* that group may change things too */
	enum log_level log_level;
};

/*
 * Which file to read: the one that the command line names (-c FILE); else the
 * place that it names (--system, --user); else $CRIER_CONFIG; else the first of
 * the user's and the system's that exists.
 */
enum configuration_place {
	CONFIGURATION_SEARCH,
	CONFIGURATION_SYSTEM, /* --system: /etc/crier/crier.yaml */
	CONFIGURATION_USER    /* --user: $XDG_CONFIG_HOME/crier/crier.yaml */
};
/* The path into path[size]; ERROR_CONFIG naming the places where none is. */
MUST_CHECK bool configuration_find(const char *option_path,
    enum configuration_place place, char *path, size_t size, struct error *err);

/*
 * Complaints about a configuration, in the order of the files as they were
 * read, then of lines and columns. Line and column are 0 only where the file
 * as a whole cannot be read. Cut at LIMIT_CONFIG_PROBLEMS.
 */
struct configuration_problem {
	char *file;        /* owned; spelled as the user wrote it */
	size_t file_order; /* 0: the file that was read first */
	struct error error;
};
struct configuration_problems {
	struct configuration_problem *items; /* owned */
	size_t count;
};
void configuration_problems_finish(struct configuration_problems *problems);
/* Appends "file:line:column: text", without a line end. */
bool configuration_problem_append(const struct configuration_problem *problem,
    struct buffer *out);

/*
 * Reads path and what it includes. NULL where anything is wrong; then problems
 * has at least one item. Queries are only checked for being there: the topic
 * stage judges them. Relative paths in a file (database, file, exec, include,
 * socket) count from that file's folder. The caller frees with
 * configuration_free, and problems with configuration_problems_finish.
 */
struct configuration *
configuration_load(const char *path, struct configuration_problems *problems);
void configuration_free(struct configuration *configuration);

/* NULL where there is none of that name. */
const struct feed *
configuration_feed(const struct configuration *configuration, const char *name);
const struct hook *
configuration_hook(const struct configuration *configuration, const char *name);

/*
 * False (ERROR_CONFIG) unless every file that was read, and its folder, belongs
 * to root or to the effective user, and may be written by nobody else, not even
 * a group: whoever writes it decides what crierd runs. Relative paths are looked
 * up from the current folder, as when they were loaded.
 */
MUST_CHECK bool
configuration_check_owner(const struct configuration *configuration,
    struct error *err);

/*
 * A complaint for each OPML list that is not there or cannot be read by whoever
 * asks. It does not make the configuration wrong: crierd goes on without such a
 * list, and looks for it again. False where there is one; the caller frees them
 * with configuration_problems_finish.
 */
bool configuration_check_opml(const struct configuration *configuration,
    struct configuration_problems *problems);

/* What a reload changes: the names of one part that came, went, or whose
 * settings differ, in the order of names. */
enum configuration_part {
	CONFIGURATION_FEEDS,
	CONFIGURATION_OPML, /* by their files */
	CONFIGURATION_TOPICS,
	CONFIGURATION_HOOKS
};
enum configuration_change {
	CONFIGURATION_ADDED,
	CONFIGURATION_REMOVED,
	CONFIGURATION_CHANGED
};
typedef void (*configuration_change_visitor)(enum configuration_change change,
    const char *name, void *arg);
void configuration_compare(const struct configuration *old,
    const struct configuration *new, enum configuration_part part,
    configuration_change_visitor visit, void *arg);
/* Names the options that differ and take effect only when crierd begins. */
typedef void (*configuration_option_visitor)(const char *name, void *arg);
void configuration_restart_options(const struct configuration *old,
    const struct configuration *new, configuration_option_visitor visit,
    void *arg);

#endif
