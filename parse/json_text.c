/*
 * A reader of JSON that does not stop: trailing commas, comments, single
 * quotes, NaN and control characters in strings are forgiven. jansson reads
 * what crier's own peers send; feeds are not so well kept. No recursion over
 * the input; what is deeper than LIMIT_JSON_DEPTH is read and forgotten.
 */
#include "parse/json_text.h"

#include "buffer.h"
#include "limits.h"
#include "utf8.h"

#define SURROGATE_HIGH 0xD800U
#define SURROGATE_LOW  0xDC00U
#define SURROGATE_END  0xE000U

static char
first_char(const struct json_text *json)
{
	if (json->rest.len == 0)
		return '\0';
	return json->rest.ptr[0];
}

void
json_take(struct json_text *json)
{
	json->rest = slice_from(json->rest, 1);
}

/* ---- between values -------------------------------------------------------- */

static void
skip_comment(struct json_text *json, struct slice close)
{
	size_t at = slice_find(json->rest, close);

	json->mended = true;
	json->rest = slice_from(json->rest,
	    at == SIZE_MAX ? json->rest.len : at + close.len);
}

char
json_peek(struct json_text *json)
{
	for (;;) {
		char c = first_char(json);

		if (slice_has_prefix(json->rest, SLICE("//"))) {
			skip_comment(json, SLICE("\n"));
		} else if (slice_has_prefix(json->rest, SLICE("/*"))) {
			skip_comment(json, SLICE("*/"));
		} else if (json->rest.len > 0 &&
		    (c == ' ' || c == '\t' || c == '\n' || c == '\r' ||
			c == ',' || c == '\0')) {
			json->comma |= c == ',';
			json_take(json);
		} else {
			return c;
		}
	}
}

/* ---- strings --------------------------------------------------------------- */

static int
hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if ((c | 0x20) >= 'a' && (c | 0x20) <= 'f')
		return (c | 0x20) - 'a' + 10;
	return -1;
}

/* Four hexadecimal digits off *rest. */
static bool
cut_hex(struct slice *rest, uint32_t *code)
{
	uint32_t value = 0;

	for (size_t i = 0; i < 4; i++) {
		int digit = i < rest->len ? hex_digit(rest->ptr[i]) : -1;

		if (digit < 0)
			return false;
		value = value * 16 + (uint32_t)digit;
	}
	*code = value;
	*rest = slice_from(*rest, 4);
	return true;
}

/* What follows "\u": a character, or half of one and the other half. */
static void
append_unicode(struct slice *rest, struct buffer *out)
{
	uint32_t code, low;
	struct slice ahead;

	if (!cut_hex(rest, &code)) {
		buffer_append_char(out, 'u');
		return;
	}
	if (code == 0)
		return;
	ahead = slice_from(*rest, 2);
	if (code >= SURROGATE_HIGH && code < SURROGATE_LOW &&
	    slice_has_prefix(*rest, SLICE("\\u")) && cut_hex(&ahead, &low) &&
	    low >= SURROGATE_LOW && low < SURROGATE_END) {
		*rest = ahead;
		code = 0x10000U + ((code - SURROGATE_HIGH) << 10) +
		    (low - SURROGATE_LOW);
	}
	buffer_append_rune(out, code); /* a lone half is U+FFFD */
}

static void
append_escape(struct slice *rest, struct buffer *out)
{
	static const char letters[] = "bfnrt", meanings[] = "\b\f\n\r\t";
	char c = rest->ptr[0];
	const char *letter = memchr(letters, c, sizeof(letters) - 1);

	*rest = slice_from(*rest, 1);
	if (c == 'u') {
		append_unicode(rest, out);
		return;
	}
	if (letter != NULL)
		c = meanings[letter - letters];
	buffer_append_char(out, c);
}

