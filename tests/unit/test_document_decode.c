#include <check.h>
#include <inttypes.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

#include "compiler.h"
#include "frame_maker.h"
#include "limits.h"
#include "memory.h"
#include "reader/document_shape.h"
#include "utf8.h"

Suite *document_decode_suite(void);

#define FIRST ((uint32_t)sizeof(struct doc_frame_header))

/* ---- the table of shapes -------------------------------------------------- */

static void
check_shape(const struct shape *shape, int depth)
{
	unsigned char *covered = xcalloc(1, shape->size);

	for (size_t i = 0; i < shape->count; i++) {
		const struct shape_field *field = &shape->fields[i];
		uint32_t size = shape_field_size(field);

		for (uint32_t at = field->at; at < field->at + size; at++) {
			ck_assert_uint_lt(at, shape->size);
			ck_assert_msg(covered[at]++ == 0,
			    "byte %" PRIu32 " of %" PRIu32 " has two rows", at,
			    shape->size);
		}
		/* A value holds values. */
		if (field->shape != NULL && depth < 4)
			check_shape(field->shape, depth + 1);
	}
	for (uint32_t at = 0; at < shape->size; at++)
		ck_assert_msg(covered[at] == 1,
		    "byte %" PRIu32 " of %" PRIu32 " has no row", at,
		    shape->size);
	free(covered);
}

START_TEST(every_byte_of_every_struct_has_one_row)
{
	ck_assert_uint_eq(shape_feed.size, sizeof(struct doc_feed));
	ck_assert_uint_eq(shape_entry.size, sizeof(struct doc_entry));
	check_shape(&shape_feed, 0);
	check_shape(&shape_entry, 0);
}
END_TEST

START_TEST(every_struct_is_a_multiple_of_eight)
{
	ck_assert_uint_eq(sizeof(struct doc_feed) % 8, 0);
	ck_assert_uint_eq(sizeof(struct doc_entry) % 8, 0);
	ck_assert_uint_eq(sizeof(struct doc_value) % 8, 0);
	ck_assert_uint_eq(sizeof(struct doc_frame_header) % 8, 0);
}
END_TEST

/* ---- what does not hold --------------------------------------------------- */

/* Places in the frame of frame_complete_entries. */
static struct doc_entry *
entry_of(unsigned char *bytes)
{
	return (struct doc_entry *)(void *)(bytes + FIRST);
}
static struct doc_feed *
feed_of(unsigned char *bytes)
{
	return (struct doc_feed *)(void *)(bytes + FIRST);
}
static struct doc_frame_header *
header_of(unsigned char *bytes)
{
	return (struct doc_frame_header *)(void *)bytes;
}
static struct doc_value *
value_of(unsigned char *bytes, struct doc_list list)
{
	return (struct doc_value *)(void *)(bytes + list.at);
}
static struct doc_value *
member_of(unsigned char *bytes, struct doc_list list, uint32_t index)
{
	return value_of(bytes, value_of(bytes, list)->children) + index;
}

#define SPOIL(name, what)                      \
	static void name(unsigned char *bytes) \
	{                                      \
		what;                          \
	}

SPOIL(wrong_magic, header_of(bytes)->magic++)
SPOIL(wrong_size, header_of(bytes)->size--)
SPOIL(used_header, header_of(bytes)->unused = 1)
SPOIL(unknown_kind, header_of(bytes)->kind = 3)
SPOIL(kind_none, header_of(bytes)->kind = 0)
SPOIL(no_entries, header_of(bytes)->count = 0)
SPOIL(too_many_entries, header_of(bytes)->count = 0x10000000)
SPOIL(entries_in_the_header, header_of(bytes)->first = 8)
SPOIL(entries_not_aligned, header_of(bytes)->first += 4)
SPOIL(entries_outside, header_of(bytes)->first = 0xFFFFFFF8)
SPOIL(text_in_the_header, entry_of(bytes)->id.at = FIRST - 1)
SPOIL(text_outside, entry_of(bytes)->id.at = header_of(bytes)->size)
SPOIL(text_past_the_end, entry_of(bytes)->link.len = header_of(bytes)->size)
SPOIL(text_round_the_end, entry_of(bytes)->link.len = UINT32_MAX)
SPOIL(absent_text_with_bytes, entry_of(bytes)->id.at = 0)
SPOIL(text_not_utf8, bytes[entry_of(bytes)->id.at] = 0xC0)
SPOIL(text_cut_in_a_character,
    bytes[entry_of(bytes)->id.at + entry_of(bytes)->id.len - 1] = 0xC3)
