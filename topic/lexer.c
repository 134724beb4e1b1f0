/*
 * Characters to tokens. Whatever cannot mean what its writer must have meant (a
 * lower-case operator, an operator of another language, a field that does not
 * exist) is an error that says what to write; nothing is dropped. Words keep
 * their signs, for the tokenizer judges them.
 */
#include "topic/lexer.h"

#include "limits.h"
#include "topic/foreign.h"
#include "topic/segment.h"
#include "utf8.h"

void
lexer_init(struct lexer *lexer, const struct query_text *text,
    struct arena *scratch, struct query_error *err)
{
	*lexer = (struct lexer){ .text = text, .scratch = scratch, .err = err };
}

static uint32_t
rune_at(const struct lexer *lexer, size_t at)
{
	return at < lexer->text->count ? lexer->text->chars[at].rune : 0;
}

static bool
ends_at(const struct lexer *lexer, size_t at)
{
	return at >= lexer->text->count;
}

static bool
is_blank(const struct lexer *lexer, size_t at)
{
	return ends_at(lexer, at) || rune_is_space(rune_at(lexer, at));
}

/* Nothing directly behind it: blank, the end, or a closing parenthesis. */
static bool
is_bare_end(const struct lexer *lexer, size_t at)
{
	return is_blank(lexer, at) || rune_at(lexer, at) == ')';
}

static bool
is_digit(uint32_t rune)
{
	return rune >= '0' && rune <= '9';
}

static struct place
place_of(const struct lexer *lexer, size_t from, size_t end)
{
	return query_text_place(lexer->text, from, end);
}

/* 2.1 3: "#" at the start or after white space, and before white space. */
static bool
begins_comment(const struct lexer *lexer, size_t at)
{
	return rune_at(lexer, at) == '#' && is_blank(lexer, at + 1) &&
	    (at == 0 || rune_is_space(rune_at(lexer, at - 1)));
}

static void
skip_blank(struct lexer *lexer)
{
	while (!ends_at(lexer, lexer->at)) {
		if (begins_comment(lexer, lexer->at)) {
			while (!ends_at(lexer, lexer->at) &&
			    rune_at(lexer, lexer->at) != '\n')
				lexer->at++;
		} else if (rune_is_space(rune_at(lexer, lexer->at))) {
			lexer->at++;
		} else {
			return;
		}
	}
}

/* A token of the next count characters. */
static bool
take(struct lexer *lexer, struct token *token, enum token_kind kind,
    size_t count)
{
	token->kind = kind;
	token->place = place_of(lexer, lexer->at, lexer->at + count);
	if (token->source.ptr == NULL)
		token->source = query_text_slice(lexer->text, lexer->at,
		    lexer->at + count, lexer->scratch);
	lexer->at += count;
	return true;
}

/* ---- texts ------------------------------------------------------------------------ */

static bool
is_word_rune(uint32_t rune)
{
	char bytes[4];
	struct slice text = { bytes, utf8_encode(rune, bytes) };
	struct glyph glyph = glyph_at(text, 0);

	return glyph_is_word(&glyph) || glyph.class == GLYPH_UNIT;
}

enum cooking {
	COOK_BARE,
	COOK_QUOTED
};

/* Text of chars [from, end) with escapes undone and wildcards marked. */
static bool
cook(struct lexer *lexer, size_t from, size_t end, enum cooking how,
    struct token *token)
{
	bool quoted = how == COOK_QUOTED;
	/* a prefix in quotes gets a blank behind it: "kor*ea" is two words */
	char *bytes = arena_alloc(lexer->scratch, (end - from) * 5 + 1);
	size_t len = 0;

