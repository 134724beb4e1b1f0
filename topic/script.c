/*
 * The blocks of the scripts that crier knows apart. utf8proc has no script
 * property and PCRE2 keeps its own inside; the rules of the tokenizer need only
 * these, so the ranges are whole blocks (marks of other scripts excepted, which
 * are asked for with their base).
 */
#include "topic/script.h"

#include <stddef.h>

#include "compiler.h"

/* clang-format off */
static const struct {
	uint32_t first, last;
	enum script script;
} ranges[] = { /* sorted */
	{ 0x0041, 0x005A, SCRIPT_LATIN },
	{ 0x0061, 0x007A, SCRIPT_LATIN },
	{ 0x00AA, 0x00AA, SCRIPT_LATIN },
	{ 0x00BA, 0x00BA, SCRIPT_LATIN },
	{ 0x00C0, 0x00D6, SCRIPT_LATIN },
	{ 0x00D8, 0x00F6, SCRIPT_LATIN },
	{ 0x00F8, 0x02B8, SCRIPT_LATIN },
	{ 0x02E0, 0x02E4, SCRIPT_LATIN },
	{ 0x0370, 0x03E1, SCRIPT_GREEK },
	{ 0x03F0, 0x03FF, SCRIPT_GREEK },
	{ 0x0400, 0x052F, SCRIPT_CYRILLIC },
	{ 0x0531, 0x058F, SCRIPT_ARMENIAN },
	{ 0x0591, 0x05F4, SCRIPT_HEBREW },
	{ 0x0600, 0x06FF, SCRIPT_ARABIC },
	{ 0x0750, 0x077F, SCRIPT_ARABIC },
	{ 0x0870, 0x08FF, SCRIPT_ARABIC },
	{ 0x0900, 0x097F, SCRIPT_DEVANAGARI },
	{ 0x0980, 0x09FF, SCRIPT_BENGALI },
	{ 0x0A00, 0x0A7F, SCRIPT_GURMUKHI },
	{ 0x0A80, 0x0AFF, SCRIPT_GUJARATI },
	{ 0x0B00, 0x0B7F, SCRIPT_ORIYA },
	{ 0x0B80, 0x0BFF, SCRIPT_TAMIL },
	{ 0x0C00, 0x0C7F, SCRIPT_TELUGU },
	{ 0x0C80, 0x0CFF, SCRIPT_KANNADA },
	{ 0x0D00, 0x0D7F, SCRIPT_MALAYALAM },
	{ 0x0D80, 0x0DFF, SCRIPT_SINHALA },
	{ 0x0E00, 0x0E7F, SCRIPT_THAI },
	{ 0x0E80, 0x0EFF, SCRIPT_LAO },
	{ 0x0F00, 0x0FFF, SCRIPT_TIBETAN },
	{ 0x1000, 0x109F, SCRIPT_MYANMAR },
	{ 0x10A0, 0x10FF, SCRIPT_GEORGIAN },
	{ 0x1100, 0x11FF, SCRIPT_HANGUL },
	{ 0x1200, 0x139F, SCRIPT_ETHIOPIC },
	{ 0x1780, 0x17FF, SCRIPT_KHMER },
	{ 0x19E0, 0x19FF, SCRIPT_KHMER },
	{ 0x1C80, 0x1C8F, SCRIPT_CYRILLIC },
	{ 0x1C90, 0x1CBF, SCRIPT_GEORGIAN },
	{ 0x1D00, 0x1D25, SCRIPT_LATIN },
	{ 0x1E00, 0x1EFF, SCRIPT_LATIN },
	{ 0x1F00, 0x1FFF, SCRIPT_GREEK },
	{ 0x212A, 0x212B, SCRIPT_LATIN },
	{ 0x2C60, 0x2C7F, SCRIPT_LATIN },
	{ 0x2D00, 0x2D2F, SCRIPT_GEORGIAN },
	{ 0x2D80, 0x2DDF, SCRIPT_ETHIOPIC },
	{ 0x2DE0, 0x2DFF, SCRIPT_CYRILLIC },
	{ 0x2E80, 0x2FD5, SCRIPT_HAN },
	{ 0x3005, 0x3007, SCRIPT_HAN },
	{ 0x3021, 0x3029, SCRIPT_HAN },
	{ 0x3031, 0x3035, SCRIPT_KATAKANA },
	{ 0x3038, 0x303C, SCRIPT_HAN },
	{ 0x3041, 0x309F, SCRIPT_HIRAGANA },
	{ 0x30A1, 0x30FA, SCRIPT_KATAKANA },
	{ 0x30FC, 0x30FF, SCRIPT_KATAKANA },
	{ 0x3105, 0x312F, SCRIPT_BOPOMOFO },
	{ 0x3131, 0x318E, SCRIPT_HANGUL },
	{ 0x31A0, 0x31BF, SCRIPT_BOPOMOFO },
	{ 0x31F0, 0x31FF, SCRIPT_KATAKANA },
	{ 0x3400, 0x4DBF, SCRIPT_HAN },
	{ 0x4E00, 0x9FFF, SCRIPT_HAN },
	{ 0xA640, 0xA69F, SCRIPT_CYRILLIC },
	{ 0xA722, 0xA7FF, SCRIPT_LATIN },
	{ 0xA8E0, 0xA8FF, SCRIPT_DEVANAGARI },
	{ 0xA960, 0xA97F, SCRIPT_HANGUL },
	{ 0xA9E0, 0xA9FF, SCRIPT_MYANMAR },
	{ 0xAA60, 0xAA7F, SCRIPT_MYANMAR },
	{ 0xAB01, 0xAB2F, SCRIPT_ETHIOPIC },
	{ 0xAB30, 0xAB64, SCRIPT_LATIN },
	{ 0xAC00, 0xD7FB, SCRIPT_HANGUL },
	{ 0xF900, 0xFAFF, SCRIPT_HAN },
	{ 0xFB00, 0xFB06, SCRIPT_LATIN },
	{ 0xFB13, 0xFB17, SCRIPT_ARMENIAN },
	{ 0xFB1D, 0xFB4F, SCRIPT_HEBREW },
	{ 0xFB50, 0xFDFF, SCRIPT_ARABIC },
	{ 0xFE70, 0xFEFC, SCRIPT_ARABIC },
	{ 0xFF21, 0xFF3A, SCRIPT_LATIN },
	{ 0xFF41, 0xFF5A, SCRIPT_LATIN },
	{ 0xFF66, 0xFF9F, SCRIPT_KATAKANA },
	{ 0xFFA0, 0xFFDC, SCRIPT_HANGUL },
	{ 0x16FF0, 0x16FF1, SCRIPT_HAN },
	{ 0x1AFF0, 0x1AFFF, SCRIPT_KATAKANA },
	{ 0x1B000, 0x1B000, SCRIPT_KATAKANA },
	{ 0x1B001, 0x1B11F, SCRIPT_HIRAGANA },
	{ 0x1B120, 0x1B167, SCRIPT_KATAKANA },
	{ 0x20000, 0x2FA1F, SCRIPT_HAN },
	{ 0x30000, 0x323AF, SCRIPT_HAN },
};
/* clang-format on */

enum script
script_of(uint32_t rune)
{
	size_t low = 0, high = ARRAY_LEN(ranges);

	while (low < high) {
		size_t middle = (low + high) / 2;

		if (rune > ranges[middle].last)
			low = middle + 1;
		else if (rune < ranges[middle].first)
			high = middle;
		else
			return ranges[middle].script;
	}
	return SCRIPT_OTHER;
}

enum unit_group
script_group(enum script script)
{
	static const uint8_t groups[SCRIPT_COUNT] = {
		[SCRIPT_HAN] = GROUP_HAN,
		[SCRIPT_HIRAGANA] = GROUP_HAN,
		[SCRIPT_KATAKANA] = GROUP_HAN,
		[SCRIPT_BOPOMOFO] = GROUP_HAN,
		[SCRIPT_HANGUL] = GROUP_HANGUL,
		[SCRIPT_THAI] = GROUP_THAI,
		[SCRIPT_LAO] = GROUP_LAO,
		[SCRIPT_KHMER] = GROUP_KHMER,
		[SCRIPT_MYANMAR] = GROUP_MYANMAR,
	};

	return (enum unit_group)groups[script];
}
