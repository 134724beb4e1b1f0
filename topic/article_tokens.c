/*
 * An article's fields into one list of positions, and the list into the stream
 * that FTS5 indexes. Tokens are made nowhere else, so that the matcher and the
 * index cannot disagree.
 */
#include <utf8proc.h>

#include "compiler.h"
#include "topic/glyph.h"
#include "topic/language.h"
#include "topic/segment.h"
#include "topic/tokens.h"
#include "url.h"
#include "utf8.h"

static void
begin_field(struct tokens *tokens, enum text_field field, struct slice text)
{
	/* a position without forms keeps the fields apart */
	tokens->boundary = false;
	if (tokens->position_count > 0)
		tokens_part(tokens);
	tokens->field = (uint8_t)field;
	tokens->fields[field] = (struct token_field){ .text = text,
		.first = tokens->position_count,
		.end = tokens->position_count };
}

static void
end_field(struct tokens *tokens)
{
	tokens->fields[tokens->field].end = tokens->position_count;
	tokens->boundary = false;
}

static void
add_field(struct tokens *tokens, enum text_field field, struct slice text)
{
	begin_field(tokens, field, text);
	segment_text(tokens, text, 0, SEGMENT_ARTICLE);
	end_field(tokens);
}

/* ---- values of several ------------------------------------------------------------ */

/* One text of several values, blank lines between, so that they are blocks. */
static struct slice
join_values(struct arena *arena, const struct slice *values, size_t count)
{
	size_t len = 0, at = 0;
	char *text;

	if (count == 0)
		return SLICE_NONE;
	if (count == 1)
		return values[0];
	for (size_t i = 0; i < count; i++)
		len += values[i].len + 2;
	text = arena_alloc(arena, len);
	if (text == NULL)
		return SLICE_NONE;
	for (size_t i = 0; i < count; i++) {
		if (i > 0) {
			text[at++] = '\n';
			text[at++] = '\n';
		}
		if (values[i].len > 0)
			memcpy(text + at, values[i].ptr, values[i].len);
		at += values[i].len;
	}
	return (struct slice){ text, at };
}

static struct slice
author_text(const struct article *article, struct arena *arena)
{
	struct slice *names;

	if (article->author_count == 1)
		return article->authors[0].name;
	names = arena_alloc_array(arena, article->author_count, sizeof(*names));
	if (names == NULL)
		return SLICE_NONE;
	for (size_t i = 0; i < article->author_count; i++)
		names[i] = article->authors[i].name;
	return join_values(arena, names, article->author_count);
}

/* ---- the link ---------------------------------------------------------------------- */

static int
hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c = slice_lower(c);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* The bytes of a segment with its escapes undone, in arena. */
static struct slice
decode(struct slice segment, struct arena *arena)
{
	char *bytes = arena_alloc(arena, segment.len);
	size_t len = 0;

	if (bytes == NULL)
		return SLICE_NONE;
	for (size_t i = 0; i < segment.len; i++) {
		int high = -1, low = -1;

		if (segment.ptr[i] == '%' && i + 2 < segment.len) {
			high = hex_digit(segment.ptr[i + 1]);
			low = hex_digit(segment.ptr[i + 2]);
		}
		if (high >= 0 && low >= 0) {
			bytes[len++] = (char)(high << 4 | low);
			i += 2;
		} else {
			bytes[len++] = segment.ptr[i];
		}
	}
	return (struct slice){ bytes, len };
}

/* A host, a segment of a path or a value of a query: its words. Where it is
 * escaped they all have its whole range. */
static void
add_segment(struct tokens *tokens, struct slice url, struct slice segment)
{
	size_t offset = (size_t)(segment.ptr - url.ptr);
	uint32_t first = tokens->form_count;

	if (slice_find_char(segment, '%') == SIZE_MAX) {
		segment_text(tokens, segment, offset, SEGMENT_ARTICLE);
		return;
	}
	segment_text(tokens, decode(segment, tokens->arena), 0,
	    SEGMENT_ARTICLE);
	for (uint32_t i = first; i < tokens->form_count; i++) {
		tokens->forms[i].start = (uint32_t)offset;
		tokens->forms[i].end = (uint32_t)(offset + segment.len);
	}
}

