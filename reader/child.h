/*
 * A reader as a process, seen from outside: begun, killed, buried.
 */
#ifndef CRIER_READER_CHILD_H
#define CRIER_READER_CHILD_H

#include <sys/types.h>

#include "reader/exchange.h"

#define CHILD_ROLE "--role=reader"

struct child {
	pid_t pid;  /* 0: none */
	int socket; /* non-blocking, owned; -1: closed */
};

/* Re-executes this program as a reader. It has said nothing yet. */
MUST_CHECK bool child_spawn(struct child *child, struct error *err);
/* Says that nothing more will come: a sound reader ends by itself, and its end
 * of the socket closes. */
void child_dismiss(const struct child *child);

/* Kills it if it lives, waits for it and closes the socket; a sentence about
 * how it died ("the reader was killed by signal SIGSEGV"). True if it was for
 * want of processor time. */
bool child_bury(struct child *child, char *sentence, size_t size);

/* False, and the reason in *result, for a body that is too large for any. */
bool child_accepts(const struct reader_request *request,
    struct reader_result *result);
/* The time that a job has, in milliseconds. */
int64_t child_wall_ms(const struct reader_request *request);
/* Limits for the job, and the first bytes of it. The body is borrowed. */
void child_give_job(const struct child *child, struct exchange *exchange,
    const struct reader_request *request);
/*
 * Buries a reader that will not finish its job and says so in *result. news is
 * EXCHANGE_LOST, EXCHANGE_LATE or EXCHANGE_BROKEN (err says how).
 */
void child_fail_job(struct child *child, enum exchange_news news,
    const struct error *err, struct reader_result *result);
/* The same before it was ready for any: the reason in *err. */
void child_fail_start(struct child *child, enum exchange_news news,
    const struct exchange *exchange, struct error *err);

#endif
