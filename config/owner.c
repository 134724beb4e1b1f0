/*
 * Who may write what was read. Whoever can write a configuration, or replace it
 * in its folder, decides what crierd runs; so both must belong to root or to
 * the user who runs us, and nobody else may write them.
 */
#include "configuration.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bool
is_ours_alone(const char *path, struct error *err)
{
	struct stat st;

	if (stat(path, &st) != 0)
		return error_set(err, ERROR_CONFIG, "%s: %s", path,
		    strerror(errno));
	if (st.st_uid != 0 && st.st_uid != geteuid())
		return error_set(err, ERROR_CONFIG,
		    "%s belongs to another user (uid %u): it must belong to "
		    "root or to the user who runs crierd",
		    path, (unsigned)st.st_uid);
	if ((st.st_mode & (S_IWGRP | S_IWOTH)) != 0)
		return error_set(err, ERROR_CONFIG,
		    "%s may be written by %s: chmod go-w it", path,
		    (st.st_mode & S_IWOTH) != 0 ? "everybody" : "its group");
	return true;
}

static bool
folder_is_ours_alone(const char *path, struct error *err)
{
	const char *slash = strrchr(path, '/');
	char *folder;
	bool ok;

	if (slash == NULL)
		return is_ours_alone(".", err);
	if (slash == path)
		return is_ours_alone("/", err);
	folder = strndup(path, (size_t)(slash - path));
	if (folder == NULL)
		return error_set(err, ERROR_MEMORY, "out of memory");
	ok = is_ours_alone(folder, err);
	free(folder);
	return ok;
}

bool
configuration_check_owner(const struct configuration *configuration,
    struct error *err)
{
	for (size_t i = 0; i < configuration->file_count; i++) {
		const char *path = configuration->files[i];

		if (!is_ours_alone(path, err) ||
		    !folder_is_ours_alone(path, err))
			return false;
	}
	return true;
}
