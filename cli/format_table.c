/*
 * A table for people: columns as wide as what is in them, one of them cut to
 * what the terminal leaves. The rows are held until the end, so that the widths
 * are known; lists are short (--limit).
 */
#include "cli/rows.h"

#include "limits.h"
#include "utf8.h"

#define COLUMNS_MAX  12
#define GAP          2
#define FLEXIBLE_MIN 20

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
	(void)output;
	(void)err;
	return true;
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
	for (size_t i = 0; i < count; i++)
		line->cells[i] = arena_slice(&output->arena,
		    output->kind->table[i].text(row, &output->place));
	*output->last = line;
	output->last = &line->next;
}

static void
measure(const struct output *output, size_t count, int widths[])
{
	int used = 0, flexible = -1;

	for (size_t i = 0; i < count; i++) {
		const struct column *column = &output->kind->table[i];

		widths[i] = utf8_width(slice_of(column->name));
		for (const struct table_line *line = output->first;
		     line != NULL; line = line->next) {
			int width = utf8_width(line->cells[i]);

			if (width > widths[i])
				widths[i] = width;
		}
		if (column->max > 0 && widths[i] > column->max)
			widths[i] = column->max;
		if (column->flexible)
			flexible = (int)i;
		else
			used += widths[i];
		used += i > 0 ? GAP : 0;
	}
	if (flexible == -1)
		return;
	if (output->terminal.width - used < widths[flexible])
		widths[flexible] = output->terminal.width - used;
	if (widths[flexible] < FLEXIBLE_MIN)
		widths[flexible] = FLEXIBLE_MIN;
}

static void
print_line(struct output *output, const struct slice *cells, size_t count,
    const int widths[], struct buffer *line)
{
	buffer_reset(line);
	for (size_t i = 0; i < count; i++) {
		const struct column *column = &output->kind->table[i];
		struct slice text = cells != NULL ? cells[i]
						  : slice_of(column->name);

		if (i > 0)
			buffer_append_string(line, "  ");
		terminal_cell(text, widths[i], column->align, line);
	}
	while (line->len > 0 && line->ptr[line->len - 1] == ' ')
		buffer_truncate(line, line->len - 1);
}

static void
table_end(struct output *output)
{
	size_t count = column_count(output);
	int widths[COLUMNS_MAX] = { 0 };
	struct buffer line;

	if (output->first == NULL)
		return;
	measure(output, count, widths);
	buffer_init(&line, LIMIT_STORED_TEXT);
	print_line(output, NULL, count, widths, &line);
	terminal_paint(&output->terminal, PAINT_DIM, buffer_slice(&line),
	    &output->out);
	buffer_append_char(&output->out, '\n');
	for (const struct table_line *row = output->first; row != NULL;
	     row = row->next) {
		print_line(output, row->cells, count, widths, &line);
		buffer_append(&output->out, buffer_slice(&line));
		buffer_append_char(&output->out, '\n');
	}
	buffer_finish(&line);
}

const struct format format_table = {
	.name = "table",
	.begin = table_begin,
	.row = table_row,
	.end = table_end,
};
