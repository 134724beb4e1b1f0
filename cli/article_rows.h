/* Articles as rows (rows.h). */
#ifndef CRIER_CLI_ARTICLE_ROWS_H
#define CRIER_CLI_ARTICLE_ROWS_H

#include "cli/rows.h"

/* struct article; the second with its text in JSON. */
extern const struct row_kind article_rows, article_rows_with_text;

/* When it was written: published, else first seen. */
int64_t article_row_at(const struct article *article);

#endif
