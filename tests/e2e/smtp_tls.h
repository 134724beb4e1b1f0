/*
 * TLS for the scripted SMTP server. libssl is looked for at run time, so that
 * building the tests asks for nothing that crier does not ask for.
 */
#ifndef CRIER_TESTS_SMTP_TLS_H
#define CRIER_TESTS_SMTP_TLS_H

#include <stddef.h>
#include <sys/types.h>

struct smtp_tls;

/* Both files are PEM. NULL where there is no libssl or it does not take them. */
struct smtp_tls *smtp_tls_new(const char *certificate, const char *key);
void smtp_tls_free(struct smtp_tls *tls); /* takes NULL */

/* The handshake on a socket that blocks; NULL where it fails. */
void *smtp_tls_accept(const struct smtp_tls *tls, int fd);
ssize_t smtp_tls_read(const struct smtp_tls *tls, void *session, void *bytes,
    size_t size);
ssize_t smtp_tls_write(const struct smtp_tls *tls, void *session,
    const void *bytes, size_t len);
void smtp_tls_close(const struct smtp_tls *tls, void *session);

#endif