SPOIL(last_text_not_utf8, bytes[header_of(bytes)->size - 1] = 0xFF)
SPOIL(unknown_text_type, entry_of(bytes)->title.type = DOC_TEXT_COUNT)
SPOIL(used_text, entry_of(bytes)->title.unused = 1)
SPOIL(id_is_link_two, entry_of(bytes)->id_is_link = 2)
SPOIL(year_10000, entry_of(bytes)->published.at = LIMIT_DATE_LAST_AT + 1)
SPOIL(year_before_0, entry_of(bytes)->updated.at = LIMIT_DATE_FIRST_AT - 1)
SPOIL(list_outside, entry_of(bytes)->links.at = 0xFFFFFFF0)
SPOIL(list_past_the_end, entry_of(bytes)->links.count = 0xFFFFFFFF)
SPOIL(list_across_the_end,
    entry_of(bytes)->links.at = header_of(bytes)->size & ~7U)
SPOIL(list_not_aligned, entry_of(bytes)->links.at += 1)
SPOIL(list_in_the_header, entry_of(bytes)->links.at = 0)
SPOIL(two_geos, entry_of(bytes)->geo.count = 2)
SPOIL(person_outside,
    ((struct doc_person *)(void *)(bytes + entry_of(bytes)->authors.at))[1]
	.name.at = UINT32_MAX)
SPOIL(content_not_utf8,
    bytes[(
	(struct doc_content *)(void *)(bytes + entry_of(bytes)->contents.at))[1]
	      .src.at] = 0x80)
SPOIL(unknown_value, value_of(bytes, entry_of(bytes)->ext)->kind = 7)
SPOIL(member_without_key,
    member_of(bytes, entry_of(bytes)->ext, 3)->key.at =
	member_of(bytes, entry_of(bytes)->ext, 3)->key.len = 0)
SPOIL(number_that_is_text,
    bytes[member_of(bytes, entry_of(bytes)->ext, 1)->text.at] = 'x')
SPOIL(number_absent,
    member_of(bytes, entry_of(bytes)->ext, 1)->text = (struct doc_span){ 0 })
SPOIL(value_in_itself,
    value_of(bytes, entry_of(bytes)->ext)->children = entry_of(bytes)->ext)
SPOIL(hour_24,
    ((uint64_t *)(void *)(bytes + feed_of(bytes)->skip_hours.at))[1] = 24)
SPOIL(unknown_format, feed_of(bytes)->format = DOC_FORMAT_COUNT)
SPOIL(unknown_complete, feed_of(bytes)->complete = DOC_NULL + 1)
SPOIL(two_feeds_in_a_frame, header_of(bytes)->count = 2)
SPOIL(hub_outside,
    ((struct doc_span *)(void *)(bytes + feed_of(bytes)->hubs.at))->len =
	UINT32_MAX)

