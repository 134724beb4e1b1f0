/*
 * libcurl reads dates of all three forms of HTTP, but also much that is none:
 * bare numbers, times without a date. Those are common in Expires and Retry-
 * After and mean something else there, so they are kept from it.
 */
#include "net.h"

#include <curl/curl.h>

#include "limits.h"

#define DATE_BYTES 64 /* no form is longer */

static bool
is_letter(char c)
{
	return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

bool
net_http_date(struct slice text, int64_t *at)
{
	char copy[DATE_BYTES];
	time_t parsed;

	text = slice_trim(text);
	if (text.len >= sizeof(copy) || text.len == 0 ||
	    !is_letter(text.ptr[0]) || slice_find_char(text, ':') == SIZE_MAX)
		return false;
	memcpy(copy, text.ptr, text.len);
	copy[text.len] = '\0';
	parsed = curl_getdate(copy, NULL);
	/* It also reads years of five digits, which HTTP has none of. */
	if (parsed == -1 || parsed > LIMIT_DATE_LAST_AT)
		return false;
	*at = parsed;
	return true;
}
