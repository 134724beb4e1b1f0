/*
 * Reads <target>; name=value; name="value", ... with what servers make of it:
 * parameters without a value, blanks anywhere, a name twice (the first counts).
 * title* (RFC 8187) beats title where it is UTF-8; other charsets are not used
 * there any more.
 */
#include "parse/link_header.h"

#include "limits.h"
#include "utf8.h"

static void
skip_blanks(struct slice *rest)
{
	while (rest->len > 0 && (rest->ptr[0] == ' ' || rest->ptr[0] == '\t'))
		*rest = slice_from(*rest, 1);
}

static bool
take(struct slice *rest, char c)
{
	skip_blanks(rest);
	if (rest->len == 0 || rest->ptr[0] != c)
		return false;
	*rest = slice_from(*rest, 1);
	return true;
}

/* Up to one of the characters that end a token here. */
static struct slice
take_token(struct slice *rest, const char *ends)
{
	struct slice token;
	size_t len = 0;

	while (len < rest->len && rest->ptr[len] != '\0' &&
	    strchr(ends, rest->ptr[len]) == NULL)
		len++;
	token = slice_sub(*rest, 0, len);
	*rest = slice_from(*rest, len);
	return token;
}

/* A quoted string, behind its first quote; it may end with the header. */
static struct slice
take_quoted(struct slice *rest, struct arena *arena)
{
	struct slice raw = *rest, text;
	struct buffer plain;
	size_t at = 0;

	buffer_init(&plain, LIMIT_HEADER_VALUE);
	while (at < raw.len && raw.ptr[at] != '"') {
		if (raw.ptr[at] == '\\' && at + 1 < raw.len)
			at++;
		buffer_append_char(&plain, raw.ptr[at++]);
	}
	*rest = slice_from(raw, at + 1);
	text = arena_slice(arena, buffer_slice(&plain));
	buffer_finish(&plain);
	return text;
}

static int
hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c = slice_lower(c);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* "%20" at the start of text; the bytes that it takes, 1 where it is none. */
static size_t
read_escape(struct slice text, char *c)
{
	int high, low;

	if (text.ptr[0] != '%' || text.len < 3)
		return 1;
	high = hex_digit(text.ptr[1]);
	low = hex_digit(text.ptr[2]);
	if (high < 0 || low < 0)
		return 1;
	*c = (char)(high * 16 + low);
	return 3;
}

/* UTF-8'en'a%20b; absent where it is none. */
static struct slice
decode_extended(struct slice raw, struct arena *arena)
{
	struct slice charset, language, text = SLICE_NONE;
	struct buffer plain, line;

	if (!slice_cut(&raw, '\'', &charset) ||
	    !slice_cut(&raw, '\'', &language) || raw.ptr == NULL ||
	    !slice_eq_nocase(charset, SLICE("utf-8")))
		return SLICE_NONE;
	buffer_init(&plain, LIMIT_HEADER_VALUE);
	buffer_init(&line, 3 * LIMIT_HEADER_VALUE); /* U+FFFD of one byte */
	while (raw.len > 0) {
		char c = raw.ptr[0];
		size_t taken = read_escape(raw, &c);

		buffer_append_char(&plain, c);
		raw = slice_from(raw, taken);
	}
	if (utf8_clean_line(buffer_slice(&plain), &line) && line.len > 0)
		text = arena_slice(arena, buffer_slice(&line));
	buffer_finish(&plain);
	buffer_finish(&line);
	return text;
}

/* A link's parameters as they come. */
struct parameters {
	struct autodiscover_candidate *candidate;
	struct slice extended; /* title* */
	struct slice anchor;
};

static void
keep(struct parameters *parameters, struct slice name, struct slice value)
{
	struct autodiscover_candidate *candidate = parameters->candidate;
	const struct {
		struct slice name;
		struct slice *slot;
	} known[] = {
		{ SLICE("rel"), &candidate->rel },
		{ SLICE("type"), &candidate->type },
		{ SLICE("title"), &candidate->title },
		{ SLICE("hreflang"), &candidate->hreflang },
		{ SLICE("title*"), &parameters->extended },
		{ SLICE("anchor"), &parameters->anchor },
	};

	for (size_t i = 0; i < ARRAY_LEN(known); i++) {
		if (slice_eq_nocase(known[i].name, name) &&
		    known[i].slot->ptr == NULL)
			*known[i].slot = value;
	}
}

static void
read_parameters(struct slice *rest, struct arena *arena,
    struct parameters *parameters)
{
	while (take(rest, ';')) {
		struct slice name, value = SLICE("");

		skip_blanks(rest);
		name = take_token(rest, "=;, \t");
		if (take(rest, '=')) {
			value = take(rest, '"') ? take_quoted(rest, arena)
						: take_token(rest, ";, \t");
		}
		keep(parameters, name, value);
	}
}

bool
link_header_next(struct slice *rest, struct arena *arena,
    struct autodiscover_candidate *candidate)
{
	struct parameters parameters = { .candidate = candidate };
	size_t open = slice_find_char(*rest, '<'), close;

	*candidate = (struct autodiscover_candidate){ .rel = SLICE_NONE };
	if (open == SIZE_MAX)
		return false;
	*rest = slice_from(*rest, open + 1);
	close = slice_find_char(*rest, '>');
	if (close == SIZE_MAX)
		return false;
	candidate->href = slice_sub(*rest, 0, close);
	*rest = slice_from(*rest, close + 1);
	read_parameters(rest, arena, &parameters);
	parameters.extended = decode_extended(parameters.extended, arena);
	if (parameters.extended.ptr != NULL)
		candidate->title = parameters.extended;
	if (parameters.anchor.ptr != NULL)
		candidate->rel = SLICE_NONE;
	return true;
}
