/*
 * Choosing between two passes over a damaged document (section 1.6).
 */
#ifndef CRIER_PARSE_RECOVER_H
#define CRIER_PARSE_RECOVER_H

#include "parse/pass.h"

/*
 * Adds to first the entries of second whose identity (id, else link, else
 * title) first does not have. Both are closed. The feed stays that of first.
 */
void recover_join(struct pass *first, struct pass *second);

#endif