	token->source = query_text_slice(lexer->text, from, end,
	    lexer->scratch);
	if (bytes == NULL || token->source.ptr == NULL)
		return query_fail_memory(lexer->err);
	for (size_t i = from; i < end; i++) {
		uint32_t rune = rune_at(lexer, i);
		uint32_t next = i + 1 < end ? rune_at(lexer, i + 1) : 0;

		if (rune == '\\' && !quoted && i + 1 == end)
			return query_fail(lexer->err, "E08",
			    place_of(lexer, i, end),
			    "\\ needs something directly after it");
		if (rune == '\\' && next != 0 &&
		    (!quoted || next == '"' || next == '\\')) {
			len += utf8_encode(rune_at(lexer, ++i), bytes + len);
		} else if (rune == '*' && quoted && i > from &&
		    is_word_rune(rune_at(lexer, i - 1))) {
			bytes[len++] = WILDCARD_ANY;
			bytes[len++] = ' ';
		} else if (rune == '*' && !quoted) {
			bytes[len++] = WILDCARD_ANY;
		} else if (rune == '?' && !quoted) {
			bytes[len++] = WILDCARD_ONE;
		} else {
			len += utf8_encode(rune, bytes + len);
		}
	}
	token->text = (struct slice){ bytes, len };
	return true;
}

static bool
read_quoted(struct lexer *lexer, struct token *token)
{
	size_t from = lexer->at + 1, end = from;

	while (rune_at(lexer, end) != '"') {
		if (ends_at(lexer, end))
			return query_fail(lexer->err, "E04",
			    place_of(lexer, lexer->at, from),
			    "quote is not closed");
		if (rune_at(lexer, end) == '\\' &&
		    (rune_at(lexer, end + 1) == '"' ||
			rune_at(lexer, end + 1) == '\\'))
			end++;
		end++;
	}
	if (!cook(lexer, from, end, COOK_QUOTED, token))
		return false;
	return take(lexer, token, TOKEN_QUOTED, end + 1 - lexer->at);
}

static bool
read_flags(struct lexer *lexer, struct token *token, size_t at)
{
	for (; rune_is_letter(rune_at(lexer, at)); at++) {
		uint32_t flag = rune_at(lexer, at);

		if (flag != 'i' && flag != 's') {
			char bytes[4];
			int len = (int)utf8_encode(flag, bytes);

			return query_fail(lexer->err, "E31",
			    place_of(lexer, at, at + 1),
			    "no flag \"%.*s\" (i and s exist)", len, bytes);
		}
		token->ignore_case |= flag == 'i';
		token->dot_all |= flag == 's';
	}
	return take(lexer, token, TOKEN_REGEX, at - lexer->at);
}

static bool
read_regex(struct lexer *lexer, struct token *token)
{
	size_t from = lexer->at + 1, end = from;

	while (rune_at(lexer, end) != '/') {
		if (ends_at(lexer, end))
			return query_fail(lexer->err, "E07",
			    place_of(lexer, lexer->at, from),
			    "regular expression is not closed");
		if (rune_at(lexer, end) == '\\' && !ends_at(lexer, end + 1))
			end++;
		end++;
	}
	token->source = token->text = query_text_original(lexer->text, from,
	    end, lexer->scratch);
	if (token->text.ptr == NULL)
		return query_fail_memory(lexer->err);
	return read_flags(lexer, token, end + 1);
}

/* ---- words -------------------------------------------------------------------------- */

/* Where the bare word at at ends (2.1 6). */
static size_t
word_end(const struct lexer *lexer, size_t at)
{
	for (; !is_blank(lexer, at); at++) {
		uint32_t rune = rune_at(lexer, at);

		if (rune == '\\' && !ends_at(lexer, at + 1)) {
			at++;
			continue;
		}
		if (rune == '(' || rune == ')' || rune == '"')
			break;
		if (rune == ',' &&
		    !(at > 0 && is_digit(rune_at(lexer, at - 1)) &&
			is_digit(rune_at(lexer, at + 1))))
			break;
	}
	return at;
}

/* Letters and a colon: a field and its value directly behind it (2.1 6). */
static size_t
field_end(const struct lexer *lexer, size_t at)
{
	size_t from = at;

	while (rune_is_letter(rune_at(lexer, at)))
		at++;
	return at > from && rune_at(lexer, at) == ':' ? at : 0;
}

