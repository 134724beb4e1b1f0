/*
 * JSON: one object with the list under the kind's noun, or one object a line.
 */
#include "cli/rows.h"

static bool
json_begin(struct output *output, struct error *err)
{
	(void)err;
	json_write_object_begin(&output->json);
	json_write_key_int(&output->json, "format", 1);
	json_write_key(&output->json, output->kind->noun);
	json_write_array_begin(&output->json);
	return true;
}

static void
json_row(struct output *output, const void *row)
{
	output->kind->json(row, &output->json);
}

static void
json_end(struct output *output)
{
	json_write_array_end(&output->json);
	json_write_object_end(&output->json);
	buffer_append_char(&output->out, '\n');
}

const struct format format_json = {
	.name = "json",
	.begin = json_begin,
	.row = json_row,
	.end = json_end,
};

static bool
jsonl_begin(struct output *output, struct error *err)
{
	(void)output;
	(void)err;
	return true;
}

static void
jsonl_row(struct output *output, const void *row)
{
	json_writer_init(&output->json, &output->out);
	output->kind->json(row, &output->json);
	buffer_append_char(&output->out, '\n');
}

static void
jsonl_end(struct output *output)
{
	(void)output;
}

const struct format format_jsonl = {
	.name = "jsonl",
	.begin = jsonl_begin,
	.row = jsonl_row,
	.end = jsonl_end,
};
