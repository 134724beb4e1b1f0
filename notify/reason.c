/*
 * The reason of a failure: what we saw, and in the receiver's own words why.
 * Those are cleaned and cut, for they come from outside and end in terminals
 * and logs.
 */
#include "notify/reason.h"

#include <stdio.h>

#include "utf8.h"

void
reason_say(struct delivery_result *result, const char *what, struct slice said)
{
	struct slice whole;
	struct buffer text;
	size_t len;

	buffer_init(&text, sizeof(result->reason) * 4);
	buffer_append_string(&text, what);
	len = text.len;
	buffer_append_string(&text, ": ");
	utf8_clean_line(utf8_cut(said, sizeof(result->reason)), &text);
	if (text.len == len + 2)
		buffer_truncate(&text, len); /* it said nothing */
	whole = utf8_cut(buffer_slice(&text), sizeof(result->reason) - 1);
	snprintf(result->reason, sizeof(result->reason), "%.*s",
	    SLICE_FMT(whole));
	buffer_finish(&text);
}
