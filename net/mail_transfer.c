/*
 * Mail from net_mail_start to its answer: libcurl connects, demands TLS where
 * that is configured, greets and logs in; mail_session.c says the rest. The
 * server is what the configuration says, so its address is not judged; its name
 * goes through our resolver like any other.
 */
#include <stdio.h>

#include "limits.h"
#include "net/mail_session.h"
#include "net/transfer.h"

/* ---- the beginning --------------------------------------------------------- */

static size_t
on_answer_line(char *bytes, size_t size, size_t count, void *arg)
{
	size_t len = size * count; /* size is 1 by contract */

	for (size_t i = 0; i < len; i++)
		mail_reply_add(arg, bytes[i]);
	return len;
}

/* Only what a host's name or address is made of. */
static bool
is_host(const char *text)
{
	static const char others[] = "/?#@\\%";

	if (*text == '\0')
		return false;
	for (; *text != '\0'; text++) {
		if ((unsigned char)*text <= ' ' || *text == 0x7F ||
		    strchr(others, *text) != NULL)
			return false;
	}
	return true;
}

static bool
parse_target(struct net_transfer *transfer, const struct net_mail *mail,
    struct error *err)
{
	bool is_v6 = strchr(mail->host, ':') != NULL && mail->host[0] != '[';
	const char *url = arena_format(&transfer->arena, "%s://%s%s%s:%d/%s",
	    mail->tls == NET_MAIL_TLS ? "smtps" : "smtp", is_v6 ? "[" : "",
	    mail->host, is_v6 ? "]" : "", mail->port,
	    mail->hello == NULL ? "" : mail->hello);

	if (url == NULL)
		return error_set(err, ERROR_MEMORY, "out of memory");
	if (!is_host(mail->host))
		return error_set(err, ERROR_INPUT, "this is no host");
	if (mail->hello != NULL && !is_host(mail->hello))
		return error_set(err, ERROR_INPUT, "hello is no host");
	return target_parse_mail(&transfer->target, url, err);
}

static void
set_options(struct net_transfer *transfer, const struct net_mail *mail)
{
	CURL *easy = transfer->easy;
	int64_t timeout_ms = mail->timeout_ms > 0 ? mail->timeout_ms
						  : TIMEOUT_TRANSFER_MS;

	curl_easy_setopt(easy, CURLOPT_CURLU, transfer->target.url);
	curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
	curl_easy_setopt(easy, CURLOPT_CONNECT_ONLY, 1L);
	curl_easy_setopt(easy, CURLOPT_PROXY, "");
	curl_easy_setopt(easy, CURLOPT_USE_SSL,
	    (long)(mail->tls == NET_MAIL_PLAIN ? CURLUSESSL_NONE
					       : CURLUSESSL_ALL));
	if (mail->user != NULL) {
		curl_easy_setopt(easy, CURLOPT_USERNAME, mail->user);
		curl_easy_setopt(easy, CURLOPT_PASSWORD,
		    mail->password == NULL ? "" : mail->password);
	}
	/* To libcurl the greeting and the login are a part of connecting, and
	 * there are servers that have the impatient wait (RFC 5321 4.5.3.2). */
	curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, (long)timeout_ms);
	curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, (long)timeout_ms);
	curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, on_answer_line);
	curl_easy_setopt(easy, CURLOPT_HEADERDATA,
	    mail_session_reply(transfer->mail));
}

static bool
open_mail(struct net_transfer *transfer, const struct net_mail *mail,
    struct error *err)
{
	if (!parse_target(transfer, mail, err) ||
	    !mail_session_open(&transfer->mail, transfer, mail, err))
		return false;
	transfer->easy = curl_easy_init();
	if (transfer->easy == NULL)
		return error_set(err, ERROR_MEMORY, "out of memory");
	easy_set_common(transfer, mail->insecure_tls);
	set_options(transfer, mail);
	return true;
}

struct net_transfer *
net_mail_start(struct net *net, const struct net_mail *mail, net_done done,
    void *arg)
{
	struct net_transfer *transfer = transfer_new(net, done, arg);
	struct error err;

	transfer->peer_is_chosen = true;
	buffer_init(&transfer->body, KIB); /* stays empty */
	if (open_mail(transfer, mail, &err))
		net_wake(net);
	else
		transfer_fail(transfer, CLASS_LOCAL, "%.100s: %.130s",
		    mail->host, err.text);
	return transfer;
}

/* ---- the end ----------------------------------------------------------------- */

static bool
is_refusal(CURLcode code, int status)
{
	return status >= 400 &&
	    (code == CURLE_WEIRD_SERVER_REPLY ||
		code == CURLE_REMOTE_ACCESS_DENIED ||
		code == CURLE_LOGIN_DENIED);
}

void
mail_collect(struct net_transfer *transfer, CURLcode code)
{
	struct net_response *response = &transfer->response;
	const struct mail_outcome *outcome = mail_session_outcome(
	    transfer->mail);
	const char *text = NULL;

	if (outcome != NULL) {
		response->status = outcome->status;
		response->failure_class = outcome->failure_class;
		response->mail_refused = outcome->status >= 400;
		text = outcome->text;
	} else if (is_refusal(code, response->status)) {
		response->failure_class = CLASS_NONE;
		text = mail_session_reply(transfer->mail)->text;
	} else {
		response->status = 0; /* of a step before */
	}
	if (outcome != NULL)
		snprintf(response->reason, sizeof(response->reason),
		    "%.70s: %.160s", transfer->target.host, text);
	else if (text != NULL)
		snprintf(response->reason, sizeof(response->reason),
		    "%.70s: %d %.150s", transfer->target.host, response->status,
		    text);
}
