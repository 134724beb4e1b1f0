/*
 * Section A5 as a table: one row a class of failure. Only delays; what else a
 * failure means (a feed that is gone, a host that wants silence) is in
 * interval.c.
 */
#include "schedule/backoff.h"

#include <assert.h>

#include "compiler.h"

#define MINUTE ((int64_t)60)
#define HOUR   (60 * MINUTE)
#define DAY    (24 * HOUR)

static const struct backoff backoffs[] = {
	/* clang-format off */
	[CLASS_NONE]         = {  2 * HOUR, 24 * HOUR, 2, false, "R65" },
	[CLASS_DNS_NAME]     = {  6 * HOUR,  7 * DAY,  2, false, "R51" },
	[CLASS_DNS_SERVER]   = {  1 * HOUR, 24 * HOUR, 2, false, "R52" },
	[CLASS_CONNECT]      = {  1 * HOUR, 24 * HOUR, 2, false, "R53" },
	[CLASS_TLS]          = {  2 * HOUR, 24 * HOUR, 2, false, "R54" },
	[CLASS_CERTIFICATE]  = {  6 * HOUR, 48 * HOUR, 2, false, "R55" },
	[CLASS_TRANSFER]     = {  1 * HOUR, 24 * HOUR, 2, false, "R56" },
	[CLASS_GARBAGE]      = {  6 * HOUR, 48 * HOUR, 2, false, "R57" },
	[CLASS_HEADERS]      = { 24 * HOUR,  7 * DAY,  2, false, "R58" },
	[CLASS_ENCODING]     = { 12 * HOUR, 48 * HOUR, 2, false, "R59" },
	[CLASS_REDIRECT]     = { 12 * HOUR,  7 * DAY,  2, false, "R60" },
	[CLASS_ADDRESS]      = { 24 * HOUR,  7 * DAY,  2, false, "R61" },
	[CLASS_SIZE]         = { 24 * HOUR,  7 * DAY,  2, false, "R62" },
	[CLASS_NOT_A_FEED]   = {  6 * HOUR,  7 * DAY,  2, false, "R63" },
	[CLASS_SYNTAX]       = {  2 * HOUR, 24 * HOUR, 2, false, "R64" },
	[CLASS_UNAUTHORIZED] = { 24 * HOUR,  7 * DAY,  7, false, "R40" },
	[CLASS_FORBIDDEN]    = {  4 * HOUR,  7 * DAY,  2, false, "R41" },
	[CLASS_NOT_FOUND]    = {  6 * HOUR, 48 * HOUR, 2, false, "R42" },
	[CLASS_GONE]         = { 24 * HOUR, 24 * HOUR, 1, false, "R43" },
	[CLASS_THROTTLED]    = {  1 * HOUR, 24 * HOUR, 2, true,  "R47" },
	[CLASS_CLIENT]       = {  6 * HOUR,  7 * DAY,  2, false, "R65" },
	[CLASS_SERVER]       = {  1 * HOUR, 24 * HOUR, 2, false, "R65" },
	[CLASS_SOFT]         = {  2 * HOUR, 24 * HOUR, 2, false, "R65" },
	[CLASS_NET]          = {  1 * HOUR, 24 * HOUR, 2, false, "R65" },
	/* Eight times that of a feed that merely cannot be read (T16). */
	[CLASS_HOSTILE]      = { 16 * HOUR,  7 * DAY,  2, false, "T16" },
	/* Local, and soon mended by whoever made it. */
	[CLASS_SOURCE]       = {  5 * MINUTE, 1 * HOUR, 2, false, "A5" },
	[CLASS_LOCAL]        = {  5 * MINUTE, 5 * MINUTE, 1, true, "D6" },
	/* clang-format on */
};
static_assert(ARRAY_LEN(backoffs) == CLASS_COUNT, "a class has no backoff");

const struct backoff *
backoff_of(enum failure_class failure_class)
{
	assert(failure_class < CLASS_COUNT);
	return &backoffs[failure_class];
}

int64_t
backoff_delay_s(const struct backoff *backoff, int64_t failures,
    uint32_t random)
{
	int64_t delay_s = backoff->base_s;

	/* A factor of 1 never reaches the cap by itself. */
	for (int64_t n = 1; n < failures && delay_s < backoff->cap_s; n++) {
		if (backoff->factor == 1)
			break;
		delay_s *= backoff->factor;
	}
	if (delay_s > backoff->cap_s)
		delay_s = backoff->cap_s;
	return delay_s + delay_s * (random % 251) / 1000;
}
