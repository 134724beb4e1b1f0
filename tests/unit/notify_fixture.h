/*
 * A notifier over a real net and scripted servers, and one attempt at a time.
 */
#ifndef CRIER_TESTS_NOTIFY_FIXTURE_H
#define CRIER_TESTS_NOTIFY_FIXTURE_H

#include "net_fixture.h"
#include "notify.h"

struct notify_fixture {
	struct net_fixture net;
	struct notifier *notifier;
	char folder[32];
	struct delivery_result result; /* of the last attempt that ended */
	int calls;
};
extern struct notify_fixture notify_fixture;

/* For tcase_add_checked_fixture. */
void notify_fixture_begin(void);
void notify_fixture_end(void);

/* A path in the folder; valid until the next call. */
const char *notify_fixture_path(const char *name);
/* The whole file, NUL-terminated; the caller frees it. */
char *notify_fixture_read(const char *name);
void notify_fixture_write(const char *name, const char *text, int mode);

/* An article delivered for the first time. */
struct delivery notify_fixture_delivery(void);
struct notification *
notify_fixture_start(const struct hook *hook, const struct delivery *delivery);
/* Runs the loop until the attempt has ended. */
void notify_fixture_wait(void);
/* Both. */
void
notify_fixture_run(const struct hook *hook, const struct delivery *delivery);

#endif
