/*
 * Names to addresses, by c-ares on the loop: no thread, no blocking (D2).
 * Answers are kept for a while, and one lookup serves all who ask for the same
 * name. Private to net/.
 */
#ifndef CRIER_NET_RESOLVE_H
#define CRIER_NET_RESOLVE_H

#include "clock.h"
#include "error.h"
#include "net/address.h"
#include "outcome.h"

struct event_base;
struct resolver;
struct resolve_question;

/* servers: "address[:port]" each; none: those of the system, read again when
 * its configuration changes. */
struct resolver *resolver_new(struct event_base *base, const char **servers,
    size_t server_count, const struct clock *clock, struct error *err);
/* Forgets all questions without answering. Takes NULL. */
void resolver_free(struct resolver *resolver);

/* Dies after the callback returns. */
struct resolve_answer {
	enum failure_class failure_class; /* CLASS_NONE, DNS_NAME, DNS_SERVER */
	const char *reason;               /* of a failure; static */
	const union address *addresses;   /* in the order to be tried */
	size_t count;
};
typedef void (*resolve_done)(const struct resolve_answer *answer, void *arg);

/* name: ASCII, not an address. Exactly one call of done, later from the loop,
 * unless cancelled. */
struct resolve_question *resolver_ask(struct resolver *resolver,
    const char *name, resolve_done done, void *arg);
void resolve_cancel(struct resolve_question *question);

#endif
