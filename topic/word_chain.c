/*
 * Words and what may join them. A chain is read whole, as items with joiners
 * between; then every item becomes a position, and an item at which a compound
 * begins gets the compound's form as well. So parts and wholes are both found,
 * whatever a writer or a query joins.
 */
#include "topic/segment.h"

#include "compiler.h"

#define CHAIN_ITEMS     16 /* read together; a longer chain goes on as another */
#define APOSTROPHE_RUNS 4

enum joiner {
	JOINER_END,
	JOINER_NONE, /* an elided article */
	JOINER_HYPHEN,
	JOINER_AMPERSAND,
	JOINER_DOT,
	JOINER_NUMBER
};
struct run {
	struct folded_word word;
	size_t start, end;
	uint32_t glyphs;
	bool letters, digits; /* all of them */
	bool ends_in_letter;
};
struct item {
	struct run main;
	struct folded_word second; /* before an apostrophe */
	size_t second_end;         /* 0: there is none */
	enum joiner joiner;        /* to the next */
	uint32_t separator;        /* of JOINER_NUMBER */
};

static const struct slice elisions[] = { /* 3.4 2 */
	SLICE_INIT("l"), SLICE_INIT("d"), SLICE_INIT("j"), SLICE_INIT("m"),
	SLICE_INIT("t"), SLICE_INIT("n"), SLICE_INIT("c"), SLICE_INIT("s"),
	SLICE_INIT("qu"), SLICE_INIT("jusqu"), SLICE_INIT("lorsqu"),
	SLICE_INIT("puisqu"), SLICE_INIT("quoiqu"), SLICE_INIT("dell"),
	SLICE_INIT("nell"), SLICE_INIT("sull"), SLICE_INIT("dall"),
	SLICE_INIT("all"), SLICE_INIT("un"), SLICE_INIT("quest")
};
static const struct slice contractions[] = { /* 3.4 3 */
	SLICE_INIT("t"), SLICE_INIT("ll"), SLICE_INIT("re"), SLICE_INIT("ve"),
	SLICE_INIT("d"), SLICE_INIT("m")
};

static bool
is_one_of(const struct folded_word *word, const struct slice *list,
    size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (slice_eq(folded_word_folded(word), list[i]))
			return true;
	}
	return false;
}

/* ---- items ---------------------------------------------------------------------- */

static void
word_clear(struct folded_word *word)
{
	word->cased_len = word->folded_len = 0;
	word->full = false;
}

/* Takes the word glyphs at at; returns where they end. */
static size_t
read_run(const struct segmenter *s, size_t at, struct run *run)
{
	struct glyph glyph = segmenter_glyph(s, at);

	word_clear(&run->word);
	run->start = glyph.start;
	run->end = glyph.start;
	run->glyphs = 0;
	run->letters = run->digits = true;
	run->ends_in_letter = false;
	while (glyph_is_word(&glyph)) {
		segmenter_add_glyph(s, &run->word, &glyph);
		run->ends_in_letter = glyph.class == GLYPH_LETTER;
		run->letters &= run->ends_in_letter;
		run->digits &= !run->ends_in_letter;
		run->glyphs++;
		run->end = glyph.end;
		glyph = segmenter_glyph(s, glyph.end);
	}
	return run->end;
}

/* 3.4 5: "U.S.": letters that stand alone between dots. */
static size_t
read_initials(const struct segmenter *s, size_t at, struct run *run)
{
	struct glyph dot, letter, after;

	if (run->glyphs != 1 || !run->letters)
		return at;
	for (;;) {
		dot = segmenter_glyph(s, at);
		letter = segmenter_glyph(s, dot.end);
		after = segmenter_glyph(s, letter.end);
		if (dot.class != GLYPH_DOT || letter.class != GLYPH_LETTER ||
		    glyph_is_word(&after))
			return at;
		segmenter_add_glyph(s, &run->word, &letter);
		at = run->end = letter.end;
		run->glyphs++;
	}
}

/* All runs in one, with sign between where it is not 0. */
static void
join_runs(struct item *item, const struct run *runs, size_t count, char sign)
{
	item->main = runs[0];
	for (size_t i = 1; i < count; i++) {
		if (sign != '\0')
			folded_word_add_ascii(&item->main.word, sign);
		folded_word_add_word(&item->main.word, &runs[i].word);
		item->main.end = runs[i].end;
		item->main.glyphs += runs[i].glyphs;
		item->main.letters &= runs[i].letters;
		item->main.ends_in_letter = runs[i].ends_in_letter;
		item->main.digits = false;
	}
	if (sign != '\0')
		item->main.letters = false;
}

