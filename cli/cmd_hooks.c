/*
 * crier hooks: the deliveries that are open, and the dead letters.
 */
#include "cli/command.h"

#include "cli/rows.h"
#include "delivery.h"
#include "nearest.h"

static struct slice
cell_key(const void *row, const struct cell_place *place)
{
	(void)place;
	return slice_of(((const struct delivery *)row)->key);
}

static struct slice
cell_state(const void *row, const struct cell_place *place)
{
	(void)place;
	return slice_of(
	    delivery_state_name(((const struct delivery *)row)->state));
}

static struct slice
cell_attempts(const void *row, const struct cell_place *place)
{
	return rows_int(((const struct delivery *)row)->attempts, place->arena);
}

/* Only what waits has a next time. */
static int64_t
next_at(const void *row)
{
	const struct delivery *delivery = row;

	return delivery->state == DELIVERY_WAITING ? delivery->not_before_at
						   : 0;
}

static struct slice
cell_next(const void *row, const struct cell_place *place)
{
	return rows_time(next_at(row), place->arena);
}

static struct slice
cell_next_age(const void *row, const struct cell_place *place)
{
	return rows_age(next_at(row), place);
}

static struct slice
cell_topic(const void *row, const struct cell_place *place)
{
	(void)place;
	return ((const struct delivery *)row)->topic;
}

static struct slice
cell_hook(const void *row, const struct cell_place *place)
{
	(void)place;
	return ((const struct delivery *)row)->hook;
}

static struct slice
cell_article(const void *row, const struct cell_place *place)
{
	const struct delivery *delivery = row;

	/* A digest has many, a notice none. */
	return delivery->article.id == 0
	    ? slice_of(delivery_event_name(delivery->event))
	    : rows_int(delivery->article.id, place->arena);
}

static struct slice
cell_error(const void *row, const struct cell_place *place)
{
	const struct delivery *delivery = row;

	(void)place;
	return delivery->state == DELIVERY_HELD ? delivery->held_why
						: delivery->last_error;
}

static void
delivery_json(const void *row, struct json_writer *w)
{
	const struct delivery *delivery = row;

	json_write_object_begin(w);
	json_write_key_string(w, "key", slice_of(delivery->key));
	json_write_key_string(w, "state",
	    slice_of(delivery_state_name(delivery->state)));
	json_write_key_int(w, "attempts", delivery->attempts);
	json_write_key(w, "next");
	json_write_time(w, next_at(row));
	json_write_key(w, "created");
	json_write_time(w, delivery->created_at);
	json_write_key_string(w, "topic", delivery->topic);
	json_write_key_string(w, "hook", delivery->hook);
	json_write_key(w, "article");
	if (delivery->article.id != 0)
		json_write_int(w, delivery->article.id);
	else
		json_write_null(w);
	json_write_key_string(w, "title", delivery->article.title);
	json_write_key(w, "status");
	if (delivery->last_status >= 0)
		json_write_int(w, delivery->last_status);
	else
		json_write_null(w);
	json_write_key_string(w, "error", delivery->last_error);
	json_write_key_string(w, "event",
	    slice_of(delivery_event_name(delivery->event)));
	json_write_key_string(w, "held", delivery->held_why);
	json_write_object_end(w);
}

static const struct column table[] = {
	{ .name = "key", .text = cell_key },
	{ .name = "state", .text = cell_state, .paint = rows_paint_state },
	{ .name = "tries", .text = cell_attempts, .align = ALIGN_RIGHT },
	{ .name = "next", .text = cell_next_age, .align = ALIGN_RIGHT },
	{ .name = "hook", .text = cell_hook, .max = 20 },
	{ .name = "topic", .text = cell_topic, .max = 20 },
	{ .name = "article", .text = cell_article, .align = ALIGN_RIGHT },
	{ .name = "error", .text = cell_error, .flexible = true },
	{ 0 },
};

static const struct column tsv[] = {
	{ .name = "key", .text = cell_key },
	{ .name = "state", .text = cell_state },
	{ .name = "attempts", .text = cell_attempts },
	{ .name = "next", .text = cell_next },
	{ .name = "topic", .text = cell_topic },
	{ .name = "hook", .text = cell_hook },
	{ .name = "article", .text = cell_article },
	{ .name = "error", .text = cell_error },
	{ 0 },
};

