/*
 * Parses for tests. Every frame goes through the decoder, so that each test
 * also proves that what parse/ writes is what reader/ believes.
 */
#include "parse_fixture.h"

#include <check.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

#include "clock.h"
#include "json_write.h"
#include "limits.h"

static bool
take_frame(void *arg, const void *frame, size_t size)
{
	struct parsed *parsed = arg;
	unsigned char *copy;
	struct error err;

	if (frame == NULL) {
		document_free(parsed->document);
		parsed->document = document_new();
		buffer_reset(&parsed->frames);
		return true;
	}
	copy = malloc(size);

	ck_assert_ptr_nonnull(copy);
	memcpy(copy, frame, size);
	buffer_append_bytes(&parsed->frames, frame, size);
	if (!document_add(parsed->document, copy, size, &err))
		ck_abort_msg("a frame was refused: %s", err.text);
	return true;
}

struct parsed *
parsed_with(const struct parse_input *input)
{
	struct parsed *parsed = calloc(1, sizeof(*parsed));
	struct error err;
	struct parse_tables *tables = parse_tables_open(&err);

	ck_assert_ptr_nonnull(parsed);
	ck_assert_ptr_nonnull(tables);
	parsed->document = document_new();
	buffer_init(&parsed->frames, LIMIT_READER_OUTPUT);
	buffer_init(&parsed->answer, MIB);
	parse_run(tables, input, take_frame, parsed, &parsed->outcome);
	ck_assert_uint_eq(parsed->outcome.entries,
	    parsed->document->entry_count);
	parse_tables_close(tables);
	return parsed;
}

struct parsed *
parsed_text(struct slice text)
{
	struct parse_input input = {
		.body = { (const unsigned char *)text.ptr, text.len },
		.html = PARSE_WIDE,
	};

	return parsed_with(&input);
}

void
parsed_free(struct parsed *parsed)
{
	document_free(parsed->document);
	buffer_finish(&parsed->frames);
	buffer_finish(&parsed->answer);
	free(parsed);
}

/* ---- fields by name --------------------------------------------------------- */

enum field_kind {
	FIELD_SPAN,
	FIELD_TEXT_TYPE,
	FIELD_DATE,
	FIELD_NUMBER,
	FIELD_FLAG,
	FIELD_FORMAT,
	FIELD_VALUE /* a list of at most one doc_value */
};

struct field {
	const char *name;
	enum field_kind kind;
	size_t at;
	size_t list; /* offset of the list that it is in; 0: none */
	size_t size; /* of its items */
};

#define ENTRY(name, kind, member)                                    \
	{                                                            \
		name, kind, offsetof(struct doc_entry, member), 0, 0 \
	}
#define ITEM(name, kind, from, list, type, member)            \
	{                                                     \
		name, kind, offsetof(struct type, member),    \
		    offsetof(from, list), sizeof(struct type) \
	}
#define FEED(name, kind, member)                                    \
	{                                                           \
		name, kind, offsetof(struct doc_feed, member), 0, 0 \
	}

