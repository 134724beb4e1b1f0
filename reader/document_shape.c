/*
 * The table behind the decoder: one row for each field of each struct that a
 * frame may hold. The macros refuse a row whose type is not that of the
 * member. What the fields mean is no concern of this file.
 */
#include "reader/document_shape.h"

#include <stddef.h>

#include "compiler.h"

/* clang-format off */

/* The offset of a member, and an error where it is not of the type. */
#define MEMBER(record, member) (((struct record *)NULL)->member)
#define IS_OF(record, member, type)                                           \
	__builtin_types_compatible_p(__typeof__(MEMBER(record, member)), type)
#define AT(record, member, type)                                              \
	((uint32_t)(offsetof(struct record, member) +                         \
	    0 * sizeof(char[IS_OF(record, member, type) ? 1 : -1])))

#define SPAN(record, member)                                                  \
	{ SHAPE_SPAN, AT(record, member, struct doc_span), 0, NULL }
#define RECORD(record, member, type)                                          \
	{ SHAPE_RECORD, AT(record, member, struct doc_##type), 0, &shape_##type }
#define LIST_OF(record, member, shape, limit)                                 \
	{ SHAPE_LIST, AT(record, member, struct doc_list), limit, shape }
#define LIST(record, member, type)                                            \
	LIST_OF(record, member, &shape_##type, UINT32_MAX)
#define ONE_VALUE(record, member) LIST_OF(record, member, &shape_value, 1)
#define ENUM(record, member, end)                                             \
	{ SHAPE_ENUM, AT(record, member, uint32_t), end, NULL }
#define UNUSED(record) ENUM(record, unused, 1)
#define NUMBER(record, member)                                                \
	{ SHAPE_NUMBER, AT(record, member, int64_t), 0, NULL }
#define SHAPE(type, rows)                                                     \
	{ sizeof(struct doc_##type), ARRAY_LEN(rows), rows }
/* clang-format on */

static const struct shape_field span_fields[] = {
	{ SHAPE_SPAN, 0, 0, NULL },
};
static const struct shape shape_span = SHAPE(span, span_fields);

static const struct shape_field hour_fields[] = {
	{ SHAPE_HOUR, 0, 0, NULL },
};
static const struct shape shape_hour = { sizeof(uint64_t),
	ARRAY_LEN(hour_fields), hour_fields };

static const struct shape_field text_fields[] = {
	SPAN(doc_text, value),
	SPAN(doc_text, media_type),
	SPAN(doc_text, lang),
	SPAN(doc_text, base),
	ENUM(doc_text, type, DOC_TEXT_COUNT),
	UNUSED(doc_text),
};
static const struct shape shape_text = SHAPE(text, text_fields);

static const struct shape_field person_fields[] = {
	SPAN(doc_person, name),
	SPAN(doc_person, email),
	SPAN(doc_person, url),
};
static const struct shape shape_person = SHAPE(person, person_fields);

static const struct shape_field link_fields[] = {
	SPAN(doc_link, rel),
	SPAN(doc_link, href),
	SPAN(doc_link, type),
	SPAN(doc_link, hreflang),
	SPAN(doc_link, title),
	SPAN(doc_link, length),
};
static const struct shape shape_link = SHAPE(link, link_fields);

static const struct shape_field category_fields[] = {
	SPAN(doc_category, term),
	SPAN(doc_category, scheme),
	SPAN(doc_category, label),
};
static const struct shape shape_category = SHAPE(category, category_fields);

static const struct shape_field enclosure_fields[] = {
	SPAN(doc_enclosure, url),
	SPAN(doc_enclosure, type),
	SPAN(doc_enclosure, title),
	NUMBER(doc_enclosure, length),
	NUMBER(doc_enclosure, duration_s),
};
static const struct shape shape_enclosure = SHAPE(enclosure, enclosure_fields);

static const struct shape_field content_fields[] = {
	RECORD(doc_content, text, text),
	SPAN(doc_content, src),
};
static const struct shape shape_content = SHAPE(content, content_fields);

static const struct shape_field image_fields[] = {
	SPAN(doc_image, url),
	SPAN(doc_image, title),
	SPAN(doc_image, link),
	SPAN(doc_image, width),
	SPAN(doc_image, height),
	SPAN(doc_image, description),
};
static const struct shape shape_image = SHAPE(image, image_fields);

static const struct shape_field generator_fields[] = {
	SPAN(doc_generator, name),
	SPAN(doc_generator, url),
	SPAN(doc_generator, version),
};
static const struct shape shape_generator = SHAPE(generator, generator_fields);

static const struct shape_field date_fields[] = {
	{ SHAPE_TIME, AT(doc_date, at, int64_t), 0, NULL },
	SPAN(doc_date, raw),
};
static const struct shape shape_date = SHAPE(date, date_fields);

/* A value holds values: the table names itself. */
static const struct shape shape_value;
static const struct shape_field value_fields[] = {
	SPAN(doc_value, key),
	SPAN(doc_value, text),
	LIST(doc_value, children, value),
	ENUM(doc_value, kind, DOC_VALUE_KINDS),
	UNUSED(doc_value),
	{ SHAPE_VALUE, 0, 0, NULL },
};
static const struct shape shape_value = SHAPE(value, value_fields);

static const struct shape_field feed_fields[] = {
	ENUM(doc_feed, format, DOC_FORMAT_COUNT),
	ENUM(doc_feed, complete, DOC_NULL + 1),
	ENUM(doc_feed, archive, DOC_NULL + 1),
	UNUSED(doc_feed),
	SPAN(doc_feed, variant),
	SPAN(doc_feed, encoding),
	SPAN(doc_feed, id),
	SPAN(doc_feed, link),
	SPAN(doc_feed, language),
	SPAN(doc_feed, icon),
	SPAN(doc_feed, logo),
	SPAN(doc_feed, docs),
	SPAN(doc_feed, rating),
	SPAN(doc_feed, newlocation),
	SPAN(doc_feed, errorreportsto),
	SPAN(doc_feed, license),
	RECORD(doc_feed, title, text),
	RECORD(doc_feed, description, text),
	RECORD(doc_feed, info, text),
	RECORD(doc_feed, rights, text),
	RECORD(doc_feed, updated, date),
	RECORD(doc_feed, published, date),
	RECORD(doc_feed, created, date),
	RECORD(doc_feed, validity_start, date),
	RECORD(doc_feed, validity_end, date),
	RECORD(doc_feed, update_base, date),
	RECORD(doc_feed, generator, generator),
	LIST(doc_feed, authors, person),
	LIST(doc_feed, contributors, person),
	RECORD(doc_feed, publisher, person),
	LIST(doc_feed, categories, category),
	LIST(doc_feed, links, link),
	RECORD(doc_feed, image, image),
	NUMBER(doc_feed, ttl_minutes),
	LIST(doc_feed, skip_hours, hour),
	LIST(doc_feed, skip_days, span),
	SPAN(doc_feed, update_period),
	NUMBER(doc_feed, update_frequency),
	LIST(doc_feed, hubs, span),
	ONE_VALUE(doc_feed, cloud),
	ONE_VALUE(doc_feed, textinput),
	ONE_VALUE(doc_feed, itunes),
	ONE_VALUE(doc_feed, podcast),
	ONE_VALUE(doc_feed, geo),
	ONE_VALUE(doc_feed, thread),
	ONE_VALUE(doc_feed, ext),
};
const struct shape shape_feed = SHAPE(feed, feed_fields);

static const struct shape_field entry_fields[] = {
	SPAN(doc_entry, id),
	SPAN(doc_entry, link),
	SPAN(doc_entry, comments),
	SPAN(doc_entry, comments_feed),
	SPAN(doc_entry, language),
	SPAN(doc_entry, license),
	ENUM(doc_entry, id_is_link, 2),
	UNUSED(doc_entry),
	RECORD(doc_entry, title, text),
	RECORD(doc_entry, summary, text),
	RECORD(doc_entry, subtitle, text),
	RECORD(doc_entry, rights, text),
	LIST(doc_entry, contents, content),
	LIST(doc_entry, links, link),
	LIST(doc_entry, authors, person),
	LIST(doc_entry, contributors, person),
	RECORD(doc_entry, publisher, person),
	LIST(doc_entry, categories, category),
	LIST(doc_entry, enclosures, enclosure),
	RECORD(doc_entry, image, image),
	RECORD(doc_entry, published, date),
	RECORD(doc_entry, updated, date),
	RECORD(doc_entry, created, date),
	RECORD(doc_entry, expired, date),
	RECORD(doc_entry, validity_start, date),
	RECORD(doc_entry, validity_end, date),
	NUMBER(doc_entry, comments_count),
	NUMBER(doc_entry, duration_s),
	ONE_VALUE(doc_entry, source),
	ONE_VALUE(doc_entry, itunes),
	ONE_VALUE(doc_entry, podcast),
	ONE_VALUE(doc_entry, geo),
	ONE_VALUE(doc_entry, chapters),
	ONE_VALUE(doc_entry, thread),
	ONE_VALUE(doc_entry, ext),
	SPAN(doc_entry, summary_plain),
	SPAN(doc_entry, content_plain),
	SPAN(doc_entry, stored_html),
};
const struct shape shape_entry = SHAPE(entry, entry_fields);

uint32_t
shape_field_size(const struct shape_field *field)
{
	static const uint32_t sizes[] = {
		[SHAPE_SPAN] = sizeof(struct doc_span),
		[SHAPE_RECORD] = 0,
		[SHAPE_LIST] = sizeof(struct doc_list),
		[SHAPE_ENUM] = sizeof(uint32_t),
		[SHAPE_NUMBER] = sizeof(int64_t),
		[SHAPE_TIME] = sizeof(int64_t),
		[SHAPE_HOUR] = sizeof(uint64_t),
		[SHAPE_VALUE] = 0,
	};

	if (field->kind == SHAPE_RECORD)
		return field->shape->size;
	return sizes[field->kind];
}