/* clang-format off */
static const struct spoiled {
	const char *name, *error;
	unsigned char *(*make)(size_t *size);
	void (*spoil)(unsigned char *bytes);
} spoiled[] = {
#define ENTRIES(name, error) { #name, error, frame_complete_entries, name }
#define FEED(name, error)    { #name, error, frame_complete_feed, name }
	ENTRIES(wrong_magic, "its header is wrong"),
	ENTRIES(wrong_size, "its header is wrong"),
	ENTRIES(used_header, "its header is wrong"),
	ENTRIES(unknown_kind, "its kind is unknown"),
	ENTRIES(kind_none, "its kind is unknown"),
	ENTRIES(no_entries, "its count is wrong"),
	ENTRIES(too_many_entries, "a list lies outside"),
	ENTRIES(entries_in_the_header, "a list begins at a wrong place"),
	ENTRIES(entries_not_aligned, "a list begins at a wrong place"),
	ENTRIES(entries_outside, "a list lies outside"),
	ENTRIES(text_in_the_header, "a text lies outside"),
	ENTRIES(text_outside, "a text lies outside"),
	ENTRIES(text_past_the_end, "a text lies outside"),
	ENTRIES(text_round_the_end, "a text lies outside"),
	ENTRIES(absent_text_with_bytes, "an absent text has bytes"),
	ENTRIES(text_not_utf8, "a text is not UTF-8"),
	ENTRIES(text_cut_in_a_character, "a text is not UTF-8"),
	ENTRIES(last_text_not_utf8, "a text is not UTF-8"),
	ENTRIES(unknown_text_type, "an enumerator is unknown"),
	ENTRIES(used_text, "an enumerator is unknown"),
	ENTRIES(id_is_link_two, "an enumerator is unknown"),
	ENTRIES(year_10000, "a date has no year"),
	ENTRIES(year_before_0, "a date has no year"),
	ENTRIES(list_outside, "a list lies outside"),
	ENTRIES(list_past_the_end, "a list lies outside"),
	ENTRIES(list_across_the_end, "a list lies outside"),
	ENTRIES(list_not_aligned, "a list begins at a wrong place"),
	ENTRIES(list_in_the_header, "a list begins at a wrong place"),
	ENTRIES(two_geos, "a value stands twice"),
	ENTRIES(person_outside, "a text lies outside"),
	ENTRIES(content_not_utf8, "a text is not UTF-8"),
	ENTRIES(unknown_value, "an enumerator is unknown"),
	ENTRIES(member_without_key, "a member has no key"),
	ENTRIES(number_that_is_text, "a number is not one"),
	ENTRIES(number_absent, "a number is not one"),
	ENTRIES(value_in_itself, "it is nested too deeply"),
	FEED(hour_24, "an hour is none of the day"),
	FEED(unknown_format, "an enumerator is unknown"),
	FEED(unknown_complete, "an enumerator is unknown"),
	FEED(two_feeds_in_a_frame, "its count is wrong"),
	FEED(hub_outside, "a text lies outside"),
};
/* clang-format on */

START_TEST(what_does_not_hold_is_refused)
{
	const struct spoiled *row = &spoiled[_i];
	struct document *document = document_new();
	struct error err;
	size_t size;
	unsigned char *bytes = row->make(&size);
	char expected[120];

	row->spoil(bytes);
	ck_assert_msg(!document_add(document, bytes, size, &err), "%s",
	    row->name);
	snprintf(expected, sizeof(expected), "document frame: %s", row->error);
	ck_assert_msg(strcmp(err.text, expected) == 0, "%s: %s", row->name,
	    err.text);
	ck_assert_int_eq(err.kind, ERROR_PROTOCOL);
	ck_assert_uint_eq(document->entry_count, 0);
	ck_assert_ptr_null(document_feed(document));
	document_free(document);
}
END_TEST

START_TEST(a_cut_frame_is_refused_at_every_length)
{
	struct document *document = document_new();
	struct error err;
	size_t size;
	unsigned char *whole = frame_complete_entries(&size);

	for (size_t len = 0; len < size; len++) {
		unsigned char *bytes = xcalloc(1, len);

		memcpy(bytes, whole, len);
		/* The rest of the header is made to fit. */
		if (len >= FIRST)
			header_of(bytes)->size = (uint32_t)len;
		ck_assert_msg(!document_add(document, bytes, len, &err),
		    "%zu bytes", len);
	}
	free(whole);
	document_free(document);
}
END_TEST

static const struct {
	const char *text;
	bool valid;
} numbers[] = {
	{ "0", true },
	{ "-0", true },
	{ "12", true },
	{ "-3.25", true },
	{ "1e5", true },
	{ "1.5E-7", true },
	{ "2e+10", true },
	{ "", false },
	{ "-", false },
	{ "01", false },
	{ "1.", false },
	{ ".5", false },
	{ "1e", false },
	{ "1e+", false },
	{ "+1", false },
	{ "1 ", false },
	{ "1,2", false },
	{ "1}", false },
	{ "NaN", false },
	{ "0x1", false },
};

/* A feed whose ext is the given value. */
static bool
add_value(const struct doc_value *value, struct frame_maker *frame,
    struct error *err)
{
	struct document *document = document_new();
	unsigned char *bytes;
	size_t size;
	bool ok;