static const struct field entry_fields[] = {
	/* clang-format off */
	ENTRY("id", FIELD_SPAN, id),
	ENTRY("id_is_link", FIELD_FLAG, id_is_link),
	ENTRY("link", FIELD_SPAN, link),
	ENTRY("comments", FIELD_SPAN, comments),
	ENTRY("comments_feed", FIELD_SPAN, comments_feed),
	ENTRY("comments_count", FIELD_NUMBER, comments_count),
	ENTRY("duration", FIELD_NUMBER, duration_s),
	ENTRY("language", FIELD_SPAN, language),
	ENTRY("license", FIELD_SPAN, license),
	ENTRY("title", FIELD_SPAN, title.value),
	ENTRY("title.type", FIELD_TEXT_TYPE, title.type),
	ENTRY("title.lang", FIELD_SPAN, title.lang),
	ENTRY("summary", FIELD_SPAN, summary.value),
	ENTRY("summary.type", FIELD_TEXT_TYPE, summary.type),
	ENTRY("summary.base", FIELD_SPAN, summary.base),
	ENTRY("subtitle", FIELD_SPAN, subtitle.value),
	ENTRY("rights", FIELD_SPAN, rights.value),
	ENTRY("publisher", FIELD_SPAN, publisher.name),
	ENTRY("image", FIELD_SPAN, image.url),
	ENTRY("published", FIELD_DATE, published),
	ENTRY("published.raw", FIELD_SPAN, published.raw),
	ENTRY("updated", FIELD_DATE, updated),
	ENTRY("created", FIELD_DATE, created),
	ENTRY("expired", FIELD_DATE, expired),
	ENTRY("source", FIELD_VALUE, source),
	ENTRY("itunes", FIELD_VALUE, itunes),
	ENTRY("podcast", FIELD_VALUE, podcast),
	ENTRY("geo", FIELD_VALUE, geo),
	ENTRY("chapters", FIELD_VALUE, chapters),
	ENTRY("thread", FIELD_VALUE, thread),
	ENTRY("ext", FIELD_VALUE, ext),
	ENTRY("summary_plain", FIELD_SPAN, summary_plain),
	ENTRY("content_plain", FIELD_SPAN, content_plain),
	ENTRY("stored_html", FIELD_SPAN, stored_html),
	ITEM("content", FIELD_SPAN, struct doc_entry, contents, doc_content, text.value),
	ITEM("content.type", FIELD_TEXT_TYPE, struct doc_entry, contents, doc_content, text.type),
	ITEM("content.media", FIELD_SPAN, struct doc_entry, contents, doc_content, text.media_type),
	ITEM("content.src", FIELD_SPAN, struct doc_entry, contents, doc_content, src),
	ITEM("links", FIELD_SPAN, struct doc_entry, links, doc_link, href),
	ITEM("links.rel", FIELD_SPAN, struct doc_entry, links, doc_link, rel),
	ITEM("author.name", FIELD_SPAN, struct doc_entry, authors, doc_person, name),
	ITEM("author.email", FIELD_SPAN, struct doc_entry, authors, doc_person, email),
	ITEM("author.url", FIELD_SPAN, struct doc_entry, authors, doc_person, url),
	ITEM("contributor.name", FIELD_SPAN, struct doc_entry, contributors, doc_person, name),
	ITEM("category", FIELD_SPAN, struct doc_entry, categories, doc_category, term),
	ITEM("category.scheme", FIELD_SPAN, struct doc_entry, categories, doc_category, scheme),
	ITEM("category.label", FIELD_SPAN, struct doc_entry, categories, doc_category, label),
	ITEM("enclosure", FIELD_SPAN, struct doc_entry, enclosures, doc_enclosure, url),
	ITEM("enclosure.type", FIELD_SPAN, struct doc_entry, enclosures, doc_enclosure, type),
	ITEM("enclosure.length", FIELD_NUMBER, struct doc_entry, enclosures, doc_enclosure, length),
	/* clang-format on */
};

