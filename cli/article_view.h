/* A whole article on standard output. */
#ifndef CRIER_CLI_ARTICLE_VIEW_H
#define CRIER_CLI_ARTICLE_VIEW_H

#include "cli/command.h"

extern const char *const article_view_formats[];
/* --format and --links, of a table of options. */
#define ARTICLE_VIEW_OPTIONS                                            \
	{ "format", 'f', OPTION_CHOICE, "FORMAT", article_view_formats, \
		"text, json or html (raw: the same)" },                 \
	{                                                               \
		"links", 'l', OPTION_FLAG, NULL, NULL,                  \
		    "with the addresses of files and image"             \
	}

/* Around all articles that are printed. */
void article_view_begin(const struct cli *cli);
void article_view_end(const struct cli *cli);
/* index: how many were printed before. Where there is no such article that is
 * said on standard error, and *found is false. */
MUST_CHECK bool article_view_print(struct cli *cli, int64_t id, size_t index,
    bool *found, struct error *err);

#endif
