/*
 * The options of a transfer (D5) and what is watched while it runs: addresses
 * at the moment of connecting (D3), bytes as they come (R62). The callbacks
 * only count, note why, and stop; everything else happens after libcurl's turn.
 */
#include <errno.h>
#include <linux/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "limits.h"
#include "net/transfer.h"

#define BUFFER_BYTES        16384L
#define LOW_SPEED_BYTES     100L
#define LOW_SPEED_SECONDS   20L
#define CA_CACHE_SECONDS    86400L
#define RATIO_MATTERS_BYTES MIB /* decoded bytes before R62 looks at it */

static void
stop(struct net_transfer *transfer, enum failure_class failure_class,
    const char *reason)
{
	/* The first one is the cause. */
	if (transfer->stopped != CLASS_NONE)
		return;
	transfer->stopped = failure_class;
	snprintf(transfer->stopped_reason, sizeof(transfer->stopped_reason),
	    "%s", reason);
}

/* ---- addresses ------------------------------------------------------------- */

/* A proxy or a mail server is what the configuration chose. */
static bool
may_connect(struct net_transfer *transfer, const struct sockaddr *address)
{
	char text[INET6_ADDRSTRLEN], reason[160];
	const char *rule;

	if (transfer->peer_is_chosen ||
	    net_address_allowed(address, transfer->allow_private, &rule))
		return true;
	snprintf(reason, sizeof(reason), "address %s is refused (%s)",
	    address_format(address, text), rule);
	stop(transfer, CLASS_ADDRESS, reason);
	return false;
}

static curl_socket_t
on_open_socket(void *arg, curlsocktype purpose, struct curl_sockaddr *peer)
{
	struct net_transfer *transfer = arg;
	int fd;

	(void)purpose;
	if (!may_connect(transfer, &peer->addr))
		return CURL_SOCKET_BAD;
	fd = socket(peer->family, peer->socktype | SOCK_CLOEXEC | SOCK_NONBLOCK,
	    peer->protocol);
	if (fd < 0 && (errno == EMFILE || errno == ENFILE || errno == ENOBUFS))
		stop(transfer, CLASS_LOCAL, strerrordesc_np(errno));
	return fd; /* -1 is CURL_SOCKET_BAD */
}

/* Once more when the connection stands: a kept one was opened for another. */
/* NOLINTBEGIN(readability-non-const-parameter): libcurl's own type */
static int
on_before_request(void *arg, char *peer, char *local, int peer_port,
    int local_port)
{
	struct net_transfer *transfer = arg;
	union address address;

	(void)local;
	(void)peer_port;
	(void)local_port;
	if (!address_parse(peer, &address)) {
		stop(transfer, CLASS_ADDRESS, "the peer has no known address");
		return CURL_PREREQFUNC_ABORT;
	}
	return may_connect(transfer, &address.any) ? CURL_PREREQFUNC_OK
						   : CURL_PREREQFUNC_ABORT;
}
/* NOLINTEND(readability-non-const-parameter) */

/* ---- bytes ----------------------------------------------------------------- */

/* As the kernel has counted them, with headers and chunk sizes; 0 where it does
 * not say. */
static uint64_t
bytes_of_socket(curl_socket_t fd)
{
	struct tcp_info tcp;
	socklen_t len = sizeof(tcp);

	memset(&tcp, 0, sizeof(tcp));
	if (fd == CURL_SOCKET_BAD ||
	    getsockopt(fd, IPPROTO_TCP, TCP_INFO, &tcp, &len) != 0)
		return 0;
	return tcp.tcpi_bytes_received;
}

/* libcurl counts a piece of the wire only once it is decoded. */
static size_t
body_wire_bytes(const struct net_transfer *transfer)
{
	curl_off_t wire = 0;

	curl_easy_getinfo(transfer->easy, CURLINFO_SIZE_DOWNLOAD_T, &wire);
	return (size_t)wire; /* never negative */
}

static bool
fits_wire(struct net_transfer *transfer, uint64_t wire)
{
	if (wire <= transfer->max_wire)
		return true;
	stop(transfer, CLASS_SIZE, "too many bytes on the wire");
	return false;
}

/* Also where no body comes: of headers, and of chunks that are nearly all
 * extension (T12). */
static int
on_progress(void *arg, curl_off_t total, curl_off_t now, curl_off_t up_total,
    curl_off_t up_now)
{
	struct net_transfer *transfer = arg;

	(void)total;
	(void)now;
	(void)up_total;
	(void)up_now;
	return fits_wire(transfer, bytes_of_socket(transfer->socket)) &&
		fits_wire(transfer, body_wire_bytes(transfer))
	    ? 0
	    : 1;
}

