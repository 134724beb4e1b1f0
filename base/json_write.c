/*
 * A streaming writer of JSON. It keeps no tree, only whether the next value
 * needs a comma; nesting is our own code's and so asserted, not checked.
 * Strings are copied in runs of characters that need no escape, found eight
 * bytes at a time in plain ASCII.
 */
#include "json_write.h"

#include <assert.h>

#include "clock.h"
#include "utf8.h"

void
json_writer_init(struct json_writer *w, struct buffer *out)
{
	*w = (struct json_writer){ .out = out };
}

/* The comma before a value or key, where one is due. */
static void
separate(struct json_writer *w)
{
	if (w->after_key) {
		w->after_key = false;
		return;
	}
	if (w->need_comma[w->depth])
		buffer_append_char(w->out, ',');
	w->need_comma[w->depth] = true;
}

static void
begin(struct json_writer *w, char bracket)
{
	separate(w);
	assert(w->depth < JSON_WRITE_DEPTH);
	w->need_comma[++w->depth] = false;
	buffer_append_char(w->out, bracket);
}

static void
end(struct json_writer *w, char bracket)
{
	assert(w->depth > 0 && !w->after_key);
	w->depth--;
	buffer_append_char(w->out, bracket);
}

void
json_write_object_begin(struct json_writer *w)
{
	begin(w, '{');
}

void
json_write_object_end(struct json_writer *w)
{
	end(w, '}');
}

void
json_write_array_begin(struct json_writer *w)
{
	begin(w, '[');
}

void
json_write_array_end(struct json_writer *w)
{
	end(w, ']');
}

static bool
is_plain(unsigned char c)
{
	return c >= 0x20 && c < 0x7F && c != '"' && c != '\\';
}

#define EACH(byte) (UINT64_C(0x0101010101010101) * (byte))

/* Sets the high bit of a byte that is 0 (and perhaps of later ones). */
static uint64_t
zeros(uint64_t word)
{
	return (word - EACH(1)) & ~word & EACH(0x80);
}

static bool
eight_are_plain(const char *p)
{
	uint64_t word, odd;

	memcpy(&word, p, sizeof(word));
	odd = word | (word + EACH(1));      /* not ASCII, or DEL */
	odd |= (word - EACH(0x20)) & ~word; /* below a space */
	odd |= zeros(word ^ EACH('"')) | zeros(word ^ EACH('\\'));
	return (odd & EACH(0x80)) == 0;
}

static size_t
plain_run(struct slice s)
{
	size_t len = 0;

	while (s.len - len >= 8 && eight_are_plain(s.ptr + len))
		len += 8;
	while (len < s.len && is_plain((unsigned char)s.ptr[len]))
		len++;
	return len;
}

static bool
needs_escape(uint32_t c)
{
	return c < 0x20 || (c >= 0x7F && c <= 0x9F) || c == '"' || c == '\\' ||
	    c == 0x2028 || c == 0x2029;
}

static void
append_escape(struct buffer *out, uint32_t c)
{
	static const char names[] = {
		['"'] = '"',
		['\\'] = '\\',
		['\b'] = 'b',
		['\f'] = 'f',
		['\n'] = 'n',
		['\r'] = 'r',
		['\t'] = 't',
	};
	static const char hex[] = "0123456789abcdef";
	char text[6] = { '\\', 'u' };

	if (c < sizeof(names) && names[c] != '\0') {
		text[1] = names[c];
		buffer_append_bytes(out, text, 2);
		return;
	}
	for (int i = 0; i < 4; i++)
		text[2 + i] = hex[c >> (12 - 4 * i) & 0xF];
	buffer_append_bytes(out, text, sizeof(text));
}

static void
append_quoted(struct buffer *out, struct slice s)
{
	struct slice run = s;

	buffer_append_char(out, '"');
	while (s.len > 0) {
		const char *at;
		uint32_t c;

		s = slice_from(s, plain_run(s));
		if (s.len == 0)
			break;
		at = s.ptr;
		c = utf8_next(&s);
		if (!needs_escape(c) && c != UTF8_REPLACEMENT)
			continue;
		run.len = (size_t)(at - run.ptr);
		buffer_append(out, run);
		run = s;
		/* U+FFFD itself and what is ill-formed come out the same. */
		if (c == UTF8_REPLACEMENT)
			buffer_append_rune(out, c);
		else
			append_escape(out, c);
	}
	buffer_append(out, run);
	buffer_append_char(out, '"');
}

void
json_write_key(struct json_writer *w, const char *key)
{
	assert(!w->after_key);
	separate(w);
	append_quoted(w->out, slice_of(key));
	buffer_append_char(w->out, ':');
	w->after_key = true;
}

void
json_write_string(struct json_writer *w, struct slice value)
{
	if (value.ptr == NULL) {
		json_write_null(w);
		return;
	}
	separate(w);
	append_quoted(w->out, value);
}

void
json_write_int(struct json_writer *w, int64_t value)
{
	separate(w);
	buffer_append_format(w->out, "%lld", (long long)value);
}

void
json_write_bool(struct json_writer *w, bool value)
{
	json_write_raw(w, value ? SLICE("true") : SLICE("false"));
}

void
json_write_null(struct json_writer *w)
{
	json_write_raw(w, SLICE("null"));
}

void
json_write_raw(struct json_writer *w, struct slice text)
{
	separate(w);
	buffer_append(w->out, text);
}

void
json_write_time(struct json_writer *w, int64_t at)
{
	char text[21];

	if (at <= 0)
		json_write_null(w);
	else
		json_write_string(w, slice_of(clock_format_utc(at, text)));
}

void
json_write_key_string(struct json_writer *w, const char *key, struct slice v)
{
	json_write_key(w, key);
	json_write_string(w, v);
}

void
json_write_key_string_opt(struct json_writer *w, const char *key,
    struct slice v)
{
	if (v.ptr != NULL)
		json_write_key_string(w, key, v);
}

void
json_write_key_int(struct json_writer *w, const char *key, int64_t value)
{
	json_write_key(w, key);
	json_write_int(w, value);
}

void
json_write_key_bool(struct json_writer *w, const char *key, bool value)
{
	json_write_key(w, key);
	json_write_bool(w, value);
}
