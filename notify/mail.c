/*
 * Hooks that are mail: the message of a delivery, handed to the configured
 * server through net/. The key is the Message-ID, so that a copy that was sent
 * twice is known as one (C11). Sender and recipients come from the
 * configuration alone, never from a feed (T24).
 */
#include "notify/kinds.h"

#include <stdio.h>
#include <stdlib.h>

#include "limits.h"
#include "memory.h"
#include "net.h"
#include "notify/mail_body.h"
#include "notify/mime.h"

struct mail_attempt {
	struct notification *notification;
	struct net_transfer *transfer;
};

/* ---- the message --------------------------------------------------------------- */

static void
put_headers(const struct notification *notification,
    const struct mime_mailbox *from, struct slice subject, struct buffer *out)
{
	const struct delivery *delivery = notification->delivery;
	const struct mail_server *server = notification->notifier->mail;
	const struct hook *hook = notification->hook;
	struct slice host = slice_from(from->address,
	    slice_find_char(from->address, '@') + 1);

	mime_header_mailboxes(out, "From", &server->from, 1);
	mime_header_mailboxes(out, "To", hook->mail_to, hook->mail_to_count);
	mime_header_text(out, "Subject", subject);
	mime_header_date(out, clock_now_at(notification->notifier->clock));
	buffer_append_format(out, "Message-ID: <%s@%.*s>\r\n", delivery->key,
	    SLICE_FMT(host));
	buffer_append_string(out,
	    "MIME-Version: 1.0\r\n"
	    "Auto-Submitted: auto-generated\r\n");
	if (delivery->topic.len > 0)
		mime_header_text(out, "X-Crier-Topic", delivery->topic);
	mime_header_text(out, "X-Crier-Key", slice_of(delivery->key));
}

/* "=_" can stand in neither encoding of a part. */
static void
put_parts(const struct delivery *delivery, struct slice plain,
    struct slice html, struct buffer *out)
{
	buffer_append_format(out,
	    "Content-Type: multipart/alternative;\r\n"
	    " boundary=\"=_%s\"\r\n\r\n--=_%s\r\n",
	    delivery->key, delivery->key);
	mime_part(out, "text/plain", plain);
	buffer_append_format(out, "\r\n--=_%s\r\n", delivery->key);
	mime_part(out, "text/html", html);
	buffer_append_format(out, "\r\n--=_%s--\r\n", delivery->key);
}

static bool
make_message(const struct notification *notification,
    const struct mime_mailbox *from, struct buffer *out)
{
	const struct delivery *delivery = notification->delivery;
	struct buffer subject, plain, html;
	struct arena arena;
	bool ok;

	arena_init(&arena, 2 * LIMIT_MAIL);
	buffer_init(&subject, LIMIT_MAIL);
	buffer_init(&plain, LIMIT_MAIL);
	buffer_init(&html, LIMIT_MAIL);
	mail_subject(delivery, &subject, &arena);
	mail_plain(delivery, &plain, &arena);
	mail_html(delivery, &html, &arena);
	put_headers(notification, from, buffer_slice(&subject), out);
	put_parts(delivery, buffer_slice(&plain), buffer_slice(&html), out);
	ok = !arena.failed && !subject.failed && !plain.failed &&
	    !html.failed && !out->failed;
	buffer_finish(&subject);
	buffer_finish(&plain);
	buffer_finish(&html);
	arena_finish(&arena);
	return ok;
}

/* ---- the end --------------------------------------------------------------------- */

/* Refusals that are about who we are, and not about this message. */
static bool
is_about_login(int status)
{
	static const int statuses[] = { 530, 534, 535, 538 }; /* RFC 4954 */

	for (size_t i = 0; i < ARRAY_LEN(statuses); i++)
		if (statuses[i] == status)
			return true;
	return false;
}

static enum delivery_verdict
judge(const struct net_response *response)
{
	if (response->failure_class == CLASS_NONE &&
	    response->status / 100 == 2)
		return DELIVERY_OK;
	/* What is refused for ever before the message was offered is the
	 * server's state or our configuration: both can change. */
	if (response->failure_class == CLASS_NONE && response->mail_refused &&
	    response->status / 100 == 5 && !is_about_login(response->status))
		return DELIVERY_PERMANENT;
	return DELIVERY_RETRY;
}

static void
on_sent(struct net_response *response, void *arg)
{
	struct mail_attempt *attempt = arg;
	struct notification *notification = attempt->notification;
	struct delivery_result *result = &notification->result;

	result->verdict = judge(response);
	result->status = response->status;
	if (result->verdict != DELIVERY_OK)
		snprintf(result->reason, sizeof(result->reason), "%s",
		    response->reason);
	free(attempt);
	notification->attempt = NULL;
	notification_end(notification);
}

