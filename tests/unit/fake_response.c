/* A response of nothing but headers, for those who read nothing else. */
#include "tests/unit/fake_response.h"

struct net_response
fake_response(const struct net_header *headers)
{
	struct net_response response = { .status = 200, .headers = headers };

	while (headers[response.header_count].name != NULL)
		response.header_count++;
	return response;
}
