/*
 * A copy of the database while others use it. SQLite makes it (VACUUM INTO), so
 * it is of one moment and without slack. It gets its name when it is whole and
 * on the disk: a file of that name is a good copy. The copy is for its owner
 * alone; who shares it changes that.
 */
#include "store_changes.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "store/connection.h"
#include "store/disk.h"
#include "store/rescue.h"

bool
copy_write(struct store *store, const char *path, struct error *err)
{
	static const char sql[] = "VACUUM INTO ?1";
	struct statement s = statement_of(store, sql);

	put_string(&s, path);
	return statement_run(&s, err);
}

/* A reader's connection says query_only, which forbids this too; what it has
 * open cannot be written all the same. */
static bool
copy_into(struct store *store, const char *path, struct error *err)
{
	bool reads = store->lock.fd < 0;
	bool ok = (!reads ||
		      store_execute(store, "PRAGMA query_only = OFF", err)) &&
	    copy_write(store, path, err);

	if (reads)
		sqlite3_exec(store->db, "PRAGMA query_only = ON", NULL, NULL,
		    NULL);
	return ok;
}

static bool
refuse_existing(const char *path, struct error *err)
{
	return error_set(err, ERROR_INPUT,
	    "%s exists already; a copy replaces nothing", path);
}

/* Never over something that came there meanwhile. Some file systems cannot
 * promise that; there the look before must do. */
static bool
give_name(const char *temporary, const char *path, struct error *err)
{
	if (renameat2(AT_FDCWD, temporary, AT_FDCWD, path, RENAME_NOREPLACE) ==
	    0)
		return true;
	if (errno == EEXIST)
		return refuse_existing(path, err);
	if (errno == EINVAL && rename(temporary, path) == 0)
		return true;
	return disk_error(path, err);
}

static bool
make_temporary(const char *path, char temporary[PATH_MAX], struct error *err)
{
	/* "./": SQLite would read "file:" at the beginning as the scheme of an
	 * URI. */
	int len = snprintf(temporary, PATH_MAX, "%s%s.XXXXXX",
	    path[0] == '/' ? "" : "./", path);
	int fd;

	if (len >= PATH_MAX)
		return error_set(err, ERROR_INPUT, "%s is too long a path",
		    path);
	fd = mkostemp(temporary, O_CLOEXEC);
	if (fd < 0)
		return disk_error(path, err);
	close(fd);
	return true;
}

bool
store_backup(struct store *store, const char *path, struct error *err)
{
	char temporary[PATH_MAX];

	if (faccessat(AT_FDCWD, path, F_OK, AT_SYMLINK_NOFOLLOW) == 0)
		return refuse_existing(path, err);
	if (!make_temporary(path, temporary, err))
		return false;
	if (copy_into(store, temporary, err) && disk_sync(temporary, err) &&
	    give_name(temporary, path, err))
		return disk_sync_folder_of(path, err);
	unlink(temporary);
	return false;
}
