/*
 * One row for each key of crier parse --json, with the field that it prints;
 * the names are those of the contract (DESIGN section 7, parsing rules section
 * 11). How a kind is printed is the business of document_json.c.
 */
#include "cli/document_rows.h"

#include <stddef.h>

/* clang-format off */
#define AT(record, member) offsetof(struct record, member)
#define TABLE(record, rows) { rows, ARRAY_LEN(rows), sizeof(struct record) }

static const struct document_row person_rows[] = {
	{ "name", ROW_TEXT, AT(doc_person, name), NULL },
	{ "email", ROW_TEXT, AT(doc_person, email), NULL },
	{ "url", ROW_TEXT, AT(doc_person, url), NULL },
};
static const struct document_table person = TABLE(doc_person, person_rows);

static const struct document_row link_rows[] = {
	{ "rel", ROW_TEXT, AT(doc_link, rel), NULL },
	{ "href", ROW_TEXT, AT(doc_link, href), NULL },
	{ "type", ROW_TEXT, AT(doc_link, type), NULL },
	{ "hreflang", ROW_TEXT, AT(doc_link, hreflang), NULL },
	{ "title", ROW_TEXT, AT(doc_link, title), NULL },
	{ "length", ROW_TEXT, AT(doc_link, length), NULL },
};
static const struct document_table link = TABLE(doc_link, link_rows);

static const struct document_row category_rows[] = {
	{ "term", ROW_TEXT, AT(doc_category, term), NULL },
	{ "scheme", ROW_TEXT, AT(doc_category, scheme), NULL },
	{ "label", ROW_TEXT, AT(doc_category, label), NULL },
};
static const struct document_table category = TABLE(doc_category, category_rows);

static const struct document_row enclosure_rows[] = {
	{ "url", ROW_TEXT, AT(doc_enclosure, url), NULL },
	{ "type", ROW_TEXT, AT(doc_enclosure, type), NULL },
	{ "length", ROW_NUMBER, AT(doc_enclosure, length), NULL },
	{ "title", ROW_TEXT, AT(doc_enclosure, title), NULL },
	{ "duration_in_seconds", ROW_NUMBER, AT(doc_enclosure, duration_s), NULL },
};
static const struct document_table enclosure = TABLE(doc_enclosure, enclosure_rows);

static const struct document_row content_rows[] = {
	{ "type", ROW_TYPE, AT(doc_content, text), NULL },
	{ "value", ROW_TEXT, AT(doc_content, text.value), NULL },
	{ "src", ROW_TEXT, AT(doc_content, src), NULL },
	{ "lang", ROW_TEXT, AT(doc_content, text.lang), NULL },
	{ "base", ROW_TEXT, AT(doc_content, text.base), NULL },
};
static const struct document_table content = TABLE(doc_content, content_rows);

static const struct document_row image_rows[] = {
	{ "url", ROW_TEXT, AT(doc_image, url), NULL },
	{ "title", ROW_TEXT, AT(doc_image, title), NULL },
	{ "link", ROW_TEXT, AT(doc_image, link), NULL },
	{ "width", ROW_DIGITS, AT(doc_image, width), NULL },
	{ "height", ROW_DIGITS, AT(doc_image, height), NULL },
	{ "description", ROW_TEXT, AT(doc_image, description), NULL },
};
static const struct document_table image = TABLE(doc_image, image_rows);

static const struct document_row generator_rows[] = {
	{ "name", ROW_TEXT, AT(doc_generator, name), NULL },
	{ "url", ROW_TEXT, AT(doc_generator, url), NULL },
	{ "version", ROW_TEXT, AT(doc_generator, version), NULL },
};
static const struct document_table generator = TABLE(doc_generator, generator_rows);

