/* A whole article on standard output. */
#ifndef CRIER_CLI_ARTICLE_VIEW_H
#define CRIER_CLI_ARTICLE_VIEW_H

#include "cli/command.h"

/* --format and --links. */
extern const struct option_row article_view_options[];

/* Around all articles that are printed. */
void article_view_begin(const struct cli *cli);
void article_view_end(const struct cli *cli);
/* index: how many were printed before. Where there is no such article that is
 * said on standard error, and *found is false. */
MUST_CHECK bool article_view_print(struct cli *cli, int64_t id, size_t index,
    bool *found, struct error *err);

#endif
