/*
 * Frames of documents made by hand, for tests of whatever reads them. The
 * two complete ones have a value in every field.
 */
#ifndef CRIER_TESTS_FRAME_MAKER_H
#define CRIER_TESTS_FRAME_MAKER_H

#include "document.h"

/* Zeroed room of a fixed size: offsets into it stay good while it fills. */
struct frame_maker {
	unsigned char *bytes; /* owned until it is handed on */
	uint32_t len, cap;
};

/* Begins a frame and puts count structs of size bytes, zeroed, at first. */
void frame_begin(struct frame_maker *frame, enum doc_frame_kind kind,
    uint32_t count, uint32_t size);
/* Appends a copy at a multiple of 8; its offset. */
uint32_t
frame_put(struct frame_maker *frame, const void *object, uint32_t size);
struct doc_span frame_text(struct frame_maker *frame, const char *text);
/* A list of count copies. */
struct doc_list frame_list(struct frame_maker *frame, const void *objects,
    uint32_t count, uint32_t size);
void *frame_at(struct frame_maker *frame, uint32_t at);
/* Writes the length into the header; the bytes now belong to the caller. */
unsigned char *frame_end(struct frame_maker *frame, size_t *size);

/* The feed "Harbour", and two entries "Tide" and "Mole" of which the first is
 * complete. The caller frees the bytes or gives them to document_add. */
unsigned char *frame_complete_feed(size_t *size);
unsigned char *frame_complete_entries(size_t *size);
/* Both in a document. */
struct document *frame_complete_document(void);

#endif
