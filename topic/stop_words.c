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
	struct slice word;
	uint32_t languages;
} stop_words[] = {
	{ SLICE_INIT("a"), PT | CS | HU | RO }, { SLICE_INIT("aan"), NL },
	{ SLICE_INIT("af"), DA }, { SLICE_INIT("akan"), ID },
	{ SLICE_INIT("al"), ES }, { SLICE_INIT("ale"), PL },
	{ SLICE_INIT("alla"), IT }, { SLICE_INIT("als"), DE | NL | CA },
	{ SLICE_INIT("ama"), TR }, { SLICE_INIT("amb"), CA },
	{ SLICE_INIT("an"), EN | DE }, { SLICE_INIT("anche"), IT },
	{ SLICE_INIT("and"), EN }, { SLICE_INIT("ao"), PT },
	{ SLICE_INIT("are"), EN }, { SLICE_INIT("as"), EN | PT },
	{ SLICE_INIT("at"), EN | DA }, { SLICE_INIT("att"), SV },
	{ SLICE_INIT("au"), FR }, { SLICE_INIT("auch"), DE },
	{ SLICE_INIT("auf"), DE }, { SLICE_INIT("aus"), DE },
	{ SLICE_INIT("aux"), FR }, { SLICE_INIT("av"), SV | NB },
	{ SLICE_INIT("avec"), FR }, { SLICE_INIT("az"), HU },
	{ SLICE_INIT("be"), EN }, { SLICE_INIT("bei"), DE },
	{ SLICE_INIT("bet"), LT }, { SLICE_INIT("bij"), NL },
	{ SLICE_INIT("bir"), TR }, { SLICE_INIT("bu"), TR },
	{ SLICE_INIT("but"), EN }, { SLICE_INIT("by"), EN | CS },
	{ SLICE_INIT("care"), RO }, { SLICE_INIT("ce"), FR },
	{ SLICE_INIT("cette"), FR }, { SLICE_INIT("che"), IT },
	{ SLICE_INIT("com"), PT }, { SLICE_INIT("come"), IT },
	{ SLICE_INIT("como"), ES | PT }, { SLICE_INIT("con"), ES | IT },
	{ SLICE_INIT("csak"), HU }, { SLICE_INIT("cu"), RO },
	{ SLICE_INIT("că"), RO }, { SLICE_INIT("da"), IT | PT | TR },
	{ SLICE_INIT("daha"), TR }, { SLICE_INIT("dalam"), ID },
	{ SLICE_INIT("dan"), ID }, { SLICE_INIT("dans"), FR },
	{ SLICE_INIT("dari"), ID }, { SLICE_INIT("das"), DE | PT },
	{ SLICE_INIT("dat"), NL },
	{ SLICE_INIT("de"), FR | ES | PT | NL | SV | DA | NB | HU | RO | TR | CA },
	{ SLICE_INIT("dei"), IT }, { SLICE_INIT("del"), ES | IT | CA },
	{ SLICE_INIT("della"), IT }, { SLICE_INIT("dem"), DE },
	{ SLICE_INIT("den"), DE | SV | DA | NB }, { SLICE_INIT("dengan"), ID },
	{ SLICE_INIT("der"), DE }, { SLICE_INIT("des"), FR | DE },
	{ SLICE_INIT("det"), SV | DA | NB }, { SLICE_INIT("di"), IT | ID },
	{ SLICE_INIT("die"), DE }, { SLICE_INIT("din"), RO },
	{ SLICE_INIT("dla"), PL }, { SLICE_INIT("do"), PT | CS | PL },
	{ SLICE_INIT("dos"), PT }, { SLICE_INIT("du"), FR },
	{ SLICE_INIT("e"), IT | PT }, { SLICE_INIT("een"), NL },
	{ SLICE_INIT("egy"), HU }, { SLICE_INIT("ei"), FI },
	{ SLICE_INIT("ein"), DE }, { SLICE_INIT("eine"), DE },
	{ SLICE_INIT("el"), ES | CA }, { SLICE_INIT("elle"), FR },
	{ SLICE_INIT("els"), CA }, { SLICE_INIT("em"), PT },
	{ SLICE_INIT("en"), FR | ES | NL | SV | DA | NB | TR | CA },
	{ SLICE_INIT("er"), NL | DA | NB }, { SLICE_INIT("es"), DE | ES },
	{ SLICE_INIT("est"), FR }, { SLICE_INIT("este"), RO },
	{ SLICE_INIT("et"), FR | DA | NB }, { SLICE_INIT("ett"), SV },
	{ SLICE_INIT("että"), FI }, { SLICE_INIT("ez"), HU },
	{ SLICE_INIT("for"), EN | DA | NB }, { SLICE_INIT("from"), EN },
	{ SLICE_INIT("för"), SV }, { SLICE_INIT("für"), DE },
	{ SLICE_INIT("gibi"), TR }, { SLICE_INIT("gli"), IT },
	{ SLICE_INIT("har"), SV | DA | NB }, { SLICE_INIT("has"), EN },
	{ SLICE_INIT("have"), EN }, { SLICE_INIT("het"), NL },
	{ SLICE_INIT("his"), EN }, { SLICE_INIT("hogy"), HU },
	{ SLICE_INIT("hän"), FI },
	{ SLICE_INIT("i"), SV | DA | NB | CS | PL | CA },
	{ SLICE_INIT("ikke"), DA | NB }, { SLICE_INIT("il"), FR | IT },
	{ SLICE_INIT("ile"), TR }, { SLICE_INIT("im"), DE },
	{ SLICE_INIT("in"), EN | DE | IT | NL }, { SLICE_INIT("ini"), ID },
	{ SLICE_INIT("inte"), SV }, { SLICE_INIT("ir"), LT },
	{ SLICE_INIT("is"), EN | NL | HU }, { SLICE_INIT("ist"), DE },
	{ SLICE_INIT("it"), EN }, { SLICE_INIT("itu"), ID },
	{ SLICE_INIT("için"), TR }, { SLICE_INIT("iš"), LT },
	{ SLICE_INIT("ja"), FI }, { SLICE_INIT("jak"), PL },
	{ SLICE_INIT("jako"), CS }, { SLICE_INIT("je"), CS },
	{ SLICE_INIT("jest"), PL }, { SLICE_INIT("joka"), FI },
	{ SLICE_INIT("jsou"), CS }, { SLICE_INIT("k"), CS },
	{ SLICE_INIT("kad"), LT }, { SLICE_INIT("kaip"), LT },
	{ SLICE_INIT("kun"), FI }, { SLICE_INIT("la"), FR | ES | IT | RO | CA },
	{ SLICE_INIT("las"), ES }, { SLICE_INIT("le"), FR | IT },
	{ SLICE_INIT("les"), FR | CA }, { SLICE_INIT("lo"), ES | IT },
	{ SLICE_INIT("los"), ES }, { SLICE_INIT("maar"), NL },
	{ SLICE_INIT("mai"), RO }, { SLICE_INIT("mais"), PT },
	{ SLICE_INIT("med"), SV | DA | NB }, { SLICE_INIT("meg"), HU },
	{ SLICE_INIT("met"), NL }, { SLICE_INIT("mit"), DE },
	{ SLICE_INIT("mutta"), FI }, { SLICE_INIT("myös"), FI },
	{ SLICE_INIT("más"), ES }, { SLICE_INIT("na"), PT | CS | PL },
	{ SLICE_INIT("naar"), NL }, { SLICE_INIT("nach"), DE },
	{ SLICE_INIT("ne"), FR | LT | TR }, { SLICE_INIT("nel"), IT },
	{ SLICE_INIT("nem"), HU }, { SLICE_INIT("nicht"), DE },
	{ SLICE_INIT("nie"), PL }, { SLICE_INIT("niet"), NL },
	{ SLICE_INIT("niin"), FI }, { SLICE_INIT("no"), ES | PT | CA },
	{ SLICE_INIT("non"), IT }, { SLICE_INIT("not"), EN },
	{ SLICE_INIT("nous"), FR }, { SLICE_INIT("nu"), RO },
	{ SLICE_INIT("não"), PT }, { SLICE_INIT("o"), PT | CS | PL | RO },
	{ SLICE_INIT("och"), SV }, { SLICE_INIT("od"), CS | PL },
	{ SLICE_INIT("of"), EN }, { SLICE_INIT("og"), DA | NB },
	{ SLICE_INIT("olan"), TR }, { SLICE_INIT("olarak"), TR },
	{ SLICE_INIT("oli"), FI }, { SLICE_INIT("om"), NL | SV | DA | NB },
	{ SLICE_INIT("on"), EN | FI }, { SLICE_INIT("ook"), NL },
	{ SLICE_INIT("op"), NL }, { SLICE_INIT("os"), PT },
	{ SLICE_INIT("ovat"), FI }, { SLICE_INIT("pada"), ID },
	{ SLICE_INIT("par"), FR }, { SLICE_INIT("para"), ES | PT },
	{ SLICE_INIT("pas"), FR }, { SLICE_INIT("pe"), RO },
	{ SLICE_INIT("pentru"), RO }, { SLICE_INIT("per"), IT | CA },
	{ SLICE_INIT("pero"), ES }, { SLICE_INIT("più"), IT },
	{ SLICE_INIT("plus"), FR }, { SLICE_INIT("po"), CS | PL },
	{ SLICE_INIT("por"), ES | PT }, { SLICE_INIT("pour"), FR },
	{ SLICE_INIT("pro"), CS }, { SLICE_INIT("przez"), PL },
	{ SLICE_INIT("på"), SV | DA | NB },
	{ SLICE_INIT("que"), FR | ES | PT | CA }, { SLICE_INIT("qui"), FR },
	{ SLICE_INIT("s"), CS }, { SLICE_INIT("se"), FR | ES | PT | FI | CS },
	{ SLICE_INIT("si"), IT }, { SLICE_INIT("sich"), DE },
	{ SLICE_INIT("się"), PL }, { SLICE_INIT("som"), SV | DA | NB },
	{ SLICE_INIT("sono"), IT }, { SLICE_INIT("sont"), FR },
	{ SLICE_INIT("su"), ES | LT }, { SLICE_INIT("sur"), FR },
	{ SLICE_INIT("sus"), ES }, { SLICE_INIT("są"), PL },
	{ SLICE_INIT("tai"), LT }, { SLICE_INIT("te"), NL },
	{ SLICE_INIT("that"), EN }, { SLICE_INIT("the"), EN },
	{ SLICE_INIT("they"), EN }, { SLICE_INIT("this"), EN },
	{ SLICE_INIT("tidak"), ID }, { SLICE_INIT("til"), DA | NB },
	{ SLICE_INIT("till"), SV }, { SLICE_INIT("to"), EN | CS | PL },
	{ SLICE_INIT("um"), PT }, { SLICE_INIT("uma"), PT },
	{ SLICE_INIT("un"), FR | ES | IT | RO | CA },
	{ SLICE_INIT("una"), ES | IT | CA }, { SLICE_INIT("und"), DE },
	{ SLICE_INIT("une"), FR }, { SLICE_INIT("untuk"), ID },
	{ SLICE_INIT("v"), CS }, { SLICE_INIT("van"), NL | HU },
	{ SLICE_INIT("var"), SV | DA | NB }, { SLICE_INIT("ve"), CS | TR },
	{ SLICE_INIT("volt"), HU }, { SLICE_INIT("von"), DE },
	{ SLICE_INIT("voor"), NL }, { SLICE_INIT("vous"), FR },
	{ SLICE_INIT("w"), PL }, { SLICE_INIT("was"), EN },
	{ SLICE_INIT("we"), EN }, { SLICE_INIT("werden"), DE },
	{ SLICE_INIT("which"), EN }, { SLICE_INIT("wird"), DE },
	{ SLICE_INIT("with"), EN }, { SLICE_INIT("y"), ES },
	{ SLICE_INIT("yang"), ID }, { SLICE_INIT("you"), EN },
	{ SLICE_INIT("yra"), LT }, { SLICE_INIT("z"), CS | PL },
	{ SLICE_INIT("za"), CS | PL }, { SLICE_INIT("zijn"), NL },
	{ SLICE_INIT("zu"), DE }, { SLICE_INIT("är"), SV },
	{ SLICE_INIT("å"), NB }, { SLICE_INIT("çok"), TR },
	{ SLICE_INIT("è"), IT }, { SLICE_INIT("é"), PT },
	{ SLICE_INIT("és"), HU | CA }, { SLICE_INIT("în"), RO },
	{ SLICE_INIT("į"), LT }, { SLICE_INIT("że"), PL },
	{ SLICE_INIT("že"), CS }, { SLICE_INIT("și"), RO },
};
/* clang-format on */

#define LONGEST 8 /* bytes of any of them */

static int
compare(const void *key, const void *row)
{
	const struct slice *word = key;
	const struct slice *other = row; /* its first member */

	return slice_cmp(*word, *other);
}

uint32_t
stop_word_languages(struct slice word)
{
	const size_t size = sizeof(stop_words[0]);
	const void *row = NULL;

	if (word.len <= LONGEST)
		row = bsearch(&word, stop_words, ARRAY_LEN(stop_words), size,
		    compare);
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
