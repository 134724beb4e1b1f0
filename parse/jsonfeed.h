/*
 * JSON Feed 1.0 and 1.1 (section 7.1 of the parsing rules).
 */
#ifndef CRIER_PARSE_JSONFEED_H
#define CRIER_PARSE_JSONFEED_H

#include "parse/pass.h"

/* Reads text, which begins with '{' or '[', into pass. What is no JSON Feed
 * gives no root and no entry. */
void jsonfeed_run(struct pass *pass, struct slice text);

#endif
