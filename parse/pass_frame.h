/*
 * The stack of open elements. Part of pass.c's work, which alone uses it.
 */
#ifndef CRIER_PARSE_PASS_FRAME_H
#define CRIER_PARSE_PASS_FRAME_H

#include "parse/pass.h"

/* The bottom of the stack: no element, PLACE_TOP. */
void pass_push_bottom(struct pass *pass);
/* An element below the innermost; its row and place are for the caller to
 * set. The stack must have room. */
struct frame *pass_push_frame(struct pass *pass, const struct event_tag *tag);
void pass_pop_frame(struct pass *pass);
struct frame *pass_top_frame(const struct pass *pass);
/* What the functions of row see of frame, which is the innermost. */
struct leaf pass_leaf(const struct pass *pass, const struct frame *frame,
    const struct element *row);

#endif
