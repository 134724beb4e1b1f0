/*
 * The shape of a document in JSON as data: which key prints which field. A new
 * field is one row in document_rows.c.
 */
#ifndef CRIER_CLI_DOCUMENT_ROWS_H
#define CRIER_CLI_DOCUMENT_ROWS_H

#include "document.h"

enum document_row_kind {
	ROW_TEXT,      /* doc_span */
	ROW_DIGITS,    /* doc_span; a number where it is one */
	ROW_CONSTRUCT, /* doc_text: key, key_type, key_lang, key_base */
	ROW_TYPE,      /* doc_text: its type alone */
	ROW_DATE,      /* doc_date: key, or key_raw where it is unreadable */
	ROW_NUMBER,    /* int64_t */
	ROW_BOOL,      /* uint32_t */
	ROW_TRISTATE,  /* uint32_t, enum doc_tristate */
	ROW_FORMAT,    /* uint32_t, enum doc_format */
	ROW_OBJECT,    /* a struct of the table */
	ROW_OBJECTS,   /* doc_list of them */
	ROW_TEXTS,     /* doc_list of doc_span */
	ROW_HOURS,     /* doc_list of uint64_t */
	ROW_VALUE      /* doc_list of at most one doc_value */
};

struct document_table;

struct document_row {
	const char *key;
	enum document_row_kind kind;
	size_t at; /* offset in the struct */
	const struct document_table *table;
};

struct document_table {
	const struct document_row *rows;
	size_t count, size; /* of the struct, in bytes */
};

/* Of struct doc_feed and struct doc_entry, in the order in which they are
 * printed; static. */
extern const struct document_table document_feed_table, document_entry_table;

#endif