	feed_of(frame->bytes)->ext = frame_list(frame, value, 1,
	    sizeof(*value));
	bytes = frame_end(frame, &size);
	ok = document_add(document, bytes, size, err);
	document_free(document);
	return ok;
}

START_TEST(numbers_are_those_of_json)
{
	struct frame_maker frame;
	struct doc_value value = { .kind = DOC_VALUE_NUMBER };
	struct error err;

	frame_begin(&frame, DOC_FRAME_FEED, 1, sizeof(struct doc_feed));
	value.text = frame_text(&frame, numbers[_i].text);
	ck_assert_msg(add_value(&value, &frame, &err) == numbers[_i].valid,
	    "'%s'", numbers[_i].text);
}
END_TEST

/* ---- work that a small frame could ask for -------------------------------- */

/* Lists in lists, levels of them. */
static bool
add_nested(int levels, struct error *err)
{
	struct frame_maker frame;
	struct doc_value value = { .kind = DOC_VALUE_LIST };

	frame_begin(&frame, DOC_FRAME_FEED, 1, sizeof(struct doc_feed));
	for (int i = 1; i < levels; i++)
		value.children = frame_list(&frame, &value, 1, sizeof(value));
	return add_value(&value, &frame, err);
}

START_TEST(values_are_as_deep_as_agreed_and_no_deeper)
{
	struct error err;

	ck_assert_msg(add_nested(DOC_VALUE_DEPTH, &err), "%s", err.text);
	ck_assert(!add_nested(DOC_VALUE_DEPTH + 1, &err));
	ck_assert_str_eq(err.text, "document frame: it is nested too deeply");
}
END_TEST

START_TEST(a_tree_that_shares_its_branches_is_refused)
{
	struct frame_maker frame;
	struct doc_value values[32] = { 0 };
	struct doc_list level = { 0, 0 };
	struct error err;

	/* Each of the 32 values of a level has all 32 of the next. */
	frame_begin(&frame, DOC_FRAME_FEED, 1, sizeof(struct doc_feed));
	for (int depth = 0; depth < DOC_VALUE_DEPTH - 1; depth++) {
		for (size_t i = 0; i < ARRAY_LEN(values); i++)
			values[i] = (struct doc_value){
				.kind = DOC_VALUE_LIST,
				.children = level,
			};
		level = frame_list(&frame, values, ARRAY_LEN(values),
		    sizeof(values[0]));
	}
	ck_assert(!add_value(&(struct doc_value){ .kind = DOC_VALUE_LIST,
				 .children = level },
	    &frame, &err));
	ck_assert_str_eq(err.text, "document frame: its lists overlap");
}
END_TEST

/* A list of count persons whose name is the same long text, cut shorter by
 * step bytes each. */
static bool
add_names(uint32_t count, uint32_t step, struct error *err)
{
	static const char fill[8 * KIB];
	struct frame_maker frame;
	struct doc_person person = { .name = { 0, sizeof(fill) } };
	struct document *document = document_new();
	struct doc_list list = { 0, count };
	unsigned char *bytes;
	size_t size;
	bool ok;

	frame_begin(&frame, DOC_FRAME_FEED, 1, sizeof(struct doc_feed));
	person.name.at = frame_put(&frame, fill, sizeof(fill));
	for (uint32_t i = 0; i < count; i++) {
		uint32_t at = frame_put(&frame, &person, sizeof(person));

		list.at = i == 0 ? at : list.at;
		person.name.len -= step;
	}
	feed_of(frame.bytes)->authors = list;
	bytes = frame_end(&frame, &size);
	ok = document_add(document, bytes, size, err);
	document_free(document);
	return ok;
}

START_TEST(texts_may_be_shared_but_not_without_end)
{
	struct error err;

	/* The same text is looked at once, however often it serves. */
	ck_assert_msg(add_names(1000, 0, &err), "%s", err.text);
	ck_assert_msg(add_names(3, 1, &err), "%s", err.text);
	ck_assert(!add_names(1000, 1, &err));
	ck_assert_str_eq(err.text,
	    "document frame: its texts overlap too often");
}
END_TEST

/* ---- random damage --------------------------------------------------------- */

static uint64_t
next_random(uint64_t *state)
{
	*state ^= *state << 13;
	*state ^= *state >> 7;
	*state ^= *state << 17;
	return *state;
}

