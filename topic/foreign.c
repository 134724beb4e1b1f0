/*
 * Tables of what cannot be meant as words. The texts are part of the contract:
 * a table of the tests has each.
 */
#include "topic/foreign.h"

#include <stdio.h>

#include "compiler.h"
#include "limits.h"

#define BRACES_BYTES 100 /* of an example made from what stood in braces */

static const struct counted_operator counted[] = {
	{ "NEAR", TOKEN_NEAR, 0, LIMIT_NEAR_MAX, 5 },
	{ "ONEAR", TOKEN_ONEAR, 0, LIMIT_NEAR_MAX, 5 },
	{ "ATLEAST", TOKEN_ATLEAST, 1, LIMIT_COUNT_MAX, 3 },
	{ "ANY", TOKEN_ANY, 1, LIMIT_COUNT_MAX, 2 },
};

const struct counted_operator *
foreign_counted(struct slice word, struct slice *number)
{
	size_t slash = slice_find_char(word, '/');
	struct slice name = slash == SIZE_MAX ? word
					      : slice_sub(word, 0, slash);

	*number = slash == SIZE_MAX ? SLICE_NONE : slice_from(word, slash + 1);
	for (size_t i = 0; i < ARRAY_LEN(counted); i++) {
		if (slice_eq(name, slice_of(counted[i].name)))
			return &counted[i];
	}
	return NULL;
}

bool
foreign_field(struct query_error *err, struct place place, struct slice name)
{
	static const char *const schemes[] = { "http", "https", "ftp",
		"mailto" };
	const char *guess = field_guess(name);

	for (size_t i = 0; i < ARRAY_LEN(schemes); i++) {
		if (slice_eq_nocase(name, slice_of(schemes[i])))
			return query_fail(err, "E09", place,
			    "no field \"%.*s\" (quote the address, or use "
			    "url:)",
			    SLICE_FMT(name));
	}
	if (guess == NULL)
		query_fail(err, "E09", place, "no field \"%.*s\"",
		    SLICE_FMT(name));
	else if (slice_eq_nocase(name, slice_of(guess)))
		query_fail(err, "E09", place,
		    "no field \"%.*s\" (fields are in lower case: %s:)",
		    SLICE_FMT(name), guess);
	else
		query_fail(err, "E09", place,
		    "no field \"%.*s\" (did you mean %s?)", SLICE_FMT(name),
		    guess);
	query_hint(err, "a word with a colon in it stands in quotes");
	return false;
}

/* ---- words ----------------------------------------------------------------------- */

static bool
is_number(struct slice text)
{
	int64_t value;

	return slice_to_int64(text, 0, INT32_MAX, &value);
}

/* An operator in the wrong case; what it should be, or absent (2.1 4). */
static bool
is_lower_operator(struct slice word)
{
	static const struct slice bare[] = { SLICE_INIT("and"),
		SLICE_INIT("or"), SLICE_INIT("not"), SLICE_INIT("near") };
	size_t slash = slice_find_char(word, '/');

	for (size_t i = 0; i < ARRAY_LEN(bare); i++) {
		if (slice_eq_nocase(word, bare[i]))
			return true;
	}
	if (slash == SIZE_MAX)
		return false;
	for (size_t i = 0; i < ARRAY_LEN(counted); i++) {
		if (slice_eq_nocase(slice_sub(word, 0, slash),
			slice_of(counted[i].name)))
			return true;
	}
	return false;
}

static bool
fail_lower(struct query_error *err, struct place place, struct slice word)
{
	char capitals[24];
	size_t len = 0;

	for (; len < word.len && len + 1 < sizeof(capitals); len++) {
		char c = word.ptr[len];

		if (c >= 'a' && c <= 'z')
			c = (char)(c - 'a' + 'A');
		capitals[len] = c;
	}
	capitals[len] = '\0';
	query_fail(err, "E14", place,
	    "\"%.*s\" is an operator only in capitals", SLICE_FMT(word));
	return query_hint(err,
	    "write %s for the operator, \"%.*s\" in quotes for the word",
	    capitals, SLICE_FMT(word));
}

