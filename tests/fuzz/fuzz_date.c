/*
 * Dates of feeds and of HTTP. Whatever is read lies in the years that the rest
 * of the program can print.
 */
#include <stdlib.h>

#include "limits.h"
#include "net.h"
#include "parse/date.h"
#include "tests/fuzz/fuzz_targets.h"

static void
check_time(int64_t at)
{
	FUZZ_CHECK(at >= LIMIT_DATE_FIRST_AT && at <= LIMIT_DATE_LAST_AT);
}

static void
read_feed_date(struct slice text, struct slice language)
{
	struct date_context context = { .language = language };
	struct date date;

	if (date_parse(text, &context, &date) == DATE_REJECTED)
		return;
	check_time(date.at);
	check_time(date.month_first_at);
	check_time(date_settle(&date, &context));
}

static void
read_http_date(struct slice text)
{
	char *value = slice_to_string(text);
	const struct net_header headers[] = { { "Retry-After", value },
		{ "Date", value } };
	const struct net_response response = { .headers = headers,
		.header_count = ARRAY_LEN(headers) };
	int64_t at, delay_s;

	if (net_http_date(text, &at))
		check_time(at);
	if (net_retry_after(&response, INT64_C(1700000000), &delay_s))
		FUZZ_CHECK(delay_s >= 0 && delay_s <= LIMIT_RETRY_AFTER_S);
	free(value);
}

void
fuzz_date(const struct fuzz_world *world, struct bytes input)
{
	struct buffer buffer;
	struct slice text, language;

	(void)world;
	fuzz_text(input, &buffer);
	text = buffer_slice(&buffer);
	language = fuzz_first_line(&text);
	read_feed_date(text, language);
	read_http_date(text);
	buffer_finish(&buffer);
}
