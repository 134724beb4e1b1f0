/*
 * Frames that a reader sent, believed only after every part of them has been
 * looked at. The walk follows the table of
 * document_shape.c. Its work is bounded by the size of the frame: the records
 * of an honest frame do not overlap, so their sizes add up to less than it,
 * and that sum also ends cycles and shared trees; texts may be shared, within
 * bounds.
 */
#include "reader/document_decode.h"

#include "limits.h"
#include "reader/document_shape.h"
#include "utf8.h"

#define ALIGNMENT 8 /* of every struct in a frame */
/* How often each byte of a frame may be looked at as text: a value may serve
 * as several (a title, the plain text of a summary). */
#define TEXT_SHARES 4
#define SEEN        16 /* texts remembered as valid: languages, bases */

struct walk {
	const unsigned char *bytes;
	uint32_t size;
	uint64_t records_left, text_left; /* bytes */
	struct doc_span seen[SEEN];
	const char *wrong; /* what does not hold */
};

static bool walk_record(struct walk *walk, const struct shape *shape,
    uint32_t at, int depth);

static bool
fail(struct walk *walk, const char *wrong)
{
	walk->wrong = wrong;
	return false;
}

/* The object at an offset that has been checked. */
static const void *
object(const struct walk *walk, uint32_t at)
{
	return walk->bytes + at;
}

static struct slice
text_at(const struct walk *walk, struct doc_span span)
{
	return (struct slice){ (const char *)walk->bytes + span.at, span.len };
}

/* Languages and bases are said once and referred to by every construct. */
static struct doc_span *
seen_slot(struct walk *walk, struct doc_span span)
{
	return &walk->seen[span.at * UINT32_C(2654435761) >> 28];
}

static bool
walk_span(struct walk *walk, struct doc_span span)
{
	struct doc_span *seen = seen_slot(walk, span);
	uint32_t end;

	if (span.at == 0)
		return span.len == 0 || fail(walk, "an absent text has bytes");
	if (span.at < sizeof(struct doc_frame_header) ||
	    __builtin_add_overflow(span.at, span.len, &end) || end > walk->size)
		return fail(walk, "a text lies outside");
	if (seen->at == span.at && seen->len == span.len)
		return true;
	if (span.len > walk->text_left)
		return fail(walk, "its texts overlap too often");
	walk->text_left -= span.len;
	if (utf8_valid_len(text_at(walk, span)) != span.len)
		return fail(walk, "a text is not UTF-8");
	*seen = span;
	return true;
}

/* Takes count records of the shape off what the frame can hold. */
static bool
take_records(struct walk *walk, const struct shape *shape, struct doc_list list)
{
	uint64_t bytes = (uint64_t)list.count * shape->size;

	if (list.at < sizeof(struct doc_frame_header) ||
	    list.at % ALIGNMENT != 0)
		return fail(walk, "a list begins at a wrong place");
	if (list.at > walk->size || bytes > walk->size - list.at)
		return fail(walk, "a list lies outside");
	if (bytes > walk->records_left)
		return fail(walk, "its lists overlap");
	walk->records_left -= bytes;
	return true;
}

static bool
walk_list(struct walk *walk, const struct shape *shape, struct doc_list list,
    int depth)
{
	if (list.count == 0)
		return true;
	if (depth > DOC_VALUE_DEPTH)
		return fail(walk, "it is nested too deeply");
	if (!take_records(walk, shape, list))
		return false;
	for (uint32_t i = 0; i < list.count; i++)
		if (!walk_record(walk, shape, list.at + i * shape->size, depth))
			return false;
	return true;
}

static size_t
digits(struct slice s)
{
	size_t len = 0;

	while (len < s.len && s.ptr[len] >= '0' && s.ptr[len] <= '9')
		len++;
	return len;
}

static bool
take_char(struct slice *s, char a, char b)
{
	if (s->len == 0 || (s->ptr[0] != a && s->ptr[0] != b))
		return false;
	*s = slice_from(*s, 1);
	return true;
}

