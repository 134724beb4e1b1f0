/* Calls libssl (OpenSSL 1.1 or 3) through dlsym; see smtp_tls.h. */
#include "tests/e2e/smtp_tls.h"

#include <dlfcn.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "compiler.h"
#include "memory.h"

#define PEM 1 /* SSL_FILETYPE_PEM */

struct smtp_tls {
	void *library, *context;
	const void *(*TLS_server_method)(void);
	void *(*SSL_CTX_new)(const void *method);
	void (*SSL_CTX_free)(void *context);
	int (*SSL_CTX_use_certificate_file)(void *context, const char *path,
	    int type);
	int (*SSL_CTX_use_PrivateKey_file)(void *context, const char *path,
	    int type);
	void *(*SSL_new)(void *context);
	void (*SSL_free)(void *session);
	int (*SSL_set_fd)(void *session, int fd);
	int (*SSL_accept)(void *session);
	int (*SSL_read)(void *session, void *bytes, int size);
	int (*SSL_write)(void *session, const void *bytes, int len);
	int (*SSL_shutdown)(void *session);
};

#define SYMBOL(name)                                   \
	{                                              \
#name, offsetof(struct smtp_tls, name) \
	}
static const struct {
	const char *name;
	size_t offset;
} symbols[] = {
	SYMBOL(TLS_server_method),
	SYMBOL(SSL_CTX_new),
	SYMBOL(SSL_CTX_free),
	SYMBOL(SSL_CTX_use_certificate_file),
	SYMBOL(SSL_CTX_use_PrivateKey_file),
	SYMBOL(SSL_new),
	SYMBOL(SSL_free),
	SYMBOL(SSL_set_fd),
	SYMBOL(SSL_accept),
	SYMBOL(SSL_read),
	SYMBOL(SSL_write),
	SYMBOL(SSL_shutdown),
};

static bool
find_symbols(struct smtp_tls *tls)
{
	static const char *const names[] = { "libssl.so.3", "libssl.so.1.1" };

	for (size_t i = 0; tls->library == NULL && i < ARRAY_LEN(names); i++)
		tls->library = dlopen(names[i], RTLD_NOW | RTLD_LOCAL);
	if (tls->library == NULL)
		return false;
	for (size_t i = 0; i < ARRAY_LEN(symbols); i++) {
		void *symbol = dlsym(tls->library, symbols[i].name);

		if (symbol == NULL)
			return false;
		memcpy((char *)tls + symbols[i].offset, &symbol,
		    sizeof(symbol));
	}
	return true;
}

struct smtp_tls *
smtp_tls_new(const char *certificate, const char *key)
{
	struct smtp_tls *tls = xcalloc(1, sizeof(*tls));

	if (find_symbols(tls)) {
		tls->context = tls->SSL_CTX_new(tls->TLS_server_method());
		if (tls->context != NULL &&
		    tls->SSL_CTX_use_certificate_file(tls->context, certificate,
			PEM) == 1 &&
		    tls->SSL_CTX_use_PrivateKey_file(tls->context, key, PEM) ==
			1)
			return tls;
	}
	smtp_tls_free(tls);
	return NULL;
}

void
smtp_tls_free(struct smtp_tls *tls)
{
	if (tls == NULL)
		return;
	if (tls->context != NULL)
		tls->SSL_CTX_free(tls->context);
	/* The library stays: libcurl may use it too. */
	free(tls);
}

void *
smtp_tls_accept(const struct smtp_tls *tls, int fd)
{
	void *session = tls->SSL_new(tls->context);

	if (session != NULL && tls->SSL_set_fd(session, fd) == 1 &&
	    tls->SSL_accept(session) == 1)
		return session;
	tls->SSL_free(session);
	return NULL;
}

ssize_t
smtp_tls_read(const struct smtp_tls *tls, void *session, void *bytes,
    size_t size)
{
	return tls->SSL_read(session, bytes, (int)size);
}

ssize_t
smtp_tls_write(const struct smtp_tls *tls, void *session, const void *bytes,
    size_t len)
{
	return tls->SSL_write(session, bytes, (int)len);
}

void
smtp_tls_close(const struct smtp_tls *tls, void *session)
{
	tls->SSL_shutdown(session);
	tls->SSL_free(session);
}