static bool
is_bomb(const struct net_transfer *transfer)
{
	size_t decoded = transfer->body.len;

	return decoded > RATIO_MATTERS_BYTES &&
	    decoded / LIMIT_BODY_RATIO >
	    body_wire_bytes(transfer) + BUFFER_BYTES;
}

static size_t
on_body(char *bytes, size_t size, size_t count, void *arg)
{
	struct net_transfer *transfer = arg;
	size_t len = size * count; /* size is 1 by contract */

	/* Only now: before the first byte a server may think for as long as
	 * the timeout allows. */
	if (transfer->body.len == 0)
		curl_easy_setopt(transfer->easy, CURLOPT_LOW_SPEED_LIMIT,
		    LOW_SPEED_BYTES);
	/* Much can come between two calls of on_progress. */
	if (!fits_wire(transfer, body_wire_bytes(transfer)))
		return 0;
	if (len > transfer->max_decoded - transfer->body.len) {
		stop(transfer, CLASS_SIZE, "the body is too large");
		return 0;
	}
	if (!buffer_append_bytes(&transfer->body, bytes, len)) {
		stop(transfer, CLASS_LOCAL, "out of memory for the body");
		return 0;
	}
	if (is_bomb(transfer)) {
		stop(transfer, CLASS_SIZE, "the body expands too much");
		return 0;
	}
	hash_add(&transfer->hash, (struct slice){ bytes, len });
	/* libcurl takes anything but len for an error. */
	return len;
}

/* ---- options --------------------------------------------------------------- */

static void
set_request(struct net_transfer *transfer, const struct net_request *request)
{
	CURL *easy = transfer->easy;
	const char *encoding = request->accept_encoding;

	curl_easy_setopt(easy, CURLOPT_CURLU, transfer->target.url);
	curl_easy_setopt(easy, CURLOPT_HTTPHEADER, transfer->headers);
	curl_easy_setopt(easy, CURLOPT_USERAGENT, transfer->net->user_agent);
	curl_easy_setopt(easy, CURLOPT_ACCEPT_ENCODING, encoding);
	if (request->client_cert != NULL)
		curl_easy_setopt(easy, CURLOPT_SSLCERT, request->client_cert);
	if (request->method == NET_POST) {
		curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE,
		    (curl_off_t)request->body.len);
		/* Copies, by the size that was set. */
		curl_easy_setopt(easy, CURLOPT_COPYPOSTFIELDS,
		    request->body.len > 0 ? (const char *)request->body.ptr
					  : "");
	} else {
		curl_easy_setopt(easy, CURLOPT_HTTPGET, 1L);
	}
}

void
easy_set_common(struct net_transfer *transfer, bool insecure_tls)
{
	CURL *easy = transfer->easy;

	curl_easy_setopt(easy, CURLOPT_PRIVATE, transfer);
	curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, transfer->curl_error);
	curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, on_open_socket);
	curl_easy_setopt(easy, CURLOPT_OPENSOCKETDATA, transfer);
	curl_easy_setopt(easy, CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
	curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(easy, CURLOPT_TCP_NODELAY, 1L);
	/* A prefix of the time in the cache of libcurl: its pruning walks all
	 * of it at each end of a transfer. */
	curl_easy_setopt(easy, CURLOPT_DNS_CACHE_TIMEOUT, 5L);
	curl_easy_setopt(easy, CURLOPT_QUICK_EXIT, 1L);
	/* Without this Debian's libcurl reads all certificates anew for each
	 * handle: 33 ms and 900 KB. */
	curl_easy_setopt(easy, CURLOPT_CAPATH, NULL);
	curl_easy_setopt(easy, CURLOPT_CA_CACHE_TIMEOUT, CA_CACHE_SECONDS);
	curl_easy_setopt(easy, CURLOPT_SSL_SESSIONID_CACHE, 0L);
	if (insecure_tls) {
		curl_easy_setopt(easy, CURLOPT_SSL_VERIFYPEER, 0L);
		curl_easy_setopt(easy, CURLOPT_SSL_VERIFYHOST, 0L);
	}
}

/* HTTP/1.1: before 8.0.0 a reset of an HTTP/2 stream can be taken for the end
 * of the body. */
