/*
 * What bytes are that say nothing usable of themselves and are no UTF-8.
 * Cyrillic, Hebrew, Arabic and Thai show in long runs of letters of which a few
 * are frequent, the encodings of East Asia in the structure of their pairs
 * (looked for second: pairs can be seen in Thai too). All else is windows-1252. A guess never goes against a
 * language that is stated. Looks at the first LIMIT_GUESS bytes.
 */
#include "limits.h"
#include "parse/charset_table.h"
#include "parse/language_tag.h"

/* Pairs of bytes above ASCII, as one encoding reads them. */
struct pairs {
	size_t all, frequent, rare;
	size_t joined; /* right behind another: words, not accents */
	bool illegal;
};

typedef size_t
pair_reader(const unsigned char *p, size_t left, struct pairs *pairs);

static bool
is_in(unsigned char c, unsigned char low, unsigned char high)
{
	return c >= low && c <= high;
}

static size_t
count_pair(struct pairs *pairs, bool frequent, bool rare)
{
	pairs->all++;
	pairs->frequent += frequent;
	pairs->rare += rare;
	return 2;
}

static size_t
fail(struct pairs *pairs)
{
	pairs->illegal = true;
	return 1;
}

/* Kana are frequent: lead A4 and A5. */
static size_t
read_euc_jp(const unsigned char *p, size_t left, struct pairs *pairs)
{
	if (p[0] == 0x8E && left > 1 && is_in(p[1], 0xA1, 0xDF))
		return 2;
	if (p[0] == 0x8F && left > 2 && is_in(p[1], 0xA1, 0xFE) &&
	    is_in(p[2], 0xA1, 0xFE))
		return 3;
	if (left < 2 || !is_in(p[0], 0xA1, 0xFE) || !is_in(p[1], 0xA1, 0xFE))
		return fail(pairs);
	return count_pair(pairs, is_in(p[0], 0xA4, 0xA5), false);
}

/* Kana are frequent: lead 82 and 83. */
static size_t
read_shift_jis(const unsigned char *p, size_t left, struct pairs *pairs)
{
	if (is_in(p[0], 0xA1, 0xDF))
		return 1;
	if (left < 2 ||
	    (!is_in(p[0], 0x81, 0x9F) && !is_in(p[0], 0xE0, 0xFC)) ||
	    !is_in(p[1], 0x40, 0xFC) || p[1] == 0x7F)
		return fail(pairs);
	return count_pair(pairs, is_in(p[0], 0x82, 0x83), false);
}

/* Hangul are frequent: lead B0 to C8; hanja are rare. */
static size_t
read_euc_kr(const unsigned char *p, size_t left, struct pairs *pairs)
{
	if (left < 2 || !is_in(p[0], 0x81, 0xFE) || !is_in(p[1], 0x41, 0xFE))
		return fail(pairs);
	return count_pair(pairs,
	    is_in(p[0], 0xB0, 0xC8) && is_in(p[1], 0xA1, 0xFE),
	    p[0] >= 0xC9 || p[1] < 0xA1);
}

/* The first level of hanzi is frequent: B0 to D7. */
static size_t
read_gb18030(const unsigned char *p, size_t left, struct pairs *pairs)
{
	if (left > 3 && is_in(p[0], 0x81, 0xFE) && is_in(p[1], 0x30, 0x39) &&
	    is_in(p[2], 0x81, 0xFE) && is_in(p[3], 0x30, 0x39))
		return 4;
	if (left < 2 || !is_in(p[0], 0x81, 0xFE) || !is_in(p[1], 0x40, 0xFE) ||
	    p[1] == 0x7F)
		return fail(pairs);
	return count_pair(pairs,
	    is_in(p[0], 0xB0, 0xD7) && is_in(p[1], 0xA1, 0xFE), false);
}

