/*
 * One table of the languages, the English rule, and libstemmer. A Snowball
 * object has state and so belongs to one thread; making one takes about a
 * microsecond, so each article makes the one that it needs.
 */
#include "topic/stem.h"

#include <stdlib.h>

#include <libstemmer.h>

#include "compiler.h"
#include "topic/script.h"
#include "utf8.h"

#define STEM_MIN 3 /* characters */

/* clang-format off */
static const struct {
	const char *code;
	enum script script;      /* of its words; OTHER: of any */
	bool changes_beginning;  /* prefixes or mutations are taken off */
} languages[] = { /* sorted by code */
	{ "ar", SCRIPT_ARABIC, true },
	{ "ca", SCRIPT_LATIN, false },
	{ "da", SCRIPT_LATIN, false },
	{ "de", SCRIPT_LATIN, false },
	{ "el", SCRIPT_GREEK, false },
	{ "en", SCRIPT_LATIN, false },
	{ "es", SCRIPT_LATIN, false },
	{ "eu", SCRIPT_LATIN, false },
	{ "fi", SCRIPT_LATIN, false },
	{ "fr", SCRIPT_LATIN, false },
	{ "ga", SCRIPT_LATIN, true },
	{ "hi", SCRIPT_DEVANAGARI, false },
	{ "hu", SCRIPT_LATIN, false },
	{ "hy", SCRIPT_ARMENIAN, false },
	{ "id", SCRIPT_LATIN, true },
	{ "it", SCRIPT_LATIN, false },
	{ "lt", SCRIPT_LATIN, false },
	{ "nb", SCRIPT_LATIN, false },
	{ "ne", SCRIPT_DEVANAGARI, false },
	{ "nl", SCRIPT_LATIN, false },
	{ "pt", SCRIPT_LATIN, false },
	{ "ro", SCRIPT_LATIN, false },
	{ "ru", SCRIPT_CYRILLIC, false },
	{ "sr", SCRIPT_OTHER, true }, /* its stems are Latin throughout */
	{ "sv", SCRIPT_LATIN, false },
	{ "ta", SCRIPT_TAMIL, true },
	{ "tr", SCRIPT_LATIN, false },
	{ "yi", SCRIPT_HEBREW, true },
};
/* clang-format on */
_Static_assert(ARRAY_LEN(languages) == STEM_LANGUAGES, "stem.h counts them");

/* Appendix A: singular and plural are one, or the s belongs to the word. */
/* clang-format off */
static const struct slice unchanged[] = { /* sorted */
	SLICE_INIT("afterwards"), SLICE_INIT("always"), SLICE_INIT("arkansas"),
	SLICE_INIT("athens"), SLICE_INIT("athletics"), SLICE_INIT("barbados"),
	SLICE_INIT("brussels"), SLICE_INIT("caracas"), SLICE_INIT("chaos"),
	SLICE_INIT("charles"), SLICE_INIT("cosmos"), SLICE_INIT("dallas"),
	SLICE_INIT("diabetes"), SLICE_INIT("economics"), SLICE_INIT("ethics"),
	SLICE_INIT("hamas"), SLICE_INIT("honduras"), SLICE_INIT("hughes"),
	SLICE_INIT("james"), SLICE_INIT("jones"), SLICE_INIT("kansas"),
	SLICE_INIT("laos"), SLICE_INIT("mathematics"), SLICE_INIT("means"),
	SLICE_INIT("news"), SLICE_INIT("nicholas"), SLICE_INIT("olympics"),
	SLICE_INIT("perhaps"), SLICE_INIT("physics"), SLICE_INIT("politics"),
	SLICE_INIT("rabies"), SLICE_INIT("series"), SLICE_INIT("species"),
	SLICE_INIT("statistics"), SLICE_INIT("texas"), SLICE_INIT("thomas"),
	SLICE_INIT("towards"), SLICE_INIT("wales"), SLICE_INIT("whereas")
};
/* clang-format on */

static int
compare_name(const void *key, const void *row)
{
	const struct slice *name = key, *other = row;

	return slice_cmp(*name, *other);
}

int
stem_language(struct slice primary)
{
	for (size_t i = 0; i < ARRAY_LEN(languages); i++) {
		if (slice_eq(primary, slice_of(languages[i].code)))
			return (int)i;
	}
	return -1;
}

