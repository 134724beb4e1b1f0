/*
 * Query text to characters. Composition (NFC) and the reading of full-width
 * and typographic signs happen here, before the lexer, and every character
 * remembers the line and column that it was written at, so that an error
 * points into what the user typed. Errors are rendered here too.
 */
#include "topic/query_text.h"

#include <stdarg.h>
#include <stdio.h>

#include <utf8proc.h>

#include "limits.h"
#include "utf8.h"

#define CLUSTER_MAX 32 /* characters composed together */

bool
rune_is_space(uint32_t rune)
{
	if (rune < 0x80)
		return rune == ' ' || (rune >= 0x09 && rune <= 0x0D);
	return rune == 0x85 || rune == 0xA0 || rune == 0x1680 ||
	    (rune >= 0x2000 && rune <= 0x200A) || rune == 0x2028 ||
	    rune == 0x2029 || rune == 0x202F || rune == 0x205F ||
	    rune == 0x3000;
}

bool
rune_is_letter(uint32_t rune)
{
	utf8proc_category_t category = utf8proc_category((int32_t)rune);

	return category >= UTF8PROC_CATEGORY_LU &&
	    category <= UTF8PROC_CATEGORY_LO;
}

/* 2.1: what is read as its ASCII equal. */
static uint32_t
read_as(uint32_t rune)
{
	/* clang-format off */
	static const struct { uint32_t rune, ascii; } equals[] = {
		{ 0xFF08, '(' }, { 0xFF09, ')' }, { 0xFF1A, ':' },
		{ 0xFF02, '"' }, { 0xFF0A, '*' }, { 0xFF1D, '=' },
		{ 0x201C, '"' }, { 0x201D, '"' }, { 0x201E, '"' },
		{ 0x00AB, '"' }, { 0x00BB, '"' },
	};
	/* clang-format on */

	if (rune < 0x80)
		return rune;
	for (size_t i = 0; i < ARRAY_LEN(equals); i++) {
		if (equals[i].rune == rune)
			return equals[i].ascii;
	}
	return rune;
}

static bool
add_char(struct query_text *text, uint32_t rune, struct place place)
{
	text->chars[text->count++] = (struct query_char){ .rune = read_as(rune),
		.original = rune,
		.line = place.line,
		.column = place.column };
	return true;
}

/* Composes one cluster of bytes; its characters share its place. */
static void
add_cluster(struct query_text *text, struct slice cluster, struct place place)
{
	int32_t runes[CLUSTER_MAX * 4];
	utf8proc_ssize_t count;

	count = utf8proc_decompose((const unsigned char *)cluster.ptr,
	    (utf8proc_ssize_t)cluster.len, runes, ARRAY_LEN(runes),
	    UTF8PROC_STABLE | UTF8PROC_COMPOSE);
	if (count >= 0 && count <= (utf8proc_ssize_t)ARRAY_LEN(runes))
		count = utf8proc_normalize_utf32(runes, count,
		    UTF8PROC_STABLE | UTF8PROC_COMPOSE);
	else
		count = -1;
	for (utf8proc_ssize_t i = 0; i < count; i++)
		add_char(text, (uint32_t)runes[i], place);
	while (count < 0 && cluster.len > 0)
		add_char(text, utf8_next(&cluster), place);
}

/* Takes a character and the marks upon it off *rest. */
static struct slice
next_cluster(struct slice *rest, size_t *runes)
{
	struct slice start = *rest, ahead = *rest;
	uint32_t before = utf8_next(&ahead), rune;
	int32_t state = 0;

	*runes = 1;
	*rest = ahead;
	while (ahead.len > 0 && *runes < CLUSTER_MAX) {
		rune = utf8_next(&ahead);
		if (utf8proc_grapheme_break_stateful((int32_t)before,
			(int32_t)rune, &state))
			break;
		before = rune;
		*rest = ahead;
		++*runes;
	}
	start.len -= rest->len;
	return start;
}

static bool
is_refused(uint32_t rune)
{
	return rune < 0x20 && rune != '\t' && rune != '\n' && rune != '\r';
}

bool
query_text_read(struct query_text *text, struct slice source,
    struct arena *arena, struct query_error *err)
{
	struct place place = { 1, 1, 1 };
	size_t valid = utf8_valid_len(source);
	struct slice rest = source;

	*err = (struct query_error){ .code = "" };
	if (source.len > LIMIT_QUERY_BYTES)
		return query_fail(err, "E03", place,
		    "the query is longer than %d bytes", LIMIT_QUERY_BYTES);
	/* NFC at most trebles what took two bytes or more. */
	text->count = 0;
	text->chars = arena_alloc_array(arena, source.len * 2 + 1,
	    sizeof(*text->chars));
	if (text->chars == NULL)
		return query_fail_memory(err);
	rest.len = valid;
	while (rest.len > 0) {
		size_t runes = 1;
		unsigned char c = (unsigned char)rest.ptr[0];

		if (is_refused(c))
			return query_fail(err, "E02", place,
			    "a control character (U+%04X)", c);
		if (c < 0x80 &&
		    (rest.len == 1 || (unsigned char)rest.ptr[1] < 0x80)) {
			add_char(text, c, place);
			rest = slice_from(rest, 1);
		} else {
			add_cluster(text, next_cluster(&rest, &runes), place);
		}
		place.column += (uint32_t)runes;
		if (c == '\n')
			place = (struct place){ place.line + 1, 1, 1 };
	}
	if (valid < source.len)
		return query_fail(err, "E02", place, "this is not UTF-8");
	text->chars[text->count] = (struct query_char){ 0, 0, place.line,
		place.column };
	return true;
}

