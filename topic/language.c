/*
 * Script first, for it cannot lie; then, for Latin letters, words; then what
 * the feed says. A wrong language costs inflections only, since equal forms
 * match in any. Looks at the title and the first thousand characters.
 */
#include "topic/language.h"

#include "compiler.h"
#include "topic/script.h"
#include "topic/stop_words.h"
#include "utf8.h"

#define SAMPLE_CHARS 1000
#define TAG_BYTES    35 /* RFC 5646 4.4.1 */
#define VOTES_MIN    2
#define KANA_MIN     3

/* What a script speaks for: usual, or the declared one where it is among
 * others (3.8, steps 1 and 2). */
/* clang-format off */
static const struct {
	enum script script;
	const char *usual, *others;
} by_script[] = {
	{ SCRIPT_HANGUL, "ko", "" },
	{ SCRIPT_HAN, "zh", "zh ja yue wuu lzh" },
	{ SCRIPT_HIRAGANA, "ja", "" },
	{ SCRIPT_KATAKANA, "ja", "ain" },
	{ SCRIPT_BOPOMOFO, "zh", "" },
	{ SCRIPT_THAI, "th", "" },
	{ SCRIPT_LAO, "lo", "" },
	{ SCRIPT_KHMER, "km", "" },
	{ SCRIPT_MYANMAR, "my", "shn mnw" },
	{ SCRIPT_GREEK, "el", "grc" },
	{ SCRIPT_HEBREW, "he", "yi" },
	{ SCRIPT_ARMENIAN, "hy", "hyw" },
	{ SCRIPT_GEORGIAN, "ka", "xmf" },
	{ SCRIPT_BENGALI, "bn", "as" },
	{ SCRIPT_GURMUKHI, "pa", "" },
	{ SCRIPT_GUJARATI, "gu", "" },
	{ SCRIPT_ORIYA, "or", "" },
	{ SCRIPT_TAMIL, "ta", "" },
	{ SCRIPT_TELUGU, "te", "" },
	{ SCRIPT_KANNADA, "kn", "" },
	{ SCRIPT_MALAYALAM, "ml", "" },
	{ SCRIPT_SINHALA, "si", "" },
	{ SCRIPT_TIBETAN, "bo", "dz" },
	{ SCRIPT_ETHIOPIC, "am", "ti" },
	{ SCRIPT_ARABIC, "ar", "fa ur ps ckb ar ug sd" },
	{ SCRIPT_CYRILLIC, "ru",
	  "uk be bg sr mk kk ru ky tg mn tt ba cv os ce" },
	{ SCRIPT_DEVANAGARI, "hi", "hi ne mr sa mai bho" },
};
static const struct {
	const char *old, *now;
} renamed[] = {
	{ "no", "nb" }, { "nn", "nb" }, { "iw", "he" }, { "in", "id" },
	{ "ji", "yi" },
};
/* Letters that tell languages of one script apart where none is declared; the
 * later row wins, for Belarusian has the Ukrainian i too. */
static const struct {
	uint32_t rune;
	const char *language;
} telling[] = {
	{ 0x067E, "fa" }, { 0x0686, "fa" }, { 0x0698, "fa" }, { 0x06AF, "fa" },
	{ 0x0456, "uk" }, { 0x0457, "uk" }, { 0x0454, "uk" }, { 0x0491, "uk" },
	{ 0x0458, "sr" }, { 0x0459, "sr" }, { 0x045A, "sr" }, { 0x045F, "sr" },
	{ 0x045E, "be" },
};
/* clang-format on */

/* ---- tags ----------------------------------------------------------------------- */

struct slice
language_primary(struct slice tag)
{
	size_t end = slice_find_char(tag, '-');

	return end == SIZE_MAX ? tag : slice_sub(tag, 0, end);
}

struct slice
language_tag(struct slice text, struct arena *arena)
{
	char tag[TAG_BYTES];
	struct slice made = { tag, 0 }, primary;

	text = slice_trim(text);
	if (text.len == 0 || text.len > TAG_BYTES)
		return SLICE_NONE;
	for (size_t i = 0; i < text.len; i++) {
		char c = text.ptr[i];

		if (c >= 'A' && c <= 'Z')
			c = (char)(c + 'a' - 'A');
		if (c == '_')
			c = '-';
		if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
			(c == '-' && i > 0)))
			return SLICE_NONE;
		tag[i] = c;
	}
	made.len = text.len;
	primary = language_primary(made);
	for (size_t i = 0; i < ARRAY_LEN(renamed); i++) {
		if (slice_eq(primary, slice_of(renamed[i].old)))
			memcpy(tag, renamed[i].now, 2);
	}
	return arena_slice(arena, made);
}

static bool
list_has(const char *list, struct slice word)
{
	struct slice rest = slice_of(list), item;

	while (slice_cut(&rest, ' ', &item)) {
		if (word.len > 0 && slice_eq(item, word))
			return true;
	}
	return false;
}

/* ---- scripts -------------------------------------------------------------------- */

struct sample {
	size_t letters[SCRIPT_COUNT];
	size_t telling[SCRIPT_COUNT]; /* row of that table, and one; 0: none */
};

