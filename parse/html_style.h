/*
 * CSS in style attributes, filtered for the wide level.
 */
#ifndef CRIER_PARSE_HTML_STYLE_H
#define CRIER_PARSE_HTML_STYLE_H

#include "buffer.h"
#include "parse/html_allow.h"
#include "slice.h"

/*
 * Appends the declarations of style (references decoded) that may stay, as
 * "name: value;" joined by a space; inside SVG some more may. Appends nothing
 * where the whole is not plain CSS. Returns !out->failed.
 */
bool html_style_clean(struct slice style, enum html_foreign within,
    struct buffer *out);

#endif
