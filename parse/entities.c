/*
 * Character references. Knows the three rules by which one may end and what
 * each stands for; the names are in html_entities.c, which is sorted, so that a
 * name is found by its first letter and a bisection. The five names that make
 * up nearly all references of feeds are tried first.
 */
#include "parse/entities.h"

#include "buffer.h"
#include "parse/charset.h"
#include "parse/entity_table.h"
#include "utf8.h"

#define OLD_NAME_MAX 6 /* bytes of the longest name read without ';' */

static int
compare(const struct entity_row *row, struct slice name)
{
	return slice_cmp((struct slice){ row->name, row->name_len }, name);
}

size_t
entity_find(struct slice name)
{
	size_t low, high, letter;

	if (name.len == 0 || name.len >= ENTITY_NAME_MAX || name.ptr[0] < 'A' ||
	    name.ptr[0] > 'z')
		return ENTITY_COUNT;
	letter = (size_t)(name.ptr[0] - 'A');
	low = entity_first[letter];
	high = entity_first[letter + 1];
	while (low < high) {
		size_t middle = (low + high) / 2;
		int order = compare(&entity_rows[middle], name);

		if (order == 0)
			return middle;
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return ENTITY_COUNT;
}

struct slice
entity_name(size_t number)
{
	const struct entity_row *row = &entity_rows[number];

	return (struct slice){ row->name, row->name_len };
}

struct slice
entity_text(size_t number)
{
	const struct entity_row *row = &entity_rows[number];

	return (struct slice){ row->text, row->text_len };
}

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool
is_letter_or_digit(char c)
{
	return ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') || is_digit(c);
}

/* The value of a digit of the base, or 16. */
static uint32_t
digit_of(char c, uint32_t base)
{
	if (is_digit(c))
		return (uint32_t)(c - '0');
	if (base == 16 && (c | 0x20) >= 'a' && (c | 0x20) <= 'f')
		return (uint32_t)((c | 0x20) - 'a') + 10;
	return 16;
}

static void
stand_for(struct reference *reference, size_t len, struct slice text)
{
	reference->len = len;
	reference->text_len = text.len;
	memcpy(reference->text, text.ptr, text.len);
}

/* What stands behind "&#". The ';' is optional by every rule. */
static bool
read_number(struct slice text, struct reference *reference)
{
	bool is_hex = text.len > 2 && (text.ptr[2] | 0x20) == 'x';
	uint32_t base = is_hex ? 16 : 10, value = 0;
	size_t start = is_hex ? 3 : 2, at = start;
	char utf8[4];
	size_t len;

	for (; at < text.len; at++) {
		uint32_t digit = digit_of(text.ptr[at], base);

		if (digit >= base)
			break;
		/* Past the last code point it can only stay there. */
		if (value <= 0x10FFFF)
			value = value * base + digit;
	}
	if (at == start)
		return false;
	if (at < text.len && text.ptr[at] == ';')
		at++;
	if (value == 0)
		value = UTF8_REPLACEMENT;
	len = utf8_encode(charset_windows_1252(value), utf8);
	stand_for(reference, at, (struct slice){ utf8, len });
	return true;
}

/* The commonest, in one comparison each. */
static const struct {
	struct slice spelled;
	char text[3];
	uint8_t len;
} common[] = {
	{ SLICE_INIT("&amp;"), "&", 1 },
	{ SLICE_INIT("&nbsp;"), "\302\240", 2 },
	{ SLICE_INIT("&lt;"), "<", 1 },
	{ SLICE_INIT("&gt;"), ">", 1 },
	{ SLICE_INIT("&quot;"), "\"", 1 },
};

static bool
read_common(struct slice text, struct reference *reference)
{
	for (size_t i = 0; i < ARRAY_LEN(common); i++) {
		if (!slice_has_prefix(text, common[i].spelled))
			continue;
		stand_for(reference, common[i].spelled.len,
		    (struct slice){ common[i].text, common[i].len });
		return true;
	}
	return false;
}

static bool
is_bare_in_xml(struct slice name)
{
	return slice_eq(name, SLICE("amp")) || slice_eq(name, SLICE("lt")) ||
	    slice_eq(name, SLICE("gt")) || slice_eq(name, SLICE("quot"));
}

/* A name that ends without ';' before what follows it. */
static bool
may_end(struct slice text, size_t len, struct slice name,
    enum reference_rules rules)
{
	if (rules == REFERENCE_LOOSE_XML && !is_bare_in_xml(name))
		return false;
	if (rules == REFERENCE_HTML_TEXT || len >= text.len)
		return true;
	return !is_letter_or_digit(text.ptr[len]) && text.ptr[len] != '=';
}

/* The longest of the old names that the letters after '&' begin with. */
static bool
read_old_name(struct slice text, size_t letters, enum reference_rules rules,
    struct reference *reference)
{
	size_t len = letters < OLD_NAME_MAX ? letters : OLD_NAME_MAX;

	for (; len > 1; len--) {
		struct slice name = slice_sub(text, 1, len);
		size_t number = entity_find(name);

		if (number == ENTITY_COUNT || !entity_rows[number].is_old)
			continue;
		if (!may_end(text, 1 + len, name, rules))
			return false;
		stand_for(reference, 1 + len, entity_text(number));
		return true;
	}
	return false;
}

static bool
read_name(struct slice text, enum reference_rules rules,
    struct reference *reference)
{
	size_t len = 0, number;

	while (len < ENTITY_NAME_MAX && 1 + len < text.len &&
	    is_letter_or_digit(text.ptr[1 + len]))
		len++;
	if (1 + len < text.len && text.ptr[1 + len] == ';') {
		number = entity_find(slice_sub(text, 1, len));
		if (number < ENTITY_COUNT) {
			stand_for(reference, len + 2, entity_text(number));
			return true;
		}
	}
	return read_old_name(text, len, rules, reference);
}

bool
reference_read(struct slice text, enum reference_rules rules,
    struct reference *reference)
{
	reference->len = reference->text_len = 0;
	if (text.len < 3)
		return false;
	if (text.ptr[1] == '#')
		return read_number(text, reference);
	return read_common(text, reference) ||
	    read_name(text, rules, reference);
}

bool
references_decode(struct slice text, enum reference_rules rules,
    struct buffer *out)
{
	while (text.len > 0) {
		size_t at = slice_find_char(text, '&');
		struct reference reference;

		buffer_append(out, slice_sub(text, 0, at));
		if (at == SIZE_MAX)
			break;
		text = slice_from(text, at);
		if (reference_read(text, rules, &reference)) {
			buffer_append_bytes(out, reference.text,
			    reference.text_len);
		} else {
			buffer_append_char(out, '&');
			reference.len = 1;
		}
		text = slice_from(text, reference.len);
	}
	return !out->failed;
}
