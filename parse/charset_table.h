/*
 * The encodings that charset.c knows, and what its files share.
 */
#ifndef CRIER_PARSE_CHARSET_TABLE_H
#define CRIER_PARSE_CHARSET_TABLE_H

#include <stdbool.h>

#include "buffer.h"
#include "parse/charset.h"
#include "slice.h"

enum charset {
	CHARSET_NONE, /* no usable label */
	CHARSET_UTF_8,
	CHARSET_UTF_16LE,
	CHARSET_UTF_16BE,
	CHARSET_UTF_32LE,
	CHARSET_UTF_32BE,
	CHARSET_WINDOWS_1252,
	CHARSET_WINDOWS_1250,
	CHARSET_WINDOWS_1251,
	CHARSET_WINDOWS_1253,
	CHARSET_WINDOWS_1254,
	CHARSET_WINDOWS_1255,
	CHARSET_WINDOWS_1256,
	CHARSET_WINDOWS_1257,
	CHARSET_WINDOWS_1258,
	CHARSET_ISO_8859_2,
	CHARSET_ISO_8859_3,
	CHARSET_ISO_8859_4,
	CHARSET_ISO_8859_5,
	CHARSET_ISO_8859_6,
	CHARSET_ISO_8859_7,
	CHARSET_ISO_8859_8,
	CHARSET_ISO_8859_8_I,
	CHARSET_ISO_8859_10,
	CHARSET_ISO_8859_13,
	CHARSET_ISO_8859_14,
	CHARSET_ISO_8859_15,
	CHARSET_ISO_8859_16,
	CHARSET_WINDOWS_874,
	CHARSET_IBM866,
	CHARSET_KOI8_R,
	CHARSET_KOI8_U,
	CHARSET_MACINTOSH,
	CHARSET_MAC_CYRILLIC,
	CHARSET_GB18030,
	CHARSET_BIG5,
	CHARSET_EUC_JP,
	CHARSET_SHIFT_JIS,
	CHARSET_ISO_2022_JP,
	CHARSET_EUC_KR,
	CHARSET_COUNT
};

struct charset_row {
	const char *name;   /* as it is printed */
	const char *iconv;  /* its converter; NULL: our own */
	const char *labels; /* in lower case, parted by commas */
};
extern const struct charset_row charset_rows[CHARSET_COUNT];

/* CHARSET_NONE for labels that are unknown or refused. */
enum charset charset_of_label(struct slice label);

/* The wide encoding whose '<', '{' or '[' begins body, or CHARSET_NONE. */
enum charset charset_pattern(struct bytes body);
/* The language that the start of body names, or SLICE_NONE. */
struct slice charset_language(struct bytes body);

/*
 * What bytes without any usable label are, when they are no UTF-8: by the
 * structure of what is not ASCII. language may be absent.
 */
enum charset charset_guess(struct bytes body, struct slice language);

/* How a conversion went. */
struct charset_count {
	size_t characters; /* that are not ASCII, the bad ones included */
	size_t bad;        /* became U+FFFD */
	bool truncated;    /* the input ended inside a character */
};
/* Appends body, decoded. Returns !out->failed. */
bool charset_convert(struct charset_tables *tables, enum charset charset,
    struct bytes body, struct buffer *out, struct charset_count *count);

#endif
