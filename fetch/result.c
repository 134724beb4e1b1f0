/*
 * The life of struct fetch_result, and the parts of it that all sources fill
 * alike. What a source says, its own file reads.
 */
#include "fetch/result.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hash.h"

void
fetch_result_init(struct fetch_result *result)
{
	*result = (struct fetch_result){ .outcome = OUTCOME_NONE };
}

void
fetch_result_finish(struct fetch_result *result)
{
	buffer_finish(&result->body);
	free(result->content_type);
	free(result->content_language);
	free(result->content_location);
	free(result->link);
	free(result->etag);
	free(result->last_modified);
	free(result->effective_url);
	free(result->permanent_url);
	fetch_result_init(result);
}

void
result_fail(struct fetch_result *result, enum failure_class failure_class,
    const char *format, ...)
{
	va_list args;

	result->outcome = OUTCOME_FAILED;
	result->failure_class = failure_class;
	va_start(args, format);
	vsnprintf(result->reason, sizeof(result->reason), format, args);
	va_end(args);
}

void
result_take_body(struct fetch_result *result, struct buffer *body,
    const unsigned char *digest, const char *known_hash)
{
	result->body = *body;
	buffer_init(body, 0);
	result->body_bytes = (int64_t)result->body.len;
	hash_base32(digest, sizeof(result->body_hash) - 1, result->body_hash);
	result->outcome = OUTCOME_MODIFIED;
	/* R12: servers send what has not changed, with whatever validators. */
	if (known_hash != NULL && strcmp(known_hash, result->body_hash) == 0)
		result->outcome = OUTCOME_UNCHANGED;
}
