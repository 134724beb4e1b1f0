/*
 * What the readers of single headers share: the first value of a name, the
 * server's own clock, what a number is. Which header matters is theirs.
 */
#include "net.h"

struct slice
net_header_first(const struct net_response *response, const char *name)
{
	size_t from = 0;

	return slice_trim(slice_of(net_response_header(response, name, &from)));
}

int64_t
net_header_date(const struct net_response *response, int64_t otherwise_at)
{
	int64_t at = otherwise_at;

	(void)net_http_date(net_header_first(response, "Date"), &at);
	return at;
}

bool
net_header_is_clean(struct slice value)
{
	for (size_t i = 0; i < value.len; i++) {
		unsigned char c = (unsigned char)value.ptr[i];

		if ((c < ' ' && c != '\t') || c == 0x7F)
			return false;
	}
	return true;
}

bool
net_header_number(struct slice text, int64_t max, int64_t *value)
{
	int64_t number = 0;

	for (size_t i = 0; i < text.len; i++) {
		if (text.ptr[i] < '0' || text.ptr[i] > '9')
			return false;
		number = number * 10 + (text.ptr[i] - '0');
		if (number > max)
			number = max; /* the rest must still be digits */
	}
	if (text.len == 0)
		return false;
	*value = number;
	return true;
}
