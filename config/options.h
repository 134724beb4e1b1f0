/*
 * The table of options: what a configuration may say, section by section.
 * What reads a configuration, judges its values, or names an option in a
 * message, asks this table and nothing else.
 */
#ifndef CRIER_CONFIG_OPTIONS_H
#define CRIER_CONFIG_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "slice.h"

/* A section is a kind of mapping; all but the top, the mail server and the
 * items of lists are found under names. */
enum config_section {
	CONFIG_TOP,
	CONFIG_FEED,
	CONFIG_LIST, /* a name and a text: it has no options */
	CONFIG_TOPIC,
	CONFIG_HOOK,
	CONFIG_HOST,
	CONFIG_MAIL,      /* one for all: it has no name */
	CONFIG_RETENTION, /* the same */
	CONFIG_OPML,      /* an item of a list: it has no name */
	CONFIG_SECTIONS
};

/* What a value is; the field that it fills is named behind the type. */
enum config_type {
	CONFIG_LATER,     /* known, but not acted on by this version */
	CONFIG_NAMED,     /* a mapping of names to a section */
	CONFIG_PART,      /* a mapping that is a section: its struct */
	CONFIG_ITEMS,     /* list of sections: structs, size_t */
	CONFIG_INCLUDE,   /* paths and globs */
	CONFIG_TEXT,      /* one line: const char * */
	CONFIG_QUERY,     /* text of any lines: const char * */
	CONFIG_QUERIES,   /* list of them: struct query_list *, size_t */
	CONFIG_PATH,      /* absolute: const char * */
	CONFIG_URL,       /* http or https: const char * */
	CONFIG_DURATION,  /* seconds: int64_t */
	CONFIG_SIZE,      /* bytes: int64_t */
	CONFIG_COUNT,     /* int */
	CONFIG_BOOL,      /* bool */
	CONFIG_CHOICE,    /* an enum */
	CONFIG_WORDS,     /* list of choices: bool [their values] */
	CONFIG_TIMEZONE,  /* const char * */
	CONFIG_MINUTE,    /* a time of the day, in minutes: int */
	CONFIG_HOURS,     /* from one to another: int, int */
	CONFIG_MOMENT,    /* unix seconds: int64_t */
	CONFIG_LANGUAGE,  /* const char * */
	CONFIG_HEADER,    /* value of a header: const char * */
	CONFIG_HEADERS,   /* struct feed_header *, size_t */
	CONFIG_ADDRESSES, /* const char **, size_t */
	CONFIG_TAGS,      /* const char **, size_t */
	CONFIG_SELECTORS, /* feeds of a topic: const char **, size_t */
	CONFIG_HOOKS,     /* hooks of a topic: const char **, size_t */
	CONFIG_HOOK_NAME, /* one of them: const char * */
	CONFIG_ARGV,      /* const char **, NULL-terminated */
	CONFIG_SECRET,    /* the name of one: const char * */
	CONFIG_MAILBOX,   /* "Name <a@b>" or "a@b": const char * */
	CONFIG_MAILBOXES, /* addresses alone: const char **, size_t */
	CONFIG_HOST_NAME, /* or an address: const char * */
	CONFIG_TYPES
};

struct config_choice {
	const char *word; /* NULL ends the table */
	int value;
	bool later; /* known, but not acted on by this version */
};

struct config_option {
	enum config_section section;
	enum config_section names; /* CONFIG_NAMED, _PART, _ITEMS */
	const char *name;
	enum config_type type;
	size_t at, count_at;                 /* offsets of the fields */
	int64_t min, max;                    /* of numbers */
	const struct config_choice *choices; /* words; or NULL */
	const char *preset;                  /* the default as text; or NULL */
	/* Never over the control socket, from OPML or from imports. */
	bool powerful;
	/* Every file may say it once; else the first file to say it wins, and
	 * a second one is an error. */
	bool every_file;
	const char *help; /* one line; also in crier.yaml(5) */
};

#define CONFIG_OPTIONS_MAX 96
size_t config_option_count(void); /* at most CONFIG_OPTIONS_MAX */
/* Option index (< count); sorted by section, then by name. */
const struct config_option *config_option_at(size_t index);
/* Its index, or SIZE_MAX. */
size_t config_option_find(enum config_section section, struct slice name);
size_t config_option_index(const struct config_option *option);

#endif