static void
count_rune(struct sample *sample, uint32_t rune)
{
	enum script script = script_of(rune);

	sample->letters[script]++;
	if (script != SCRIPT_CYRILLIC && script != SCRIPT_ARABIC)
		return;
	for (size_t i = 0; i < ARRAY_LEN(telling); i++) {
		if (telling[i].rune == rune && i >= sample->telling[script])
			sample->telling[script] = i + 1;
	}
}

/* Counts the letters of at most SAMPLE_CHARS characters; returns where they
 * end. */
static size_t
count_letters(struct sample *sample, struct slice text)
{
	struct slice rest = text;

	for (int i = 0; i < SAMPLE_CHARS && rest.len > 0; i++) {
		unsigned char c = (unsigned char)rest.ptr[0];

		if (c >= 0x80) {
			count_rune(sample, utf8_next(&rest));
			continue;
		}
		if ((c | 0x20) >= 'a' && (c | 0x20) <= 'z')
			sample->letters[SCRIPT_LATIN]++;
		rest = slice_from(rest, 1);
	}
	return text.len - rest.len;
}

static enum script
most_letters(const struct sample *sample)
{
	size_t han = sample->letters[SCRIPT_HAN];
	size_t kana = sample->letters[SCRIPT_HIRAGANA] +
	    sample->letters[SCRIPT_KATAKANA];
	enum script best = SCRIPT_OTHER;
	size_t most = 0;

	for (int i = SCRIPT_OTHER + 1; i < SCRIPT_COUNT; i++) {
		if (sample->letters[i] > most) {
			most = sample->letters[i];
			best = (enum script)i;
		}
	}
	if (han + kana >= most && han + kana > 0)
		best = kana >= KANA_MIN || han == 0 ? SCRIPT_HIRAGANA
						    : SCRIPT_HAN;
	return best;
}

/* The language that a script speaks for, or absent (Latin, none). */
static struct slice
by_letters(const struct sample *sample, struct slice declared)
{
	enum script script = most_letters(sample);

	for (size_t i = 0; i < ARRAY_LEN(by_script); i++) {
		if (by_script[i].script != script)
			continue;
		if (list_has(by_script[i].others, declared))
			return declared;
		if (sample->telling[script] > 0)
			return slice_of(
			    telling[sample->telling[script] - 1].language);
		return slice_of(by_script[i].usual);
	}
	return SLICE_NONE;
}

/* ---- the vote --------------------------------------------------------------------- */

static void
vote(const struct tokens *tokens, enum text_field field, size_t end,
    size_t votes[STOP_WORD_LANGUAGES])
{
	const struct token_field *range = &tokens->fields[field];

	for (uint32_t p = range->first; p < range->end; p++) {
		const struct form *form = &tokens->forms[tokens->first_form[p]];
		uint32_t bits;

		if (tokens->first_form[p] == tokens->first_form[p + 1])
			continue;
		if (form->start >= end)
			return;
		bits = stop_word_languages(
		    term_cased(&tokens->terms[form->term]));
		for (int i = 0; bits != 0; i++, bits >>= 1)
			votes[i] += bits & 1;
	}
}

/* The winner of the vote over declared, or absent. */
static struct slice
by_words(const size_t votes[STOP_WORD_LANGUAGES], struct slice declared)
{
	size_t most = 0, own = 0;
	int winner = -1;

	for (int i = 0; i < STOP_WORD_LANGUAGES; i++) {
		if (slice_eq(slice_of(stop_word_code(i)), declared))
			own = votes[i];
		if (votes[i] == most)
			winner = -1;
		if (votes[i] <= most)
			continue;
		most = votes[i];
		winner = i;
	}
	if (winner < 0 || most < VOTES_MIN)
		return SLICE_NONE;
	if (declared.len > 0 && own * 2 >= most)
		return SLICE_NONE;
	return slice_of(stop_word_code(winner));
}

static void
choose(struct tokens *tokens, struct slice tag, const char *from)
{
	tokens->language = tag;
	tokens->primary = language_primary(tag);
	tokens->language_from = from;
	tokens->stem_language = stem_language(tokens->primary);
}

void
language_find(struct tokens *tokens, struct slice declared)
{
	size_t votes[STOP_WORD_LANGUAGES] = { 0 };
	struct sample sample = { .letters = { 0 } };
	enum text_field body = TEXT_CONTENT;
	struct slice tag = language_tag(declared, tokens->arena), primary;
	struct slice found;
	const char *from = "script";
	size_t end;

	if (slice_eq(tag, SLICE("und")))
		tag = SLICE_NONE;
	primary = language_primary(tag);
	if (slice_is_empty(tokens->fields[TEXT_CONTENT].text))
		body = TEXT_SUMMARY;
	count_letters(&sample, tokens->fields[TEXT_TITLE].text);
	end = count_letters(&sample, tokens->fields[body].text);
	found = by_letters(&sample, primary);
	if (found.len == 0) {
		vote(tokens, TEXT_TITLE, SIZE_MAX, votes);
		vote(tokens, body, end, votes);
		found = by_words(votes, primary);
		from = "stopwords";
	}
	if (found.len > 0 && !slice_eq(found, primary))
		choose(tokens, found, from);
	else if (tag.len > 0)
		choose(tokens, tag, found.len > 0 ? from : "declared");
	else
		choose(tokens, SLICE("und"), "none");
}