static bool
read_field(struct lexer *lexer, struct token *token, size_t colon)
{
	struct slice name = query_text_slice(lexer->text, lexer->at, colon,
	    lexer->scratch);
	struct place place = place_of(lexer, lexer->at, colon);
	bool text;

	if (name.ptr == NULL)
		return query_fail_memory(lexer->err);
	if (!field_find(name, &token->field))
		return foreign_field(lexer->err, place, name);
	if (is_bare_end(lexer, colon + 1)) {
		place.length++;
		return query_fail(lexer->err, "E10", place,
		    "%.*s: needs a value directly after the colon",
		    SLICE_FMT(name));
	}
	text = field_definition(token->field)->value == VALUE_TEXT;
	lexer->value = !text;
	lexer->regex = text;
	return take(lexer, token, TOKEN_FIELD, colon + 1 - lexer->at);
}

/* NEAR/5 and the like; *number is UINT32_MAX where there is none. */
static bool
read_number(struct slice text, uint32_t *number)
{
	int64_t value;

	*number = UINT32_MAX;
	if (text.len == 0 || !is_digit((unsigned char)text.ptr[0]))
		return false;
	if (!slice_to_int64(text, 0, INT32_MAX, &value)) {
		for (size_t i = 0; i < text.len; i++) {
			if (!is_digit((unsigned char)text.ptr[i]))
				return false;
		}
		value = INT32_MAX;
	}
	*number = (uint32_t)value;
	return true;
}

/* An operator with its number, or an error about it. */
static bool
read_counted(struct lexer *lexer, struct token *token, size_t end,
    const struct counted_operator *counted, struct slice number)
{
	struct place place = place_of(lexer, lexer->at, end);

	if (!read_number(number, &token->number))
		return query_fail(lexer->err, "E16", place,
		    "%s needs a number: %s/%d", counted->name, counted->name,
		    counted->example);
	if (token->number < counted->min)
		return query_fail(lexer->err, "E16", place, "at least %d",
		    counted->min);
	if (token->number > counted->max)
		return query_fail(lexer->err, "E16", place, "at most %d",
		    counted->max);
	return take(lexer, token, counted->kind, end - lexer->at);
}

/* What a bare word is where it is not escaped: an operator, or an error, or
 * true with token->kind TOKEN_WORD. */
static bool
read_operator(struct lexer *lexer, struct token *token, size_t end)
{
	struct slice word = token->source, number;
	struct place place = place_of(lexer, lexer->at, end);
	const struct counted_operator *counted;

	if (slice_eq(word, SLICE("AND")))
		return take(lexer, token, TOKEN_AND, end - lexer->at);
	if (slice_eq(word, SLICE("OR")))
		return take(lexer, token, TOKEN_OR, end - lexer->at);
	if (slice_eq(word, SLICE("NOT")))
		return take(lexer, token, TOKEN_NOT, end - lexer->at);
	counted = foreign_counted(word, &number);
	if (counted != NULL)
		return read_counted(lexer, token, end, counted, number);
	if (!foreign_word(lexer->err, place, word))
		return false;
	return take(lexer, token, TOKEN_WORD, end - lexer->at);
}

static bool
read_word(struct lexer *lexer, struct token *token)
{
	size_t end = word_end(lexer, lexer->at), colon;
	bool minus = rune_at(lexer, lexer->at) == '-';

	if (lexer->value || lexer->in_values > 0) {
		if (!cook(lexer, lexer->at, end, COOK_BARE, token))
			return false;
		if (lexer->in_values > 0 &&
		    slice_eq(token->source, SLICE("OR")))
			return take(lexer, token, TOKEN_OR, end - lexer->at);
		return take(lexer, token, TOKEN_WORD, end - lexer->at);
	}
	colon = field_end(lexer, lexer->at);
	if (colon > 0)
		return read_field(lexer, token, colon);
	if (!foreign_sign(lexer->err, lexer->text, lexer->at, end))
		return false;
	if (!cook(lexer, lexer->at, end, COOK_BARE, token))
		return false;
	/* so that it stays a word where it is printed after a blank */
	if (minus)
		token->source = slice_of(arena_format(lexer->scratch, "\\%.*s",
		    SLICE_FMT(token->source)));
	if (lexer->regex || minus)
		return take(lexer, token, TOKEN_WORD, end - lexer->at);
	return read_operator(lexer, token, end);
}