/* Reads all that a record refers to, as a consumer would. */
static void
read_record(const struct doc_batch *batch, const struct shape *shape,
    const unsigned char *record)
{
	for (size_t i = 0; i < shape->count; i++) {
		const struct shape_field *field = &shape->fields[i];
		const void *here = record + field->at;
		const struct doc_list *list = here;

		if (field->kind == SHAPE_SPAN) {
			struct slice s = doc_slice(batch,
			    *(const struct doc_span *)here);

			ck_assert_uint_eq(utf8_valid_len(s), s.len);
		} else if (field->kind == SHAPE_RECORD) {
			read_record(batch, field->shape, here);
		} else if (field->kind == SHAPE_LIST) {
			for (size_t j = 0; j < list->count; j++)
				read_record(batch, field->shape,
				    doc_element(batch, *list, j,
					field->shape->size));
		}
	}
}

static void
read_document(const struct document *document)
{
	const struct doc_batch *batch;

	if (document_feed(document) != NULL)
		read_record(&document->feed, &shape_feed,
		    (const unsigned char *)document_feed(document));
	for (size_t i = 0; i < document->entry_count; i++) {
		const void *entry = document_entry(document, i, &batch);

		read_record(batch, &shape_entry, entry);
	}
}

static const uint32_t odd_words[] = { 0, 1, 7, 8, 24, 0x7FFFFFFF, 0x80000000,
	0xFFFFFFF8, 0xFFFFFFFF };

static void
damage(unsigned char *bytes, size_t size, uint64_t *state)
{
	uint64_t r = next_random(state);
	size_t at = (size_t)(next_random(state) % size);
	uint32_t word;

	switch (r % 4) {
	case 0:
		bytes[at] = (unsigned char)(r >> 8);
		return;
	case 1:
		bytes[at] ^= (unsigned char)(1U << (r >> 8) % 8);
		return;
	case 2:
		word = odd_words[(r >> 8) % ARRAY_LEN(odd_words)];
		break;
	default:
		word = (uint32_t)((r >> 8) % (size + 8));
		break;
	}
	memcpy(bytes + (at & ~(size_t)3), &word, sizeof(word));
}

START_TEST(damage_is_refused_or_harmless)
{
	uint64_t state = 88172645463325252U;
	struct error err;
	size_t size, taken = 0;
	unsigned char *whole = _i == 0 ? frame_complete_entries(&size)
				       : frame_complete_feed(&size);

	size &= ~(size_t)3; /* so that a word fits everywhere */
	header_of(whole)->size = (uint32_t)size;
	for (int round = 0; round < 20000; round++) {
		struct document *document = document_new();
		unsigned char *bytes = xcalloc(1, size);

		memcpy(bytes, whole, size);
		for (uint64_t n = next_random(&state) % 4; n < 4; n++)
			damage(bytes, size, &state);
		if (document_add(document, bytes, size, &err)) {
			read_document(document);
			taken++;
		}
		document_free(document);
	}
	free(whole);
	/* Some damage falls between the parts: both ways were walked. */
	ck_assert_uint_gt(taken, 100);
	ck_assert_uint_lt(taken, 19000);
}
END_TEST

Suite *
document_decode_suite(void)
{
	Suite *suite = suite_create("document_decode");
	TCase *tests = tcase_create("document_decode");

	tcase_set_timeout(tests, 60);
	tcase_add_test(tests, every_byte_of_every_struct_has_one_row);
	tcase_add_test(tests, every_struct_is_a_multiple_of_eight);
	tcase_add_loop_test(tests, what_does_not_hold_is_refused, 0,
	    ARRAY_LEN(spoiled));
	tcase_add_test(tests, a_cut_frame_is_refused_at_every_length);
	tcase_add_loop_test(tests, numbers_are_those_of_json, 0,
	    ARRAY_LEN(numbers));
	tcase_add_test(tests, values_are_as_deep_as_agreed_and_no_deeper);
	tcase_add_test(tests, a_tree_that_shares_its_branches_is_refused);
	tcase_add_test(tests, texts_may_be_shared_but_not_without_end);
	tcase_add_loop_test(tests, damage_is_refused_or_harmless, 0, 2);
	suite_add_tcase(suite, tests);
	return suite;
}