static void
set_manners(struct net_transfer *transfer)
{
	CURL *easy = transfer->easy;

	curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
	curl_easy_setopt(easy, CURLOPT_REDIR_PROTOCOLS_STR, "http,https");
	curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
	curl_easy_setopt(easy, CURLOPT_PATH_AS_IS, 1L);
	curl_easy_setopt(easy, CURLOPT_UNRESTRICTED_AUTH, 0L);
	curl_easy_setopt(easy, CURLOPT_HTTP_VERSION,
	    (long)CURL_HTTP_VERSION_1_1);
	curl_easy_setopt(easy, CURLOPT_HTTP09_ALLOWED, 0L);
	/* A kept connection is a thing of its own to watch (D6). */
	curl_easy_setopt(easy, CURLOPT_FORBID_REUSE, 1L);
	curl_easy_setopt(easy, CURLOPT_FRESH_CONNECT, 1L);
	curl_easy_setopt(easy, CURLOPT_BUFFERSIZE, BUFFER_BYTES);
}

static void
set_proxy(struct net_transfer *transfer, const struct net_request *request)
{
	bool direct = request->proxy == NULL;

	curl_easy_setopt(transfer->easy, CURLOPT_PROXY,
	    direct ? "" : request->proxy);
	curl_easy_setopt(transfer->easy, CURLOPT_NOPROXY, direct ? "*" : "");
}

static void
set_limits(struct net_transfer *transfer, const struct net_request *request)
{
	CURL *easy = transfer->easy;
	int64_t timeout_ms = request->timeout_ms > 0 ? request->timeout_ms
						     : TIMEOUT_TRANSFER_MS;
	int64_t connect_ms = request->connect_timeout_ms > 0
	    ? request->connect_timeout_ms
	    : TIMEOUT_CONNECT_MS;

	curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, (long)timeout_ms);
	curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, (long)connect_ms);
	curl_easy_setopt(easy, CURLOPT_LOW_SPEED_TIME, LOW_SPEED_SECONDS);
	curl_easy_setopt(easy, CURLOPT_MAXFILESIZE_LARGE,
	    (curl_off_t)transfer->max_wire);
}

static void
set_callbacks(struct net_transfer *transfer)
{
	CURL *easy = transfer->easy;

	curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, on_body);
	curl_easy_setopt(easy, CURLOPT_WRITEDATA, transfer);
	curl_easy_setopt(easy, CURLOPT_PREREQFUNCTION, on_before_request);
	curl_easy_setopt(easy, CURLOPT_PREREQDATA, transfer);
	curl_easy_setopt(easy, CURLOPT_NOPROGRESS, 0L);
	curl_easy_setopt(easy, CURLOPT_XFERINFOFUNCTION, on_progress);
	curl_easy_setopt(easy, CURLOPT_XFERINFODATA, transfer);
}

static bool
add_header(struct net_transfer *transfer, const char *line)
{
	struct curl_slist *longer;

	longer = curl_slist_append(transfer->headers, line);
	if (longer != NULL)
		transfer->headers = longer;
	return longer != NULL;
}

static bool
copy_headers(struct net_transfer *transfer, const struct net_request *request)
{
	bool ok = add_header(transfer, "Expect:"); /* never sent (R3) */

	for (size_t i = 0;
	     ok && request->headers != NULL && request->headers[i] != NULL; i++)
		ok = add_header(transfer, request->headers[i]);
	return ok;
}

bool
easy_open(struct net_transfer *transfer, const struct net_request *request,
    struct error *err)
{
	transfer->easy = curl_easy_init();
	if (transfer->easy == NULL || !copy_headers(transfer, request))
		return error_set(err, ERROR_MEMORY, "out of memory");
	set_request(transfer, request);
	easy_set_common(transfer, request->insecure_tls);
	set_manners(transfer);
	set_proxy(transfer, request);
	set_limits(transfer, request);
	set_callbacks(transfer);
	return true;
}

bool
easy_set_addresses(struct net_transfer *transfer,
    const union address *addresses, size_t count)
{
	const struct target *target = transfer->proxy.url != NULL
	    ? &transfer->proxy
	    : &transfer->target;
	char text[INET6_ADDRSTRLEN];
	struct buffer line;

	/* The '+' has the entry expire like any other. */
	buffer_init(&line, LIMIT_URL);
	buffer_append_format(&line, "+%s:%s:", target->host, target->port);
	for (size_t i = 0; i < count; i++) {
		bool is_v6 = addresses[i].any.sa_family == AF_INET6;

		buffer_append_format(&line, "%s%s%s%s", i > 0 ? "," : "",
		    is_v6 ? "[" : "", address_format(&addresses[i].any, text),
		    is_v6 ? "]" : "");
	}
	if (!line.failed)
		transfer->resolve = curl_slist_append(transfer->resolve,
		    buffer_string(&line));
	buffer_finish(&line);
	curl_easy_setopt(transfer->easy, CURLOPT_RESOLVE, transfer->resolve);
	return transfer->resolve != NULL;
}
