/*
 * One cluster at a time: decompose with compatibility and case folding
 * (utf8proc), strip marks by script, map the letters that have no
 * decomposition, compose again. utf8proc's own STRIPMARK is not used: it takes
 * vowel signs of Indic and Thai words and the dots of Japanese kana too.
 * ASCII never comes to the slow part.
 */
#include "topic/fold.h"

#include <utf8proc.h>

#include "compiler.h"
#include "topic/script.h"
#include "utf8.h"

/* One letter may unfold to 18 (U+FDFA); clusters are cut beyond this. */
#define CLUSTER_RUNES 64
#define CLUSTER_BYTES 128

struct slice
folded_word_cased(const struct folded_word *word)
{
	return (struct slice){ word->cased, word->cased_len };
}

struct slice
folded_word_folded(const struct folded_word *word)
{
	return (struct slice){ word->folded, word->folded_len };
}

bool
rune_is_ignorable(uint32_t rune)
{
	return rune >= 0xAD && utf8proc_get_property((int32_t)rune)->ignorable;
}

size_t
fold_cluster_end(struct slice text, size_t at, uint32_t *first)
{
	struct slice rest = slice_from(text, at), ahead;
	uint32_t before = 0, rune;
	int32_t state = 0;

	*first = 0;
	while (rest.len > 0) {
		before = utf8_next(&rest);
		if (!rune_is_ignorable(before))
			break;
		before = 0;
	}
	if (before == 0)
		return text.len - rest.len;
	*first = before;
	ahead = rest;
	while (ahead.len > 0) {
		rune = utf8_next(&ahead);
		if (rune_is_ignorable(rune))
			continue;
		if (utf8proc_grapheme_break_stateful((int32_t)before,
			(int32_t)rune, &state))
			break;
		before = rune;
		rest = ahead;
	}
	return text.len - rest.len;
}

/* ---- what a script loses ---------------------------------------------------- */

static bool
is_mark(int32_t rune)
{
	utf8proc_category_t category = utf8proc_category(rune);

	return category >= UTF8PROC_CATEGORY_MN &&
	    category <= UTF8PROC_CATEGORY_ME;
}

static int32_t
fold_latin(int32_t rune)
{
	switch (rune) {
	case 0x0131:
		return 'i';
	case 0x00F8:
		return 'o';
	case 0x0111:
	case 0x00F0:
		return 'd';
	case 0x0142:
		return 'l';
	case 0x0127:
		return 'h';
	case 0x0167:
		return 't';
	case 0x0259:
		return 'e';
	case 0x014B:
		return 'n';
	default:
		return rune;
	}
}

static int32_t
fold_arabic(int32_t rune)
{
	switch (rune) {
	case 0x0671: /* alef wasla */
		return 0x0627;
	case 0x0649: /* alef maksura */
	case 0x06CC: /* Farsi yeh */
		return 0x064A;
	case 0x06A9: /* keheh */
		return 0x0643;
	case 0x0629: /* teh marbuta */
	case 0x06C1: /* heh goal */
	case 0x06D5: /* ae */
		return 0x0647;
	default:
		return rune;
	}
}

static bool
is_arabic_mark(int32_t rune)
{
	return (rune >= 0x0610 && rune <= 0x061A) ||
	    (rune >= 0x064B && rune <= 0x065F) || rune == 0x0670 ||
	    rune == 0x0640 || (rune >= 0x06D6 && rune <= 0x06ED);
}

/* Whether the script of base writes without the mark (3.3). */
static bool
is_dropped(enum script script, int32_t base, int32_t rune)
{
	switch ((int)script) {
	case SCRIPT_LATIN:
	case SCRIPT_GREEK:
		return is_mark(rune);
	case SCRIPT_CYRILLIC:
		return rune == 0x0300 || rune == 0x0301 ||
		    (rune == 0x0308 && base == 0x0435);
	case SCRIPT_HEBREW:
		return rune >= 0x0591 && rune <= 0x05C7;
	case SCRIPT_ARABIC:
		return is_arabic_mark(rune);
	default:
		return false;
	}
}

/* Every decimal digit to ASCII; they stand in tens. */
static int32_t
fold_digit(int32_t rune)
{
	int32_t zero = rune;

	while (utf8proc_category(zero - 1) == UTF8PROC_CATEGORY_ND)
		zero--;
	return '0' + (rune - zero) % 10;
}

/* A letter without decomposition that becomes two; *second is 0 for others. */
static int32_t
fold_pair(int32_t rune, int32_t *second)
{
	/* clang-format off */
	static const struct { int32_t rune, first, second; } pairs[] = {
		{ 0x00E6, 'a', 'e' }, { 0x0153, 'o', 'e' }, { 0x00FE, 't', 'h' },
	};
	/* clang-format on */

	*second = 0;
	for (size_t i = 0; i < ARRAY_LEN(pairs); i++) {
		if (pairs[i].rune == rune) {
			*second = pairs[i].second;
			return pairs[i].first;
		}
	}
	return rune;
}

static int32_t
fold_letter(int32_t rune, enum script script)
{
	if (utf8proc_category(rune) == UTF8PROC_CATEGORY_ND)
		return fold_digit(rune);
	if (script == SCRIPT_LATIN)
		return fold_latin(rune);
	if (script == SCRIPT_ARABIC)
		return fold_arabic(rune);
	return rune;
}

