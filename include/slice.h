/*
 * Borrowed text and bytes.
 *
 * A slice is a piece of text that somebody else owns: never NUL-terminated,
 * passed by value, valid UTF-8 once it has left parse/charset.c. An absent
 * slice has ptr NULL; an empty one has len 0 and any ptr. struct bytes is the
 * type of what came from outside and has not been decoded, so that the
 * compiler tells the two apart.
 *
 * Nothing here allocates, but for slice_to_string.
 */
#ifndef CRIER_SLICE_H
#define CRIER_SLICE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct slice {
	const char *ptr;
	size_t len;
};

struct bytes {
	const unsigned char *ptr;
	size_t len;
};

/* A slice of a string literal; usable in static initialisers as SLICE_INIT. */
#define SLICE(literal) ((struct slice){ ("" literal), sizeof(literal) - 1 })
#define SLICE_INIT(literal)                       \
	{                                         \
		("" literal), sizeof(literal) - 1 \
	}
#define SLICE_NONE ((struct slice){ NULL, 0 })
/* For printf-like formats of our own text: "%.*s", SLICE_FMT(s). */
#define SLICE_FMT(s) ((int)(s).len), ((s).ptr == NULL ? "" : (s).ptr)

/* A NUL-terminated string as a slice without its NUL; NULL gives SLICE_NONE. */
struct slice slice_of(const char *string);

/* Part [from, from + len) of s, cut to what s has. */
struct slice slice_sub(struct slice s, size_t from, size_t len);
/* Everything from position from on; empty if from is past the end. */
struct slice slice_from(struct slice s, size_t from);

bool slice_is_empty(struct slice s);
bool slice_eq(struct slice a, struct slice b);
/* ASCII case is ignored; other bytes must be equal. */
bool slice_eq_nocase(struct slice a, struct slice b);
bool slice_has_prefix(struct slice s, struct slice prefix);
bool slice_has_prefix_nocase(struct slice s, struct slice prefix);
bool slice_has_suffix(struct slice s, struct slice suffix);
/* Byte order as memcmp, the shorter first where one begins the other. */
int slice_cmp(struct slice a, struct slice b);

/* The ASCII letter in lower case; any other byte as it is. */
char slice_lower(char c);

/* Position of the first c or needle, or SIZE_MAX. */
size_t slice_find_char(struct slice s, char c);
size_t slice_find(struct slice s, struct slice needle);

/* Without ASCII white space (space, TAB, LF, VT, FF, CR) at either end. */
struct slice slice_trim(struct slice s);

/*
 * Cuts the next item off *rest at separator: *item is what stood before it,
 * *rest what comes after. Returns false when *rest was exhausted, which is when
 * it is absent. "a,,b" gives three items, "" gives one empty item and then
 * false; SLICE_NONE gives none.
 */
bool slice_cut(struct slice *rest, char separator, struct slice *item);

/*
 * The whole slice as a decimal number with optional sign, within
 * [min, max]. False (and *value untouched) for anything else: blanks, empty,
 * overflow, trailing text.
 */
bool slice_to_int64(struct slice s, int64_t min, int64_t max, int64_t *value);

/* A NUL-terminated copy by xcalloc; the caller frees it. NULs inside stay. */
char *slice_to_string(struct slice s);

#endif
