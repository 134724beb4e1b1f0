/*
 * The characters of one construct, repaired: controls, noncharacters, and text
 * that some program took for Latin-1 and encoded again. Looks at each byte
 * once; only what has something to mend is copied.
 */
#include "parse/charset.h"
#include "utf8.h"

/* Bytes at which something may be to mend. */
enum {
	FINE,
	CONTROL,
	C2, /* begins C1 controls; five of them are nothing in windows-1252 */
	EF  /* begins U+FEFF, U+FFFE and U+FFFF */
};
static const unsigned char classes[256] = {
	/* clang-format off */
	1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 1, 1, 0, 1, 1,
	1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
	[0x7F] = 1, [0xC2] = C2, [0xEF] = EF,
	/* clang-format on */
};

/* What stands at the start of s: *take bytes of it become `by`. False if they
 * are fine. */
static bool
is_broken(struct slice s, size_t *take, uint32_t *by)
{
	unsigned char second = s.len > 1 ? (unsigned char)s.ptr[1] : 0;
	unsigned char third = s.len > 2 ? (unsigned char)s.ptr[2] : 0;

	*by = 0;
	switch (classes[(unsigned char)s.ptr[0]]) {
	case CONTROL:
		*take = 1;
		return true;
	case C2:
		*take = 2;
		*by = charset_windows_1252(second);
		if (*by == second)
			*by = 0;
		return second >= 0x80 && second <= 0x9F;
	case EF:
		*take = 3;
		if (second == 0xBB && third == 0xBF)
			return true;
		*by = UTF8_REPLACEMENT;
		return second == 0xBF && third >= 0xBE;
	default:
		return false;
	}
}

/* Position of the next character to mend, or s.len. */
static size_t
find_broken(struct slice s, size_t at, size_t *take, uint32_t *by)
{
	for (; at < s.len; at++) {
		if (classes[(unsigned char)s.ptr[at]] != FINE &&
		    is_broken(slice_from(s, at), take, by))
			return at;
	}
	return s.len;
}

static struct slice
mend_characters(struct slice text, struct buffer *out)
{
	size_t start = out->len, from = 0, at, take = 0;
	uint32_t by = 0;

	at = find_broken(text, 0, &take, &by);
	if (at == text.len)
		return text;
	while (at < text.len) {
		buffer_append(out, slice_sub(text, from, at - from));
		if (by != 0)
			buffer_append_rune(out, by);
		from = at + take;
		at = find_broken(text, from, &take, &by);
	}
	buffer_append(out, slice_from(text, from));
	return slice_from(buffer_slice(out), start);
}

/* The byte that c was before it was taken for a character, or -1. */
static int
byte_of(uint32_t c, bool by_windows_1252)
{
	if (c <= 0xFF)
		return (int)c;
	if (!by_windows_1252)
		return -1;
	for (uint32_t byte = 0x80; byte <= 0x9F; byte++) {
		if (charset_windows_1252(byte) == c)
			return (int)byte;
	}
	return -1;
}

/* text with each character as a byte, if that is UTF-8 again. */
static bool
decode_again(struct slice text, bool by_windows_1252, struct buffer *out)
{
	size_t start = out->len;
	struct slice again;

	while (text.len > 0) {
		int byte = byte_of(utf8_next(&text), by_windows_1252);

		if (byte < 0 || !buffer_append_char(out, (char)byte))
			goto failed;
	}
	again = slice_from(buffer_slice(out), start);
	if (utf8_valid_len(again) == again.len)
		return true;
failed:
	buffer_truncate(out, start);
	return false;
}

/*
 * The first character that is not ASCII begins a sequence of UTF-8 if the text
 * was encoded twice: U+00C2 to U+00F4, and behind it something that is not
 * ASCII either. That settles it for nearly every text.
 */
static bool
may_be_twice(struct slice text)
{
	size_t at = 0;

	while (at < text.len && (unsigned char)text.ptr[at] < 0x80)
		at++;
	if (text.len - at < 4 || (unsigned char)text.ptr[at] != 0xC3)
		return false;
	return (unsigned char)text.ptr[at + 1] >= 0x82 &&
	    (unsigned char)text.ptr[at + 1] <= 0xB4 &&
	    (unsigned char)text.ptr[at + 2] >= 0xC2;
}

bool
charset_mend(struct slice text, enum charset_mend how, struct buffer *out,
    struct slice *mended)
{
	size_t start = out->len;
	struct buffer again;

	if (how == CHARSET_MEND_CONTROLS || !may_be_twice(text)) {
		*mended = mend_characters(text, out);
		return !out->failed;
	}
	buffer_init(&again, text.len);
	if (!decode_again(text, false, &again) &&
	    !decode_again(text, true, &again)) {
		*mended = mend_characters(text, out);
	} else {
		*mended = mend_characters(buffer_slice(&again), out);
		/* Not of `again`, which ends here. */
		if (out->len == start)
			buffer_append(out, *mended);
		*mended = slice_from(buffer_slice(out), start);
	}
	buffer_finish(&again);
	return !out->failed;
}
