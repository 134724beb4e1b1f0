/*
 * What a page says of its own encoding.
 */
#ifndef CRIER_PARSE_META_CHARSET_H
#define CRIER_PARSE_META_CHARSET_H

#include "slice.h"

/* The label in a meta element within the first bytes of a page in any encoding
 * that is compatible with ASCII; absent if there is none. */
struct slice meta_charset(struct bytes page);

#endif