static const struct field feed_fields[] = {
	/* clang-format off */
	FEED("format", FIELD_FORMAT, format),
	FEED("variant", FIELD_SPAN, variant),
	FEED("encoding", FIELD_SPAN, encoding),
	FEED("id", FIELD_SPAN, id),
	FEED("link", FIELD_SPAN, link),
	FEED("language", FIELD_SPAN, language),
	FEED("icon", FIELD_SPAN, icon),
	FEED("logo", FIELD_SPAN, logo),
	FEED("license", FIELD_SPAN, license),
	FEED("newlocation", FIELD_SPAN, newlocation),
	FEED("title", FIELD_SPAN, title.value),
	FEED("title.type", FIELD_TEXT_TYPE, title.type),
	FEED("description", FIELD_SPAN, description.value),
	FEED("rights", FIELD_SPAN, rights.value),
	FEED("info", FIELD_SPAN, info.value),
	FEED("updated", FIELD_DATE, updated),
	FEED("published", FIELD_DATE, published),
	FEED("generator", FIELD_SPAN, generator.name),
	FEED("generator.url", FIELD_SPAN, generator.url),
	FEED("publisher", FIELD_SPAN, publisher.name),
	FEED("publisher.email", FIELD_SPAN, publisher.email),
	FEED("image", FIELD_SPAN, image.url),
	FEED("image.title", FIELD_SPAN, image.title),
	FEED("ttl", FIELD_NUMBER, ttl_minutes),
	FEED("update_period", FIELD_SPAN, update_period),
	FEED("update_frequency", FIELD_NUMBER, update_frequency),
	FEED("complete", FIELD_FLAG, complete),
	FEED("cloud", FIELD_VALUE, cloud),
	FEED("textinput", FIELD_VALUE, textinput),
	FEED("itunes", FIELD_VALUE, itunes),
	FEED("podcast", FIELD_VALUE, podcast),
	FEED("ext", FIELD_VALUE, ext),
	ITEM("author.name", FIELD_SPAN, struct doc_feed, authors, doc_person, name),
	ITEM("author.email", FIELD_SPAN, struct doc_feed, authors, doc_person, email),
	ITEM("category", FIELD_SPAN, struct doc_feed, categories, doc_category, term),
	ITEM("links", FIELD_SPAN, struct doc_feed, links, doc_link, href),
	{ "hub", FIELD_SPAN, 0, offsetof(struct doc_feed, hubs), sizeof(struct doc_span) },
	{ "skip_hour", FIELD_NUMBER, 0, offsetof(struct doc_feed, skip_hours), sizeof(uint64_t) },
	{ "skip_day", FIELD_SPAN, 0, offsetof(struct doc_feed, skip_days), sizeof(struct doc_span) },
	/* clang-format on */
};

static void
write_value(struct json_writer *w, const struct doc_batch *batch,
    const struct doc_value *value)
{
	bool object = value->kind == DOC_VALUE_OBJECT;

	switch (value->kind) {
	case DOC_VALUE_TEXT:
		json_write_string(w, doc_slice(batch, value->text));
		return;
	case DOC_VALUE_NUMBER:
		json_write_raw(w, doc_slice(batch, value->text));
		return;
	case DOC_VALUE_TRUE:
	case DOC_VALUE_FALSE:
		json_write_bool(w, value->kind == DOC_VALUE_TRUE);
		return;
	case DOC_VALUE_NULL:
		json_write_null(w);
		return;
	}
	if (object)
		json_write_object_begin(w);
	else
		json_write_array_begin(w);
	for (uint32_t i = 0; i < value->children.count; i++) {
		const struct doc_value *child = DOC_ELEMENT(batch,
		    value->children, i, struct doc_value);
		char key[LIMIT_EXT_BYTES];

		if (object) {
			snprintf(key, sizeof(key), "%.*s",
			    SLICE_FMT(doc_slice(batch, child->key)));
			json_write_key(w, key);
		}
		write_value(w, batch, child);
	}
	if (object)
		json_write_object_end(w);
	else
		json_write_array_end(w);
}

static struct slice
show_number(struct buffer *answer, int64_t number)
{
	if (number == DOC_NO_NUMBER)
		return SLICE_NONE;
	buffer_append_format(answer, "%lld", (long long)number);
	return buffer_slice(answer);
}

static struct slice
show_value(struct buffer *answer, const struct doc_batch *batch,
    struct doc_list list)
{
	struct json_writer w;

	if (list.count == 0)
		return SLICE_NONE;
	json_writer_init(&w, answer);
	write_value(&w, batch, DOC_ELEMENT(batch, list, 0, struct doc_value));
	return buffer_slice(answer);
}

static struct slice
show_date(struct buffer *answer, const struct doc_date *date)
{
	char text[21];

	if (date->at == DOC_NO_TIME)
		return SLICE_NONE;
	buffer_append_string(answer, clock_format_utc(date->at, text));
	return buffer_slice(answer);
}

