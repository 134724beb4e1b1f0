/*
 * One tag of the cleaner's output: which attributes it keeps, in the order of
 * the source, the first of each name, and how they are written. What it adds at
 * the strict level serves the reader's privacy; the tag is never less strict for
 * having been cleaned before.
 */
#include "parse/html_tag.h"

#include "compiler.h"
#include "parse/html_style.h"

void
html_write_tag(struct buffer *out, struct slice before, struct slice name,
    struct slice after)
{
	size_t len = before.len + name.len + after.len;
	char *to = buffer_room(out, len);

	if (to == NULL)
		return;
	memcpy(to, before.ptr, before.len);
	to += before.len;
	memcpy(to, name.ptr, name.len);
	to += name.len;
	memcpy(to, after.ptr, after.len);
	buffer_added(out, len);
}

static const struct html_kept_attribute *
find_attribute(const struct html_kept_attributes *kept, struct slice name)
{
	for (size_t i = 0; i < kept->count; i++) {
		if (slice_eq(kept->list[i].name, name))
			return &kept->list[i];
	}
	return NULL;
}

/* Names that are kept are those of the tables: the same name is the same
 * pointer. */
static bool
is_repeated(const struct html_kept_attributes *kept, struct slice name)
{
	for (size_t i = 0; i < kept->count; i++) {
		if (kept->list[i].name.ptr == name.ptr)
			return true;
	}
	return false;
}

/* Where the names of an element's attributes are listed. */
static enum html_foreign
list_of(const struct html_cleaner *cleaner, const struct html_element *element)
{
	if (element == NULL)
		return cleaner->within;
	if (element->special == SPECIAL_MATH)
		return FOREIGN_MATH;
	return element->special == SPECIAL_SVG ? FOREIGN_SVG : FOREIGN_NONE;
}

/* Whether and how an attribute of element (NULL inside math and svg) stays. */
static bool
judge_attribute(const struct html_cleaner *cleaner,
    const struct html_element *element, struct slice name,
    struct html_kept_attribute *attribute)
{
	enum html_foreign list = list_of(cleaner, element);
	const struct html_attribute *row;

	if (list != FOREIGN_NONE) {
		const struct html_foreign_name *foreign =
		    html_foreign_attribute(list, name);

		if (foreign == NULL)
			return false;
		attribute->name = foreign->name;
		attribute->kind = (enum html_attribute_kind)foreign->kind;
		return true;
	}
	row = html_attribute_find(name);
	if (row == NULL ||
	    (cleaner->options->level == HTML_STRICT &&
		(row->strict & (element->strict | STRICT_ALL)) == 0))
		return false;
	attribute->name = slice_of(row->name);
	attribute->kind = (enum html_attribute_kind)row->kind;
	return true;
}

void
html_attributes_read(const struct html_cleaner *cleaner,
    const struct html_element *element, struct slice raw,
    struct html_kept_attributes *kept)
{
	struct slice name, value;

	kept->count = 0;
	while (kept->count < LIMIT_HTML_ATTRIBUTES &&
	    html_attribute_next(&raw, &name, &value)) {
		struct html_kept_attribute *next = &kept->list[kept->count];

		if (!judge_attribute(cleaner, element, name, next) ||
		    is_repeated(kept, next->name))
			continue;
		next->value = value.ptr == NULL ? SLICE("") : value;
		kept->count++;
	}
}

/* Writes name="value", if there is a value that may stay. */
static void
write_url(struct html_cleaner *cleaner, const struct html_element *element,
    const struct html_kept_attribute *attribute)
{
	struct slice url = html_url_clean(attribute->value, cleaner->options,
	    element->has_urls ? HTML_URL_EMPTY_IS_BASE : HTML_URL_EMPTY_STAYS,
	    &cleaner->scratch);

	if (url.ptr == NULL)
		return;
	html_write_tag(cleaner->out, SLICE(" "), attribute->name, SLICE("=\""));
	html_append_value(url, cleaner->out);
	buffer_append_char(cleaner->out, '"');
}

static void
write_style(struct html_cleaner *cleaner,
    const struct html_kept_attribute *attribute)
{
	struct buffer *decoded = &cleaner->scratch.decoded;
	struct buffer *style = &cleaner->scratch.resolved;

	buffer_reset(decoded);
	buffer_reset(style);
	references_decode(attribute->value, REFERENCE_HTML_ATTRIBUTE, decoded);
	html_style_clean(buffer_slice(decoded), cleaner->within, style);
	if (style->len == 0)
		return;
	html_write_tag(cleaner->out, SLICE(" "), attribute->name, SLICE("=\""));
	html_append_value(buffer_slice(style), cleaner->out);
	buffer_append_char(cleaner->out, '"');
}

