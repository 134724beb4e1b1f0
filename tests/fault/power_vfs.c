/*
 * Everything goes to the real file at once, and the memory of what it replaced
 * is given up by a sync. A cut goes through what is remembered and throws dice.
 * The wal-index is memory of the machine: it is gone after a cut.
 */
#include "tests/fault/power_vfs.h"

#include <errno.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* The keys are numbers of sectors: they spread well as they are, and the
 * header's own function is not clean under clang's warnings. */
#define HASH_FUNCTION(key, len, hash)                                     \
	do {                                                              \
		int64_t number_;                                          \
		memcpy(&number_, (key), sizeof(number_));                 \
		(hash) = (unsigned int)((uint64_t)number_ * 2654435761U); \
	} while (0)
#include <uthash.h>

#define SECTOR 512

struct sector {
	int64_t number; /* the key */
	unsigned char before[SECTOR];
	size_t len; /* of before: less at the end of the file */
	UT_hash_handle hh;
};

/* A file by its path, whether it is open or not. */
struct disk {
	char path[200];
	int fd;              /* of our own */
	int64_t synced_size; /* -1: it was not there */
	struct sector *unsynced;
	struct disk *next;
};

struct power_file {
	sqlite3_file base; /* first member */
	struct disk *disk; /* NULL: a file of no name */
	sqlite3_file *real;
};

/* Of the process: it is of use for one life only. */
static struct {
	sqlite3_vfs vfs, *real;
	struct disk *disks;
	int64_t operations, cut_at;
	unsigned int seed;
} power;

static sqlite3_file *
real_of(sqlite3_file *file)
{
	return ((struct power_file *)file)->real;
}

static struct disk *
disk_of(sqlite3_file *file)
{
	return ((struct power_file *)file)->disk;
}

/* ---- the cut ------------------------------------------------------------------ */

static int
dice(int sides)
{
	return rand_r(&power.seed) % sides;
}

static void
write_back(const struct disk *disk, const struct sector *sector, size_t from)
{
	if (sector->len > from)
		(void)!pwrite(disk->fd, sector->before + from,
		    sector->len - from,
		    sector->number * SECTOR + (int64_t)from);
}

static void
cut_sector(const struct disk *disk, const struct sector *sector)
{
	switch (dice(3)) {
	case 0: /* it was written */
		return;
	case 1: /* it was not */
		write_back(disk, sector, 0);
		return;
	default: /* its first bytes were */
		write_back(disk, sector, (size_t)dice(SECTOR));
	}
}

static void
cut_disk(const struct disk *disk)
{
	struct stat now;

	for (struct sector *s = disk->unsynced; s != NULL; s = s->hh.next)
		cut_sector(disk, s);
	if (fstat(disk->fd, &now) != 0 || now.st_size == disk->synced_size)
		return;
	/* Its length is data of another kind, and may be lost as well. */
	if (disk->synced_size >= 0 && dice(2) == 0)
		(void)!ftruncate(disk->fd, disk->synced_size);
	else if (disk->synced_size < 0 && dice(4) == 0)
		unlink(disk->path);
}

static void
cut(void)
{
	for (const struct disk *disk = power.disks; disk != NULL;
	     disk = disk->next) {
		char path[220];

		cut_disk(disk);
		snprintf(path, sizeof(path), "%s-shm", disk->path);
		unlink(path);
	}
	_exit(POWER_EXIT);
}

static void
count(void)
{
	if (++power.operations == power.cut_at)
		cut();
}

int64_t
power_vfs_operations(void)
{
	return power.operations;
}

/* ---- remembering ----------------------------------------------------------------- */

static bool
remember(struct disk *disk, int64_t number)
{
	struct sector *sector;
	ssize_t got;

	HASH_FIND(hh, disk->unsynced, &number, sizeof(number), sector);
	if (sector != NULL)
		return true;
	sector = calloc(1, sizeof(*sector));
	if (sector == NULL)
		return false;
	sector->number = number;
	got = pread(disk->fd, sector->before, SECTOR, number * SECTOR);
	sector->len = got > 0 ? (size_t)got : 0;
	HASH_ADD(hh, disk->unsynced, number, sizeof(number), sector);
	return true;
}

static bool
remember_range(struct disk *disk, int64_t from, int64_t to)
{
	for (int64_t i = from / SECTOR; i * SECTOR < to; i++)
		if (!remember(disk, i))
			return false;
	return true;
}

static void
forget(struct disk *disk)
{
	struct sector *sector, *next;
	struct stat now;

	HASH_ITER(hh, disk->unsynced, sector, next) {
		HASH_DEL(disk->unsynced, sector);
		free(sector);
	}
	disk->synced_size = fstat(disk->fd, &now) == 0 ? now.st_size : 0;
}