static struct slice
show(struct buffer *answer, const struct doc_batch *batch, enum field_kind kind,
    const void *at)
{
	static const char *const types[] = { NULL, "text", "html", "xhtml",
		"other" };

	switch (kind) {
	case FIELD_SPAN:
		return doc_slice(batch, *(const struct doc_span *)at);
	case FIELD_TEXT_TYPE:
		return slice_of(types[*(const uint32_t *)at]);
	case FIELD_DATE:
		return show_date(answer, at);
	case FIELD_NUMBER:
		return show_number(answer, *(const int64_t *)at);
	case FIELD_FLAG:
		return show_number(answer, *(const uint32_t *)at);
	case FIELD_FORMAT:
		return slice_of(doc_format_name(*(const uint32_t *)at));
	case FIELD_VALUE:
		return show_value(answer, batch, *(const struct doc_list *)at);
	}
	return SLICE_NONE;
}

/* A feed or an entry, and what its fields are called. */
struct described {
	const struct doc_batch *batch;
	const void *whole;
	const struct field *fields;
	size_t count;
};

static struct slice
get(struct buffer *answer, const struct described *of, const char *name)
{
	const struct doc_batch *batch = of->batch;
	bool counting = name[0] == '#';

	for (size_t i = 0; i < of->count; i++) {
		const struct field *field = &of->fields[i];
		const char *base = of->whole;
		struct doc_list list;

		if (strcmp(field->name, name + counting) != 0)
			continue;
		if (field->size == 0)
			return show(answer, batch, field->kind,
			    base + field->at);
		memcpy(&list, base + field->list, sizeof(list));
		if (counting)
			return show_number(answer, list.count);
		if (list.count == 0)
			return SLICE_NONE;
		base = doc_element(batch, list, 0, field->size);
		return show(answer, batch, field->kind, base + field->at);
	}
	ck_abort_msg("no field is called %s", name);
	return SLICE_NONE;
}

struct slice
parsed_get(struct parsed *parsed, const char *path)
{
	const char *dot = strchr(path, '.');
	struct described of = {
		.batch = &parsed->document->feed,
		.whole = document_feed(parsed->document),
		.fields = feed_fields,
		.count = ARRAY_LEN(feed_fields),
	};
	size_t index;

	buffer_reset(&parsed->answer);
	if (path[0] < '0' || path[0] > '9')
		return get(&parsed->answer, &of, path);
	ck_assert_ptr_nonnull(dot);
	index = strtoul(path, NULL, 10);
	if (index >= parsed->document->entry_count)
		return SLICE_NONE;
	of.whole = document_entry(parsed->document, index, &of.batch);
	of.fields = entry_fields;
	of.count = ARRAY_LEN(entry_fields);
	return get(&parsed->answer, &of, dot + 1);
}

void
parse_row_check(const struct parse_row *row, const char *head, const char *tail)
{
	struct buffer text;
	struct parsed *parsed;

	buffer_init(&text, MIB);
	buffer_append_string(&text, head);
	buffer_append_string(&text, row->text);
	buffer_append_string(&text, tail);
	parsed = parsed_text(buffer_slice(&text));
	ck_assert_msg(parsed->outcome.status == PARSE_OK, "%s: %s", row->name,
	    parsed->outcome.reason);
	for (size_t i = 0; i < PARSE_CHECKS && row->checks[i][0] != NULL; i++) {
		const char *wanted = row->checks[i][1];
		struct slice value = parsed_get(parsed, row->checks[i][0]);

		ck_assert_msg(slice_eq(value, slice_of(wanted)) &&
			(value.ptr == NULL) == (wanted == NULL),
		    "%s: %s is \"%.*s\", not \"%s\"", row->name,
		    row->checks[i][0], SLICE_FMT(value),
		    wanted == NULL ? "(absent)" : wanted);
	}
	parsed_free(parsed);
	buffer_finish(&text);
}

unsigned char *
read_whole_file(const char *path, size_t *size)
{
	FILE *file = fopen(path, "rb");
	unsigned char *bytes = NULL;
	long length;

	if (file == NULL)
		return NULL;
	if (fseek(file, 0, SEEK_END) == 0 && (length = ftell(file)) >= 0 &&
	    fseek(file, 0, SEEK_SET) == 0) {
		bytes = malloc((size_t)length + 1);
		ck_assert_ptr_nonnull(bytes);
		*size = fread(bytes, 1, (size_t)length, file);
	}
	fclose(file);
	return bytes;
}
