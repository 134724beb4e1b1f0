/*
 * Escapes text for XML 1.0. It has no place for most control characters, a
 * terminal for none; a line end in an attribute would be read as a blank if it
 * were not written as a reference.
 */
#include "cli/xml_text.h"

#include "utf8.h"

/* NULL where the character stands for itself. */
static const char *
reference(enum xml_place place, uint32_t c)
{
	switch (c) {
	case '&':
		return "&amp;";
	case '<':
		return "&lt;";
	case '>':
		return "&gt;";
	case '"':
		return "&quot;";
	case '\t':
		return place == XML_ATTRIBUTE ? "&#9;" : NULL;
	case '\n':
		return place == XML_ATTRIBUTE ? "&#10;" : NULL;
	default:
		return NULL;
	}
}

static bool
is_shown(uint32_t c)
{
	if (c == '\t' || c == '\n')
		return true;
	return c >= 0x20 && (c < 0x7F || c > 0x9F) && c != 0xFFFE &&
	    c != 0xFFFF;
}

void
xml_append(enum xml_place place, struct slice text, struct buffer *out)
{
	while (!slice_is_empty(text)) {
		uint32_t c = utf8_next(&text);
		const char *written = reference(place, c);

		if (written != NULL)
			buffer_append_string(out, written);
		else if (is_shown(c))
			buffer_append_rune(out, c);
	}
}

void
xml_append_attribute(const char *name, struct slice value, struct buffer *out)
{
	if (value.ptr == NULL)
		return;
	buffer_append_format(out, " %s=\"", name);
	xml_append(XML_ATTRIBUTE, value, out);
	buffer_append_char(out, '"');
}

void
xml_append_element(const char *name, struct slice text, struct buffer *out)
{
	buffer_append_format(out, "<%s>", name);
	xml_append(XML_CONTENT, text, out);
	buffer_append_format(out, "</%s>\n", name);
}
