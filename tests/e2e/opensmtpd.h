/*
 * OpenSMTPD for a test, where it is installed: on a port of 127.0.0.1, in a
 * mount namespace of its own, because its queue and its socket have fixed
 * places. It takes mail for anybody into one box, in the clear: with OpenSSL 3
 * version 6.8 ends every handshake.
 */
#ifndef CRIER_TESTS_OPENSMTPD_H
#define CRIER_TESTS_OPENSMTPD_H

#include <stddef.h>
#include <sys/types.h>

struct opensmtpd {
	pid_t pid; /* 0: it does not run */
	int port;
	char folder[200];
};

/* Its configuration, log and box are made in folder. NULL, or why it cannot run
 * here; aborts the test where it should and does not. */
const char *opensmtpd_start(struct opensmtpd *server, const char *folder);
/* Also what was never started. */
void opensmtpd_stop(struct opensmtpd *server);

/* Waits until there are so many messages in its box, at most ten seconds, and
 * reads them; each is the caller's to free. The number of them. */
size_t opensmtpd_read(const struct opensmtpd *server, char **texts, size_t room,
    size_t count);

#endif
