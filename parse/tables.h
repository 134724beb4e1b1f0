/*
 * What parsing needs and only opening a file can give.
 */
#ifndef CRIER_PARSE_TABLES_H
#define CRIER_PARSE_TABLES_H

#include "parse/charset.h"

struct parse_tables {
	struct charset_tables *charsets; /* owned */
};

#endif
