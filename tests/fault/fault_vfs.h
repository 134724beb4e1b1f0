/*
 * A disk that fails when a test says so: a VFS of SQLite's that stands before
 * the machine's own as the default one, counts what is asked of it, and lets an
 * operation fail.
 *
 * One at a time and one thread of it. What is open stays on the VFS that it was
 * opened with, so databases are closed before it is removed.
 */
#ifndef CRIER_TESTS_FAULT_VFS_H
#define CRIER_TESTS_FAULT_VFS_H

#include <sqlite3.h>
#include <stdbool.h>
#include <stdint.h>

enum fault_operation {
	FAULT_OPEN,
	FAULT_READ,
	FAULT_WRITE,
	FAULT_SYNC,
	FAULT_TRUNCATE,
	FAULT_LOG_INDEX, /* a piece of the wal-index is made or mapped */
	FAULT_OPERATIONS
};

struct fault_plan {
	bool fails[FAULT_OPERATIONS]; /* which ones count, and fail */
	int64_t after;                /* as many of them succeed first */
	int64_t times;                /* and as many fail then; -1: all */
	int rc;                       /* SQLITE_FULL, SQLITE_IOERR_WRITE, ... */
	int system;                   /* errno of it, 0: none */
};

struct fault_vfs {
	sqlite3_vfs vfs;   /* first member */
	sqlite3_vfs *real; /* the machine's */
	struct fault_plan plan;
	int64_t counted; /* operations of the plan's kinds so far */
	int64_t failed;
	int64_t operations[FAULT_OPERATIONS]; /* all, since it was installed */
	int system;
};

/* Nothing fails until there is a plan. */
void fault_vfs_install(struct fault_vfs *fault);
void fault_vfs_remove(struct fault_vfs *fault);
/* From now on; what was counted for the last plan is forgotten. */
void fault_vfs_plan(struct fault_vfs *fault, const struct fault_plan *plan);
/* All is well again. */
void fault_vfs_heal(struct fault_vfs *fault);

#endif
