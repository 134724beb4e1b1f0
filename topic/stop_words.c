/*
 * The commonest words of the languages that the vote of 3.8 knows, as measured
 * on real feeds; spelt as fold.h's cased words are, accents kept. One table,
 * sorted by bytes, each word with the languages that have it.
 */
#include "topic/stop_words.h"

#include <stdlib.h>

#include "compiler.h"

/* clang-format off */
static const char *const codes[STOP_WORD_LANGUAGES] = { /* by number */
	"en", "fr", "de", "es", "it", "pt", "nl", "sv", "da", "nb", "fi",
	"cs", "pl", "lt", "hu", "ro", "tr", "id", "ca"
};

enum {
	EN = 1 << 0, FR = 1 << 1, DE = 1 << 2, ES = 1 << 3, IT = 1 << 4,
	PT = 1 << 5, NL = 1 << 6, SV = 1 << 7, DA = 1 << 8, NB = 1 << 9,
	FI = 1 << 10, CS = 1 << 11, PL = 1 << 12, LT = 1 << 13,
	HU = 1 << 14, RO = 1 << 15, TR = 1 << 16, ID = 1 << 17,
	CA = 1 << 18
};
static const struct {
	const char *word;
	uint32_t languages;
} stop_words[] = {
	{ "a", PT | CS | HU | RO }, { "aan", NL }, { "af", DA }, { "akan", ID },
	{ "al", ES }, { "ale", PL }, { "alla", IT }, { "als", DE | NL | CA },
	{ "ama", TR }, { "amb", CA }, { "an", EN | DE }, { "anche", IT },
	{ "and", EN }, { "ao", PT }, { "are", EN }, { "as", EN | PT },
	{ "at", EN | DA }, { "att", SV }, { "au", FR }, { "auch", DE },
	{ "auf", DE }, { "aus", DE }, { "aux", FR }, { "av", SV | NB },
	{ "avec", FR }, { "az", HU }, { "be", EN }, { "bei", DE }, { "bet", LT },
	{ "bij", NL }, { "bir", TR }, { "bu", TR }, { "but", EN },
	{ "by", EN | CS }, { "care", RO }, { "ce", FR }, { "cette", FR },
	{ "che", IT }, { "com", PT }, { "come", IT }, { "como", ES | PT },
	{ "con", ES | IT }, { "csak", HU }, { "cu", RO }, { "că", RO },
	{ "da", IT | PT | TR }, { "daha", TR }, { "dalam", ID }, { "dan", ID },
	{ "dans", FR }, { "dari", ID }, { "das", DE | PT }, { "dat", NL },
	{ "de", FR | ES | PT | NL | SV | DA | NB | HU | RO | TR | CA },
	{ "dei", IT }, { "del", ES | IT | CA }, { "della", IT }, { "dem", DE },
	{ "den", DE | SV | DA | NB }, { "dengan", ID }, { "der", DE },
	{ "des", FR | DE }, { "det", SV | DA | NB }, { "di", IT | ID },
	{ "die", DE }, { "din", RO }, { "dla", PL }, { "do", PT | CS | PL },
	{ "dos", PT }, { "du", FR }, { "e", IT | PT }, { "een", NL },
	{ "egy", HU }, { "ei", FI }, { "ein", DE }, { "eine", DE },
	{ "el", ES | CA }, { "elle", FR }, { "els", CA }, { "em", PT },
	{ "en", FR | ES | NL | SV | DA | NB | TR | CA }, { "er", NL | DA | NB },
	{ "es", DE | ES }, { "est", FR }, { "este", RO }, { "et", FR | DA | NB },
	{ "ett", SV }, { "että", FI }, { "ez", HU }, { "for", EN | DA | NB },
	{ "from", EN }, { "för", SV }, { "für", DE }, { "gibi", TR },
	{ "gli", IT }, { "har", SV | DA | NB }, { "has", EN }, { "have", EN },
	{ "het", NL }, { "his", EN }, { "hogy", HU }, { "hän", FI },
	{ "i", SV | DA | NB | CS | PL | CA }, { "ikke", DA | NB },
	{ "il", FR | IT }, { "ile", TR }, { "im", DE },
	{ "in", EN | DE | IT | NL }, { "ini", ID }, { "inte", SV }, { "ir", LT },
	{ "is", EN | NL | HU }, { "ist", DE }, { "it", EN }, { "itu", ID },
	{ "için", TR }, { "iš", LT }, { "ja", FI }, { "jak", PL },
	{ "jako", CS }, { "je", CS }, { "jest", PL }, { "joka", FI },
	{ "jsou", CS }, { "k", CS }, { "kad", LT }, { "kaip", LT },
	{ "kun", FI }, { "la", FR | ES | IT | RO | CA }, { "las", ES },
	{ "le", FR | IT }, { "les", FR | CA }, { "lo", ES | IT }, { "los", ES },
	{ "maar", NL }, { "mai", RO }, { "mais", PT }, { "med", SV | DA | NB },
	{ "meg", HU }, { "met", NL }, { "mit", DE }, { "mutta", FI },
	{ "myös", FI }, { "más", ES }, { "na", PT | CS | PL }, { "naar", NL },
	{ "nach", DE }, { "ne", FR | LT | TR }, { "nel", IT }, { "nem", HU },
	{ "nicht", DE }, { "nie", PL }, { "niet", NL }, { "niin", FI },
	{ "no", ES | PT | CA }, { "non", IT }, { "not", EN }, { "nous", FR },
	{ "nu", RO }, { "não", PT }, { "o", PT | CS | PL | RO }, { "och", SV },
	{ "od", CS | PL }, { "of", EN }, { "og", DA | NB }, { "olan", TR },
	{ "olarak", TR }, { "oli", FI }, { "om", NL | SV | DA | NB },
	{ "on", EN | FI }, { "ook", NL }, { "op", NL }, { "os", PT },
	{ "ovat", FI }, { "pada", ID }, { "par", FR }, { "para", ES | PT },
	{ "pas", FR }, { "pe", RO }, { "pentru", RO }, { "per", IT | CA },
	{ "pero", ES }, { "più", IT }, { "plus", FR }, { "po", CS | PL },
	{ "por", ES | PT }, { "pour", FR }, { "pro", CS }, { "przez", PL },
	{ "på", SV | DA | NB }, { "que", FR | ES | PT | CA }, { "qui", FR },
	{ "s", CS }, { "se", FR | ES | PT | FI | CS }, { "si", IT },
	{ "sich", DE }, { "się", PL }, { "som", SV | DA | NB }, { "sono", IT },
	{ "sont", FR }, { "su", ES | LT }, { "sur", FR }, { "sus", ES },
	{ "są", PL }, { "tai", LT }, { "te", NL }, { "that", EN },
	{ "the", EN }, { "they", EN }, { "this", EN }, { "tidak", ID },
	{ "til", DA | NB }, { "till", SV }, { "to", EN | CS | PL }, { "um", PT },
	{ "uma", PT }, { "un", FR | ES | IT | RO | CA }, { "una", ES | IT | CA },
	{ "und", DE }, { "une", FR }, { "untuk", ID }, { "v", CS },
	{ "van", NL | HU }, { "var", SV | DA | NB }, { "ve", CS | TR },
	{ "volt", HU }, { "von", DE }, { "voor", NL }, { "vous", FR },
	{ "w", PL }, { "was", EN }, { "we", EN }, { "werden", DE },
	{ "which", EN }, { "wird", DE }, { "with", EN }, { "y", ES },
	{ "yang", ID }, { "you", EN }, { "yra", LT }, { "z", CS | PL },
	{ "za", CS | PL }, { "zijn", NL }, { "zu", DE }, { "är", SV },
	{ "å", NB }, { "çok", TR }, { "è", IT }, { "é", PT },
	{ "és", HU | CA }, { "în", RO }, { "į", LT }, { "że", PL },
	{ "že", CS }, { "și", RO },
};
/* clang-format on */

static int
compare(const void *key, const void *row)
{
	const struct slice *word = key;
	const char *const *text = row; /* its first member */

	return slice_cmp(*word, slice_of(*text));
}

uint32_t
stop_word_languages(struct slice word)
{
	const size_t size = sizeof(stop_words[0]);
	const void *row = bsearch(&word, stop_words, ARRAY_LEN(stop_words),
	    size, compare);

	if (row == NULL)
		return 0;
	return stop_words[(size_t)((const char *)row -
			      (const char *)stop_words) /
	    size]
	    .languages;
}

const char *
stop_word_code(int language)
{
	return codes[language];
}
