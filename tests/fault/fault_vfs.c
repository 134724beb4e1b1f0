/*
 * The failing disk. Every call goes to the machine's VFS unless the plan says
 * that it fails; then it has no effect at all, as a disk that refuses a write.
 * Writes that are lost after they were reported as done are another kind of
 * fault and not made here.
 */
#include "tests/fault/fault_vfs.h"

#include <errno.h>
#include <stddef.h>
#include <string.h>

struct fault_file {
	sqlite3_file base; /* first member */
	struct fault_vfs *fault;
	sqlite3_file *real; /* behind this struct */
};

static sqlite3_file *
real_of(sqlite3_file *file)
{
	return ((struct fault_file *)file)->real;
}

/* SQLITE_OK, or what the operation shall fail with. */
static int
judge(struct fault_vfs *fault, enum fault_operation operation)
{
	const struct fault_plan *plan = &fault->plan;

	fault->operations[operation]++;
	if (!plan->fails[operation] || fault->counted++ < plan->after)
		return SQLITE_OK;
	if (plan->times >= 0 && fault->failed >= plan->times)
		return SQLITE_OK;
	fault->failed++;
	fault->system = plan->system;
	errno = plan->system;
	return plan->rc;
}

static int
judge_file(sqlite3_file *file, enum fault_operation operation)
{
	return judge(((struct fault_file *)file)->fault, operation);
}

/* ---- files --------------------------------------------------------------------- */

static int
close_file(sqlite3_file *file)
{
	return real_of(file)->pMethods->xClose(real_of(file));
}

static int
read_file(sqlite3_file *file, void *into, int amount, sqlite3_int64 from)
{
	int rc = judge_file(file, FAULT_READ);

	return rc != SQLITE_OK
	    ? rc
	    : real_of(file)->pMethods->xRead(real_of(file), into, amount, from);
}

static int
write_file(sqlite3_file *file, const void *bytes, int amount, sqlite3_int64 to)
{
	int rc = judge_file(file, FAULT_WRITE);

	return rc != SQLITE_OK
	    ? rc
	    : real_of(file)->pMethods->xWrite(real_of(file), bytes, amount, to);
}

static int
truncate_file(sqlite3_file *file, sqlite3_int64 size)
{
	int rc = judge_file(file, FAULT_TRUNCATE);

	return rc != SQLITE_OK
	    ? rc
	    : real_of(file)->pMethods->xTruncate(real_of(file), size);
}

static int
sync_file(sqlite3_file *file, int flags)
{
	int rc = judge_file(file, FAULT_SYNC);

	return rc != SQLITE_OK
	    ? rc
	    : real_of(file)->pMethods->xSync(real_of(file), flags);
}

static int
map_index(sqlite3_file *file, int region, int size, int extend,
    void volatile **at)
{
	int rc = judge_file(file, FAULT_LOG_INDEX);

	return rc != SQLITE_OK ? rc
			       : real_of(file)->pMethods->xShmMap(real_of(file),
				     region, size, extend, at);
}

/* What is only passed on. */

static int
size_of_file(sqlite3_file *file, sqlite3_int64 *size)
{
	return real_of(file)->pMethods->xFileSize(real_of(file), size);
}

static int
lock_file(sqlite3_file *file, int level)
{
	return real_of(file)->pMethods->xLock(real_of(file), level);
}

static int
unlock_file(sqlite3_file *file, int level)
{
	return real_of(file)->pMethods->xUnlock(real_of(file), level);
}

static int
check_reserved(sqlite3_file *file, int *held)
{
	return real_of(file)->pMethods->xCheckReservedLock(real_of(file), held);
}

static int
control_file(sqlite3_file *file, int what, void *arg)
{
	return real_of(file)->pMethods->xFileControl(real_of(file), what, arg);
}

static int
sector_size(sqlite3_file *file)
{
	return real_of(file)->pMethods->xSectorSize(real_of(file));
}

static int
device_of(sqlite3_file *file)
{
	return real_of(file)->pMethods->xDeviceCharacteristics(real_of(file));
}

static int
lock_index(sqlite3_file *file, int first, int count, int flags)
{
	return real_of(file)->pMethods->xShmLock(real_of(file), first, count,
	    flags);
}

static void
order_index(sqlite3_file *file)
{
	real_of(file)->pMethods->xShmBarrier(real_of(file));
}

static int
unmap_index(sqlite3_file *file, int remove)
{
	return real_of(file)->pMethods->xShmUnmap(real_of(file), remove);
}

static const sqlite3_io_methods methods = {
	.iVersion = 2,
	.xClose = close_file,
	.xRead = read_file,
	.xWrite = write_file,
	.xTruncate = truncate_file,
	.xSync = sync_file,
	.xFileSize = size_of_file,
	.xLock = lock_file,
	.xUnlock = unlock_file,
	.xCheckReservedLock = check_reserved,
	.xFileControl = control_file,
	.xSectorSize = sector_size,
	.xDeviceCharacteristics = device_of,
	.xShmMap = map_index,
	.xShmLock = lock_index,
	.xShmBarrier = order_index,
	.xShmUnmap = unmap_index,
};

/* ---- the VFS -------------------------------------------------------------------- */

static int
open_file(sqlite3_vfs *vfs, sqlite3_filename name, sqlite3_file *file,
    int flags, int *opened_flags)
{
	struct fault_vfs *fault = (struct fault_vfs *)vfs;
	struct fault_file *own = (struct fault_file *)file;
	int rc = judge(fault, FAULT_OPEN);

	memset(own, 0, sizeof(*own));
	if (rc != SQLITE_OK)
		return rc;
	own->fault = fault;
	own->real = (sqlite3_file *)(own + 1);
	rc = fault->real->xOpen(fault->real, name, own->real, flags,
	    opened_flags);
	/* Only what has methods is closed again. */
	if (own->real->pMethods != NULL)
		own->base.pMethods = &methods;
	return rc;
}

static int
last_error(sqlite3_vfs *vfs, int size, char *text)
{
	struct fault_vfs *fault = (struct fault_vfs *)vfs;

	return fault->system != 0
	    ? fault->system
	    : fault->real->xGetLastError(fault->real, size, text);
}

void
fault_vfs_install(struct fault_vfs *fault)
{
	sqlite3_vfs *real = sqlite3_vfs_find(NULL);

	memset(fault, 0, sizeof(*fault));
	fault->real = real;
	/* Whatever knows no files is the machine's own function: they take the
	 * VFS only to find what they need. */
	fault->vfs = *real;
	fault->vfs.pNext = NULL;
	fault->vfs.zName = "fault";
	fault->vfs.szOsFile = (int)sizeof(struct fault_file) + real->szOsFile;
	fault->vfs.xOpen = open_file;
	fault->vfs.xGetLastError = last_error;
	sqlite3_vfs_register(&fault->vfs, 1);
}

void
fault_vfs_remove(struct fault_vfs *fault)
{
	sqlite3_vfs_unregister(&fault->vfs);
	sqlite3_vfs_register(fault->real, 1);
}

void
fault_vfs_plan(struct fault_vfs *fault, const struct fault_plan *plan)
{
	fault->plan = *plan;
	fault->counted = 0;
	fault->failed = 0;
	fault->system = 0;
}

void
fault_vfs_heal(struct fault_vfs *fault)
{
	fault_vfs_plan(fault, &(struct fault_plan){ .after = 0 });
}
