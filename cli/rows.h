/*
 * What commands list: rows of one kind, in one of the formats.
 *
 * A kind declares its columns and its JSON once; the formats know nothing of
 * feeds or articles. A new format is a file and a line in rows.c.
 */
#ifndef CRIER_CLI_ROWS_H
#define CRIER_CLI_ROWS_H

#include "cli/command.h"
#include "cli/terminal.h"
#include "json_write.h"

struct output;

/* Where a cell's text is made. */
struct cell_place {
	struct arena *arena; /* lives as long as the row is not written */
	int64_t now_at;
	size_t column; /* which one; most cells know without it */
};

struct column {
	const char *name;
	/* The value; absent and empty are shown alike. */
	struct slice (*text)(const void *row, const struct cell_place *place);
	enum align align;
	int max;       /* columns in a table; 0: as wide as it is */
	bool flexible; /* takes what is left of the width */
	/* How a cell of a table is painted, by its text; NULL: not at all. */
	enum paint (*paint)(struct slice text);
};

struct row_kind {
	const char *noun;                 /* the key in JSON: "articles" */
	const struct column *table, *tsv; /* end with a column without name */
	/* One object. row may be all zero: keys are checked with such a one. */
	void (*json)(const void *row, struct json_writer *w);
	int64_t (*id)(const void *row); /* NULL: no ids */
	/* Rows are struct article: atom and jsonfeed are possible; and the
	 * store has seen to --limit and --offset. */
	bool articles;
	size_t size; /* of a row */
};

struct format {
	const char *name;
	bool (*begin)(struct output *output, struct error *err);
	void (*row)(struct output *output, const void *row);
	void (*end)(struct output *output);
};

struct table_line {
	struct slice *cells; /* safe text, in the output's arena */
	struct table_line *next;
};

struct output {
	struct cli *cli;
	const struct row_kind *kind;
	const struct format *format;
	struct terminal terminal;
	struct arena arena;
	struct buffer out;
	struct json_writer json;
	struct cell_place place;
	const char *template;
	size_t count;
	int64_t skip, left; /* rows; left -1: all */
	bool failed;        /* a row did not fit into memory */
	/* of the table: lines that are held, until their widths are known */
	struct table_line *first, **last;
	size_t held;
	int *widths; /* of its columns, 0 until then; in the command's arena */
};

/* --format, --limit and --offset for a command's table of options. */
#define ROWS_OPTIONS(formats)                                                 \
	{ "format", 'f', OPTION_TEXT, "FORMAT", NULL, formats },              \
	    { "limit", 'n', OPTION_NUMBER, "N", NULL, "at most N (0: all)" }, \
	{                                                                     \
		"offset", 0, OPTION_NUMBER, "N", NULL, "skip the first N"     \
	}

/* Chooses the format by --format, the terminal or the pipe. */
MUST_CHECK bool output_begin(struct output *output, struct cli *cli,
    const struct row_kind *kind, struct error *err);
/* False where no more rows are wanted. */
bool output_row(struct output *output, const void *row);
/* Writes what is left and frees; CLI_FOUND or CLI_NOTHING, or -1 with err. */
int output_end(struct output *output, struct error *err);
/* For formats: what cells were made in the arena is not needed any more. */
void output_forget_cells(struct output *output);
/* Frees without writing. */
void output_drop(struct output *output);

extern const struct format format_table, format_tsv, format_json, format_jsonl,
    format_ids, format_template, format_atom, format_jsonfeed;

/* Texts of cells: items joined by commas; RFC 3339, absent for 0; an age; a
 * number. */
struct slice
rows_join(const struct slice *items, size_t count, struct arena *arena);
struct slice rows_time(int64_t at, struct arena *arena);
struct slice rows_age(int64_t at, const struct cell_place *place);
struct slice rows_int(int64_t number, struct arena *arena);
/* Words for states that need a look ("failing", "dead") are bad, others dim but
 * for those that say that all is well. */
enum paint rows_paint_state(struct slice state);

#endif