/* What is left of decomposed runes, into out; the count. */
static utf8proc_ssize_t
strip(const int32_t *runes, utf8proc_ssize_t count, int32_t *out)
{
	int32_t base = 0, second;
	enum script script = SCRIPT_OTHER;
	utf8proc_ssize_t len = 0;

	for (utf8proc_ssize_t i = 0; i < count && len + 1 < CLUSTER_RUNES;
	     i++) {
		if (!is_mark(runes[i])) {
			base = runes[i];
			script = script_of((uint32_t)base);
		}
		if (is_dropped(script, base, runes[i]))
			continue;
		out[len++] = fold_pair(fold_letter(runes[i], script), &second);
		if (second != 0)
			out[len++] = second;
	}
	return len;
}

/* Composes runes, in place, and writes them; a byte count that is at most max.
 */
static size_t
compose(int32_t *runes, utf8proc_ssize_t count, char *out, size_t max)
{
	size_t len = 0;
	char bytes[4];

	count = utf8proc_normalize_utf32(runes, count,
	    UTF8PROC_STABLE | UTF8PROC_COMPOSE);
	for (utf8proc_ssize_t i = 0; i < count; i++) {
		size_t size = utf8_encode((uint32_t)runes[i], bytes);

		if (len + size > max)
			break;
		memcpy(out + len, bytes, size);
		len += size;
	}
	return len;
}

static utf8proc_ssize_t
decompose(struct slice text, int32_t runes[CLUSTER_RUNES])
{
	utf8proc_ssize_t count;

	text = utf8_cut(text, CLUSTER_BYTES);
	count = utf8proc_decompose((const unsigned char *)text.ptr,
	    (utf8proc_ssize_t)text.len, runes, CLUSTER_RUNES,
	    UTF8PROC_STABLE | UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT |
		UTF8PROC_CASEFOLD | UTF8PROC_IGNORE);
	return count < 0 ? 0 : count > CLUSTER_RUNES ? CLUSTER_RUNES : count;
}

/* ---- words -------------------------------------------------------------------- */

void
folded_word_add_ascii(struct folded_word *word, char c)
{
	if (c >= 'A' && c <= 'Z')
		c = (char)(c + 'a' - 'A');
	if (word->full || word->cased_len == LIMIT_TOKEN_BYTES ||
	    word->folded_len == LIMIT_TOKEN_BYTES) {
		word->full = true;
		return;
	}
	word->cased[word->cased_len++] = c;
	word->folded[word->folded_len++] = c;
}

/* Appends to both or, where either has no room, to neither. */
static void
add_bytes(struct folded_word *word, struct slice cased, struct slice folded)
{
	if (word->full || word->cased_len + cased.len > LIMIT_TOKEN_BYTES ||
	    word->folded_len + folded.len > LIMIT_TOKEN_BYTES) {
		word->full = true;
		return;
	}
	memcpy(word->cased + word->cased_len, cased.ptr, cased.len);
	memcpy(word->folded + word->folded_len, folded.ptr, folded.len);
	word->cased_len = (uint8_t)(word->cased_len + cased.len);
	word->folded_len = (uint8_t)(word->folded_len + folded.len);
}

void
folded_word_add_cluster(struct folded_word *word, struct slice cluster)
{
	int32_t runes[CLUSTER_RUNES], left[CLUSTER_RUNES];
	utf8proc_ssize_t count = decompose(cluster, runes);
	utf8proc_ssize_t stripped = strip(runes, count, left);
	char cased[LIMIT_TOKEN_BYTES], folded[LIMIT_TOKEN_BYTES];
	size_t cased_len, folded_len;

	cased_len = compose(runes, count, cased, sizeof(cased));
	folded_len = compose(left, stripped, folded, sizeof(folded));
	add_bytes(word, (struct slice){ cased, cased_len },
	    (struct slice){ folded, folded_len });
}

void
folded_word_add_word(struct folded_word *word, const struct folded_word *other)
{
	add_bytes(word, folded_word_cased(other), folded_word_folded(other));
	word->full |= other->full;
}

size_t
fold_cased(struct slice cased, char *out, size_t max)
{
	int32_t runes[CLUSTER_RUNES], left[CLUSTER_RUNES];
	utf8proc_ssize_t count;
	size_t len = 0;

	while (len < cased.len && len < max &&
	    (unsigned char)cased.ptr[len] < 0x80) {
		out[len] = cased.ptr[len];
		len++;
	}
	if (len == cased.len || len == max)
		return len;
	count = strip(runes, decompose(cased, runes), left);
	return compose(left, count, out, max);
}

struct slice
fold_text(struct slice text, struct arena *arena)
{
	/* A cluster becomes at most LIMIT_TOKEN_BYTES. */
	struct buffer out;
	struct slice folded;
	size_t at = 0, end;

	buffer_init(&out, LIMIT_QUERY_BYTES * (size_t)18);
	while (at < text.len) {
		struct folded_word word = { .full = false };
		uint32_t first;

		end = fold_cluster_end(text, at, &first);
		folded_word_add_cluster(&word, slice_sub(text, at, end - at));
		buffer_append(&out, folded_word_folded(&word));
		at = end;
	}
	folded = out.failed ? SLICE_NONE : buffer_slice(&out);
	if (folded.len == 0 && !out.failed)
		folded = SLICE("");
	folded = arena_slice(arena, folded);
	buffer_finish(&out);
	return folded;
}
