/*
 * Asks the kernel's list of locks which process reads the database: SQLite's
 * readers lock a byte of the file beside it (its page on "WAL-mode file
 * format", the locks of the wal-index). The file is not opened for that: to
 * close it would drop the locks that SQLite has there.
 */
#include "store/log_holder.h"

#include <inttypes.h>
#include <linux/limits.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#define READ_LOCKS_BEGIN 123 /* of the wal-index, the first of five bytes */
#define READ_LOCKS_END   128

static int64_t
find_reader(FILE *locks, ino_t inode)
{
	char line[256];

	while (fgets(line, sizeof(line), locks) != NULL) {
		int64_t pid, first;
		uintmax_t number;

		/* "7: POSIX  ADVISORY  READ 4242 fd:01:393233 124 124" */
		/* NOLINTNEXTLINE(cert-err34-c): the kernel's own numbers */
		if (sscanf(line,
			"%*d: POSIX ADVISORY READ %" SCNd64 " %*x:%*x:%" SCNuMAX
			" %" SCNd64,
			&pid, &number, &first) == 3 &&
		    number == inode && first >= READ_LOCKS_BEGIN &&
		    first < READ_LOCKS_END && pid != getpid())
			return pid;
	}
	return 0;
}

int64_t
log_holder_pid(const char *path)
{
	char index[PATH_MAX];
	struct stat st;
	int64_t pid = 0;
	FILE *locks;

	if (snprintf(index, sizeof(index), "%s-shm", path) >=
		(int)sizeof(index) ||
	    stat(index, &st) != 0)
		return 0;
	locks = fopen("/proc/locks", "re");
	if (locks == NULL)
		return 0;
	pid = find_reader(locks, st.st_ino);
	(void)fclose(locks); /* was only read */
	return pid;
}
