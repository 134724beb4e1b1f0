/*
 * The text of a date, made uniform: lower case, no diacritics, ASCII digits and
 * dashes, single spaces, no comments in brackets; then cut into numbers, words
 * and signs. "p. m." is one word, and so are Thai abbreviations with dots.
 */
#include "parse/date_text.h"

#include <stdlib.h>
#include <utf8proc.h>

#include "compiler.h"
#include "utf8.h"

bool
date_token_is_word(const struct date_token *token, struct slice word)
{
	return token->kind == DATE_WORD && slice_eq(token->text, word);
}

bool
date_token_is_sign(const struct date_token *token, char sign)
{
	return token->kind == DATE_SIGN && token->text.ptr[0] == sign;
}

static bool
is_dash(uint32_t c)
{
	return (c >= 0x2010 && c <= 0x2015) || c == 0x2212;
}

static bool
is_blank(uint32_t c)
{
	return c == ' ' || (c >= '\t' && c <= '\r') || c == 0xA0 ||
	    (c >= 0x2000 && c <= 0x200A) || c == 0x2028 || c == 0x2029 ||
	    c == 0x202F || c == 0x3000;
}

/* Marks of direction and the like, which nobody sees. */
static bool
is_invisible(uint32_t c)
{
	return c == 0x200E || c == 0x200F || (c >= 0x202A && c <= 0x202E) ||
	    (c >= 0x2066 && c <= 0x2069) || c == 0x200B || c == 0xFEFF ||
	    c == 0x61C;
}

/* Arabic, Persian and full-width digits as ASCII; other characters stay. */
static uint32_t
plain_digit(uint32_t c)
{
	static const uint32_t zeros[] = { 0x660, 0x6F0, 0xFF10 };

	for (size_t i = 0; i < ARRAY_LEN(zeros); i++) {
		if (c >= zeros[i] && c < zeros[i] + 10)
			return '0' + (c - zeros[i]);
	}
	return c;
}

static void
append(struct date_text *text, uint32_t c)
{
	char utf8[4];
	size_t len = utf8_encode(c, utf8);

	if (text->len + len > sizeof(text->text))
		return; /* the caller has seen to it that it fits */
	memcpy(text->text + text->len, utf8, len);
	text->len += len;
}

/* Folds raw into out; its length, or 0 where it does not fit. */
static size_t
fold(struct slice raw, char out[DATE_TEXT_MAX])
{
	utf8proc_uint8_t *folded = NULL;
	utf8proc_ssize_t len = utf8proc_map((const utf8proc_uint8_t *)raw.ptr,
	    (utf8proc_ssize_t)raw.len, &folded,
	    UTF8PROC_COMPAT | UTF8PROC_COMPOSE | UTF8PROC_CASEFOLD |
		UTF8PROC_STRIPMARK);
	size_t fits = 0;

	if (len > 0 && len <= DATE_TEXT_MAX) {
		memcpy(out, folded, (size_t)len);
		fits = (size_t)len;
	}
	free(folded);
	return fits;
}

/* Soft g is all that tells the Turkish August from a slip in the English. */
static void
keep_soft_g(struct slice raw, struct date_text *text)
{
	while (raw.len > 0) {
		uint32_t c = utf8_next(&raw);

		if (c == 0x11E || c == 0x11F) {
			append(text, 'g');
			append(text, 'h');
		} else {
			append(text, c);
		}
	}
}

/* \u6708 \u706b \u6c34 \u6728 \u91d1 \u571f \u65e5, alone in brackets. */
static bool
is_kanji_day(struct slice comment)
{
	static const uint32_t days[] = { 0x6708, 0x706B, 0x6C34, 0x6728, 0x91D1,
		0x571F, 0x65E5 };
	uint32_t c;

	comment = slice_trim(comment);
	if (comment.len == 0)
		return false;
	c = utf8_next(&comment);
	for (size_t i = 0; i < ARRAY_LEN(days); i++) {
		if (days[i] == c)
			return true;
	}
	return false;
}

/* Bytes of the bracket that begins s, with what it holds. */
static size_t
bracket_len(struct slice s)
{
	size_t depth = 0;

	for (size_t i = 0; i < s.len; i++) {
		depth += s.ptr[i] == '(' || s.ptr[i] == '[';
		if (s.ptr[i] != ')' && s.ptr[i] != ']')
			continue;
		depth--;
		if (depth == 0)
			return i + 1;
	}
	return s.len;
}

static bool
is_thai(uint32_t c)
{
	return c >= 0xE00 && c <= 0xE7F;
}

