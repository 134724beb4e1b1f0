/*
 * That a file or a name is on the disk is only known when the system has been
 * asked, for each by itself.
 */
#include "store/disk.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

bool
disk_error(const char *path, struct error *err)
{
	bool full = errno == ENOSPC || errno == EDQUOT;

	return error_set(err, full ? ERROR_FULL : ERROR_IO, "%s: %s", path,
	    strerror(errno));
}

static bool
sync_path(const char *path, int flags, struct error *err)
{
	int fd = open(path, flags | O_RDONLY | O_CLOEXEC);
	bool ok = fd >= 0 && fsync(fd) == 0;

	if (!ok)
		disk_error(path, err);
	if (fd >= 0)
		close(fd);
	return ok;
}

bool
disk_sync(const char *path, struct error *err)
{
	return sync_path(path, 0, err);
}

bool
disk_sync_folder_of(const char *path, struct error *err)
{
	const char *slash = strrchr(path, '/');
	char folder[PATH_MAX] = ".";

	if (slash != NULL)
		snprintf(folder, sizeof(folder), "%.*s",
		    (int)(slash - path) + 1, path);
	return sync_path(folder, O_DIRECTORY, err);
}