static void
mail_cancel(void *arg)
{
	struct mail_attempt *attempt = arg;

	net_cancel(attempt->transfer);
	free(attempt);
}

/* ---- the beginning ------------------------------------------------------------------ */

static enum net_mail_tls
tls_of(enum mail_tls tls)
{
	switch (tls) {
	case MAIL_STARTTLS:
		return NET_MAIL_STARTTLS;
	case MAIL_TLS:
		return NET_MAIL_TLS;
	case MAIL_PLAIN:
		return NET_MAIL_PLAIN;
	}
	return NET_MAIL_STARTTLS;
}

static const char *
address_of(struct slice mailbox, struct arena *arena, struct error *err)
{
	struct mime_mailbox parsed;
	const char *address;

	if (!mime_mailbox_parse(mailbox, &parsed)) {
		error_set(err, ERROR_CONFIG, "\"%.*s\" is no address for mail",
		    SLICE_FMT(slice_sub(mailbox, 0, 100)));
		return NULL;
	}
	address = arena_string(arena, parsed.address);
	if (address == NULL)
		error_set(err, ERROR_MEMORY, "out of memory");
	return address;
}

static const char **
recipients_of(const struct hook *hook, struct arena *arena, struct error *err)
{
	const char **to = arena_alloc_array(arena, hook->mail_to_count + 1,
	    sizeof(*to));

	if (to == NULL) {
		error_set(err, ERROR_MEMORY, "out of memory");
		return NULL;
	}
	for (size_t i = 0; i < hook->mail_to_count; i++) {
		to[i] = address_of(slice_of(hook->mail_to[i]), arena, err);
		if (to[i] == NULL)
			return NULL;
	}
	return to;
}

static bool
send_message(struct mail_attempt *attempt, struct net_mail *mail,
    struct buffer *message, struct error *err)
{
	struct notification *notification = attempt->notification;
	const struct mail_server *server = notification->notifier->mail;
	const struct secret *secret = notification->secret;
	struct mime_mailbox from;

	if (!mime_mailbox_parse(slice_of(server->from), &from))
		return error_set(err, ERROR_CONFIG, "mail has no sender");
	if (!make_message(notification, &from, message))
		return error_set(err, ERROR_INPUT,
		    "the message does not fit into %zu bytes", LIMIT_MAIL);
	mail->message = (struct bytes){ (const unsigned char *)message->ptr,
		message->len };
	mail->password = secret == NULL ? NULL : secret->text;
	attempt->transfer = net_mail_start(notification->notifier->net, mail,
	    on_sent, attempt);
	return true;
}

static bool
begin(struct mail_attempt *attempt, struct error *err)
{
	const struct notification *notification = attempt->notification;
	const struct mail_server *server = notification->notifier->mail;
	struct net_mail mail;
	struct buffer message;
	struct arena arena;
	bool ok = false;

	if (server == NULL || server->host == NULL)
		return error_set(err, ERROR_CONFIG,
		    "no mail server is configured");
	arena_init(&arena, LIMIT_MAIL_ADDRESSES);
	buffer_init(&message, LIMIT_MAIL);
	mail = (struct net_mail){
		.host = server->host,
		.port = server->port,
		.tls = tls_of(server->tls),
		.user = server->user,
		.hello = server->hello,
		.from = address_of(slice_of(server->from), &arena, err),
		.to = recipients_of(notification->hook, &arena, err),
		.timeout_ms = notification->hook->timeout_s * 1000,
		.insecure_tls = server->insecure_tls,
	};
	if (mail.from != NULL && mail.to != NULL)
		ok = send_message(attempt, &mail, &message, err);
	buffer_finish(&message);
	arena_finish(&arena);
	return ok;
}

/* The document of the contract is for programs; people read a mail. */
static bool
mail_start(struct notification *notification, struct slice payload,
    struct error *err)
{
	struct mail_attempt *attempt = xcalloc(1, sizeof(*attempt));

	(void)payload;
	attempt->notification = notification;
	if (!begin(attempt, err)) {
		free(attempt);
		return false;
	}
	notification->attempt = attempt;
	return true;
}

static const char *
mail_secret(const struct notification *notification)
{
	const struct mail_server *server = notification->notifier->mail;

	return server == NULL ? NULL : server->password;
}

const struct notify_kind notify_mail = {
	.kind = HOOK_MAIL,
	.secret = mail_secret,
	.start = mail_start,
	.cancel = mail_cancel,
};