/* Folded text as it is cut into tokens. */
static void
make_uniform(struct slice s, struct date_text *text)
{
	uint32_t before = ' ';

	while (s.len > 0) {
		uint32_t c;

		if (s.ptr[0] == '(' || s.ptr[0] == '[') {
			size_t len = bracket_len(s);

			text->has_kanji_day |= len > 2 &&
			    is_kanji_day(slice_sub(s, 1, len - 2));
			s = slice_from(s, len);
			c = ' ';
		} else {
			c = plain_digit(utf8_next(&s));
		}
		if (is_dash(c))
			c = '-';
		if (is_blank(c))
			c = ' ';
		if (is_invisible(c) || (c == '.' && is_thai(before)) ||
		    (c == ' ' && before == ' '))
			continue;
		append(text, c);
		before = c;
	}
}

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Letters of any script, bytes of them. */
static bool
is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c & 0x80) != 0;
}

static bool
is_han(uint32_t c)
{
	return c >= 0x4E00 && c <= 0x9FFF;
}

/* Length of the word of Han at the start of s: words are not parted there. */
static size_t
han_len(struct slice s)
{
	static const char *const words[] = { "令和", "平成", "昭和", "上午",
		"下午", "午前", "午後" };
	struct slice rest = s;

	for (size_t i = 0; i < ARRAY_LEN(words); i++) {
		if (slice_has_prefix(s, slice_of(words[i])))
			return strlen(words[i]);
	}
	return is_han(utf8_next(&rest)) ? s.len - rest.len : 0;
}

/* Length of "p. m." or "a.m" at the start of s. */
static size_t
dotted_half_len(struct slice s)
{
	size_t at = 2;

	if (s.len < 3 || (s.ptr[0] != 'a' && s.ptr[0] != 'p') ||
	    s.ptr[1] != '.')
		return 0;
	if (s.ptr[at] == ' ')
		at++;
	if (at >= s.len || s.ptr[at] != 'm')
		return 0;
	at++;
	if (at < s.len && is_letter(s.ptr[at]))
		return 0;
	return at < s.len && s.ptr[at] == '.' ? at + 1 : at;
}

static size_t
word_len(struct slice s)
{
	size_t len = han_len(s);

	if (len > 0)
		return len;
	while (len < s.len &&
	    (is_letter(s.ptr[len]) ||
		(s.ptr[len] == '\'' && len + 1 < s.len &&
		    is_letter(s.ptr[len + 1])))) {
		if (len > 0 && (s.ptr[len] & 0x40) != 0 &&
		    han_len(slice_from(s, len)) > 0)
			break;
		len++;
	}
	return len;
}

static size_t
take_number(struct slice s, struct date_token *token)
{
	size_t len = 0;

	token->kind = DATE_NUMBER;
	while (len < s.len && is_digit(s.ptr[len]))
		len++;
	/* What is too long for a number is too long for a date. */
	if (len > 18 ||
	    !slice_to_int64(slice_sub(s, 0, len), 0, INT64_MAX, &token->value))
		token->value = -1;
	return len;
}

/* Makes one word of "p. m." at `at`, in place, so that all tokens lie in the
 * text; returns the bytes that it took, or 0. */
static size_t
join_half(struct date_text *text, size_t at)
{
	size_t len = dotted_half_len(
	    (struct slice){ text->text + at, text->len - at });

	if (len > 0)
		text->text[at + 1] = 'm';
	return len;
}

/* The token at `at`, where no space is; the bytes that it took. */
static size_t
take_token(struct date_text *text, size_t at, struct date_token *token)
{
	struct slice s = { text->text + at, text->len - at };
	size_t half = join_half(text, at), len = 1;

	token->kind = DATE_WORD;
	if (half > 0)
		len = 2;
	else if (is_digit(s.ptr[0]))
		len = take_number(s, token);
	else if (is_letter(s.ptr[0]))
		len = word_len(s);
	else
		token->kind = DATE_SIGN;
	token->text = slice_sub(s, 0, len);
	return half > 0 ? half : len;
}

static bool
tokenise(struct date_text *text)
{
	bool after_space = false;
	size_t at = 0;

	while (at < text->len) {
		struct date_token *token = &text->tokens[text->count];

		if (text->text[at] == ' ') {
			after_space = true;
			at++;
			continue;
		}
		if (text->count == DATE_TOKENS_MAX)
			return false;
		*token = (struct date_token){ .after_space = after_space };
		at += take_token(text, at, token);
		text->count++;
		after_space = false;
	}
	return text->count > 0;
}

bool
date_text_read(struct slice raw, struct date_text *text)
{
	char folded[DATE_TEXT_MAX];
	struct slice soft;
	size_t len;

	text->len = text->count = 0;
	text->has_kanji_day = false;
	raw = slice_trim(raw);
	/* Folding may make it longer, and soft g twice as long. */
	if (raw.len == 0 || raw.len > DATE_TEXT_MAX / 2)
		return false;
	keep_soft_g(raw, text);
	soft = (struct slice){ text->text, text->len };
	len = fold(soft, folded);
	if (len == 0)
		return false;
	text->len = 0;
	make_uniform((struct slice){ folded, len }, text);
	return tokenise(text);
}
