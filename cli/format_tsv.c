/*
 * Tab-separated values for scripts, in the columns of the contract, and bare
 * ids. TAB, LF, CR and backslash in a value are \t \n \r \\; other control
 * characters never come out.
 */
#include "cli/rows.h"

#include <inttypes.h>

#include "limits.h"
#include "utf8.h"

static bool
tsv_begin(struct output *output, struct error *err)
{
	(void)output;
	(void)err;
	return true;
}

static void
append_escaped(struct slice text, struct buffer *out)
{
	static const char special[] = "\t\n\r\\", letters[] = "tnr\\";

	for (size_t i = 0; i < text.len; i++) {
		char c = text.ptr[i];
		const char *found = memchr(special, c, sizeof(special) - 1);

		if (found != NULL) {
			buffer_append_char(out, '\\');
			c = letters[found - special];
		}
		buffer_append_char(out, c);
	}
}

/* The line ends are parted off first: what shows a terminal's dangers would
 * turn them into blanks. */
static void
append_value(struct slice text, struct buffer *out)
{
	struct buffer escaped;

	buffer_init(&escaped, LIMIT_COMMAND_OUTPUT);
	append_escaped(text, &escaped);
	utf8_for_terminal(buffer_slice(&escaped), UTF8_ONE_LINE, out);
	buffer_finish(&escaped);
}

static void
tsv_row(struct output *output, const void *row)
{
	for (const struct column *column = output->kind->tsv;
	     column->name != NULL; column++) {
		if (column != output->kind->tsv)
			buffer_append_char(&output->out, '\t');
		output->place.column = (size_t)(column - output->kind->tsv);
		append_value(column->text(row, &output->place), &output->out);
	}
	buffer_append_char(&output->out, '\n');
	output_forget_cells(output);
}

static void
tsv_end(struct output *output)
{
	(void)output;
}

const struct format format_tsv = {
	.name = "tsv",
	.begin = tsv_begin,
	.row = tsv_row,
	.end = tsv_end,
};

static bool
ids_begin(struct output *output, struct error *err)
{
	if (output->kind->id != NULL)
		return true;
	return error_set(err, ERROR_USAGE, "%s have no ids",
	    output->kind->noun);
}

static void
ids_row(struct output *output, const void *row)
{
	buffer_append_format(&output->out, "%" PRId64 "\n",
	    output->kind->id(row));
}

const struct format format_ids = {
	.name = "ids",
	.begin = ids_begin,
	.row = ids_row,
	.end = tsv_end,
};