/* One item, its apostrophes judged (3.4 1 to 4); returns where to go on. */
static size_t
read_item(const struct segmenter *s, size_t at, struct item *item)
{
	struct run runs[APOSTROPHE_RUNS];
	struct glyph mark, letter;
	size_t count = 1;
	bool possessive;

	item->second_end = 0;
	item->joiner = JOINER_END;
	at = read_initials(s, read_run(s, at, &runs[0]), &runs[0]);
	for (; count < APOSTROPHE_RUNS && runs[count - 1].ends_in_letter;
	     count++) {
		mark = segmenter_glyph(s, at);
		letter = segmenter_glyph(s, mark.end);
		if (mark.class != GLYPH_APOSTROPHE ||
		    letter.class != GLYPH_LETTER)
			break;
		at = read_run(s, letter.start, &runs[count]);
	}
	possessive = count > 1 &&
	    slice_eq(folded_word_folded(&runs[count - 1].word), SLICE("s"));
	if (count > 1 && !(count == 2 && possessive) &&
	    is_one_of(&runs[0].word, elisions, ARRAY_LEN(elisions))) {
		item->main = runs[0];
		item->joiner = JOINER_NONE;
		return runs[1].start;
	}
	if (possessive)
		count--;
	if (count == 2 && !possessive &&
	    is_one_of(&runs[1].word, contractions, ARRAY_LEN(contractions))) {
		join_runs(item, runs, count, '\'');
		return at;
	}
	join_runs(item, runs, count, '\0');
	if (count > 1 && runs[0].glyphs >= 2) {
		item->second = runs[0].word;
		item->second_end = runs[0].end;
	}
	return at;
}

/* ---- joiners ------------------------------------------------------------------- */

/* Exactly three digits at at, and no more of a word. */
static bool
is_thousand_group(const struct segmenter *s, size_t at)
{
	struct glyph glyph = segmenter_glyph(s, at);

	for (int i = 0; i < 3; i++) {
		if (glyph.class != GLYPH_DIGIT)
			return false;
		glyph = segmenter_glyph(s, glyph.end);
	}
	return !glyph_is_word(&glyph);
}

static bool
joins_numbers(const struct segmenter *s, const struct item *items, size_t count,
    const struct glyph *sign)
{
	const struct item *last = &items[count - 1];
	const struct item *before = count > 1 ? &items[count - 2] : NULL;

	if (!last->main.digits || last->main.glyphs > 3 ||
	    !is_thousand_group(s, sign->end))
		return false;
	/* groups after the first go on with the same sign */
	return before == NULL || before->joiner != JOINER_NUMBER ||
	    before->separator == sign->rune;
}

/* What stands behind the last of items; *next is where the next item begins. */
static enum joiner
read_joiner(const struct segmenter *s, struct item *items, size_t count,
    size_t at, size_t *next)
{
	struct item *last = &items[count - 1];
	struct glyph sign = segmenter_glyph(s, at);
	struct glyph after = segmenter_glyph(s, sign.end);

	*next = after.start;
	switch ((enum glyph_class)sign.class) {
	case GLYPH_HYPHEN:
	case GLYPH_UNDERSCORE:
		return glyph_is_word(&after) ? JOINER_HYPHEN : JOINER_END;
	case GLYPH_AMPERSAND:
		return after.class == GLYPH_LETTER && last->main.ends_in_letter
		    ? JOINER_AMPERSAND
		    : JOINER_END;
	case GLYPH_DOT:
		if (after.class == GLYPH_LETTER && last->main.letters)
			return JOINER_DOT;
		break;
	case GLYPH_COMMA:
	case GLYPH_APOSTROPHE:
	case GLYPH_HARD_SPACE:
		break;
	case GLYPH_OTHER:
	case GLYPH_LETTER:
	case GLYPH_DIGIT:
	case GLYPH_UNIT:
	case GLYPH_HASH:
	case GLYPH_AT:
	case GLYPH_PLUS:
	case GLYPH_MIDDLE_DOT:
	case GLYPH_SPACE:
	case GLYPH_LF:
	case GLYPH_TAB:
	case GLYPH_END:
		return JOINER_END;
	}
	if (!joins_numbers(s, items, count, &sign))
		return JOINER_END;
	last->separator = sign.rune;
	return JOINER_NUMBER;
}

static size_t
read_chain(const struct segmenter *s, size_t at, struct item *items,
    size_t *count)
{
	size_t next = at, end = at;

	for (*count = 0; *count < CHAIN_ITEMS;) {
		struct item *item = &items[(*count)++];

		end = next = read_item(s, next, item);
		if (item->joiner == JOINER_NONE)
			continue;
		item->joiner = read_joiner(s, items, *count, end, &next);
		if (item->joiner == JOINER_END)
			return end;
	}
	items[CHAIN_ITEMS - 1].joiner = JOINER_END;
	return end;
}

