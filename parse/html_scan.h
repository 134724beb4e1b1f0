/*
 * How far text can be copied as it is.
 */
#ifndef CRIER_PARSE_HTML_SCAN_H
#define CRIER_PARSE_HTML_SCAN_H

#include <stddef.h>

#include "slice.h"

/*
 * Bytes of s before the first of: & < > ", controls but TAB and LF, DEL, and
 * the byte C2, which begins U+0080 to U+00BF, the C1 controls among them.
 */
size_t html_scan_plain(struct slice s);

/*
 * Bytes of s that are words with single blanks between them: before the first
 * of &, controls, DEL, NBSP, line and paragraph separators, U+FEFF, and before
 * a blank that begins s or follows another. It may be less: then what follows
 * must be looked at, and the run goes on behind it.
 */
size_t html_scan_words(struct slice s);

#endif