/* Length of the string that begins behind its quote; SIZE_MAX if it is cut. */
static size_t
string_length(struct slice rest, char quote, bool *escaped)
{
	size_t at = 0;

	*escaped = false;
	while (at < rest.len && rest.ptr[at] != quote) {
		if (rest.ptr[at] == '\\') {
			*escaped = true;
			at++;
		}
		at++;
	}
	return at < rest.len ? at : SIZE_MAX;
}

static struct slice
unescape(struct json_text *json, struct slice raw, struct arena *arena)
{
	struct buffer out;
	struct slice text;
	size_t at;

	buffer_init(&out, raw.len * 3 + 1);
	while (
	    (at = slice_find_char(raw, '\\')) != SIZE_MAX && at + 1 < raw.len) {
		buffer_append(&out, slice_sub(raw, 0, at));
		raw = slice_from(raw, at + 1);
		append_escape(&raw, &out);
	}
	buffer_append(&out, raw);
	text = arena_slice(arena, buffer_slice(&out));
	if (text.ptr == NULL || out.failed)
		json->failed = true;
	buffer_finish(&out);
	return text;
}

/* A string off the text; false where it is cut. */
static bool
read_string(struct json_text *json, struct arena *arena, struct slice *text)
{
	char quote = first_char(json);
	struct slice inside = slice_from(json->rest, 1);
	bool escaped;
	size_t len = string_length(inside, quote, &escaped);

	if (quote != '"')
		json->mended = true;
	if (len == SIZE_MAX) {
		json->cut = true;
		json->rest = SLICE("");
		return false;
	}
	*text = slice_sub(inside, 0, len);
	if (escaped)
		*text = unescape(json, *text, arena);
	json->rest = slice_from(inside, len + 1);
	return true;
}

bool
json_read_key(struct json_text *json, struct arena *arena, struct slice *key)
{
	char c = json_peek(json);

	if ((c != '"' && c != '\'') || !read_string(json, arena, key))
		return false;
	if (json_peek(json) == ':')
		json_take(json);
	else
		json->mended = true;
	return true;
}

/* ---- values ---------------------------------------------------------------- */

static bool
ends_word(char c)
{
	return c == ',' || c == ']' || c == '}' || c == ':' || c == ' ' ||
	    c == '\n' || c == '\r' || c == '\t' || c == '"' || c == '/';
}

static enum json_kind
word_kind(struct json_text *json, struct slice word)
{
	if (slice_eq_nocase(word, SLICE("true")))
		return JSON_TRUE;
	if (slice_eq_nocase(word, SLICE("false")))
		return JSON_FALSE;
	if (slice_eq(word, SLICE("null")))
		return JSON_NULL;
	if (word.len > 0 &&
	    (word.ptr[0] == '-' || (word.ptr[0] >= '0' && word.ptr[0] <= '9')))
		return JSON_NUMBER;
	json->mended = true; /* NaN, undefined */
	return JSON_NULL;
}

static bool
read_word(struct json_text *json, struct json_value *value)
{
	size_t len = 0;

	while (len < json->rest.len && !ends_word(json->rest.ptr[len]))
		len++;
	value->text = slice_sub(json->rest, 0, len);
	value->kind = word_kind(json, value->text);
	json->rest = slice_from(json->rest, len == 0 ? 1 : len);
	/* A number at the very end may have had more digits. */
	if (json->rest.len == 0)
		json->cut = true;
	return json->rest.len > 0;
}

/* A container that is being read; NULL below for what is too deep. */
struct json_level {
	struct json_value *value;
	char close;
};

static void
append_child(struct json_value *parent, struct json_value *child)
{
	if (parent->last == NULL)
		parent->first = child;
	else
		parent->last->next = child;
	parent->last = child;
}

/* Reads the start of a value into *value: all of it, if it is no container. */
static bool
read_one(struct json_text *json, struct arena *arena, struct json_value *value)
{
	char c = json_peek(json);

	if (c == '{' || c == '[') {
		value->kind = c == '{' ? JSON_OBJECT : JSON_LIST;
		json_take(json);
		return true;
	}
	if (c == '"' || c == '\'') {
		value->kind = JSON_STRING;
		return read_string(json, arena, &value->text);
	}
	return read_word(json, value);
}

