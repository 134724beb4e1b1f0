/*
 * A strict reader of what the HTML cleaner writes, with allow-lists of its own:
 * anything that is not exactly in the cleaner's form is a fault.
 */
#ifndef CRIER_TESTS_HTML_CHECKER_H
#define CRIER_TESTS_HTML_CHECKER_H

#include <stdbool.h>
#include <stddef.h>

#include "parse/html.h"
#include "slice.h"

/* Names, each between two blanks. */
extern const char html_checker_strict_elements[];
extern const char html_checker_wide_elements[]; /* beside those */
extern const char html_checker_wide_attributes[];

/* False with the fault in text. */
bool html_checker_accepts(struct slice html, enum html_level level, char *text,
    size_t size);
/* The same by libxml2's parser of HTML: no element or attribute in its tree
 * that is not allowed, no scheme that runs anything. */
bool html_checker_tree_is_safe(struct slice html, enum html_level level,
    char *text, size_t size);

#endif