/* The first level is frequent: A4 to C6. */
static size_t
read_big5(const unsigned char *p, size_t left, struct pairs *pairs)
{
	if (left < 2 || !is_in(p[0], 0x81, 0xFE) ||
	    (!is_in(p[1], 0x40, 0x7E) && !is_in(p[1], 0xA1, 0xFE)))
		return fail(pairs);
	return count_pair(pairs, is_in(p[0], 0xA4, 0xC6), false);
}

/*
 * In this order. The share of frequent pairs is in hundredths: kana are never
 * so many in anything but Japanese, whose own share falls to a third where a
 * text is full of names; hanja must be few, for hanzi fill the block of hangul
 * too.
 */
static const struct {
	enum charset charset;
	pair_reader *read;
	unsigned frequent, rare; /* at least, at most */
	struct slice language;
} east_asian[] = {
	/* clang-format off */
	{ CHARSET_EUC_JP, read_euc_jp, 30, 100, SLICE_INIT("ja") },
	{ CHARSET_SHIFT_JIS, read_shift_jis, 30, 100, SLICE_INIT("ja") },
	{ CHARSET_EUC_KR, read_euc_kr, 50, 8, SLICE_INIT("ko") },
	{ CHARSET_GB18030, read_gb18030, 50, 100, SLICE_INIT("zh") },
	{ CHARSET_BIG5, read_big5, 50, 100, SLICE_INIT("zh") },
	/* clang-format on */
};

static struct pairs
read_pairs(struct bytes body, pair_reader *read)
{
	struct pairs pairs = { 0 };
	size_t at = 0, end_of_last = SIZE_MAX;

	while (at < body.len && !pairs.illegal) {
		if (body.ptr[at] < 0x80) {
			at++;
			continue;
		}
		if (body.len - at < 4 && body.len == LIMIT_GUESS)
			break; /* a character that our own limit cuts */
		pairs.joined += at == end_of_last;
		at += read(body.ptr + at, body.len - at, &pairs);
		end_of_last = at;
	}
	return pairs;
}

static bool
agrees(struct slice language, struct slice primary)
{
	return language.len == 0 || language_tag_is(language, primary);
}

static enum charset
guess_east_asian(struct bytes body, struct slice language)
{
	for (size_t i = 0; i < ARRAY_LEN(east_asian); i++) {
		struct pairs pairs;

		if (!agrees(language, east_asian[i].language))
			continue;
		pairs = read_pairs(body, east_asian[i].read);
		if (!pairs.illegal && pairs.joined * 2 >= pairs.all &&
		    pairs.frequent * 100 > pairs.all * east_asian[i].frequent &&
		    pairs.rare * 100 <= pairs.all * east_asian[i].rare)
			return east_asian[i].charset;
	}
	return CHARSET_NONE;
}

/* How often each byte stands in runs of at least RUN bytes above ASCII. Fewer
 * than LETTERS of them tell nothing. */
#define RUN     4
#define LETTERS 8

struct runs {
	size_t counts[256];
	size_t all;
};

static void
count_run(struct runs *runs, const unsigned char *p, size_t len)
{
	if (len < RUN)
		return;
	for (size_t i = 0; i < len; i++)
		runs->counts[p[i]]++;
	runs->all += len;
}

static void
count_runs(struct bytes body, struct runs *runs)
{
	size_t start = 0;

	for (size_t i = 0; i <= body.len; i++) {
		if (i < body.len && body.ptr[i] >= 0x80)
			continue;
		count_run(runs, body.ptr + start, i - start);
		start = i + 1;
	}
}

