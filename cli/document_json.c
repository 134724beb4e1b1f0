/*
 * A parsed document in JSON: walks the rows of document_rows.c and prints each
 * that has a value, by its kind. What the fields mean is known by the parser
 * alone; the tree values (itunes, geo, ext ...) are printed as they are.
 */
#include "cli/document_json.h"

#include <assert.h>
#include <stdio.h>

#include "cli/document_rows.h"
#include "clock.h"
#include "json_write.h"
#include "limits.h"

#define KEY_MAX 64 /* bytes of our own longest key with its ending */

struct printer {
	struct json_writer w;
	const struct doc_batch *batch;
	struct buffer key; /* of a member of a tree, as a string */
};

static void print_rows(struct printer *printer,
    const struct document_table *table, const void *record);

static const void *
field_of(const struct document_row *row, const void *record)
{
	return (const char *)record + row->at;
}

/* ---- is there anything ------------------------------------------------------ */

static bool
is_present(const struct document_row *row, const void *record)
{
	const void *here = field_of(row, record);
	const struct doc_date *date = here;

	switch (row->kind) {
	case ROW_TEXT:
	case ROW_DIGITS:
	case ROW_CONSTRUCT: /* its value comes first */
		return ((const struct doc_span *)here)->at != 0;
	case ROW_TYPE:
		return ((const struct doc_text *)here)->type != DOC_TEXT_ABSENT;
	case ROW_DATE:
		return date->at != DOC_NO_TIME || date->raw.at != 0;
	case ROW_NUMBER:
		return *(const int64_t *)here != DOC_NO_NUMBER;
	case ROW_TRISTATE:
		return *(const uint32_t *)here != DOC_UNSET;
	case ROW_BOOL:
	case ROW_FORMAT:
		return true;
	case ROW_OBJECT:
		for (size_t i = 0; i < row->table->count; i++)
			if (is_present(&row->table->rows[i], here))
				return true;
		return false;
	case ROW_OBJECTS:
	case ROW_TEXTS:
	case ROW_HOURS:
	case ROW_VALUE:
		return ((const struct doc_list *)here)->count > 0;
	}
	return false;
}

/* ---- values ------------------------------------------------------------------ */

static struct slice
text_of(const struct printer *printer, const void *span)
{
	return doc_slice(printer->batch, *(const struct doc_span *)span);
}

static struct slice
type_of(const struct printer *printer, const struct doc_text *text)
{
	static const char *const names[DOC_TEXT_COUNT] = {
		[DOC_TEXT_PLAIN] = "text",
		[DOC_TEXT_HTML] = "html",
		[DOC_TEXT_XHTML] = "xhtml",
	};

	if (text->type == DOC_TEXT_OTHER)
		return doc_slice(printer->batch, text->media_type);
	return slice_of(names[text->type]);
}

/* "title_lang": value, where there is one. */
static void
print_beside(struct printer *printer, const char *key, const char *ending,
    struct slice value)
{
	char name[KEY_MAX];

	snprintf(name, sizeof(name), "%s_%s", key, ending);
	json_write_key_string_opt(&printer->w, name, value);
}

static void
print_text(struct printer *printer, const struct document_row *row,
    const void *here)
{
	json_write_key_string(&printer->w, row->key, text_of(printer, here));
}

/* Width and height: feeds write "88px" and "100%" as well. */
static void
print_digits(struct printer *printer, const struct document_row *row,
    const void *here)
{
	struct slice text = text_of(printer, here);
	int64_t value;

	if (slice_to_int64(text, 0, INT32_MAX, &value))
		json_write_key_int(&printer->w, row->key, value);
	else
		json_write_key_string(&printer->w, row->key, text);
}

static void
print_construct(struct printer *printer, const struct document_row *row,
    const void *here)
{
	const struct doc_text *text = here;

	print_text(printer, row, &text->value);
	print_beside(printer, row->key, "type", type_of(printer, text));
	print_beside(printer, row->key, "lang", text_of(printer, &text->lang));
	print_beside(printer, row->key, "base", text_of(printer, &text->base));
}

