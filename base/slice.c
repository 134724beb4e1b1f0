/*
 * Borrowed text. Everything here takes an absent slice (ptr NULL) for an
 * empty one, and so never hands NULL to memcmp and its like, where even a
 * length of 0 is undefined. Case is ASCII's alone: what must fold whole
 * Unicode is a tokenizer, not a slice.
 */
#include "slice.h"

#include "memory.h"

struct slice
slice_of(const char *string)
{
	if (string == NULL)
		return SLICE_NONE;
	return (struct slice){ string, strlen(string) };
}

struct slice
slice_sub(struct slice s, size_t from, size_t len)
{
	if (s.ptr == NULL)
		return SLICE_NONE;
	if (from > s.len)
		from = s.len;
	if (len > s.len - from)
		len = s.len - from;
	return (struct slice){ s.ptr + from, len };
}

struct slice
slice_from(struct slice s, size_t from)
{
	return slice_sub(s, from, SIZE_MAX);
}

bool
slice_is_empty(struct slice s)
{
	return s.len == 0;
}

char
slice_lower(char c)
{
	if (c >= 'A' && c <= 'Z')
		c = (char)(c - 'A' + 'a');
	return c;
}

static bool
equal(const char *a, const char *b, size_t len)
{
	return len == 0 || memcmp(a, b, len) == 0;
}

static bool
equal_nocase(const char *a, const char *b, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		if (slice_lower(a[i]) != slice_lower(b[i]))
			return false;
	}
	return true;
}

bool
slice_eq(struct slice a, struct slice b)
{
	return a.len == b.len && equal(a.ptr, b.ptr, a.len);
}

bool
slice_eq_nocase(struct slice a, struct slice b)
{
	return a.len == b.len && equal_nocase(a.ptr, b.ptr, a.len);
}

bool
slice_has_prefix(struct slice s, struct slice prefix)
{
	return s.len >= prefix.len && equal(s.ptr, prefix.ptr, prefix.len);
}

bool
slice_has_prefix_nocase(struct slice s, struct slice prefix)
{
	return s.len >= prefix.len &&
	    equal_nocase(s.ptr, prefix.ptr, prefix.len);
}

bool
slice_has_suffix(struct slice s, struct slice suffix)
{
	return s.len >= suffix.len &&
	    slice_eq(slice_from(s, s.len - suffix.len), suffix);
}

int
slice_cmp(struct slice a, struct slice b)
{
	size_t len = a.len < b.len ? a.len : b.len;
	int order = len == 0 ? 0 : memcmp(a.ptr, b.ptr, len);

	if (order != 0)
		return order;
	return (a.len > b.len) - (a.len < b.len);
}

size_t
slice_find_char(struct slice s, char c)
{
	const char *found = s.len == 0 ? NULL : memchr(s.ptr, c, s.len);

	return found == NULL ? SIZE_MAX : (size_t)(found - s.ptr);
}

size_t
slice_find(struct slice s, struct slice needle)
{
	const char *found;

	if (needle.len == 0)
		return 0;
	if (needle.len > s.len)
		return SIZE_MAX;
	found = memmem(s.ptr, s.len, needle.ptr, needle.len);
	return found == NULL ? SIZE_MAX : (size_t)(found - s.ptr);
}

static bool
is_white(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

struct slice
slice_trim(struct slice s)
{
	while (s.len > 0 && is_white(s.ptr[s.len - 1]))
		s.len--;
	while (s.len > 0 && is_white(s.ptr[0])) {
		s.ptr++;
		s.len--;
	}
	return s;
}

bool
slice_cut(struct slice *rest, char separator, struct slice *item)
{
	size_t at;

	/* ptr NULL marks the end, since an empty rest is still one item. */
	if (rest->ptr == NULL)
		return false;
	at = slice_find_char(*rest, separator);
	if (at == SIZE_MAX) {
		*item = *rest;
		*rest = SLICE_NONE;
		return true;
	}
	*item = slice_sub(*rest, 0, at);
	*rest = slice_from(*rest, at + 1);
	return true;
}

bool
slice_to_int64(struct slice s, int64_t min, int64_t max, int64_t *value)
{
	bool negative = false;
	int64_t sum = 0;

	if (s.len > 0 && (s.ptr[0] == '-' || s.ptr[0] == '+')) {
		negative = s.ptr[0] == '-';
		s = slice_from(s, 1);
	}
	if (s.len == 0)
		return false;
	for (size_t i = 0; i < s.len; i++) {
		int digit = s.ptr[i] - '0';

		if (digit < 0 || digit > 9)
			return false;
		/* Downwards for negatives: INT64_MIN has no opposite. */
		if (__builtin_mul_overflow(sum, 10, &sum) ||
		    __builtin_add_overflow(sum, negative ? -digit : digit,
			&sum))
			return false;
	}
	if (sum < min || sum > max)
		return false;
	*value = sum;
	return true;
}

char *
slice_to_string(struct slice s)
{
	char *copy = xcalloc(s.len + 1, 1);

	if (s.len > 0)
		memcpy(copy, s.ptr, s.len);
	return copy;
}
