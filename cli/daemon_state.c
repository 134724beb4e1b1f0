/*
 * Who writes the database: asked of the lock, which the kernel drops when its
 * holder dies, not of a process list.
 */
#include "cli/daemon_state.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "limits.h"
#include "slice.h"

static bool
lock_path(const char *database, char path[PATH_MAX])
{
	const char *slash = strrchr(database, '/');
	int folder = slash == NULL ? 0 : (int)(slash - database) + 1;
	int len = snprintf(path, PATH_MAX, "%.*scrier.lock", folder, database);

	return len > 0 && len < PATH_MAX;
}

bool
daemon_is_running(const char *database, int64_t *pid)
{
	char path[PATH_MAX], text[32];
	bool held;
	ssize_t got;
	int fd;

	*pid = 0;
	if (!lock_path(database, path))
		return false;
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd == -1)
		return false;
	held = flock(fd, LOCK_SH | LOCK_NB) == -1;
	got = held ? read(fd, text, sizeof(text)) : 0;
	if (got > 0)
		slice_to_int64(slice_trim((struct slice){ text, (size_t)got }),
		    1, INT32_MAX, pid);
	close(fd);
	return held;
}