/* RFC 8259 section 6: it will be printed as it stands. */
static bool
is_json_number(struct slice s)
{
	size_t len;

	(void)take_char(&s, '-', '-'); /* it may be there */
	len = digits(s);
	if (len == 0 || (len > 1 && s.ptr[0] == '0'))
		return false;
	s = slice_from(s, len);
	if (take_char(&s, '.', '.')) {
		len = digits(s);
		if (len == 0)
			return false;
		s = slice_from(s, len);
	}
	if (take_char(&s, 'e', 'E')) {
		(void)take_char(&s, '+', '-'); /* it may be there */
		len = digits(s);
		if (len == 0)
			return false;
		s = slice_from(s, len);
	}
	return s.len == 0;
}

/* What a value needs to be printed; its children have been walked. */
static bool
value_holds(struct walk *walk, const struct doc_value *value)
{
	const struct doc_value *children;

	if (value->kind == DOC_VALUE_NUMBER &&
	    !is_json_number(text_at(walk, value->text)))
		return fail(walk, "a number is not one");
	if (value->kind != DOC_VALUE_OBJECT)
		return true;
	children = object(walk, value->children.at);
	for (uint32_t i = 0; i < value->children.count; i++)
		if (children[i].key.at == 0)
			return fail(walk, "a member has no key");
	return true;
}

static bool
time_holds(int64_t at)
{
	return at == DOC_NO_TIME ||
	    (at >= LIMIT_DATE_FIRST_AT && at <= LIMIT_DATE_LAST_AT);
}

static bool
walk_field(struct walk *walk, const struct shape_field *field, uint32_t at,
    int depth)
{
	const void *here = object(walk, at);

	switch (field->kind) {
	case SHAPE_SPAN:
		return walk_span(walk, *(const struct doc_span *)here);
	case SHAPE_RECORD:
		return walk_record(walk, field->shape, at, depth);
	case SHAPE_LIST:
		if (((const struct doc_list *)here)->count > field->limit)
			return fail(walk, "a value stands twice");
		return walk_list(walk, field->shape,
		    *(const struct doc_list *)here, depth + 1);
	case SHAPE_ENUM:
		return *(const uint32_t *)here < field->limit ||
		    fail(walk, "an enumerator is unknown");
	case SHAPE_NUMBER:
		return true;
	case SHAPE_TIME:
		return time_holds(*(const int64_t *)here) ||
		    fail(walk, "a date has no year");
	case SHAPE_HOUR:
		return *(const uint64_t *)here < 24 ||
		    fail(walk, "an hour is none of the day");
	case SHAPE_VALUE:
		return value_holds(walk, here);
	}
	return fail(walk, "the table of shapes is wrong");
}

static bool
walk_record(struct walk *walk, const struct shape *shape, uint32_t at,
    int depth)
{
	for (size_t i = 0; i < shape->count; i++)
		if (!walk_field(walk, &shape->fields[i],
			at + shape->fields[i].at, depth))
			return false;
	return true;
}

static bool
walk_frame(struct walk *walk, const struct doc_frame_header *header)
{
	const struct shape *shape = header->kind == DOC_FRAME_FEED
	    ? &shape_feed
	    : &shape_entry;

	if (header->magic != DOC_FRAME_MAGIC || header->size != walk->size ||
	    header->unused != 0)
		return fail(walk, "its header is wrong");
	if (header->kind != DOC_FRAME_FEED && header->kind != DOC_FRAME_ENTRIES)
		return fail(walk, "its kind is unknown");
	if (header->count == 0 ||
	    (header->kind == DOC_FRAME_FEED && header->count != 1))
		return fail(walk, "its count is wrong");
	return walk_list(walk, shape,
	    (struct doc_list){ header->first, header->count }, 0);
}

bool
document_check_frame(const unsigned char *bytes, size_t size, struct error *err)
{
	struct walk walk = {
		.bytes = bytes,
		.size = (uint32_t)size,
		.records_left = size,
		.text_left = size * TEXT_SHARES,
	};

	if (size < sizeof(struct doc_frame_header) || size > LIMIT_FRAME_BYTES)
		return error_set(err, ERROR_PROTOCOL,
		    "document frame of %zu bytes", size);
	if (!walk_frame(&walk, (const struct doc_frame_header *)bytes))
		return error_set(err, ERROR_PROTOCOL, "document frame: %s",
		    walk.wrong);
	return true;
}