static bool
read_set(struct lexer *lexer, struct token *token)
{
	size_t end = word_end(lexer, lexer->at + 1);

	if (end == lexer->at + 1)
		return query_fail(lexer->err, "E08",
		    place_of(lexer, lexer->at, end),
		    "~ needs something directly after it");
	token->source = token->text = query_text_slice(lexer->text,
	    lexer->at + 1, end, lexer->scratch);
	if (token->text.ptr == NULL)
		return query_fail_memory(lexer->err);
	return take(lexer, token, TOKEN_SET, end - lexer->at);
}

static bool
read_equals(struct lexer *lexer, struct token *token)
{
	size_t count = rune_at(lexer, lexer->at + 1) == '=' ? 2 : 1;
	uint32_t next = rune_at(lexer, lexer->at + count);
	bool field = field_end(lexer, lexer->at + count) > 0;

	if (is_bare_end(lexer, lexer->at + count) || next == '(' ||
	    next == '=' || next == ',' || field)
		return query_fail(lexer->err, "E08",
		    place_of(lexer, lexer->at, lexer->at + count),
		    "%s needs %s directly after it", count == 2 ? "==" : "=",
		    field || next == '(' ? "a word or a phrase" : "something");
	return take(lexer, token, count == 2 ? TOKEN_CASE : TOKEN_EXACT, count);
}

/* "-" at the start of an operand (2.1 5). */
static bool
begins_negation(const struct lexer *lexer)
{
	uint32_t before = lexer->at == 0 ? ' ' : rune_at(lexer, lexer->at - 1);

	return rune_at(lexer, lexer->at) == '-' &&
	    (rune_is_space(before) || before == '(' || before == ',' ||
		before == '-');
}

static bool
read_minus(struct lexer *lexer, struct token *token)
{
	uint32_t next = rune_at(lexer, lexer->at + 1);

	if (is_bare_end(lexer, lexer->at + 1) || next == ',')
		return query_fail(lexer->err, "E08",
		    place_of(lexer, lexer->at, lexer->at + 1),
		    "- needs something directly after it");
	return take(lexer, token, TOKEN_NOT, 1);
}

/* ---- the next token ------------------------------------------------------------------ */

static bool
read_parenthesis(struct lexer *lexer, struct token *token)
{
	bool open = rune_at(lexer, lexer->at) == '(';

	if (open && (lexer->value || lexer->in_values > 0))
		lexer->in_values++;
	if (!open && lexer->in_values > 0)
		lexer->in_values--;
	return take(lexer, token, open ? TOKEN_OPEN : TOKEN_CLOSE, 1);
}

static bool
read_token(struct lexer *lexer, struct token *token)
{
	uint32_t rune = rune_at(lexer, lexer->at);
	bool values = lexer->value || lexer->in_values > 0;

	if (ends_at(lexer, lexer->at))
		return take(lexer, token, TOKEN_END, 0);
	if (rune == '(' || rune == ')')
		return read_parenthesis(lexer, token);
	if (rune == '"')
		return read_quoted(lexer, token);
	if (rune == ',')
		return take(lexer, token, TOKEN_COMMA, 1);
	if (values)
		return read_word(lexer, token);
	if (rune == '/' && lexer->regex)
		return read_regex(lexer, token);
	if (rune == '~')
		return read_set(lexer, token);
	if (rune == '=')
		return read_equals(lexer, token);
	if (!lexer->regex && begins_negation(lexer))
		return read_minus(lexer, token);
	if (rune == '*' && word_end(lexer, lexer->at) == lexer->at + 1)
		return take(lexer, token, TOKEN_STAR, 1);
	return read_word(lexer, token);
}

bool
lexer_next(struct lexer *lexer, struct token *token)
{
	bool value = lexer->value, regex = lexer->regex, ok;

	*token = (struct token){ .kind = TOKEN_END };
	skip_blank(lexer);
	ok = read_token(lexer, token);
	/* = stands between a field and its word */
	if (token->kind != TOKEN_EXACT && token->kind != TOKEN_CASE) {
		if (lexer->value == value)
			lexer->value = false;
		if (lexer->regex == regex)
			lexer->regex = false;
	}
	return ok;
}