struct place
query_text_place(const struct query_text *text, size_t from, size_t end)
{
	const struct query_char *first = &text->chars[from];
	struct place place = { first->line, first->column, 1 };
	const struct query_char *last = &text->chars[end];

	while (end > from && last->line != first->line)
		last = &text->chars[--end];
	if (last->column > first->column)
		place.length = last->column - first->column;
	return place;
}

static struct slice
encode(const struct query_text *text, size_t from, size_t end,
    struct arena *arena, uint32_t (*pick)(const struct query_char *))
{
	char *bytes = arena_alloc(arena, (end - from) * 4 + 1);
	size_t len = 0;

	if (bytes == NULL)
		return SLICE_NONE;
	for (size_t i = from; i < end; i++)
		len += utf8_encode(pick(&text->chars[i]), bytes + len);
	return (struct slice){ bytes, len };
}

static uint32_t
pick_read(const struct query_char *c)
{
	return c->rune;
}

static uint32_t
pick_original(const struct query_char *c)
{
	return c->original;
}

struct slice
query_text_slice(const struct query_text *text, size_t from, size_t end,
    struct arena *arena)
{
	return encode(text, from, end, arena, pick_read);
}

struct slice
query_text_original(const struct query_text *text, size_t from, size_t end,
    struct arena *arena)
{
	return encode(text, from, end, arena, pick_original);
}

static void format_cut(char *place, size_t size, const char *format,
    va_list args) PRINTF_LIKE(3, 0);

/* Puts the text into place[size], cut at a character, as a terminal may show
 * it: it quotes what was typed or pasted. */
static void
format_cut(char *place, size_t size, const char *format, va_list args)
{
	int len = vsnprintf(place, size, format, args);
	struct buffer shown;

	if (len >= (int)size)
		place[utf8_cut(slice_of(place), size - 1).len] = '\0';
	buffer_init(&shown, LIMIT_QUERY_BYTES);
	if (utf8_for_terminal(slice_of(place), UTF8_ONE_LINE, &shown))
		snprintf(place, size, "%.*s",
		    SLICE_FMT(utf8_cut(buffer_slice(&shown), size - 1)));
	buffer_finish(&shown);
}

bool
query_fail(struct query_error *err, const char *code, struct place place,
    const char *format, ...)
{
	va_list args;

	*err = (struct query_error){ .line = (int)place.line,
		.column = (int)place.column,
		.length = (int)place.length };
	snprintf(err->code, sizeof(err->code), "%s", code);
	va_start(args, format);
	format_cut(err->message, sizeof(err->message), format, args);
	va_end(args);
	return false;
}

bool
query_hint(struct query_error *err, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	format_cut(err->hint, sizeof(err->hint), format, args);
	va_end(args);
	return false;
}

bool
query_fail_memory(struct query_error *err)
{
	return query_fail(err, "E28", (struct place){ 1, 1, 1 },
	    "the query needs too much memory");
}

void
query_error_to_error(const struct query_error *from, struct error *to)
{
	error_set_at(to, ERROR_QUERY, from->line, from->column, "%d:%d: %s %s",
	    from->line, from->column, from->code, from->message);
}

void
topic_set_problem_to_error(const struct topic_set_problem *problem,
    const struct topic *topics, const char *path, struct error *to)
{
	const struct topic *topic = problem->topic == SIZE_MAX
	    ? NULL
	    : &topics[problem->topic];

	struct error query;

	query_error_to_error(&problem->error, &query);
	error_set_at(to, query.kind, query.line, query.column, "query %s",
	    query.text);
	if (topic == NULL) {
		error_prefix(to, "%s: mute", path);
		return;
	}
	error_prefix(to, "topic \"%s\"", topic->name);
	if (topic->file != NULL)
		error_prefix(to, "%s:%d", topic->file, topic->line);
}

static struct slice
line_of(struct slice text, int line)
{
	struct slice rest = text, item = SLICE(""), last = SLICE("");

	while (line-- > 0 && slice_cut(&rest, '\n', &item))
		last = item;
	return last;
}

/* The first count characters of line, and what follows them. */
static struct slice
take_chars(struct slice *rest, int count)
{
	struct slice start = *rest;

	while (count-- > 0 && rest->len > 0)
		(void)utf8_next(rest); /* only its length is wanted */
	start.len -= rest->len;
	return start;
}

/* As many of fill as text is wide on a terminal, and at least least. */
static void
append_width(struct slice text, int least, char fill, struct buffer *out)
{
	struct buffer shown;
	int width;

	buffer_init(&shown, LIMIT_QUERY_BYTES * (size_t)4);
	utf8_for_terminal(text, UTF8_ONE_LINE, &shown);
	width = utf8_width(buffer_slice(&shown));
	buffer_finish(&shown);
	for (int i = 0; i < width || i < least; i++)
		buffer_append_char(out, fill);
}

bool
query_error_append_context(const struct query_error *err, struct slice text,
    struct buffer *out)
{
	struct slice rest = line_of(text, err->line), before, marked;

	buffer_append_string(out, "    ");
	utf8_for_terminal(rest, UTF8_ONE_LINE, out);
	buffer_append_string(out, "\n    ");
	before = take_chars(&rest, err->column - 1);
	marked = take_chars(&rest, err->length);
	append_width(before, 0, ' ', out);
	append_width(marked, 1, '^', out);
	buffer_append_char(out, '\n');
	if (err->hint[0] != '\0')
		buffer_append_format(out, "  %s\n", err->hint);
	return !out->failed;
}
