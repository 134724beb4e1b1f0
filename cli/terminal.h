/* What standard output is, and how text is put on it. */
#ifndef CRIER_CLI_TERMINAL_H
#define CRIER_CLI_TERMINAL_H

#include "buffer.h"
#include "slice.h"

struct terminal {
	bool is_terminal, color;
	int width; /* columns */
};

/* color_option: auto, always, never or NULL. NO_COLOR is obeyed under auto. */
void terminal_look(struct terminal *terminal, const char *color_option);

enum paint {
	PAINT_NONE,
	PAINT_DIM,
	PAINT_BOLD,
	PAINT_GOOD,
	PAINT_BAD
};
/* Appends text between the sequences of paint where colour is on. */
void terminal_paint(const struct terminal *terminal, enum paint paint,
    struct slice text, struct buffer *out);

/*
 * Appends text, made safe, in exactly width columns (at least 1): cut with an
 * ellipsis or padded with blanks, on the left where right is asked.
 */
enum align {
	ALIGN_LEFT,
	ALIGN_RIGHT
};
void terminal_cell(struct slice text, int width, enum align align,
    struct buffer *out);

/* Appends text, made safe, wrapped at width; each of its lines begins with
 * indent blanks. Blank lines stay. */
void
terminal_wrap(struct slice text, int width, int indent, struct buffer *out);

/* Writes the buffer to standard output and empties it; whether that worked is
 * asked of stdout at the end. */
void terminal_write(struct buffer *out);

/* "crier: " and one line, made safe, on standard error. */
void terminal_complain(const char *format, ...) PRINTF_LIKE(1, 2);

#endif