static void
print_type(struct printer *printer, const struct document_row *row,
    const void *here)
{
	json_write_key_string_opt(&printer->w, row->key,
	    type_of(printer, here));
}

static void
print_date(struct printer *printer, const struct document_row *row,
    const void *here)
{
	const struct doc_date *date = here;
	char text[21];

	if (date->at != DOC_NO_TIME)
		json_write_key_string(&printer->w, row->key,
		    slice_of(clock_format_utc(date->at, text)));
	print_beside(printer, row->key, "raw", text_of(printer, &date->raw));
}

static void
print_number(struct printer *printer, const struct document_row *row,
    const void *here)
{
	json_write_key_int(&printer->w, row->key, *(const int64_t *)here);
}

static void
print_bool(struct printer *printer, const struct document_row *row,
    const void *here)
{
	json_write_key_bool(&printer->w, row->key,
	    *(const uint32_t *)here != 0);
}

static void
print_tristate(struct printer *printer, const struct document_row *row,
    const void *here)
{
	uint32_t state = *(const uint32_t *)here;

	json_write_key(&printer->w, row->key);
	if (state == DOC_NULL)
		json_write_null(&printer->w);
	else
		json_write_bool(&printer->w, state == DOC_TRUE);
}

static void
print_format(struct printer *printer, const struct document_row *row,
    const void *here)
{
	json_write_key_string(&printer->w, row->key,
	    slice_of(doc_format_name(*(const uint32_t *)here)));
}

static void
print_object(struct printer *printer, const struct document_row *row,
    const void *here)
{
	json_write_key(&printer->w, row->key);
	print_rows(printer, row->table, here);
}

static void
print_objects(struct printer *printer, const struct document_row *row,
    const void *here)
{
	const struct doc_list *list = here;

	json_write_key(&printer->w, row->key);
	json_write_array_begin(&printer->w);
	for (size_t i = 0; i < list->count; i++)
		print_rows(printer, row->table,
		    doc_element(printer->batch, *list, i, row->table->size));
	json_write_array_end(&printer->w);
}

static void
print_texts(struct printer *printer, const struct document_row *row,
    const void *here)
{
	const struct doc_list *list = here;

	json_write_key(&printer->w, row->key);
	json_write_array_begin(&printer->w);
	for (size_t i = 0; i < list->count; i++)
		json_write_string(&printer->w,
		    text_of(printer,
			DOC_ELEMENT(printer->batch, *list, i,
			    struct doc_span)));
	json_write_array_end(&printer->w);
}

static void
print_hours(struct printer *printer, const struct document_row *row,
    const void *here)
{
	const struct doc_list *list = here;

	json_write_key(&printer->w, row->key);
	json_write_array_begin(&printer->w);
	for (size_t i = 0; i < list->count; i++)
		json_write_int(&printer->w,
		    (int64_t)*DOC_ELEMENT(printer->batch, *list, i, uint64_t));
	json_write_array_end(&printer->w);
}

/* ---- trees ------------------------------------------------------------------- */

static void
print_key(struct printer *printer, struct doc_span key)
{
	buffer_reset(&printer->key);
	buffer_append(&printer->key, doc_slice(printer->batch, key));
	json_write_key(&printer->w, buffer_string(&printer->key));
}

/* At most DOC_VALUE_DEPTH deep: the decoder has seen to it. */
static void print_tree(struct printer *printer, const struct doc_value *value);

static void
print_children(struct printer *printer, const struct doc_value *value)
{
	for (size_t i = 0; i < value->children.count; i++) {
		const struct doc_value *child = DOC_ELEMENT(printer->batch,
		    value->children, i, struct doc_value);

		if (value->kind == DOC_VALUE_OBJECT)
			print_key(printer, child->key);
		print_tree(printer, child);
	}
}

