/*
 * Rows to a format: the list of formats, and what cells are made of.
 */
#include "cli/rows.h"

#include <inttypes.h>

#include "cli/reltime.h"
#include "limits.h"
#include "nearest.h"

static const struct format *const formats[] = {
	&format_table,
	&format_tsv,
	&format_json,
	&format_jsonl,
	&format_ids,
	&format_atom,
	&format_jsonfeed,
};

static bool
choose(struct output *output, const char *name, struct error *err)
{
	struct nearest nearest;
	char hint[NEAREST_TEXT];

	if (name == NULL) {
		output->format = output->terminal.is_terminal ? &format_table
							      : &format_tsv;
		return true;
	}
	if (slice_find_char(slice_of(name), '{') != SIZE_MAX) {
		output->format = &format_template;
		output->template = name;
		return true;
	}
	nearest_init(&nearest, slice_of(name));
	for (size_t i = 0; i < ARRAY_LEN(formats); i++) {
		if (slice_eq(slice_of(name), slice_of(formats[i]->name))) {
			output->format = formats[i];
			return true;
		}
		nearest_try(&nearest, formats[i]->name);
	}
	return error_set(err, ERROR_USAGE, "no format \"%s\"%s", name,
	    nearest_hint(&nearest, hint));
}

static void
choose_part(struct output *output)
{
	const struct option_values *options = &output->cli->options;
	int64_t limit = option_number(options, "limit", 0);

	output->left = -1;
	if (output->kind->articles)
		return;
	output->skip = option_number(options, "offset", 0);
	if (limit > 0)
		output->left = limit;
}

bool
output_begin(struct output *output, struct cli *cli,
    const struct row_kind *kind, struct error *err)
{
	*output = (struct output){ .cli = cli, .kind = kind };
	terminal_look(&output->terminal, option_value(&cli->options, "color"));
	arena_init(&output->arena, LIMIT_COMMAND_ARENA);
	buffer_init(&output->out, LIMIT_COMMAND_OUTPUT);
	json_writer_init(&output->json, &output->out);
	output->place = (struct cell_place){
		.arena = &output->arena,
		.now_at = clock_now_at(cli->clock),
	};
	output->last = &output->first;
	choose_part(output);
	if (choose(output, option_value(&cli->options, "format"), err) &&
	    output->format->begin(output, err))
		return true;
	output_drop(output);
	return false;
}

/* A buffer and an arena forget that they failed when they are emptied. */
static void
write_out(struct output *output)
{
	output->failed = output->failed || output->out.failed;
	terminal_write(&output->out);
}

void
output_forget_cells(struct output *output)
{
	output->failed = output->failed || output->arena.failed;
	arena_reset(&output->arena);
}

bool
output_row(struct output *output, const void *row)
{
	if (output->skip > 0) {
		output->skip--;
		return true;
	}
	if (output->left == 0)
		return false;
	if (output->left > 0)
		output->left--;
	output->count++;
	output->format->row(output, row);
	if (output->out.len > LIMIT_COMMAND_FLUSH || output->out.failed)
		write_out(output);
	return output->left != 0 && !output->failed && !output->arena.failed;
}

int
output_end(struct output *output, struct error *err)
{
	int code = output->count > 0 ? CLI_FOUND : CLI_NOTHING;

	output->format->end(output);
	write_out(output);
	if (output->failed || output->arena.failed) {
		error_set(err, ERROR_MEMORY,
		    "the output is too large for the memory");
		code = -1;
	}
	output_drop(output);
	return code;
}

void
output_drop(struct output *output)
{
	buffer_finish(&output->out);
	arena_finish(&output->arena);
}

/* ---- cells ------------------------------------------------------------------- */

struct slice
rows_join(const struct slice *items, size_t count, struct arena *arena)
{
	struct buffer joined;
	struct slice copy;

	if (count == 1)
		return items[0];
	buffer_init(&joined, LIMIT_STORED_TEXT);
	for (size_t i = 0; i < count; i++) {
		if (i > 0)
			buffer_append_char(&joined, ',');
		buffer_append(&joined, items[i]);
	}
	copy = arena_slice(arena, buffer_slice(&joined));
	buffer_finish(&joined);
	return copy;
}

struct slice
rows_time(int64_t at, struct arena *arena)
{
	char text[21];

	if (at == 0)
		return SLICE_NONE;
	return arena_slice(arena, slice_of(clock_format_utc(at, text)));
}

struct slice
rows_age(int64_t at, const struct cell_place *place)
{
	char text[RELTIME_TEXT];

	return arena_slice(place->arena,
	    slice_of(reltime_age(at, place->now_at, text)));
}

struct slice
rows_int(int64_t number, struct arena *arena)
{
	return slice_of(arena_format(arena, "%" PRId64, number));
}

enum paint
rows_paint_state(struct slice state)
{
	static const struct slice well[] = {
		SLICE_INIT("ok"),
		SLICE_INIT("done"),
		SLICE_INIT("running"),
	};
	static const struct slice ill[] = {
		SLICE_INIT("failing"),
		SLICE_INIT("gone"),
		SLICE_INIT("hostile"),
		SLICE_INIT("dead"),
	};

	for (size_t i = 0; i < ARRAY_LEN(well); i++)
		if (slice_eq(state, well[i]))
			return PAINT_GOOD;
	for (size_t i = 0; i < ARRAY_LEN(ill); i++)
		if (slice_eq(state, ill[i]))
			return PAINT_BAD;
	return PAINT_DIM;
}
