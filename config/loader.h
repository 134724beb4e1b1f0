/*
 * What the parts that load a configuration share: the configuration in the
 * making, the names found so far, the references still to be checked.
 */
#ifndef CRIER_CONFIG_LOADER_H
#define CRIER_CONFIG_LOADER_H

#include "arena.h"
#include "config/name_table.h"
#include "config/node.h"
#include "config/options.h"
#include "config/problems.h"
#include "configuration.h"

/* What a topic says of others, to be checked when all names are known. */
struct config_reference {
	struct config_reference *next;
	const struct config_option *option; /* CONFIG_SELECTORS, _HOOKS, ... */
	const char *topic, *text;           /* topic NULL: at the top */
	struct config_origin origin;
};

/* A file to be read when the one that includes it has ended. */
struct config_include {
	struct config_include *next;
	const char *pattern;
	struct config_origin origin;
};

struct config_loader {
	struct configuration *configuration;
	struct configuration_problems *problems;
	struct arena nodes;   /* of the entry that is being read */
	struct arena scratch; /* of what only loading needs */
	/* By section; of each, by name. */
	struct config_named *named[CONFIG_SECTIONS];
	struct config_reference *references, **reference_end;
	struct config_include *includes, **include_end; /* of this file */
	struct config_source **sources; /* owned; all files read */
	size_t source_count, bytes;
	struct config_origin *said; /* owned; by option: at the top */
	bool incomplete;            /* a file could not be read to its end */
};

/* True where it makes no sense to go on: too many problems, no memory. */
bool config_loader_stopped(const struct config_loader *loader);
/* True after memory was missing for what is kept; the reader reports its own. */
bool config_loader_has_failed(const struct config_loader *loader);

/* include.c: reads the file and, when it has ended, what it includes. */
void config_load_file(struct config_loader *loader, const char *path);

/* read.c: a document whose first mapping has been entered. */
void config_read_top(struct config_loader *loader, struct config_reader *reader,
    const struct config_source *source);
/* The defaults of a section's options into a new object. */
void config_read_presets(struct config_loader *loader,
    enum config_section section, void *object);
/* validate.c: what can only be judged when everything has been read. */
void config_check_references(struct config_loader *loader);
/* hook_section.c: hooks that send mail need a server. */
void config_check_mail(struct config_loader *loader);

#endif
