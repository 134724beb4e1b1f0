/* The files of OPML lists: what they were when they were read last. */
#ifndef CRIER_DAEMON_LIST_FILES_H
#define CRIER_DAEMON_LIST_FILES_H

#include <time.h>

#include "buffer.h"
#include "error.h"

/* What tells a changed file; all 0: it was not there. */
struct list_stamp {
	unsigned long long device, inode;
	long long size;
	struct timespec changed;
};

struct list_file {
	const char *path; /* borrowed */
	struct list_stamp stamp;
	struct buffer body; /* owned; where it could be read */
	bool ok;            /* body is the file */
	struct error error; /* else why not */
};

/* Looks at each file; true if one is not what its stamp says, which is then
 * what it is now. Blocks on the disk. */
bool list_files_changed(struct list_file *files, size_t count);
/* Reads each, at most LIMIT_OPML_BYTES bytes of it. */
void list_files_read(struct list_file *files, size_t count);

#endif
