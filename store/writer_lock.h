/* The lock that the one writer of a database holds. */
#ifndef CRIER_STORE_WRITER_LOCK_H
#define CRIER_STORE_WRITER_LOCK_H

#include "compiler.h"
#include "error.h"

struct writer_lock {
	int fd;       /* -1: not held */
	bool unclean; /* the last writer did not say that it closed it whole */
};

/* Takes it for the database of that path; ERROR_LOCKED names who has it. *lock
 * is to be released whatever comes. */
MUST_CHECK bool writer_lock_take(struct writer_lock *lock, const char *database,
    struct error *err);

enum writer_end {
	WRITER_CLEAN, /* the next one need not look whether all is well */
	WRITER_UNCLEAN
};
void writer_lock_release(struct writer_lock *lock, enum writer_end end);

#endif