/* ---- forms ----------------------------------------------------------------------- */

/* How many items the compound that begins at items[i] has, or 0. */
static size_t
compound_length(const struct item *items, size_t i)
{
	enum joiner joiner = items[i].joiner;
	size_t end = i;
	bool letters = true;

	if (joiner <= JOINER_NONE || (i > 0 && items[i - 1].joiner == joiner))
		return 0;
	while (items[end].joiner == joiner)
		letters &= items[end++].main.letters;
	letters &= items[end].main.letters;
	if (joiner == JOINER_NUMBER)
		return end - i + 1;
	if (joiner == JOINER_DOT)
		return letters ? end - i + 1 : 0;
	return end == i + 1 ? 2 : 0;
}

static void
add_compound(const struct segmenter *s, const struct item *items, size_t count)
{
	struct folded_word word = items[0].main.word;
	bool letters = items[0].main.letters;
	char sign = '\0';

	if (items[0].joiner == JOINER_AMPERSAND)
		sign = '&';
	if (items[0].joiner == JOINER_DOT)
		sign = '.';
	for (size_t i = 1; i < count; i++) {
		if (sign != '\0')
			folded_word_add_ascii(&word, sign);
		folded_word_add_word(&word, &items[i].main.word);
		letters &= items[i].main.letters;
	}
	segmenter_form(s, &word,
	    (struct form_spot){ .start = (uint32_t)items[0].main.start,
		.end = (uint32_t)items[count - 1].main.end,
		.kind = FORM_JOINED,
		.span = (uint8_t)count,
		.letters = letters && sign == '\0' });
}

/* 3.4 11: "C++", "C#" behind the last item; returns where the sign ends. */
static size_t
add_sign_behind(const struct segmenter *s, const struct item *item, size_t at)
{
	struct glyph sign = segmenter_glyph(s, at), second, after;
	struct folded_word word = item->main.word;

	if (item->main.glyphs > 2 || !item->main.letters)
		return at;
	second = segmenter_glyph(s, sign.end);
	if (sign.class == GLYPH_PLUS && second.class == GLYPH_PLUS)
		sign.end = second.end;
	else if (sign.class != GLYPH_HASH)
		return at;
	after = segmenter_glyph(s, sign.end);
	if (glyph_is_word(&after) || after.class == GLYPH_UNIT)
		return at;
	folded_word_add_ascii(&word, sign.class == GLYPH_PLUS ? '+' : '#');
	if (sign.class == GLYPH_PLUS)
		folded_word_add_ascii(&word, '+');
	segmenter_form(s, &word,
	    (struct form_spot){ .start = (uint32_t)item->main.start,
		.end = (uint32_t)sign.end,
		.kind = FORM_SIGN,
		.span = 1 });
	return sign.end;
}

static void
add_sign_before(const struct segmenter *s, const struct item *item, size_t sign)
{
	struct folded_word word;

	if (sign == item->main.start)
		return;
	word_clear(&word);
	folded_word_add_ascii(&word, '.');
	folded_word_add_word(&word, &item->main.word);
	segmenter_form(s, &word,
	    (struct form_spot){ .start = (uint32_t)sign,
		.end = (uint32_t)item->main.end,
		.kind = FORM_SIGN,
		.span = 1 });
}

size_t
segment_chain(const struct segmenter *s, size_t sign, size_t at)
{
	struct item items[CHAIN_ITEMS];
	size_t count, end = read_chain(s, at, items, &count), length;

	for (size_t i = 0; i < count; i++) {
		const struct item *item = &items[i];

		if (item->main.word.folded_len == 0)
			continue;
		if (!tokens_add_position(s->tokens))
			break;
		segmenter_form(s, &item->main.word,
		    (struct form_spot){ .start = (uint32_t)item->main.start,
			.end = (uint32_t)item->main.end,
			.kind = FORM_PART,
			.span = 1,
			.letters = item->main.letters });
		if (item->second_end > 0)
			segmenter_form(s, &item->second,
			    (struct form_spot){
				.start = (uint32_t)item->main.start,
				.end = (uint32_t)item->second_end,
				.kind = FORM_SECOND,
				.span = 1,
				.letters = true });
		if (i == 0 && sign != at)
			add_sign_before(s, item, sign);
		length = compound_length(items, i);
		if (length > 1)
			add_compound(s, &items[i], length);
	}
	if (count > 0 && items[count - 1].main.word.folded_len > 0)
		end = add_sign_behind(s, &items[count - 1], end);
	return end;
}
