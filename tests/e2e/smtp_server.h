/*
 * A scripted SMTP server on 127.0.0.1, in a thread of the test: it says at each
 * stage what the test wrote, and keeps what it was sent. One connection at a
 * time. All functions may be called while it serves.
 */
#ifndef CRIER_TESTS_SMTP_SERVER_H
#define CRIER_TESTS_SMTP_SERVER_H

#include <stdbool.h>
#include <stddef.h>

/* Instead of an answer: none for as long as the client waits, or the end of
 * the connection. */
#define SMTP_HANG "hang"
#define SMTP_DROP "drop"

/* Answers without their last CR LF; NULL: the one that lets it go on. */
struct smtp_script {
	const char *banner, *hello, *starttls, *auth, *mail;
	const char *rcpt, *more_rcpt; /* to the first, to the others */
	const char *data, *message, *quit;
	bool offers_starttls, offers_auth;
	bool tls_at_once;
	int times; /* so many connections have this script, then all is well; 0:
		      all of them */
};

struct smtp_server;

/* On a port that the kernel chose. Aborts the test where that fails. */
struct smtp_server *smtp_server_start(void);
void smtp_server_stop(struct smtp_server *server); /* takes NULL */
int smtp_server_port(const struct smtp_server *server);

/*
 * Makes a certificate for localhost that nobody signed, in folder, so that the
 * server can do TLS. NULL, or why not: where there is no libssl nor openssl(1).
 * The path of the certificate is certificate[256].
 */
const char *smtp_server_certify(struct smtp_server *server, const char *folder,
    char *certificate);

/* From the next connection on. The strings are borrowed. */
void
smtp_server_say(struct smtp_server *server, const struct smtp_script *script);

struct smtp_mail {
	char *hello;     /* what was said in EHLO */
	char *login;     /* base64 of AUTH PLAIN, or "" */
	char *from, *to; /* as in the commands; several parted by blanks */
	char *text;      /* dots undone, with CR LF */
	bool tls, accepted;
};
/* Messages that came whole, whatever was answered. */
size_t smtp_server_count(struct smtp_server *server);
/* The n-th, from 0; NULL if there is none. Lives as the server does. */
const struct smtp_mail *smtp_server_mail(struct smtp_server *server, size_t n);
/* Waits until there are so many; false after timeout_ms. */
bool smtp_server_wait(struct smtp_server *server, size_t count, int timeout_ms);
/* Connections so far. */
int smtp_server_connections(struct smtp_server *server);
/* All that came in the clear, from all of them; the caller frees it. */
char *smtp_server_plain(struct smtp_server *server);
/* Whether the last one ended with QUIT. */
bool smtp_server_was_left(struct smtp_server *server);

#endif