static struct disk *
disk_find(const char *path, bool existed)
{
	struct disk *disk;

	for (disk = power.disks; disk != NULL; disk = disk->next)
		if (strcmp(disk->path, path) == 0)
			break;
	if (disk == NULL) {
		disk = calloc(1, sizeof(*disk));
		if (disk == NULL)
			return NULL;
		snprintf(disk->path, sizeof(disk->path), "%s", path);
		disk->fd = -1;
		disk->next = power.disks;
		power.disks = disk;
	}
	if (!existed || disk->fd < 0) {
		if (disk->fd >= 0)
			close(disk->fd);
		disk->fd = open(path, O_RDWR | O_CLOEXEC);
		if (existed)
			forget(disk);
		else
			disk->synced_size = -1;
	}
	return disk;
}

/* ---- files ------------------------------------------------------------------------ */

static int
close_file(sqlite3_file *file)
{
	return real_of(file)->pMethods->xClose(real_of(file));
}

static int
read_file(sqlite3_file *file, void *into, int amount, sqlite3_int64 from)
{
	return real_of(file)->pMethods->xRead(real_of(file), into, amount,
	    from);
}

static int
write_file(sqlite3_file *file, const void *bytes, int amount, sqlite3_int64 to)
{
	struct disk *disk = disk_of(file);
	int rc;

	if (disk != NULL && !remember_range(disk, to, to + amount))
		return SQLITE_IOERR_NOMEM;
	rc = real_of(file)->pMethods->xWrite(real_of(file), bytes, amount, to);
	if (disk != NULL)
		count();
	return rc;
}

static int
truncate_file(sqlite3_file *file, sqlite3_int64 size)
{
	struct disk *disk = disk_of(file);
	struct stat now;
	int rc;

	if (disk != NULL && fstat(disk->fd, &now) == 0 &&
	    !remember_range(disk, size, now.st_size))
		return SQLITE_IOERR_NOMEM;
	rc = real_of(file)->pMethods->xTruncate(real_of(file), size);
	if (disk != NULL)
		count();
	return rc;
}

static int
sync_file(sqlite3_file *file, int flags)
{
	struct disk *disk = disk_of(file);

	(void)flags;
	if (disk == NULL)
		return SQLITE_OK;
	count();
	forget(disk);
	return SQLITE_OK;
}

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
check_lock(sqlite3_file *file, int *reserved)
{
	return real_of(file)->pMethods->xCheckReservedLock(real_of(file),
	    reserved);
}

static int
control_file(sqlite3_file *file, int operation, void *arg)
{
	return real_of(file)->pMethods->xFileControl(real_of(file), operation,
	    arg);
}

static int
sector_size(sqlite3_file *file)
{
	(void)file;
	return SECTOR;
}

/* Nothing that SQLite could take for granted. */
static int
no_promises(sqlite3_file *file)
{
	(void)file;
	return 0;
}

static int
map_index(sqlite3_file *file, int region, int size, int extend,
    void volatile **map)
{
	return real_of(file)->pMethods->xShmMap(real_of(file), region, size,
	    extend, map);
}

static int
lock_index(sqlite3_file *file, int offset, int n, int flags)
{
	return real_of(file)->pMethods->xShmLock(real_of(file), offset, n,
	    flags);
}

static void
index_barrier(sqlite3_file *file)
{
	real_of(file)->pMethods->xShmBarrier(real_of(file));
}

static int
unmap_index(sqlite3_file *file, int drop)
{
	return real_of(file)->pMethods->xShmUnmap(real_of(file), drop);
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
	.xCheckReservedLock = check_lock,
	.xFileControl = control_file,
	.xSectorSize = sector_size,
	.xDeviceCharacteristics = no_promises,
	.xShmMap = map_index,
	.xShmLock = lock_index,
	.xShmBarrier = index_barrier,
	.xShmUnmap = unmap_index,
};

static int
open_file(sqlite3_vfs *vfs, const char *path, sqlite3_file *file, int flags,
    int *out_flags)
{
	struct power_file *opened = (struct power_file *)file;
	bool existed = path != NULL && access(path, F_OK) == 0;
	int rc;

	(void)vfs;
	opened->real = (sqlite3_file *)(opened + 1);
	opened->disk = NULL;
	file->pMethods = NULL;
	rc = power.real->xOpen(power.real, path, opened->real, flags,
	    out_flags);
	if (opened->real->pMethods != NULL)
		file->pMethods = &methods;
	if (rc == SQLITE_OK && path != NULL) {
		opened->disk = disk_find(path, existed);
		if (opened->disk == NULL)
			return SQLITE_NOMEM;
	}
	return rc;
}

void
power_vfs_install(int64_t cut_at, unsigned int seed)
{
	power.real = sqlite3_vfs_find(NULL);
	power.vfs = *power.real;
	power.vfs.zName = "power";
	power.vfs.pNext = NULL;
	power.vfs.szOsFile = (int)sizeof(struct power_file) +
	    power.real->szOsFile;
	power.vfs.xOpen = open_file;
	power.cut_at = cut_at;
	power.seed = seed;
	sqlite3_vfs_register(&power.vfs, 1);
}