/* An encoding of one byte a character that shows in its letters. */
static const struct alphabet {
	enum charset charset;
	/* Pairs of first and last byte of what may stand in runs. */
	unsigned char letters[12];
	/* Letters that make up at least this share, in hundredths. */
	unsigned char frequent[8];
	unsigned share;
	const char *languages;
} alphabets[] = {
	/* clang-format off */
	/* о е а и н т */
	{ CHARSET_KOI8_R, { 0xC0, 0xFF, 0xA3, 0xA3, 0xB3, 0xB3 },
	    { 0xCF, 0xC5, 0xC1, 0xC9, 0xCE, 0xD4 }, 35,
	    "ru,uk,bg,be,sr,mk" },
	{ CHARSET_WINDOWS_1251, { 0xC0, 0xFF, 0xA1, 0xA3, 0xA5, 0xA5, 0xA8,
	    0xAA, 0xAF, 0xB4, 0xB8, 0xBF },
	    { 0xEE, 0xE5, 0xE0, 0xE8, 0xED, 0xF2 }, 35,
	    "ru,uk,bg,be,sr,mk" },
	/* yod, he, vav, lamed, alef, resh, tav */
	{ CHARSET_WINDOWS_1255, { 0xE0, 0xFA, 0xC0, 0xD3 },
	    { 0xE9, 0xE4, 0xE5, 0xEC, 0xE0, 0xF8, 0xFA }, 40, "he,iw,yi" },
	/* alef, lam, ya, mim, waw, nun */
	{ CHARSET_WINDOWS_1256, { 0xC0, 0xDF, 0xE1, 0xE1, 0xE3, 0xE6, 0xEC,
	    0xED, 0x81, 0x90, 0xF0, 0xFA },
	    { 0xC7, 0xE1, 0xED, 0xE3, 0xE6, 0xE4 }, 40, "ar,fa,ur" },
	/* sara aa, no nu, ro ruea, sara i, ko kai, mai ek, mai tho */
	{ CHARSET_WINDOWS_874, { 0xA1, 0xDA, 0xDF, 0xFB },
	    { 0xD2, 0xB9, 0xC3, 0xD4, 0xA1, 0xE8, 0xE9 }, 30, "th" },
	/* clang-format on */
};

static bool
is_letter(const struct alphabet *alphabet, unsigned c)
{
	for (size_t i = 0; i < sizeof(alphabet->letters); i += 2) {
		if (alphabet->letters[i] != 0 && c >= alphabet->letters[i] &&
		    c <= alphabet->letters[i + 1])
			return true;
	}
	return false;
}

static bool
agrees_with_one(struct slice language, const char *languages)
{
	struct slice rest = slice_of(languages), primary;

	while (slice_cut(&rest, ',', &primary)) {
		if (agrees(language, primary))
			return true;
	}
	return false;
}

/* Hundredths of the letters of runs that are frequent ones; 0 if there are
 * bytes in runs that are no letters. */
static size_t
share(const struct runs *runs, const struct alphabet *alphabet)
{
	size_t frequent = 0;

	for (unsigned c = 0x80; c < 256; c++) {
		if (runs->counts[c] > 0 && !is_letter(alphabet, c))
			return 0;
	}
	for (size_t i = 0; i < sizeof(alphabet->frequent); i++)
		frequent += runs->counts[alphabet->frequent[i]];
	return frequent * 100 / runs->all;
}

static enum charset
guess_alphabet(struct bytes body, struct slice language)
{
	struct runs runs = { 0 };
	enum charset best = CHARSET_NONE;
	size_t best_share = 0;

	count_runs(body, &runs);
	if (runs.all < LETTERS)
		return CHARSET_NONE;
	for (size_t i = 0; i < ARRAY_LEN(alphabets); i++) {
		const struct alphabet *alphabet = &alphabets[i];
		size_t found;

		if (!agrees_with_one(language, alphabet->languages))
			continue;
		found = share(&runs, alphabet);
		if (found >= alphabet->share && found > best_share) {
			best = alphabet->charset;
			best_share = found;
		}
	}
	return best;
}

enum charset
charset_guess(struct bytes body, struct slice language)
{
	enum charset guess;

	if (body.len > LIMIT_GUESS)
		body.len = LIMIT_GUESS;
	guess = guess_alphabet(body, language);
	if (guess == CHARSET_NONE)
		guess = guess_east_asian(body, language);
	return guess == CHARSET_NONE ? CHARSET_WINDOWS_1252 : guess;
}
