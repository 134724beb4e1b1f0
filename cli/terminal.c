/*
 * The terminal: its width and colours, text cut and wrapped to columns.
 *
 * Everything that came from a feed passes utf8_for_terminal here, whether the
 * output is a terminal or not: a pipe may end at one.
 */
#include "cli/terminal.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "limits.h"
#include "utf8.h"

#define WIDTH_UNKNOWN 80

static int
find_width(void)
{
	struct winsize size;
	const char *columns = getenv("COLUMNS");
	int64_t number;

	if (columns != NULL &&
	    slice_to_int64(slice_of(columns), 20, LIMIT_COLUMNS, &number))
		return (int)number;
	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col >= 20)
		return size.ws_col;
	return WIDTH_UNKNOWN;
}

void
terminal_look(struct terminal *terminal, const char *color_option)
{
	struct slice color = slice_of(color_option);
	const char *no_color = getenv("NO_COLOR");
	const char *name = getenv("TERM");

	terminal->is_terminal = isatty(STDOUT_FILENO);
	terminal->width = find_width();
	if (slice_eq(color, SLICE("always")))
		terminal->color = true;
	else if (slice_eq(color, SLICE("never")))
		terminal->color = false;
	else
		terminal->color = terminal->is_terminal &&
		    (no_color == NULL || no_color[0] == '\0') &&
		    !slice_eq(slice_of(name), SLICE("dumb"));
}

void
terminal_paint(const struct terminal *terminal, enum paint paint,
    struct slice text, struct buffer *out)
{
	static const char *const sequences[] = {
		[PAINT_NONE] = "",
		[PAINT_DIM] = "\033[2m",
		[PAINT_BOLD] = "\033[1m",
		[PAINT_GOOD] = "\033[32m",
		[PAINT_BAD] = "\033[31m",
	};

	if (!terminal->color || paint == PAINT_NONE) {
		buffer_append(out, text);
		return;
	}
	buffer_append_string(out, sequences[paint]);
	buffer_append(out, text);
	buffer_append_string(out, "\033[0m");
}

/* The longest prefix of at most width columns that does not part a character
 * from the marks upon it. */
static struct slice
fit(struct slice text, int width)
{
	struct slice rest = text;
	size_t kept = 0;
	int used = 0;

	while (!slice_is_empty(rest)) {
		struct slice before = rest;
		struct slice one;

		utf8_next(&rest);
		one = slice_sub(before, 0, before.len - rest.len);
		used += utf8_width(one);
		if (used > width)
			break;
		kept = text.len - rest.len;
	}
	return slice_sub(text, 0, kept);
}

static void
pad(int count, struct buffer *out)
{
	for (; count > 0; count--)
		buffer_append_char(out, ' ');
}

void
terminal_cell(struct slice text, int width, enum align align,
    struct buffer *out)
{
	struct buffer safe;
	struct slice shown;
	bool cut;

	buffer_init(&safe, LIMIT_COMMAND_OUTPUT);
	utf8_for_terminal(text, UTF8_ONE_LINE, &safe);
	shown = buffer_slice(&safe);
	cut = utf8_width(shown) > width;
	if (cut)
		shown = fit(shown, width - 1);
	if (align == ALIGN_RIGHT)
		pad(width - utf8_width(shown) - cut, out);
	buffer_append(out, shown);
	if (cut)
		buffer_append_string(out, "…");
	if (align == ALIGN_LEFT)
		pad(width - utf8_width(shown) - cut, out);
	buffer_finish(&safe);
}

/* The next piece of line of at most width columns: up to its last blank where
 * it has one, else cut where it must be (scripts without blanks). */
static struct slice
take_piece(struct slice *line, int width)
{
	struct slice piece = fit(*line, width);
	size_t end = piece.len;

	if (piece.len == 0 && line->len > 0) { /* wider than the terminal */
		struct slice rest = *line;

		utf8_next(&rest);
		piece = slice_sub(*line, 0, line->len - rest.len);
		end = piece.len;
	}
	if (piece.len < line->len && line->ptr[piece.len] != ' ') {
		while (end > 0 && piece.ptr[end - 1] != ' ')
			end--;
		if (end == 0)
			end = piece.len;
	}
	piece = slice_sub(*line, 0, end);
	*line = slice_from(*line, end);
	while (line->len > 0 && line->ptr[0] == ' ')
		*line = slice_from(*line, 1);
	return piece;
}

static struct slice
trim_end(struct slice line)
{
	while (line.len > 0 && line.ptr[line.len - 1] == ' ')
		line.len--;
	return line;
}

/* A TAB has no width of its own: as a blank it can be counted. */
static void
tabs_to_blanks(struct buffer *text)
{
	for (size_t i = 0; i < text->len; i++)
		if (text->ptr[i] == '\t')
			text->ptr[i] = ' ';
}

void
terminal_wrap(struct slice text, int width, int indent, struct buffer *out)
{
	struct buffer safe;
	struct slice rest, line;

	buffer_init(&safe, LIMIT_COMMAND_OUTPUT);
	utf8_for_terminal(text, UTF8_MANY_LINES, &safe);
	tabs_to_blanks(&safe);
	rest = buffer_slice(&safe);
	while (slice_cut(&rest, '\n', &line)) {
		line = trim_end(line);
		while (!slice_is_empty(line)) {
			pad(indent, out);
			buffer_append(out,
			    trim_end(take_piece(&line, width - indent)));
			if (!slice_is_empty(line))
				buffer_append_char(out, '\n');
		}
		buffer_append_char(out, '\n');
	}
	buffer_finish(&safe);
}

void
terminal_write(struct buffer *out)
{
	struct slice text = buffer_slice(out);

	if (text.len > 0)
		(void)fwrite(text.ptr, 1, text.len, stdout);
	buffer_reset(out);
}

void
terminal_complain(const char *format, ...)
{
	char text[PATH_MAX + KIB];
	struct buffer line;
	va_list args;

	va_start(args, format);
	(void)vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	buffer_init(&line, LIMIT_COMMAND_OUTPUT);
	buffer_append_string(&line, "crier: ");
	utf8_for_terminal(slice_of(text), UTF8_ONE_LINE, &line);
	buffer_append_char(&line, '\n');
	fputs(buffer_string(&line), stderr);
	buffer_finish(&line);
}
