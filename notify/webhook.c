/*
 * Hooks that are URLs: the document is posted, signed as Standard Webhooks
 * where there is a secret, and the answer's status is the verdict.
 *
 * Addresses are judged as those of feeds are, redirections are not followed
 * (T26). Only the first line of what the receiver says is kept.
 */
#include "notify/kinds.h"

#include <stdio.h>
#include <stdlib.h>

#include "limits.h"
#include "memory.h"
#include "net.h"
#include "notify/reason.h"
#include "notify/signature.h"

#define HEADERS 5 /* with the NULL behind them */

struct webhook_attempt {
	struct notification *notification;
	struct net_transfer *transfer;
};

/* ---- the answer ------------------------------------------------------------------ */

/* Ranges of statuses; the first that holds one decides. */
static const struct verdict_row {
	int from, to;
	enum delivery_verdict verdict;
	bool gone;
	const char *why; /* instead of what the receiver says; or NULL */
} verdicts[] = {
	/* clang-format off */
	{ 200, 299, DELIVERY_OK, false, NULL },
	{ 300, 399, DELIVERY_PERMANENT, false, "redirects are not followed" },
	{ 408, 408, DELIVERY_RETRY, false, NULL },
	/* What waits goes on waiting until a person has looked at the hook. */
	{ 410, 410, DELIVERY_RETRY, true, NULL },
	{ 425, 425, DELIVERY_RETRY, false, NULL },
	{ 429, 429, DELIVERY_RETRY, false, NULL },
	{ 400, 499, DELIVERY_PERMANENT, false, NULL },
	{ 0, 999, DELIVERY_RETRY, false, NULL },
	/* clang-format on */
};

static const struct verdict_row *
verdict_of(int status)
{
	size_t i = 0;

	while (i + 1 < ARRAY_LEN(verdicts) &&
	    (status < verdicts[i].from || status > verdicts[i].to))
		i++;
	return &verdicts[i];
}

static struct slice
first_line(const struct net_response *response)
{
	struct slice rest = slice_trim(buffer_slice(response->body)), line;

	return slice_cut(&rest, '\n', &line) ? line : SLICE_NONE;
}

static void
judge_status(const struct net_response *response, int64_t now_at,
    struct delivery_result *result)
{
	const struct verdict_row *row = verdict_of(response->status);
	char what[32];

	result->verdict = row->verdict;
	result->gone = row->gone;
	if (row->verdict == DELIVERY_OK)
		return;
	if (row->verdict == DELIVERY_RETRY &&
	    !net_retry_after(response, now_at, &result->retry_after_s))
		result->retry_after_s = 0;
	snprintf(what, sizeof(what), "HTTP %d", response->status);
	reason_say(result, what,
	    row->why == NULL ? first_line(response) : slice_of(row->why));
}

/* A receiver that talks without end has answered all the same. */
static bool
is_answer(const struct net_response *response)
{
	return response->failure_class == CLASS_NONE ||
	    (response->failure_class == CLASS_SIZE && response->status != 0);
}

static void
on_answer(struct net_response *response, void *arg)
{
	struct webhook_attempt *attempt = arg;
	struct notification *notification = attempt->notification;
	struct delivery_result *result = &notification->result;

	result->status = response->status == 0 ? -1 : response->status;
	if (is_answer(response))
		judge_status(response,
		    clock_now_at(notification->notifier->clock), result);
	else {
		result->verdict = DELIVERY_RETRY;
		reason_say(result, response->reason, SLICE_NONE);
	}
	free(attempt);
	notification->attempt = NULL;
	notification_end(notification);
}

static void
webhook_cancel(void *arg)
{
	struct webhook_attempt *attempt = arg;

	net_cancel(attempt->transfer);
	free(attempt);
}

/* ---- the request ------------------------------------------------------------------ */

static bool
make_headers(const struct notification *notification, struct slice payload,
    struct arena *arena, const char **headers, struct error *err)
{
	struct signed_message message = {
		.id = notification->delivery->key,
		.timestamp = clock_now_at(notification->notifier->clock),
		.body = payload,
	};
	struct buffer signature;
	size_t i = 0;
	bool ok = true;

	buffer_init(&signature, LIMIT_HEADER_VALUE);
	headers[i++] = "Content-Type: application/json";
	headers[i++] = arena_format(arena, "webhook-id: %s", message.id);
	headers[i++] = arena_format(arena, "webhook-timestamp: %lld",
	    (long long)message.timestamp);
	if (notification->secret != NULL) {
		ok = signature_append(&message,
		    (struct slice){ notification->secret->text,
			notification->secret->len },
		    &signature, err);
		headers[i++] = arena_format(arena, "webhook-signature: %s",
		    buffer_string(&signature));
	}
	buffer_finish(&signature);
	if (ok && arena->failed)
		return error_set(err, ERROR_MEMORY, "no memory for a request");
	return ok;
}

static bool
webhook_start(struct notification *notification, struct slice payload,
    struct error *err)
{
	const struct hook *hook = notification->hook;
	struct webhook_attempt *attempt;
	const char *headers[HEADERS] = { NULL };
	struct arena arena;
	bool ok;

	arena_init(&arena, LIMIT_FETCH_ARENA);
	ok = make_headers(notification, payload, &arena, headers, err);
	if (ok) {
		struct net_request request = {
			.url = hook->url,
			.method = NET_POST,
			.headers = headers,
			.body = { (const unsigned char *)payload.ptr,
			    payload.len },
			.timeout_ms = hook->timeout_s * 1000,
			.max_decoded = LIMIT_WEBHOOK_ANSWER,
			.accept_encoding = "identity",
			.allow_private = hook->allow_private,
		};

		attempt = xcalloc(1, sizeof(*attempt));
		attempt->notification = notification;
		notification->attempt = attempt;
		attempt->transfer = net_start(notification->notifier->net,
		    &request, on_answer, attempt);
	}
	arena_finish(&arena);
	return ok;
}

static const char *
webhook_secret(const struct notification *notification)
{
	return notification->hook->secret;
}

const struct notify_kind notify_webhook = {
	.kind = HOOK_WEBHOOK,
	.secret = webhook_secret,
	.start = webhook_start,
	.cancel = webhook_cancel,
};
