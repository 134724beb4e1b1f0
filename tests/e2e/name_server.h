/*
 * A name server on 127.0.0.1 for tests, in a thread: it knows the names that it
 * is told and answers NXDOMAIN for all others.
 */
#ifndef CRIER_TESTS_NAME_SERVER_H
#define CRIER_TESTS_NAME_SERVER_H

struct name_server;

/* Aborts the test where that fails. */
struct name_server *name_server_start(void);
void name_server_stop(struct name_server *server); /* takes NULL */

/* "127.0.0.1:PORT", as the option `resolver` takes it; lives as the server. */
const char *name_server_address(const struct name_server *server);

/* The name has this address too, IPv4 or IPv6. */
void name_server_add(struct name_server *server, const char *name,
    const char *address);
/* From now on it has only this one: rebinding. */
void name_server_change(struct name_server *server, const char *name,
    const char *address);

enum name_fault {
	NAME_SERVER_FAILS, /* SERVFAIL */
	NAME_SERVER_REFUSES,
	NAME_SERVER_SILENT,
	NAME_IS_EMPTY, /* it exists and has no address */
};
void name_server_fault(struct name_server *server, const char *name,
    enum name_fault fault);

/* Questions for an IPv4 address of that name so far. */
int name_server_asked(struct name_server *server, const char *name);

#endif
