/*
 * The structs of a document as data: which field is where, and what it may
 * hold. Whoever adds a field to include/document.h adds its row here; a test
 * asks that every byte of every struct has one.
 */
#ifndef CRIER_READER_DOCUMENT_SHAPE_H
#define CRIER_READER_DOCUMENT_SHAPE_H

#include "document.h"

enum shape_field_kind {
	SHAPE_SPAN,   /* struct doc_span */
	SHAPE_RECORD, /* a struct of the shape */
	SHAPE_LIST,   /* struct doc_list of the shape, at most limit of them */
	SHAPE_ENUM,   /* uint32_t below limit */
	SHAPE_NUMBER, /* int64_t, any */
	SHAPE_TIME,   /* int64_t, DOC_NO_TIME or a year that can be written */
	SHAPE_HOUR,   /* uint64_t below 24 */
	SHAPE_VALUE   /* the rules of struct doc_value; covers no byte */
};

struct shape;

struct shape_field {
	enum shape_field_kind kind;
	uint32_t at; /* offset in the struct */
	uint32_t limit;
	const struct shape *shape;
};

struct shape {
	uint32_t size; /* of the struct, in bytes */
	size_t count;
	const struct shape_field *fields;
};

/* The two structs that a frame may begin with; static. */
extern const struct shape shape_feed, shape_entry;

/* Bytes that a field of the kind takes; of a record and a list as they stand
 * in the struct. */
uint32_t shape_field_size(const struct shape_field *field);

#endif
