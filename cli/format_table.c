/*
 * A table for people: columns as wide as what is in them, one of them cut to
 * what the terminal leaves. Rows are held until the widths are known; of a long
 * table the first thousand decide.
 */
#include "cli/rows.h"

#include "limits.h"
#include "utf8.h"

#define COLUMNS_MAX  12
#define GAP          2
#define FLEXIBLE_MIN 20 /* columns; others are narrowed for it */
#define NARROW_MIN   6  /* but not below this */
#define HELD_MAX     1000
#define CELL_BYTES   (4UL * LIMIT_COLUMNS) /* that a terminal can show */

static size_t
column_count(const struct output *output)
{
	size_t count = 0;

	while (output->kind->table[count].name != NULL)
		count++;
	return count;
}

static bool
table_begin(struct output *output, struct error *err)
{
	output->widths = arena_alloc_array(&output->cli->arena, COLUMNS_MAX,
	    sizeof(*output->widths));
	return output->widths != NULL ||
	    error_set(err, ERROR_MEMORY, "no memory for a table");
}

/* As it will be shown, so that its width can be measured; of a long text, as
 * much as a terminal can be wide. */
static struct slice
safe_cell(struct slice text, struct arena *arena)
{
	struct buffer safe;
	struct slice copy;

	buffer_init(&safe, LIMIT_STORED_TEXT);
	utf8_for_terminal(utf8_cut(text, CELL_BYTES), UTF8_ONE_LINE, &safe);
	copy = arena_slice(arena, buffer_slice(&safe));
	buffer_finish(&safe);
	return copy;
}

/* ---- widths ------------------------------------------------------------------ */

static int
total_width(const int widths[], size_t count)
{
	int total = 0;

	for (size_t i = 0; i < count; i++)
		total += widths[i] + (i > 0 ? GAP : 0);
	return total;
}

static int
natural_width(const struct output *output, size_t index)
{
	const struct column *column = &output->kind->table[index];
	int width = utf8_width(slice_of(column->name));

	for (const struct table_line *line = output->first; line != NULL;
	     line = line->next) {
		int own = utf8_width(line->cells[index]);

		if (own > width)
			width = own;
	}
	return column->max > 0 && width > column->max ? column->max : width;
}

/* The widest of the columns that may be cut; -1 where none may any more. */
static int
widest(const struct output *output, size_t count, const int widths[])
{
	int found = -1;

	for (size_t i = 0; i < count; i++)
		if (output->kind->table[i].max > 0 && widths[i] > NARROW_MIN &&
		    (found == -1 || widths[i] > widths[found]))
			found = (int)i;
	return found;
}

static void
measure(const struct output *output, size_t count, int widths[])
{
	int flexible = -1, over, narrow;

	for (size_t i = 0; i < count; i++) {
		widths[i] = natural_width(output, i);
		if (output->kind->table[i].flexible)
			flexible = (int)i;
	}
	over = total_width(widths, count) - output->terminal.width;
	if (flexible != -1 && over > 0 && widths[flexible] > FLEXIBLE_MIN) {
		int wish = widths[flexible] - over;

		widths[flexible] = wish < FLEXIBLE_MIN ? FLEXIBLE_MIN : wish;
	}
	while (total_width(widths, count) > output->terminal.width &&
	    (narrow = widest(output, count, widths)) != -1)
		widths[narrow]--;
}

/* ---- lines ------------------------------------------------------------------- */

static void
drop_blanks(struct buffer *line)
{
	while (line->len > 0 && line->ptr[line->len - 1] == ' ')
		buffer_truncate(line, line->len - 1);
}

static void
append_line(struct output *output, const struct slice *cells, size_t count)
{
	struct buffer *out = &output->out;
	struct buffer cell;

	buffer_init(&cell, LIMIT_STORED_TEXT);
	for (size_t i = 0; i < count; i++) {
		const struct column *column = &output->kind->table[i];
		enum paint paint = column->paint == NULL
		    ? PAINT_NONE
		    : column->paint(cells[i]);

		if (i > 0)
			buffer_append_string(out, "  ");
		buffer_reset(&cell);
		terminal_cell(cells[i], output->widths[i], column->align,
		    &cell);
		terminal_paint(&output->terminal, paint, buffer_slice(&cell),
		    out);
	}
	buffer_finish(&cell);
	drop_blanks(out);
	buffer_append_char(out, '\n');
}

static void
append_header(struct output *output, size_t count)
{
	struct buffer line;

	buffer_init(&line, LIMIT_STORED_TEXT);
	for (size_t i = 0; i < count; i++) {
		const struct column *column = &output->kind->table[i];

		if (i > 0)
			buffer_append_string(&line, "  ");
		terminal_cell(slice_of(column->name), output->widths[i],
		    column->align, &line);
	}
	drop_blanks(&line);
	terminal_paint(&output->terminal, PAINT_DIM, buffer_slice(&line),
	    &output->out);
	buffer_append_char(&output->out, '\n');
	buffer_finish(&line);
}

static void
print_held(struct output *output)
{
	size_t count = column_count(output);

	if (output->first != NULL && output->widths[0] == 0) { /* not yet */
		measure(output, count, output->widths);
		append_header(output, count);
	}
	for (const struct table_line *line = output->first; line != NULL;
	     line = line->next)
		append_line(output, line->cells, count);
	output->first = NULL;
	output->last = &output->first;
	output->held = 0;
	output_forget_cells(output);
}

static void
table_row(struct output *output, const void *row)
{
	size_t count = column_count(output);
	struct table_line *line = arena_alloc(&output->arena, sizeof(*line));

	if (line == NULL)
		return;
	line->cells = arena_alloc_array(&output->arena, count,
	    sizeof(*line->cells));
	if (line->cells == NULL)
		return;
	for (size_t i = 0; i < count; i++) {
		output->place.column = i;
		line->cells[i] = safe_cell(output->kind->table[i].text(row,
					       &output->place),
		    &output->arena);
	}
	*output->last = line;
	output->last = &line->next;
	if (++output->held == HELD_MAX)
		print_held(output);
}

const struct format format_table = {
	.name = "table",
	.begin = table_begin,
	.row = table_row,
	.end = print_held,
};
