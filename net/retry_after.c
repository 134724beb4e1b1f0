/*
 * The one header that says when to come again. libcurl's reading of it is not
 * used, for that takes a date against our clock, and servers' clocks are wrong
 * by hours: a date is meant against the Date beside it.
 */
#include "net.h"

#include "limits.h"

bool
net_retry_after(const struct net_response *response, int64_t received_at,
    int64_t *delay_s)
{
	struct slice value = net_header_first(response, "Retry-After");
	int64_t at, delay;

	if (net_header_number(value, LIMIT_RETRY_AFTER_S, &delay)) {
		*delay_s = delay;
		return true;
	}
	if (!net_http_date(value, &at))
		return false;
	delay = at - net_header_date(response, received_at);
	if (delay < 0)
		delay = 0;
	*delay_s = delay < LIMIT_RETRY_AFTER_S ? delay : LIMIT_RETRY_AFTER_S;
	return true;
}
