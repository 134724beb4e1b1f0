/*
 * What a transfer brought back: headers of the final answer only, the target of
 * a redirect, and the class of a failure from libcurl's code (A5). A code means
 * what the measurements for the rules found, not always what its name says.
 */
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "limits.h"
#include "net/transfer.h"

#define HEADERS_TOO_BIG (300L * 1024) /* libcurl's own limit (R58) */

static const struct {
	CURLcode code;
	enum failure_class failure_class;
} classes[] = {
	{ CURLE_UNSUPPORTED_PROTOCOL, CLASS_GARBAGE }, /* "HTTP/0.9" too */
	{ CURLE_URL_MALFORMAT, CLASS_REDIRECT },
	{ CURLE_COULDNT_RESOLVE_PROXY, CLASS_DNS_NAME },
	{ CURLE_COULDNT_RESOLVE_HOST, CLASS_DNS_NAME },
	{ CURLE_COULDNT_CONNECT, CLASS_CONNECT },
	{ CURLE_WEIRD_SERVER_REPLY, CLASS_GARBAGE },
	{ CURLE_PARTIAL_FILE, CLASS_TRANSFER },
	{ CURLE_WRITE_ERROR, CLASS_ENCODING }, /* ours have noted why */
	/* One header line of more than 100 KB, not our memory. */
	{ CURLE_OUT_OF_MEMORY, CLASS_HEADERS },
	{ CURLE_OPERATION_TIMEDOUT, CLASS_TRANSFER },
	{ CURLE_SSL_CONNECT_ERROR, CLASS_TLS },
	{ CURLE_TOO_MANY_REDIRECTS, CLASS_REDIRECT },
	{ CURLE_GOT_NOTHING, CLASS_TRANSFER },
	{ CURLE_SEND_ERROR, CLASS_TRANSFER },
	{ CURLE_RECV_ERROR, CLASS_TRANSFER },
	{ CURLE_SSL_CERTPROBLEM, CLASS_TLS },
	{ CURLE_SSL_CIPHER, CLASS_TLS },
	{ CURLE_PEER_FAILED_VERIFICATION, CLASS_CERTIFICATE },
	{ CURLE_BAD_CONTENT_ENCODING, CLASS_ENCODING },
	{ CURLE_FILESIZE_EXCEEDED, CLASS_SIZE },
	{ CURLE_SSL_CACERT_BADFILE, CLASS_LOCAL },
	{ CURLE_SSL_ISSUER_ERROR, CLASS_CERTIFICATE },
	{ CURLE_SSL_PINNEDPUBKEYNOTMATCH, CLASS_CERTIFICATE },
	{ CURLE_SSL_INVALIDCERTSTATUS, CLASS_CERTIFICATE },
	{ CURLE_PROXY, CLASS_CONNECT },
	/* Of mail. */
	{ CURLE_USE_SSL_FAILED, CLASS_TLS },
	{ CURLE_LOGIN_DENIED, CLASS_UNAUTHORIZED },
	{ CURLE_REMOTE_ACCESS_DENIED, CLASS_GARBAGE },
};

static enum failure_class
class_of(struct net_transfer *transfer, CURLcode code)
{
	curl_off_t connected_us = 0;
	long header_bytes = 0;

	if (transfer->stopped != CLASS_NONE)
		return transfer->stopped;
	curl_easy_getinfo(transfer->easy, CURLINFO_CONNECT_TIME_T,
	    &connected_us);
	curl_easy_getinfo(transfer->easy, CURLINFO_HEADER_SIZE, &header_bytes);
	if (code == CURLE_OPERATION_TIMEDOUT && connected_us == 0)
		return CLASS_CONNECT;
	if (code == CURLE_RECV_ERROR && header_bytes > HEADERS_TOO_BIG)
		return CLASS_HEADERS;
	for (size_t i = 0; i < ARRAY_LEN(classes); i++) {
		if (classes[i].code == code)
			return classes[i].failure_class;
	}
	return CLASS_TRANSFER;
}