static const struct document_row feed_rows[] = {
	{ "format", ROW_FORMAT, AT(doc_feed, format), NULL },
	{ "variant", ROW_TEXT, AT(doc_feed, variant), NULL },
	{ "encoding", ROW_TEXT, AT(doc_feed, encoding), NULL },
	{ "id", ROW_TEXT, AT(doc_feed, id), NULL },
	{ "title", ROW_CONSTRUCT, AT(doc_feed, title), NULL },
	{ "link", ROW_TEXT, AT(doc_feed, link), NULL },
	{ "description", ROW_CONSTRUCT, AT(doc_feed, description), NULL },
	{ "info", ROW_CONSTRUCT, AT(doc_feed, info), NULL },
	{ "language", ROW_TEXT, AT(doc_feed, language), NULL },
	{ "rights", ROW_CONSTRUCT, AT(doc_feed, rights), NULL },
	{ "license", ROW_TEXT, AT(doc_feed, license), NULL },
	{ "updated", ROW_DATE, AT(doc_feed, updated), NULL },
	{ "published", ROW_DATE, AT(doc_feed, published), NULL },
	{ "created", ROW_DATE, AT(doc_feed, created), NULL },
	{ "validity_start", ROW_DATE, AT(doc_feed, validity_start), NULL },
	{ "validity_end", ROW_DATE, AT(doc_feed, validity_end), NULL },
	{ "generator", ROW_OBJECT, AT(doc_feed, generator), &generator },
	{ "authors", ROW_OBJECTS, AT(doc_feed, authors), &person },
	{ "contributors", ROW_OBJECTS, AT(doc_feed, contributors), &person },
	{ "publisher", ROW_OBJECT, AT(doc_feed, publisher), &person },
	{ "categories", ROW_OBJECTS, AT(doc_feed, categories), &category },
	{ "links", ROW_OBJECTS, AT(doc_feed, links), &link },
	{ "image", ROW_OBJECT, AT(doc_feed, image), &image },
	{ "icon", ROW_TEXT, AT(doc_feed, icon), NULL },
	{ "logo", ROW_TEXT, AT(doc_feed, logo), NULL },
	{ "ttl", ROW_NUMBER, AT(doc_feed, ttl_minutes), NULL },
	{ "skip_hours", ROW_HOURS, AT(doc_feed, skip_hours), NULL },
	{ "skip_days", ROW_TEXTS, AT(doc_feed, skip_days), NULL },
	{ "update_period", ROW_TEXT, AT(doc_feed, update_period), NULL },
	{ "update_frequency", ROW_NUMBER, AT(doc_feed, update_frequency), NULL },
	{ "update_base", ROW_DATE, AT(doc_feed, update_base), NULL },
	{ "hubs", ROW_TEXTS, AT(doc_feed, hubs), NULL },
	{ "cloud", ROW_VALUE, AT(doc_feed, cloud), NULL },
	{ "docs", ROW_TEXT, AT(doc_feed, docs), NULL },
	{ "textinput", ROW_VALUE, AT(doc_feed, textinput), NULL },
	{ "rating", ROW_TEXT, AT(doc_feed, rating), NULL },
	{ "newlocation", ROW_TEXT, AT(doc_feed, newlocation), NULL },
	{ "errorreportsto", ROW_TEXT, AT(doc_feed, errorreportsto), NULL },
	{ "complete", ROW_TRISTATE, AT(doc_feed, complete), NULL },
	{ "archive", ROW_TRISTATE, AT(doc_feed, archive), NULL },
	{ "itunes", ROW_VALUE, AT(doc_feed, itunes), NULL },
	{ "podcast", ROW_VALUE, AT(doc_feed, podcast), NULL },
	{ "geo", ROW_VALUE, AT(doc_feed, geo), NULL },
	{ "thread", ROW_VALUE, AT(doc_feed, thread), NULL },
	{ "ext", ROW_VALUE, AT(doc_feed, ext), NULL },
};
const struct document_table document_feed_table = TABLE(doc_feed, feed_rows);

static const struct document_row entry_rows[] = {
	{ "id", ROW_TEXT, AT(doc_entry, id), NULL },
	{ "id_is_link", ROW_BOOL, AT(doc_entry, id_is_link), NULL },
	{ "title", ROW_CONSTRUCT, AT(doc_entry, title), NULL },
	{ "link", ROW_TEXT, AT(doc_entry, link), NULL },
	{ "links", ROW_OBJECTS, AT(doc_entry, links), &link },
	{ "published", ROW_DATE, AT(doc_entry, published), NULL },
	{ "updated", ROW_DATE, AT(doc_entry, updated), NULL },
	{ "created", ROW_DATE, AT(doc_entry, created), NULL },
	{ "expired", ROW_DATE, AT(doc_entry, expired), NULL },
	{ "validity_start", ROW_DATE, AT(doc_entry, validity_start), NULL },
	{ "validity_end", ROW_DATE, AT(doc_entry, validity_end), NULL },
	{ "authors", ROW_OBJECTS, AT(doc_entry, authors), &person },
	{ "contributors", ROW_OBJECTS, AT(doc_entry, contributors), &person },
	{ "publisher", ROW_OBJECT, AT(doc_entry, publisher), &person },
	{ "summary", ROW_CONSTRUCT, AT(doc_entry, summary), NULL },
	{ "subtitle", ROW_CONSTRUCT, AT(doc_entry, subtitle), NULL },
	{ "content", ROW_OBJECTS, AT(doc_entry, contents), &content },
	{ "categories", ROW_OBJECTS, AT(doc_entry, categories), &category },
	{ "enclosures", ROW_OBJECTS, AT(doc_entry, enclosures), &enclosure },
	{ "comments", ROW_TEXT, AT(doc_entry, comments), NULL },
	{ "comments_feed", ROW_TEXT, AT(doc_entry, comments_feed), NULL },
	{ "comments_count", ROW_NUMBER, AT(doc_entry, comments_count), NULL },
	{ "source", ROW_VALUE, AT(doc_entry, source), NULL },
	{ "rights", ROW_CONSTRUCT, AT(doc_entry, rights), NULL },
	{ "language", ROW_TEXT, AT(doc_entry, language), NULL },
	{ "image", ROW_OBJECT, AT(doc_entry, image), &image },
	{ "itunes", ROW_VALUE, AT(doc_entry, itunes), NULL },
	{ "duration_seconds", ROW_NUMBER, AT(doc_entry, duration_s), NULL },
	{ "podcast", ROW_VALUE, AT(doc_entry, podcast), NULL },
	{ "license", ROW_TEXT, AT(doc_entry, license), NULL },
	{ "geo", ROW_VALUE, AT(doc_entry, geo), NULL },
	{ "chapters", ROW_VALUE, AT(doc_entry, chapters), NULL },
	{ "thread", ROW_VALUE, AT(doc_entry, thread), NULL },
	{ "ext", ROW_VALUE, AT(doc_entry, ext), NULL },
};
const struct document_table document_entry_table = TABLE(doc_entry, entry_rows);
/* clang-format on */