static void
add_url(struct tokens *tokens, struct slice text)
{
	struct url url;
	struct slice rest, item;

	begin_field(tokens, TEXT_URL, text);
	url_split(text, &url);
	if (url.host.len > 0)
		add_segment(tokens, text, url.host);
	for (rest = url.path; rest.len > 0 && slice_cut(&rest, '/', &item);) {
		if (item.len > 0)
			add_segment(tokens, text, item);
	}
	for (rest = url.query; rest.len > 0 && slice_cut(&rest, '&', &item);) {
		size_t equals = slice_find_char(item, '=');

		if (equals != SIZE_MAX && equals + 1 < item.len)
			add_segment(tokens, text, slice_from(item, equals + 1));
	}
	end_field(tokens);
}

/* ---- the summary ------------------------------------------------------------------ */

static struct slice
without_ellipsis(struct slice text)
{
	static const struct slice ends[] = { SLICE_INIT("[\xE2\x80\xA6]"),
		SLICE_INIT("[...]"), SLICE_INIT("\xE2\x80\xA6"),
		SLICE_INIT("...") };

	text = slice_trim(text);
	for (size_t i = 0; i < ARRAY_LEN(ends); i++) {
		if (slice_has_suffix(text, ends[i]))
			return slice_trim(
			    slice_sub(text, 0, text.len - ends[i].len));
	}
	return text;
}

static uint32_t
first_term(const struct tokens *tokens, uint32_t position)
{
	uint32_t form = tokens->first_form[position];

	return form == tokens->first_form[position + 1]
	    ? TOKEN_NONE
	    : tokens->forms[form].term;
}

/*
 * 4.1: a summary that the content begins with is empty for matching. Its last
 * word may have been cut, its blocks may be others: words are compared.
 */
static bool
repeats_content(const struct tokens *tokens)
{
	const struct token_field *summary = &tokens->fields[TEXT_SUMMARY];
	const struct token_field *content = &tokens->fields[TEXT_CONTENT];
	uint32_t c = content->first;

	for (uint32_t p = summary->first; p < summary->end; p++) {
		uint32_t term = first_term(tokens, p);

		if (term == TOKEN_NONE)
			continue;
		while (c < content->end && first_term(tokens, c) == TOKEN_NONE)
			c++;
		if (c >= content->end || first_term(tokens, c) != term)
			return false;
		c++;
	}
	return summary->end > summary->first;
}

static void
add_summary(struct tokens *tokens, struct slice text)
{
	uint32_t positions = tokens->position_count;
	uint32_t forms = tokens->form_count;

	add_field(tokens, TEXT_SUMMARY, without_ellipsis(text));
	if (!tokens->failed && repeats_content(tokens)) {
		tokens->position_count = positions;
		tokens->form_count = forms;
		tokens->first_form[positions] = forms;
		begin_field(tokens, TEXT_SUMMARY, SLICE_NONE);
	}
}

/* ---- stems --------------------------------------------------------------------------- */

/*
 * The stem of a term. An accented word may have another stem than its form
 * without accents: whether that form is its own stem is kept too (own_stem),
 * and a stem that only looks like such a form is kept apart from it, so that it
 * is written. Then an index that knows forms and written stems can tell
 * everything that a matcher can.
 */
static void
stem_term(struct tokens *tokens, struct term *term,
    const struct stemmer *stemmer)
{
	char stem[LIMIT_TOKEN_BYTES], again[LIMIT_TOKEN_BYTES];
	struct slice text = term_text(term);
	struct slice made = { stem, 0 }, own = { again, 0 };
	bool accented = term->cased != term->text;

	made.len = stemmer_stem(stemmer, term_cased(term), text, stem);
	term->stem = term->text;
	term->stem_len = term->text_len;
	term->stem_hash = term->hash;
	if (accented) {
		own.len = stemmer_stem(stemmer, text, text, again);
		term->own_stem = slice_eq(own, text);
	}
	if (slice_eq(made, text) && (!accented || term->own_stem))
		return;
	term->stem = tokens_keep(tokens, made);
	term->stem_len = (uint8_t)made.len;
	term->stem_hash = token_hash(made);
}

