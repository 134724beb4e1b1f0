/*
 * The walls round a reader (sections 1 and 4.4 of the reliability standard):
 * eleven system calls, limits on memory and time, nothing to open, nobody to
 * talk to but the other end of one socket.
 *
 * A build with sanitizers or coverage has them relaxed, for neither can live
 * inside; nothing at run time relaxes a normal build.
 */
#ifndef CRIER_READER_SANDBOX_H
#define CRIER_READER_SANDBOX_H

#include <sys/types.h>

#include "configuration.h"
#include "error.h"

/* Why this build is relaxed, or NULL. Static. */
const char *sandbox_relaxed(void);

/* False where the kernel cannot give what SANDBOX_REQUIRED asks for; changes
 * nothing. */
MUST_CHECK bool sandbox_check(enum sandbox_mode mode, struct error *err);

/*
 * Closes the sandbox round the calling process, for ever: from now on it reads
 * and writes socket and allocates memory, and any other call kills it. Where
 * the kernel refuses, false with SANDBOX_REQUIRED and true with
 * SANDBOX_BEST_EFFORT.
 */
MUST_CHECK bool
sandbox_enter(int socket, enum sandbox_mode mode, struct error *err);

/*
 * From the outside, before each job: the memory that a body of the given size
 * may take, and processor time for a job that may last wall_ms.
 */
void sandbox_limit_job(pid_t pid, size_t body_size, int64_t wall_ms);

#endif