static void
write_plain(struct html_cleaner *cleaner,
    const struct html_kept_attribute *attribute)
{
	html_write_tag(cleaner->out, SLICE(" "), attribute->name, SLICE("=\""));
	html_append_text(attribute->value, REFERENCE_HTML_ATTRIBUTE,
	    cleaner->out);
	buffer_append_char(cleaner->out, '"');
}

static void
write_attribute(struct html_cleaner *cleaner,
    const struct html_element *element,
    const struct html_kept_attribute *attribute)
{
	switch (attribute->kind) {
	case ATTRIBUTE_TEXT:
		write_plain(cleaner, attribute);
		break;
	case ATTRIBUTE_URL:
		write_url(cleaner, element, attribute);
		break;
	case ATTRIBUTE_STYLE:
		write_style(cleaner, attribute);
		break;
	case ATTRIBUTE_FRAGMENT:
		if (slice_has_prefix(attribute->value, SLICE("#")))
			write_plain(cleaner, attribute);
		break;
	}
}

/* What a tag says beside its attributes: privacy at the strict level, and the
 * namespace that makes math and svg what they are. */
static struct slice
find_extra(const struct html_cleaner *cleaner,
    const struct html_element *element, bool has_url)
{
	bool is_strict = cleaner->options->level == HTML_STRICT;

	switch ((enum html_special)element->special) {
	case SPECIAL_NONE:
		break;
	case SPECIAL_LINK:
		if (is_strict && has_url)
			return SLICE(
			    " rel=\"noopener noreferrer nofollow ugc\"");
		break;
	case SPECIAL_IMAGE:
		if (is_strict)
			return SLICE(" loading=\"lazy\""
				     " referrerpolicy=\"no-referrer\"");
		break;
	case SPECIAL_MEDIA:
		if (is_strict)
			return SLICE(" controls=\"\" preload=\"none\"");
		break;
	case SPECIAL_MATH:
		return SLICE(" xmlns=\"http://www.w3.org/1998/Math/MathML\"");
	case SPECIAL_SVG:
		return SLICE(" xmlns=\"http://www.w3.org/2000/svg\"");
	}
	return SLICE("");
}

/* 0, 1, "1px": a size at which nothing can be seen. */
static bool
is_tiny(const struct html_kept_attribute *size)
{
	struct slice value;

	if (size == NULL)
		return false;
	value = slice_trim(size->value);
	if (value.len > 2 &&
	    slice_eq_nocase(slice_from(value, value.len - 2), SLICE("px")))
		value.len -= 2;
	return slice_eq(value, SLICE("0")) || slice_eq(value, SLICE("1"));
}

/* A picture that only counts its readers, or that shows nothing. */
bool
html_tag_is_worthless(struct html_cleaner *cleaner,
    const struct html_element *element, const struct html_kept_attributes *kept)
{
	const struct html_kept_attribute *src;

	if (cleaner->options->level != HTML_STRICT)
		return false;
	if (element->special == SPECIAL_IMAGE &&
	    is_tiny(find_attribute(kept, SLICE("width"))) &&
	    is_tiny(find_attribute(kept, SLICE("height"))))
		return true;
	if (element->special != SPECIAL_IMAGE &&
	    (element->strict & STRICT_TYPE) == 0)
		return false;
	if (find_attribute(kept, SLICE("alt")) != NULL)
		return false;
	src = find_attribute(kept, SLICE("src"));
	return src == NULL ||
	    html_url_clean(src->value, cleaner->options, HTML_URL_EMPTY_STAYS,
		&cleaner->scratch)
		.len == 0;
}

void
html_tag_write(struct html_cleaner *cleaner, const struct html_element *element,
    struct slice name, const struct html_kept_attributes *kept)
{
	struct buffer *out = cleaner->out;
	size_t before;

	html_write_tag(cleaner->out, SLICE("<"), name, SLICE(""));
	before = out->len;
	for (size_t i = 0; i < kept->count; i++)
		write_attribute(cleaner, element, &kept->list[i]);
	if (element != NULL)
		buffer_append(out,
		    find_extra(cleaner, element, out->len > before));
	buffer_append(out,
	    element != NULL && element->is_void ? SLICE(" />") : SLICE(">"));
}
