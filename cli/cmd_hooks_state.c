/*
 * crier hooks state: how each hook stands.
 */
#include "cli/command.h"

#include "cli/rows.h"

/* A row of the list: what the store knows of a hook that is configured, was
 * once, or has had nothing yet. */
struct hook_line {
	struct hook_row row;
	bool configured;
};

static const struct hook_row *
row_of(const void *line)
{
	return &((const struct hook_line *)line)->row;
}

static struct slice
cell_name(const void *row, const struct cell_place *place)
{
	(void)place;
	return row_of(row)->name;
}

static struct slice
state_of(const void *line, int64_t now_at)
{
	const struct hook_row *row = row_of(line);

	if (!((const struct hook_line *)line)->configured)
		return SLICE("unknown");
	if (row->state.disabled)
		return SLICE("gone");
	if (row->state.open_until_at > now_at)
		return SLICE("paused");
	return row->state.failures > 0 ? SLICE("failing") : SLICE("ok");
}

static struct slice
cell_state(const void *row, const struct cell_place *place)
{
	return state_of(row, place->now_at);
}

static struct slice
cell_number(const void *row, const struct cell_place *place)
{
	const struct hook_row *hook = row_of(row);
	const int64_t numbers[] = { 0, 0, hook->waiting + hook->grouped,
		hook->held, hook->dead, hook->done_7d };

	return rows_int(numbers[place->column], place->arena);
}

static struct slice
cell_last_ok(const void *row, const struct cell_place *place)
{
	return rows_time(row_of(row)->last_ok_at, place->arena);
}

static struct slice
cell_last_ok_age(const void *row, const struct cell_place *place)
{
	return rows_age(row_of(row)->last_ok_at, place);
}

static struct slice
cell_error(const void *row, const struct cell_place *place)
{
	(void)place;
	return row_of(row)->last_error;
}

static void
hook_json(const void *line, struct json_writer *w)
{
	const struct hook_row *row = row_of(line);

	json_write_object_begin(w);
	json_write_key_string(w, "name", row->name);
	json_write_key_bool(w, "configured",
	    ((const struct hook_line *)line)->configured);
	json_write_key_int(w, "failures", row->state.failures);
	json_write_key(w, "paused_until");
	json_write_time(w, row->state.open_until_at);
	json_write_key_bool(w, "gone", row->state.disabled);
	json_write_key_int(w, "waiting", row->waiting + row->grouped);
	json_write_key_int(w, "held", row->held);
	json_write_key_int(w, "dead", row->dead);
	json_write_key_int(w, "done_7d", row->done_7d);
	json_write_key(w, "oldest");
	json_write_time(w, row->oldest_at);
	json_write_key(w, "last_ok");
	json_write_time(w, row->last_ok_at);
	json_write_key_string(w, "error", row->last_error);
	json_write_object_end(w);
}

static const struct column table[] = {
	{ .name = "hook", .text = cell_name, .max = 24 },
	{ .name = "state", .text = cell_state, .paint = rows_paint_state },
	{ .name = "waiting", .text = cell_number, .align = ALIGN_RIGHT },
	{ .name = "held", .text = cell_number, .align = ALIGN_RIGHT },
	{ .name = "dead", .text = cell_number, .align = ALIGN_RIGHT },
	{ .name = "done 7d", .text = cell_number, .align = ALIGN_RIGHT },
	{ .name = "last ok", .text = cell_last_ok_age, .align = ALIGN_RIGHT },
	{ .name = "error", .text = cell_error, .flexible = true },
	{ 0 },
};

static const struct column tsv[] = {
	{ .name = "name", .text = cell_name },
	{ .name = "state", .text = cell_state },
	{ .name = "waiting", .text = cell_number },
	{ .name = "held", .text = cell_number },
	{ .name = "dead", .text = cell_number },
	{ .name = "done_7d", .text = cell_number },
	{ .name = "last_ok", .text = cell_last_ok },
	{ .name = "error", .text = cell_error },
	{ 0 },
};

static const struct row_kind rows_hooks = {
	.noun = "hooks",
	.table = table,
	.tsv = tsv,
	.json = hook_json,
	.size = sizeof(struct hook_line),
};

/* Configured hooks by name, and those that the store knows, by name too. */
struct merging {
	struct cli *cli;
	struct output output;
	size_t next; /* of the configuration's */
};

static bool
print_idle(struct merging *merging)
{
	const struct configuration *configuration = merging->cli->configuration;
	struct hook_line line = { .configured = true };

	line.row.name = slice_of(configuration->hooks[merging->next++].name);
	return output_row(&merging->output, &line);
}

static bool
print_hook(const struct hook_row *row, void *arg)
{
	struct merging *merging = arg;
	const struct configuration *configuration = merging->cli->configuration;
	struct hook_line line = { .row = *row };
	int order = 1;

	while (merging->next < configuration->hook_count) {
		struct slice name = slice_of(
		    configuration->hooks[merging->next].name);

		order = slice_cmp(name, row->name);
		if (order >= 0)
			break;
		if (!print_idle(merging))
			return false;
	}
	if (merging->next < configuration->hook_count && order == 0) {
		line.configured = true;
		merging->next++;
	}
	return output_row(&merging->output, &line);
}

static int
run(struct cli *cli, struct error *err)
{
	struct merging merging = { .cli = cli };

	if (!output_begin(&merging.output, cli, &rows_hooks, err))
		return -1;
	if (!store_list_hooks(cli->store, clock_now_at(cli->clock), print_hook,
		&merging, err)) {
		output_drop(&merging.output);
		return -1;
	}
	while (merging.next < cli->configuration->hook_count &&
	    print_idle(&merging))
		continue;
	return output_end(&merging.output, err);
}

static const struct option_row options[] = {
	ROWS_OPTIONS("table, tsv, json, jsonl or '{name} {state}'"),
	{ 0 },
};

const struct command command_hooks_state = {
	.name = "hooks state",
	.summary = "how each hook stands",
	.options = options,
	.needs = NEEDS_STORE,
	.run = run,
};