static const struct row_kind rows_deliveries = {
	.noun = "deliveries",
	.table = table,
	.tsv = tsv,
	.json = delivery_json,
	.size = sizeof(struct delivery),
};

static bool
print_delivery(const struct delivery *delivery, void *arg)
{
	return output_row(arg, delivery);
}

/* A hook that is not configured may still have deliveries; where it has none
 * either, its name is wrong. */
static void
say_unknown(const struct cli *cli, const char *hook)
{
	const struct configuration *configuration = cli->configuration;
	struct nearest nearest;
	char hint[NEAREST_TEXT];

	if (hook == NULL || configuration_hook(configuration, hook) != NULL)
		return;
	nearest_init(&nearest, slice_of(hook));
	nearest_try(&nearest, "list");
	nearest_try(&nearest, "failed");
	for (size_t i = 0; i < configuration->hook_count; i++)
		nearest_try(&nearest, configuration->hooks[i].name);
	terminal_complain("no hook \"%s\"%s", hook,
	    nearest_hint(&nearest, hint));
}

static int
list(struct cli *cli, enum delivery_filter filter, struct error *err)
{
	const char *hook = cli->options.argument_count > 0
	    ? cli->options.arguments[0]
	    : NULL;
	struct output output;

	if (!output_begin(&output, cli, &rows_deliveries, err))
		return -1;
	if (!store_list_deliveries(cli->store, filter, hook, print_delivery,
		&output, err)) {
		output_drop(&output);
		return -1;
	}
	if (output.count == 0)
		say_unknown(cli, hook);
	return output_end(&output, err);
}

static int
run_list(struct cli *cli, struct error *err)
{
	return list(cli,
	    option_given(&cli->options, "all") ? DELIVERIES_ALL
					       : DELIVERIES_OPEN,
	    err);
}

static int
run_failed(struct cli *cli, struct error *err)
{
	return list(cli, DELIVERIES_DEAD, err);
}

static int
run_held(struct cli *cli, struct error *err)
{
	return list(cli, DELIVERIES_HELD, err);
}

static const struct option_row hooks_options[] = {
	ROWS_OPTIONS("table, tsv, json, jsonl or '{key} {error}'"),
	{ "all", 'a', OPTION_FLAG, NULL, NULL,
	    "with those that are done or dead" },
	{ 0 },
};

static const struct option_row failed_options[] = {
	ROWS_OPTIONS("table, tsv, json, jsonl or '{key} {error}'"),
	{ 0 },
};

static const struct command hooks_list = {
	.name = "hooks list",
	.summary = "deliveries that wait or run",
	.arguments = "[HOOK]",
	.argument_max = 1,
	.options = hooks_options,
	.needs = NEEDS_STORE,
	.run = run_list,
};

static const struct command hooks_failed = {
	.name = "hooks failed",
	.summary = "dead letters and why",
	.arguments = "[HOOK]",
	.argument_max = 1,
	.options = failed_options,
	.needs = NEEDS_STORE,
	.run = run_failed,
};

static const struct command hooks_held = {
	.name = "hooks held",
	.summary = "deliveries that wait for a person, and why",
	.arguments = "[HOOK]",
	.argument_max = 1,
	.options = failed_options,
	.needs = NEEDS_STORE,
	.run = run_held,
};

extern const struct command command_hooks_drop, command_hooks_release,
    command_hooks_retry, command_hooks_state, command_hooks_test;

static const struct command *const children[] = {
	&hooks_list,
	&hooks_failed,
	&hooks_held,
	&command_hooks_state,
	&command_hooks_release,
	&command_hooks_retry,
	&command_hooks_drop,
	&command_hooks_test,
	NULL,
};

const struct command command_hooks = {
	.name = "hooks",
	.summary = "deliveries that wait or run",
	.arguments = "[HOOK]",
	.argument_max = 1,
	.options = hooks_options,
	.children = children,
	.needs = NEEDS_STORE,
	.run = run_list,
};
