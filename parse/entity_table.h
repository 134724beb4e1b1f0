/*
 * The table behind entities.h; html_entities.c is generated.
 */
#ifndef CRIER_PARSE_ENTITY_TABLE_H
#define CRIER_PARSE_ENTITY_TABLE_H

#include <stdint.h>

#include "parse/entities.h"

#define ENTITY_NAME_MAX 32 /* with its NUL */
#define ENTITY_LETTERS  ('z' - 'A' + 1)

struct entity_row {
	char name[ENTITY_NAME_MAX];
	char text[8];
	uint8_t name_len, text_len;
	uint8_t is_old; /* read without ';' too */
};

extern const struct entity_row entity_rows[ENTITY_COUNT];
extern const uint16_t entity_first[ENTITY_LETTERS + 1];

#endif