static void
stem_terms(struct tokens *tokens)
{
	struct stemmer stemmer;

	if (tokens->stem_language < 0)
		return;
	stemmer_open(&stemmer, tokens->stem_language);
	for (uint32_t i = 0; i < tokens->term_count; i++) {
		if (tokens->terms[i].letters)
			stem_term(tokens, &tokens->terms[i], &stemmer);
	}
	stemmer_close(&stemmer);
}

struct tokens *
tokens_make(const struct article *article, struct arena *arena)
{
	struct tokens *tokens = arena_alloc(arena, sizeof(*tokens));

	if (tokens == NULL)
		return NULL;
	tokens_init(tokens, arena, TOKENS_OF_ARTICLE);
	add_field(tokens, TEXT_TITLE, article->title);
	add_field(tokens, TEXT_CONTENT, article->text);
	add_summary(tokens, article->summary);
	if (article->author_count > 0)
		add_field(tokens, TEXT_AUTHOR, author_text(article, arena));
	if (article->category_count > 0)
		add_field(tokens, TEXT_CATEGORY,
		    join_values(arena, article->categories,
			article->category_count));
	if (article->url.len > 0)
		add_url(tokens, article->url);
	if (tokens->failed)
		return NULL;
	tokens_link(tokens);
	language_find(tokens, article->language);
	stem_terms(tokens);
	return tokens->failed || arena->failed ? NULL : tokens;
}

struct slice
tokens_language(const struct tokens *tokens)
{
	return tokens->language;
}

struct slice
tokens_primary_language(const struct tokens *tokens)
{
	return tokens->primary;
}

const char *
tokens_language_from(const struct tokens *tokens)
{
	return tokens->language_from;
}

/* ---- the stream ----------------------------------------------------------------------- */

/* Whether an earlier form of the position, [first, form), has the stem. */
static bool
stem_is_written(const struct tokens *tokens, uint32_t first, uint32_t form)
{
	struct slice stem = term_stem(&tokens->terms[tokens->forms[form].term]);

	for (uint32_t i = first; i < form; i++) {
		const struct term *term = &tokens->terms[tokens->forms[i].term];

		if (term->stem != term->text && slice_eq(term_stem(term), stem))
			return true;
	}
	return false;
}

static bool
text_is_written(const struct tokens *tokens, uint32_t first, uint32_t form)
{
	struct slice text = term_text(&tokens->terms[tokens->forms[form].term]);

	for (uint32_t i = first; i < form; i++) {
		if (slice_eq(term_text(&tokens->terms[tokens->forms[i].term]),
			text))
			return true;
	}
	return false;
}

static void
write_stem(const struct tokens *tokens, const struct term *term,
    struct buffer *out)
{
	buffer_append_format(out, " %c%c%s", MARK_JOINED, MARK_STEM,
	    stem_language_code(tokens->stem_language));
	buffer_append(out, term_stem(term));
}

static void
write_position(const struct tokens *tokens, uint32_t position,
    struct buffer *out)
{
	uint32_t first = tokens->first_form[position];
	uint32_t end = tokens->first_form[position + 1];

	if (first == end)
		buffer_append_char(out, MARK_BLOCK);
	for (uint32_t i = first; i < end; i++) {
		const struct term *term = &tokens->terms[tokens->forms[i].term];

		if (i > first && !text_is_written(tokens, first, i))
			buffer_append_format(out, " %c", MARK_JOINED);
		if (!text_is_written(tokens, first, i))
			buffer_append(out, term_text(term));
		if (term->stem_len > 0 && term->stem != term->text &&
		    !stem_is_written(tokens, first, i))
			write_stem(tokens, term, out);
	}
}

bool
tokens_stream(const struct tokens *tokens, enum text_field field,
    struct buffer *out)
{
	const struct token_field *range = &tokens->fields[field];

	for (uint32_t p = range->first; p < range->end; p++) {
		if (p > range->first)
			buffer_append_char(out, ' ');
		write_position(tokens, p, out);
	}
	return !out->failed;
}
