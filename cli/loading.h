/* The configuration of a command, and what is said where it is wrong. */
#ifndef CRIER_CLI_LOADING_H
#define CRIER_CLI_LOADING_H

#include "cli/command.h"

/*
 * Finds and loads the configuration into cli: path, else --config, --system,
 * --user, the environment, the usual places. False with err; where the file has
 * been read and is wrong, its problems have been printed and err->kind is
 * ERROR_NONE.
 */
MUST_CHECK bool
loading_configuration(struct cli *cli, const char *path, struct error *err);

/* For commands that do without: the same where --config, --system or --user
 * names one, else true and nothing is loaded. */
MUST_CHECK bool loading_named(struct cli *cli, struct error *err);

/* False after each OPML list that cannot be read has been named. */
bool loading_opml_is_there(const struct configuration *configuration);

/* Compiles every topic and mute; NULL after each error has been printed. */
struct topic_set *loading_topics(const struct configuration *configuration);

#endif
