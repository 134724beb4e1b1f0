/*
 * What matched, in few words: the texts that hit, and the forty words that show
 * most of them.
 */
#include "limits.h"
#include "topic/hits.h"
#include "utf8.h"

#define SNIPPET_WORDS 40
#define SNIPPET_BYTES (8U * KIB)

static const char ellipsis[] = "\xE2\x80\xA6";

static bool
is_boundary(const struct tokens *tokens, uint32_t position)
{
	return tokens->first_form[position] == tokens->first_form[position + 1];
}

/* The bytes of the words [first, end) in their field. */
static struct slice
words_text(const struct tokens *tokens, const struct token_field *field,
    uint32_t first, uint32_t end)
{
	const struct form *form;
	uint32_t from, until;

	while (first < end && is_boundary(tokens, first))
		first++;
	while (end > first && is_boundary(tokens, end - 1))
		end--;
	if (first == end)
		return SLICE_NONE;
	from = tokens->forms[tokens->first_form[first]].start;
	form = &tokens->forms[tokens->first_form[end - 1]];
	until = form->end;
	/* the text runs on to the end where the words do: its last full stop */
	if (end == field->end)
		until = (uint32_t)field->text.len;
	return slice_sub(field->text, from, until - from);
}

/* Cleaned to one line, with the blanks that stood round it kept as one. */
static void
append_piece(struct slice piece, struct buffer *out)
{
	bool before = piece.len > 0 && strchr(" \t\n", piece.ptr[0]) != NULL;
	bool after = piece.len > 0 &&
	    strchr(" \t\n", piece.ptr[piece.len - 1]) != NULL;

	if (before)
		buffer_append_char(out, ' ');
	utf8_clean_line(piece, out);
	if (after && slice_trim(piece).len > 0)
		buffer_append_char(out, ' ');
}

bool
snippet_append(const struct tokens *tokens, enum text_field field,
    uint32_t first, uint32_t end, const struct hit *mark, struct buffer *out)
{
	const struct token_field *range = &tokens->fields[field];
	struct slice text = words_text(tokens, range, first, end), marked;
	size_t offset;

	if (text.ptr == NULL)
		return !out->failed;
	offset = (size_t)(text.ptr - range->text.ptr);
	if (first > range->first)
		buffer_append_format(out, "%s ", ellipsis);
	if (mark == NULL) {
		append_piece(text, out);
	} else {
		marked = hit_text(tokens, mark);
		append_piece(slice_sub(text, 0, mark->from - offset), out);
		buffer_append_char(out, '[');
		append_piece(marked, out);
		buffer_append_char(out, ']');
		if (mark->until - offset < text.len)
			append_piece(slice_from(text, mark->until - offset),
			    out);
	}
	if (end < range->end)
		buffer_append_format(out, " %s", ellipsis);
	return !out->failed;
}

/* ---- the window ------------------------------------------------------------------- */

/* Different leaves among the hits from first on that begin before end; *until
 * is the last of them. */
static size_t
count_leaves(const struct tokens *tokens, const struct hits *hits, size_t first,
    uint32_t end, uint32_t *until)
{
	const struct hit *begin = &hits->items[first];
	size_t leaves = 0;

	for (size_t i = first; i < hits->count; i++) {
		const struct hit *hit = &hits->items[i];
		bool seen = false;

		if (hit->field != begin->field ||
		    hit_position(tokens, hit) >= end)
			break;
		for (size_t j = first; j < i && !seen; j++)
			seen = hits->items[j].leaf == hit->leaf;
		leaves += !seen;
		if (!seen)
			*until = hit_position(tokens, hit);
	}
	return leaves;
}

struct window {
	enum text_field field;
	uint32_t first, end;
};

/* Forty words of field round the hits from begin to until. */
static struct window
widen(const struct tokens *tokens, enum text_field field, uint32_t begin,
    uint32_t until)
{
	const struct token_field *range = &tokens->fields[field];
	uint32_t spare = SNIPPET_WORDS - 1 - (until - begin);
	uint32_t before = spare / 2;
	struct window window = { field, range->first, range->end };

	if (begin - range->first > before)
		window.first = begin - before;
	if (range->end - window.first > SNIPPET_WORDS)
		window.end = window.first + SNIPPET_WORDS;
	return window;
}

/* The window with most leaves, the earliest of equals; the beginning of the
 * text where nothing in it was hit. */
static struct window
choose_window(const struct tokens *tokens, const struct hits *hits)
{
	enum text_field body = TEXT_CONTENT;
	struct window window;
	size_t best = 0;

	if (tokens->fields[TEXT_CONTENT].first ==
	    tokens->fields[TEXT_CONTENT].end)
		body = TEXT_SUMMARY;
	window = widen(tokens, body, tokens->fields[body].first,
	    tokens->fields[body].first);
	for (size_t i = 0; i < hits->count; i++) {
		const struct hit *hit = &hits->items[i];
		uint32_t begin = hit_position(tokens, hit), until = begin;
		size_t leaves;

		if (hit->field != TEXT_CONTENT && hit->field != TEXT_SUMMARY)
			continue;
		leaves = count_leaves(tokens, hits, i, begin + SNIPPET_WORDS,
		    &until);
		if (leaves <= best)
			continue;
		best = leaves;
		window = widen(tokens, (enum text_field)hit->field, begin,
		    until);
	}
	return window;
}

/* ---- a match ------------------------------------------------------------------------ */

static void
describe_terms(const struct tokens *tokens, const struct hits *hits,
    struct arena *arena, struct match *match)
{
	struct slice *terms = arena_alloc_array(arena, LIMIT_EXPLAIN_HITS,
	    sizeof(*terms));
	size_t count = 0;

	for (size_t i = 0;
	     terms != NULL && i < hits->count && count < LIMIT_EXPLAIN_HITS;
	     i++) {
		struct slice text = hit_text(tokens, &hits->items[i]);
		bool seen = text.len == 0;

		for (size_t j = 0; j < count && !seen; j++)
			seen = slice_eq_nocase(terms[j], text);
		if (!seen)
			terms[count++] = arena_slice(arena, text);
	}
	match->terms = terms;
	match->term_count = count;
}

void
query_describe(const struct query *query, const struct tokens *tokens,
    const struct article *article, struct arena *arena, struct match *match)
{
	struct findings findings;
	struct evaluation ev = { &findings, article, { 0, 0 } };
	struct hits hits = { .count = 0 };
	struct window window;
	struct buffer text;

	findings_init(&findings, query->vocabulary);
	findings_take(&findings, tokens);
	if (query->root != NULL)
		hits_add_tree(&ev, query->root, &hits);
	describe_terms(tokens, &hits, arena, match);
	window = choose_window(tokens, &hits);
	buffer_init(&text, SNIPPET_BYTES);
	snippet_append(tokens, window.field, window.first, window.end, NULL,
	    &text);
	match->snippet = arena_slice(arena, buffer_slice(&text));
	if (match->snippet.ptr == NULL)
		match->snippet = SLICE("");
	buffer_finish(&text);
	findings_finish(&findings);
}
