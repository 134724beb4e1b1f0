/*
 * crier sql: a statement that reads the database; its columns are those of the
 * answer, so the kind of its rows is made when they are known.
 */
#include "cli/command.h"

#include "cli/rows.h"
#include "store_changes.h"

struct answer_row {
	const struct column *columns; /* end with one without name */
	const struct slice *values;
};

struct answer {
	struct cli *cli;
	struct output output;
	struct column *columns; /* NULL until they are known; in cli's arena */
	struct row_kind kind;
	bool begun;
	struct error *err; /* of output_begin */
	bool failed;
};

static struct slice
cell_value(const void *row, const struct cell_place *place)
{
	return ((const struct answer_row *)row)->values[place->column];
}

static void
row_json(const void *row, struct json_writer *w)
{
	const struct answer_row *answer = row;

	json_write_object_begin(w);
	for (size_t i = 0;
	     answer->columns != NULL && answer->columns[i].name != NULL; i++)
		json_write_key_string(w, answer->columns[i].name,
		    answer->values[i]);
	json_write_object_end(w);
}

static bool
begin(struct answer *answer, const struct slice *names, size_t count)
{
	struct cli *cli = answer->cli;

	answer->columns = arena_alloc_array(&cli->arena, count + 1,
	    sizeof(*answer->columns));
	for (size_t i = 0; answer->columns != NULL && i < count; i++)
		answer->columns[i] = (struct column){
			.name = arena_format(&cli->arena, "%.*s",
			    SLICE_FMT(names[i])),
			.text = cell_value,
		};
	if (answer->columns == NULL || cli->arena.failed)
		return error_set(answer->err, ERROR_MEMORY,
		    "no memory for the columns");
	answer->columns[count] = (struct column){ 0 };
	answer->kind = (struct row_kind){
		.noun = "rows",
		.table = answer->columns,
		.tsv = answer->columns,
		.json = row_json,
		.size = sizeof(struct answer_row),
	};
	answer->begun = output_begin(&answer->output, cli, &answer->kind,
	    answer->err);
	return answer->begun;
}

static bool
on_row(size_t row, const struct slice *values, size_t count, void *arg)
{
	struct answer *answer = arg;
	struct answer_row line = { answer->columns, values };

	if (row > 0)
		return output_row(&answer->output, &line);
	answer->failed = !begin(answer, values, count);
	return !answer->failed;
}

static int
run(struct cli *cli, struct error *err)
{
	struct answer answer = { .cli = cli, .err = err };
	bool ok;

	if (cli->options.argument_count == 0) {
		error_set(err, ERROR_USAGE,
		    "sql: which statement? (crier sql 'SELECT ...')");
		return -1;
	}
	ok = store_sql(cli->store, slice_of(cli->options.arguments[0]), on_row,
	    &answer, err);
	if (ok && answer.begun)
		return output_end(&answer.output, err);
	if (answer.begun)
		output_drop(&answer.output);
	return ok && !answer.failed ? CLI_NOTHING : -1;
}

static const char *const format_choices[] = { "table", "tsv", "json", "jsonl",
	NULL };

static const struct option_row sql_options[] = {
	{ "format", 'f', OPTION_CHOICE, "FORMAT", format_choices,
	    "table, tsv, json or jsonl" },
	{ "limit", 'n', OPTION_NUMBER, "N", NULL, "at most N (0: all)" },
	{ "offset", 0, OPTION_NUMBER, "N", NULL, "skip the first N" },
	{ 0 },
};

const struct command command_sql = {
	.name = "sql",
	.summary = "ask the database in SQL; it is only read",
	.arguments = "STATEMENT",
	.argument_max = 1,
	.options = sql_options,
	.needs = NEEDS_STORE,
	.run = run,
};