bool
foreign_word(struct query_error *err, struct place place, struct slice word)
{
	size_t slash = slice_find_char(word, '/');
	struct slice name, number;

	if (is_lower_operator(word))
		return fail_lower(err, place, word);
	if (slice_eq(word, SLICE("ANDNOT")))
		return query_fail(err, "E27", place, "write NOT");
	if (slash == SIZE_MAX)
		return true;
	name = slice_sub(word, 0, slash);
	number = slice_from(word, slash + 1);
	if (is_number(number) &&
	    (slice_eq_nocase(name, SLICE("W")) ||
		slice_eq_nocase(name, SLICE("PRE"))))
		return query_fail(err, "E27", place,
		    "write NEAR/%.*s (PRE/%.*s: ONEAR/%.*s)", SLICE_FMT(number),
		    SLICE_FMT(number), SLICE_FMT(number));
	return true;
}

/* ---- signs ------------------------------------------------------------------------- */

/* "{a b}" is a list elsewhere: says it with parentheses and OR. */
static bool
fail_braces(struct query_error *err, const struct query_text *text, size_t at)
{
	char words[BRACES_BYTES];
	struct place place = query_text_place(text, at, at + 1);
	size_t len = 0;
	bool blank = false;

	for (at++; at < text->count && text->chars[at].rune != '}'; at++) {
		uint32_t rune = text->chars[at].rune;

		if (rune_is_space(rune) || rune == ',') {
			blank = len > 0;
			continue;
		}
		if (rune >= 0x80 || len + 6 > sizeof(words))
			break;
		if (blank) {
			len += (size_t)snprintf(words + len,
			    sizeof(words) - len, " OR ");
		}
		blank = false;
		words[len++] = (char)rune;
	}
	if (len == 0 || at >= text->count || text->chars[at].rune != '}')
		return query_fail(err, "E27", place,
		    "write parentheses with OR between");
	return query_fail(err, "E27", place, "write (%.*s)", (int)len, words);
}

static bool
fail_first(struct query_error *err, const struct query_text *text, size_t at)
{
	struct place place = query_text_place(text, at, at + 1);

	switch (text->chars[at].rune) {
	case '!':
		return query_fail(err, "E27", place, "write NOT or -");
	case '+':
		return query_fail(err, "E27", place,
		    "not needed: all words are required");
	case '{':
		return fail_braces(err, text, at);
	case '\'':
		return query_fail(err, "E26", place, "use double quotes");
	case '/':
		query_fail(err, "E30", place,
		    "a regular expression needs a field: title:/\xE2\x80\xA6/ "
		    "or text:/\xE2\x80\xA6/");
		return query_hint(err,
		    "a word that begins with a slash stands in quotes");
	default:
		return true;
	}
}

static bool
fail_inside(struct query_error *err, const struct query_text *text, size_t at)
{
	uint32_t rune = text->chars[at].rune, next = text->chars[at + 1].rune;
	struct place one = query_text_place(text, at, at + 1);
	struct place pair = one;

	if (next == rune)
		pair = query_text_place(text, at, at + 2);
	switch (rune) {
	case '|':
		return query_fail(err, "E27", pair, "write OR");
	case '&':
		return next != '&' || query_fail(err, "E27", pair, "write AND");
	case '^':
		return query_fail(err, "E27", one, "there are no weights");
	case '~':
		return query_fail(err, "E27", one,
		    "there is no fuzzy search: use * or list the spellings");
	default:
		return true;
	}
}

bool
foreign_sign(struct query_error *err, const struct query_text *text,
    size_t from, size_t end)
{
	if (!fail_first(err, text, from))
		return false;
	for (size_t i = from; i < end; i++) {
		if (text->chars[i].rune == '\\')
			i++;
		else if (!fail_inside(err, text, i))
			return false;
	}
	return true;
}
