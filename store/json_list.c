/*
 * Lists as parameters. SQL has no parameter for "one of these", and a text
 * made of the values would be a new statement each time, and an injection.
 */
#include "store/json_list.h"

#include "limits.h"

void
json_list_begin(struct json_list *list)
{
	buffer_init(&list->text, LIMIT_CONFIG_TOTAL);
	json_writer_init(&list->writer, &list->text);
	json_write_array_begin(&list->writer);
}

void
json_list_add(struct json_list *list, const char *string)
{
	json_write_string(&list->writer, slice_of(string));
}

void
json_list_add_int(struct json_list *list, int64_t number)
{
	json_write_int(&list->writer, number);
}

bool
json_list_text(struct json_list *list, struct slice *text, struct error *err)
{
	if (list->writer.depth > 0)
		json_write_array_end(&list->writer);
	*text = buffer_slice(&list->text);
	return !list->text.failed ||
	    error_set(err, ERROR_MEMORY, "no memory for a list");
}

bool
json_list_put(struct json_list *list, struct statement *s, struct error *err)
{
	struct slice text;

	if (!json_list_text(list, &text, err))
		return false;
	put_text(s, text);
	return true;
}

bool
json_list_run(struct json_list *list, struct store *store, const char *sql,
    int64_t number, struct error *err)
{
	struct statement s = statement_of(store, sql);

	if (!json_list_put(list, &s, err))
		return false;
	put_int(&s, number);
	return statement_run(&s, err);
}

void
json_list_finish(struct json_list *list)
{
	buffer_finish(&list->text);
}