static void
set_failure(struct net_transfer *transfer, CURLcode code)
{
	struct net_response *response = &transfer->response;
	const char *text = transfer->curl_error;

	response->failure_class = class_of(transfer, code);
	if (transfer->stopped != CLASS_NONE)
		text = transfer->stopped_reason;
	else if (text[0] == '\0')
		text = curl_easy_strerror(code);
	snprintf(response->reason, sizeof(response->reason), "%.70s: %.160s",
	    transfer->target.host, text);
}

/* ---- headers --------------------------------------------------------------- */

/* The next header of the final answer: 103 and its like are left out by libcurl,
 * and so are trailers. Values that are too long are passed over: cut they would
 * lie. */
static struct curl_header *
next_header(CURL *easy, struct curl_header *header)
{
	do
		header = curl_easy_nextheader(easy, CURLH_HEADER, -1, header);
	while (header != NULL && strlen(header->value) > LIMIT_HEADER_VALUE);
	return header;
}

static void
collect_headers(struct net_transfer *transfer)
{
	struct net_response *response = &transfer->response;
	struct arena *arena = &transfer->arena;
	struct curl_header *header = NULL;
	struct net_header *headers;
	size_t count = 0;

	while ((header = next_header(transfer->easy, header)) != NULL)
		count++;
	headers = arena_alloc_array(arena, count, sizeof(*headers));
	if (headers == NULL)
		return;
	for (size_t i = 0; i < count; i++) {
		header = next_header(transfer->easy, header);
		headers[i].name = arena_string(arena, slice_of(header->name));
		headers[i].value = arena_string(arena, slice_of(header->value));
	}
	response->headers = headers;
	response->header_count = arena->failed ? 0 : count;
}

const char *
net_response_header(const struct net_response *response, const char *name,
    size_t *from)
{
	for (size_t i = *from; i < response->header_count; i++) {
		if (strcasecmp(response->headers[i].name, name) == 0) {
			*from = i + 1;
			return response->headers[i].value;
		}
	}
	*from = response->header_count;
	return NULL;
}

/* ---- the whole ------------------------------------------------------------- */

static const char *
string_of(struct net_transfer *transfer, CURLINFO info)
{
	char *text = NULL;

	curl_easy_getinfo(transfer->easy, info, &text);
	if (text == NULL)
		return NULL;
	return arena_string(&transfer->arena, slice_of(text));
}

static void
collect_numbers(struct net_transfer *transfer)
{
	struct net_response *response = &transfer->response;
	curl_off_t body = 0;
	long status = 0, headers = 0, connects = 0;

	curl_easy_getinfo(transfer->easy, CURLINFO_RESPONSE_CODE, &status);
	curl_easy_getinfo(transfer->easy, CURLINFO_HEADER_SIZE, &headers);
	curl_easy_getinfo(transfer->easy, CURLINFO_NUM_CONNECTS, &connects);
	curl_easy_getinfo(transfer->easy, CURLINFO_SIZE_DOWNLOAD_T, &body);
	response->status = (int)status; /* three digits */
	response->wire_bytes = body + headers;
	response->reused = connects == 0;
}

void
response_collect(struct net_transfer *transfer, CURLcode code)
{
	struct net_response *response = &transfer->response;

	collect_numbers(transfer);
	collect_headers(transfer);
	response->redirect_url = string_of(transfer, CURLINFO_REDIRECT_URL);
	response->address = string_of(transfer, CURLINFO_PRIMARY_IP);
	hash_end(&transfer->hash, response->body_digest);
	if (transfer->arena.failed) {
		transfer->stopped = CLASS_LOCAL;
		snprintf(transfer->stopped_reason,
		    sizeof(transfer->stopped_reason), "out of memory");
	}
	if (code != CURLE_OK || transfer->stopped != CLASS_NONE)
		set_failure(transfer, code);
}
