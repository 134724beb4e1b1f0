/*
 * One vetted HTTP transfer: libcurl on libevent, names by c-ares, addresses
 * judged before and at every connection (section D of the fetching rules).
 * fetch/, webhooks and mail go through here; nothing else opens a connection.
 */
#ifndef CRIER_NET_H
#define CRIER_NET_H

#include "buffer.h"
#include "clock.h"
#include "error.h"
#include "hash.h"
#include "outcome.h"

struct event_base;
struct net;
struct net_transfer;

struct net_options {
	int connections;        /* transfers at once */
	const char **resolvers; /* "127.0.0.1:5353"; none: the system's */
	size_t resolver_count;
	const char *user_agent;
};

/* Options are copied. NULL with err: a resolver that is not an address, or no
 * memory. */
struct net *net_new(struct event_base *base, const struct net_options *options,
    const struct clock *clock, struct error *err);
/* Cancels what runs. Not from inside a net_done. Takes NULL. */
void net_free(struct net *net);

enum net_method {
	NET_GET,
	NET_POST
};

/* Borrowed until net_start returns. */
struct net_request {
	/* http or https; userinfo and fragment are not sent. */
	const char *url;
	enum net_method method;
	const char *const *headers; /* "Name: value" lines, NULL-terminated */
	struct bytes body;          /* of a POST */
	int64_t timeout_ms, connect_timeout_ms; /* 0: defaults */
	size_t max_decoded, max_wire;           /* bytes; 0: defaults */
	const char *accept_encoding;            /* "gzip, br" or "identity" */
	bool allow_private, insecure_tls;
	/* "[scheme://]host[:port]"; NULL: none, whatever the environment says.
	 * Behind a proxy only addresses in URLs are judged: it resolves. */
	const char *proxy;
	const char *client_cert; /* path of a PEM file with its key */
};

struct net_header {
	const char *name, *value; /* trimmed, as received */
};

/* Owned by the transfer; dies after the callback returns. */
struct net_response {
	enum failure_class failure_class; /* CLASS_NONE: an answer came */
	/* Of a failure, and of any answer to mail; begins with the host. */
	char reason[240];
	int status; /* 0: none came */
	/* The answer's own headers (never those of 1xx), in order. */
	const struct net_header *headers;
	size_t header_count;
	/* Decoded. May be moved out: copy the struct, then buffer_init it. */
	struct buffer *body;
	unsigned char body_digest[HASH_SHA256_SIZE]; /* of the decoded bytes */
	const char *redirect_url; /* absolute target of a 3xx, or NULL */
	const char *address;      /* of the peer */
	int64_t wire_bytes, duration_ms;
	bool reused; /* the connection was */
	/* Of mail: the server had let us in and refused this message, or its
	 * sender or recipients. */
	bool mail_refused;
};
typedef void (*net_done)(struct net_response *response, void *arg);

/* Exactly one call of done, later from the loop, unless cancelled; an answer
 * with any status is an answer. Never follows a redirect. Never NULL. */
struct net_transfer *net_start(struct net *net,
    const struct net_request *request, net_done done, void *arg);
/* Until its done is called. */
void net_cancel(struct net_transfer *transfer);

/*
 * One message by SMTP, to all recipients or to none, the answer's status being
 * SMTP's of the step that ended it (250, 421, 550, ...; 0: none came, which has
 * a failure class). The server's address is not judged: it stands in the
 * configuration alone. Copied. RFC 5321.
 */
enum net_mail_tls {
	NET_MAIL_STARTTLS, /* demanded */
	NET_MAIL_TLS,
	NET_MAIL_PLAIN
};
struct net_mail {
	const char *host;
	int port;
	enum net_mail_tls tls;
	const char *user, *password; /* NULL: no authentication */
	const char *hello;
	const char *from;      /* an address alone, as all of to */
	const char *const *to; /* NULL-terminated */
	struct bytes message;  /* with CRLF line ends */
	int64_t timeout_ms;    /* 0: the default */
	bool insecure_tls;
};
struct net_transfer *net_mail_start(struct net *net,
    const struct net_mail *mail, net_done done, void *arg);

/* First header of that name (case ignored) after *from (0 at first, moved on);
 * NULL when there is none more. */
const char *net_response_header(const struct net_response *response,
    const char *name, size_t *from);

/* Its value trimmed, or an absent slice. */
struct slice
net_header_first(const struct net_response *response, const char *name);
/* The Date header, or otherwise_at where it is missing or no date: by its own
 * clock a server means its dates (R23, R49). */
int64_t
net_header_date(const struct net_response *response, int64_t otherwise_at);
/* No control bytes (T25): what may be sent or stored. */
bool net_header_is_clean(struct slice value);
/* One or more digits: their number, at most max; false for anything else. */
bool net_header_number(struct slice text, int64_t max, int64_t *value);

/* A date of HTTP (RFC 9110 5.6.7): the three forms of the standard, and near
 * misses of them; unix seconds. False (and *at untouched) for what names no
 * weekday or no time of day. */
bool net_http_date(struct slice text, int64_t *at);
/* True and the seconds to wait where the answer's Retry-After asks for it
 * (R49). What is neither a number nor a date counts as absent; more than 14
 * days becomes 14 days. */
bool net_retry_after(const struct net_response *response, int64_t received_at,
    int64_t *delay_s);

/*
 * Whether an address may be connected to (D3): everything special-purpose is
 * refused unless private ones are allowed; embedded IPv4 addresses are judged
 * by what is inside. *rule names the block that refused it ("10.0.0.0/8").
 */
struct sockaddr;
bool net_address_allowed(const struct sockaddr *address, bool allow_private,
    const char **rule);

#endif