/* What is deeper than anything sound is read, and forgotten. */
static bool
skip_container(struct json_text *json)
{
	size_t depth = 1;

	json->mended = true;
	while (depth > 0 && json->rest.len > 0) {
		char c = first_char(json);
		bool escaped;

		json_take(json);
		if (c == '{' || c == '[')
			depth++;
		else if (c == '}' || c == ']')
			depth--;
		else if (c == '"')
			json->rest = slice_from(json->rest,
			    string_length(json->rest, c, &escaped) + 1);
	}
	json->cut |= depth > 0;
	return depth == 0;
}

/* The next child of the innermost container, or its end. */
static bool
read_child(struct json_text *json, struct arena *arena,
    struct json_level *levels, size_t *depth)
{
	struct json_level *level = &levels[*depth - 1];
	struct json_value *child;
	struct slice key = SLICE_NONE;
	char c;

	json->comma = false;
	c = json_peek(json);
	if (c == '\0') {
		json->cut = true;
		return false;
	}
	if (c == '}' || c == ']') {
		if (c != level->close || json->comma)
			json->mended = true;
		json_take(json);
		(*depth)--;
		return true;
	}
	if (level->close == '}' && !json_read_key(json, arena, &key)) {
		if (json->cut)
			return false;
		json->mended = true;
		json_take(json);
		return true;
	}
	child = arena_alloc(arena, sizeof(*child));
	if (child == NULL) {
		json->failed = true;
		return false;
	}
	child->key = key;
	if (!read_one(json, arena, child))
		return false;
	append_child(level->value, child);
	if (child->kind != JSON_OBJECT && child->kind != JSON_LIST)
		return true;
	if (*depth == LIMIT_JSON_DEPTH)
		return skip_container(json);
	levels[(*depth)++] = (struct json_level){ child,
		child->kind == JSON_OBJECT ? '}' : ']' };
	return true;
}

struct json_value *
json_read(struct json_text *json, struct arena *arena)
{
	struct json_level levels[LIMIT_JSON_DEPTH];
	struct json_value *root = arena_alloc(arena, sizeof(*root));
	size_t depth = 0;

	if (root == NULL) {
		json->failed = true;
		return NULL;
	}
	if (json_peek(json) == '\0' || !read_one(json, arena, root))
		return NULL;
	if (root->kind == JSON_OBJECT || root->kind == JSON_LIST)
		levels[depth++] = (struct json_level){ root,
			root->kind == JSON_OBJECT ? '}' : ']' };
	while (depth > 0 && read_child(json, arena, levels, &depth))
		continue;
	return root;
}

/* ---- access ---------------------------------------------------------------- */

const struct json_value *
json_member(const struct json_value *object, const char *name)
{
	const struct json_value *exact = NULL, *folded = NULL;

	if (object == NULL || object->kind != JSON_OBJECT)
		return NULL;
	for (const struct json_value *at = object->first; at != NULL;
	     at = at->next) {
		if (slice_eq(at->key, slice_of(name)))
			exact = at;
		else if (slice_eq_nocase(at->key, slice_of(name)))
			folded = at;
	}
	if (exact == NULL)
		exact = folded;
	return exact == NULL || exact->kind == JSON_NULL ? NULL : exact;
}

struct slice
json_value_text(const struct json_value *value)
{
	if (value == NULL || value->kind == JSON_NULL ||
	    value->kind == JSON_LIST || value->kind == JSON_OBJECT)
		return SLICE_NONE;
	return value->text;
}

const struct json_value *
json_first(const struct json_value *value)
{
	if (value == NULL || value->kind == JSON_NULL)
		return NULL;
	return value->kind == JSON_LIST ? value->first : value;
}

const struct json_value *
json_next(const struct json_value *value, const struct json_value *item)
{
	return value->kind == JSON_LIST ? item->next : NULL;
}