const char *
stem_language_code(int language)
{
	return languages[language].code;
}

bool
stem_changes_beginning(int language, uint32_t rune)
{
	enum script script = languages[language].script;

	return languages[language].changes_beginning &&
	    (script == SCRIPT_OTHER || script == script_of(rune));
}

/* ---- English ------------------------------------------------------------------ */

/* The rule of 3.7, the first row that fits: words of so many letters or more
 * that end so lose some letters and may get another. */
/* clang-format off */
static const struct {
	size_t letters;
	struct slice end;
	size_t cut;
	const char *then;
} english[] = {
	{ 5, SLICE_INIT("ies"), 3, "y" },
	{ 4, SLICE_INIT("sses"), 2, "" }, { 4, SLICE_INIT("xes"), 2, "" },
	{ 4, SLICE_INIT("zzes"), 2, "" }, { 4, SLICE_INIT("ches"), 2, "" },
	{ 4, SLICE_INIT("shes"), 2, "" },
	{ 4, SLICE_INIT("sse"), 1, "" }, { 4, SLICE_INIT("xe"), 1, "" },
	{ 4, SLICE_INIT("zze"), 1, "" }, { 4, SLICE_INIT("che"), 1, "" },
	{ 4, SLICE_INIT("she"), 1, "" },
	{ 6, SLICE_INIT("oes"), 2, "" },
	{ 4, SLICE_INIT("ss"), 0, "" }, { 4, SLICE_INIT("us"), 0, "" },
	{ 4, SLICE_INIT("is"), 0, "" }, { 4, SLICE_INIT("s"), 1, "" },
};
/* clang-format on */

static size_t
stem_english(struct slice word, char *out)
{
	size_t letters, len = word.len, row = 0;

	memcpy(out, word.ptr, word.len);
	/* every row and every exception ends in one of these */
	if (word.ptr[len - 1] != 's' && word.ptr[len - 1] != 'e')
		return len;
	letters = utf8_count(word);
	if (bsearch(&word, unchanged, ARRAY_LEN(unchanged), sizeof(*unchanged),
		compare_name) != NULL)
		return len;
	while (row < ARRAY_LEN(english) &&
	    (letters < english[row].letters ||
		!slice_has_suffix(word, english[row].end)))
		row++;
	if (row == ARRAY_LEN(english))
		return len;
	len -= english[row].cut;
	if (english[row].then[0] != '\0')
		out[len++] = english[row].then[0];
	return len;
}

/* ---- the others ----------------------------------------------------------------- */

void
stemmer_open(struct stemmer *stemmer, int language)
{
	stemmer->language = language;
	stemmer->snowball = NULL;
	if (language >= 0 && strcmp(languages[language].code, "en") != 0) {
		const char *code = languages[language].code;

		/* Norwegian goes by its old code there. */
		stemmer->snowball =
		    sb_stemmer_new(strcmp(code, "nb") == 0 ? "no" : code, NULL);
		if (stemmer->snowball == NULL)
			stemmer->language = -1;
	}
}

void
stemmer_close(struct stemmer *stemmer)
{
	sb_stemmer_delete(stemmer->snowball);
	stemmer->snowball = NULL;
}

static size_t
keep(struct slice folded, char *out)
{
	memcpy(out, folded.ptr, folded.len);
	return folded.len;
}

size_t
stemmer_stem(const struct stemmer *stemmer, struct slice cased,
    struct slice folded, char out[LIMIT_TOKEN_BYTES])
{
	const unsigned char *stem;
	struct slice made;
	size_t len;

	if (stemmer->language < 0)
		return keep(folded, out);
	if (stemmer->snowball == NULL) {
		len = stem_english(folded, out);
	} else {
		stem = sb_stemmer_stem(stemmer->snowball,
		    (const unsigned char *)cased.ptr, (int)cased.len);
		if (stem == NULL)
			return keep(folded, out);
		len = fold_cased((struct slice){ (const char *)stem,
				     (size_t)sb_stemmer_length(
					 stemmer->snowball) },
		    out, LIMIT_TOKEN_BYTES);
	}
	made = (struct slice){ out, len };
	if (!slice_eq(made, folded) && utf8_count(made) < STEM_MIN)
		return keep(folded, out);
	return len;
}
