/* What becomes of a full disk. */
#ifndef CRIER_DAEMON_DISK_NOTICE_H
#define CRIER_DAEMON_DISK_NOTICE_H

#include "daemon/store_thread.h"

struct daemon;

/* Of a job that has ended: whether it met a full disk, or the first room after
 * one, which the operator is told of. */
void disk_note(struct daemon *daemon, const struct store_job *job);

#endif
