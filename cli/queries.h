/* What the commands that take a query share. */
#ifndef CRIER_CLI_QUERIES_H
#define CRIER_CLI_QUERIES_H

#include "cli/command.h"
#include "topic_set.h"

/*
 * Parses text as a search with the lists of the configuration, if it is loaded.
 * NULL after it has printed the error with its caret; the command then ends
 * with CLI_USAGE.
 */
struct query *query_read(struct cli *cli, struct slice text);
/*
 * The same for all arguments joined by blanks (topics rules, 2.1, 11); on a
 * terminal it says how bare words were read. NULL with err, whose kind is
 * ERROR_NONE where the error has been printed.
 */
struct query *query_read_arguments(struct cli *cli, struct error *err);
/* The same for the arguments from first on; *text is what was read, in the
 * arena of the command. */
struct query *query_read_behind(struct cli *cli, size_t first,
    struct slice *text, struct error *err);
/* Two or more words and no sign or operator. */
bool query_is_bare(struct slice text);

/* Now and the local zone. */
struct query_moment query_now(const struct cli *cli);

/* --sort, --limit, --offset and --text into a request for the query. */
MUST_CHECK bool query_request(struct cli *cli, const struct query *query,
    struct article_request *request, struct error *err);

/* --text, or a template that has it. */
bool query_wants_text(const struct cli *cli);

/* Options of the commands that list articles. */
extern const struct option_row list_options[];

/* A number in words of the contract: digits only, or id:N. */
bool query_is_id(const char *argument, int64_t *id);

#endif
