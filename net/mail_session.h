/*
 * The part of a mail transfer that is said over the connection once libcurl has
 * made it. Private to net/.
 */
#ifndef CRIER_NET_MAIL_SESSION_H
#define CRIER_NET_MAIL_SESSION_H

#include "net.h"

struct net_transfer;

/* A server's answer: one line, or several of which all but the last have a
 * hyphen after the code. */
struct mail_reply {
	int code; /* 0: none, or it has no code */
	bool ended;
	char line[512]; /* being read; the rest of a longer one is dropped */
	size_t line_len;
	char text[200]; /* as far as it fits; of all its lines, cleaned */
};
/* The next byte; the first one after the end begins the next answer. */
void mail_reply_add(struct mail_reply *reply, char c);

/* What became of it. */
struct mail_outcome {
	int status;                       /* 0: no answer */
	enum failure_class failure_class; /* CLASS_NONE: there is a status */
	char text[320];                   /* what was said, and to what */
};

struct mail_session;

/* Copies from, to and the message. Not begun. False with err where an address
 * or the message cannot be sent. */
bool mail_session_open(struct mail_session **out, struct net_transfer *transfer,
    const struct net_mail *mail, struct error *err) MUST_CHECK;
/* libcurl has connected: ends in transfer_finish, perhaps at once. */
void mail_session_begin(struct mail_session *session);
/* Lets go of the socket. */
void mail_session_stop(struct mail_session *session);
void mail_session_free(struct mail_session *session); /* takes NULL */

/* The last answer, for libcurl's header function. */
struct mail_reply *mail_session_reply(struct mail_session *session);
/* NULL where it was not begun. */
const struct mail_outcome *
mail_session_outcome(const struct mail_session *session);

#endif