static void
print_tree(struct printer *printer, const struct doc_value *value)
{
	struct json_writer *w = &printer->w;

	switch ((enum doc_value_kind)value->kind) {
	case DOC_VALUE_TEXT:
		json_write_string(w, text_of(printer, &value->text));
		return;
	case DOC_VALUE_NUMBER:
		json_write_raw(w, text_of(printer, &value->text));
		return;
	case DOC_VALUE_TRUE:
	case DOC_VALUE_FALSE:
		json_write_bool(w, value->kind == DOC_VALUE_TRUE);
		return;
	case DOC_VALUE_LIST:
		json_write_array_begin(w);
		print_children(printer, value);
		json_write_array_end(w);
		return;
	case DOC_VALUE_OBJECT:
		json_write_object_begin(w);
		print_children(printer, value);
		json_write_object_end(w);
		return;
	case DOC_VALUE_NULL:
	case DOC_VALUE_KINDS: /* the decoder lets none through */
		json_write_null(w);
		return;
	}
}

static void
print_value(struct printer *printer, const struct document_row *row,
    const void *here)
{
	json_write_key(&printer->w, row->key);
	print_tree(printer,
	    DOC_ELEMENT(printer->batch, *(const struct doc_list *)here, 0,
		struct doc_value));
}

/* ---- records ----------------------------------------------------------------- */

static void
print_row(struct printer *printer, const struct document_row *row,
    const void *here)
{
	static void (*const prints[])(struct printer *,
	    const struct document_row *, const void *) = {
		[ROW_TEXT] = print_text,
		[ROW_DIGITS] = print_digits,
		[ROW_CONSTRUCT] = print_construct,
		[ROW_TYPE] = print_type,
		[ROW_DATE] = print_date,
		[ROW_NUMBER] = print_number,
		[ROW_BOOL] = print_bool,
		[ROW_TRISTATE] = print_tristate,
		[ROW_FORMAT] = print_format,
		[ROW_OBJECT] = print_object,
		[ROW_OBJECTS] = print_objects,
		[ROW_TEXTS] = print_texts,
		[ROW_HOURS] = print_hours,
		[ROW_VALUE] = print_value,
	};

	prints[row->kind](printer, row, here);
}

static void
print_members(struct printer *printer, const struct document_table *table,
    const void *record)
{
	for (size_t i = 0; i < table->count; i++) {
		const struct document_row *row = &table->rows[i];

		if (is_present(row, record))
			print_row(printer, row, field_of(row, record));
	}
}

static void
print_rows(struct printer *printer, const struct document_table *table,
    const void *record)
{
	json_write_object_begin(&printer->w);
	print_members(printer, table, record);
	json_write_object_end(&printer->w);
}

static void
print_feed(struct printer *printer, const struct document *document)
{
	printer->batch = &document->feed;
	json_write_key(&printer->w, "feed");
	json_write_object_begin(&printer->w);
	print_members(printer, &document_feed_table, document_feed(document));
	json_write_key_bool(&printer->w, "recovered", document->recovered);
	json_write_key_bool(&printer->w, "truncated", document->truncated);
	json_write_object_end(&printer->w);
}

bool
document_json_write(const struct document *document, struct buffer *out,
    void (*flush)(struct buffer *out))
{
	struct printer printer = { .batch = NULL };

	assert(document_feed(document) != NULL);
	json_writer_init(&printer.w, out);
	buffer_init(&printer.key, LIMIT_FRAME_BYTES);
	json_write_object_begin(&printer.w);
	print_feed(&printer, document);
	json_write_key(&printer.w, "entries");
	json_write_array_begin(&printer.w);
	for (size_t i = 0; i < document->entry_count; i++) {
		const struct doc_entry *record = document_entry(document, i,
		    &printer.batch);

		print_rows(&printer, &document_entry_table, record);
		if (flush != NULL && out->len > LIMIT_COMMAND_FLUSH)
			flush(out);
	}
	json_write_array_end(&printer.w);
	json_write_object_end(&printer.w);
	buffer_append_char(out, '\n');
	buffer_finish(&printer.key);
	return !out->failed;
}
