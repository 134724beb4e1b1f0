/*
 * How far text can be copied as it is. Sixteen bytes at a time, in the vectors
 * that gcc and clang have for every machine; what is near the end of the text
 * goes byte by byte, through a table. Both must agree on every byte.
 */
#include "parse/html_scan.h"

#include <stdbool.h>

#define WIDTH 16

typedef unsigned char bytes16 __attribute__((vector_size(WIDTH)));

/* One byte, sixteen times. */
#define ALL(c) ((bytes16){ c, c, c, c, c, c, c, c, c, c, c, c, c, c, c, c })

static bytes16
load(const char *p)
{
	bytes16 v;

	memcpy(&v, p, sizeof(v));
	return v;
}

/* Number of the first byte of mask that is not 0, or WIDTH. */
static size_t
first_of(bytes16 mask)
{
	uint64_t half[2];

	memcpy(half, &mask, sizeof(half));
	if ((half[0] | half[1]) == 0)
		return WIDTH;
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
	if (half[0] != 0)
		return (size_t)__builtin_ctzll(half[0]) / 8;
	return 8 + (size_t)__builtin_ctzll(half[1]) / 8;
#else
	if (half[0] != 0)
		return (size_t)__builtin_clzll(half[0]) / 8;
	return 8 + (size_t)__builtin_clzll(half[1]) / 8;
#endif
}

/* '<' and '>' differ in one bit alone. */
static bytes16
find_plain_stops(bytes16 v)
{
	return (bytes16)((v < ALL(' ')) & (v != ALL('\t')) & (v != ALL('\n'))) |
	    (bytes16)(v == ALL('"')) | (bytes16)(v == ALL('&')) |
	    (bytes16)((v | ALL(2)) == ALL('>')) | (bytes16)(v == ALL(0x7F)) |
	    (bytes16)(v == ALL(0xC2));
}

static const bool plain_stops[256] = {
	/* clang-format off */
	1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 1, 1, 1, 1, 1,
	1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
	['"'] = 1, ['&'] = 1, ['<'] = 1, ['>'] = 1, [0x7F] = 1, [0xC2] = 1,
	/* clang-format on */
};

size_t
html_scan_plain(struct slice s)
{
	size_t at = 0;

	while (s.len - at >= WIDTH) {
		size_t first = first_of(find_plain_stops(load(s.ptr + at)));

		at += first;
		if (first < WIDTH)
			return at;
	}
	while (at < s.len && !plain_stops[(unsigned char)s.ptr[at]])
		at++;
	return at;
}

/* before holds the bytes that stand before those of v. */
static bytes16
find_word_stops(bytes16 v, bytes16 before)
{
	return (bytes16)(v < ALL(' ')) | (bytes16)(v == ALL('&')) |
	    (bytes16)(v == ALL(0x7F)) | (bytes16)(v == ALL(0xC2)) |
	    (bytes16)(v == ALL(0xE2)) | (bytes16)(v == ALL(0xEF)) |
	    (bytes16)((v == ALL(' ')) & (before == ALL(' ')));
}

static const bool word_stops[256] = {
	/* clang-format off */
	1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
	1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
	['&'] = 1, [0x7F] = 1, [0xC2] = 1, [0xE2] = 1, [0xEF] = 1,
	/* clang-format on */
};

/*
 * The byte at `at`, at which a run of words stops, begins a character that
 * belongs to words after all: not NBSP or a C1 control, a separator, U+FEFF or
 * a noncharacter.
 */
static bool
is_of_words(struct slice s, size_t at)
{
	unsigned char second, third;

	if (s.len - at < 3)
		return false;
	second = (unsigned char)s.ptr[at + 1];
	third = (unsigned char)s.ptr[at + 2];
	switch ((unsigned char)s.ptr[at]) {
	case 0xC2:
		return second > 0xA0;
	case 0xE2:
		return second != 0x80 || (third != 0xA8 && third != 0xA9);
	case 0xEF:
		return second != 0xB7 && second != 0xBB && second != 0xBF;
	default:
		return false;
	}
}

size_t
html_scan_words(struct slice s)
{
	size_t at = 1;

	if (s.len == 0 || s.ptr[0] == ' ' ||
	    word_stops[(unsigned char)s.ptr[0]])
		return 0;
	while (s.len - at >= WIDTH) {
		size_t first = first_of(
		    find_word_stops(load(s.ptr + at), load(s.ptr + at - 1)));

		at += first;
		if (first == WIDTH)
			continue;
		if (!is_of_words(s, at))
			return at;
		at++;
	}
	while (at < s.len && !word_stops[(unsigned char)s.ptr[at]] &&
	    (s.ptr[at] != ' ' || s.ptr[at - 1] != ' '))
		at++;
	return at;
}
