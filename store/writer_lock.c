/*
 * The writer's lock: flock on crier.lock beside the database, which the kernel
 * drops when its holder dies. The file says who holds it by a process id; a
 * writer that closes the database in order empties it, so that an id in a file
 * that nobody holds tells of one that was killed, or of a power cut.
 */
#include "store/writer_lock.h"

#include <fcntl.h>
#include <linux/limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <time.h>
#include <unistd.h>

#include "buffer.h"
#include "limits.h"
#include "slice.h"
#include "store/disk.h"

#define LOCK_PAUSE_NS 100000
#define FILE_MODE     0640 /* the group may read, nobody else may */

/* "crier.lock" in the folder of the database. */
static bool
lock_path(const char *database, struct buffer *out)
{
	const char *slash = strrchr(database, '/');
	size_t folder = slash == NULL ? 0 : (size_t)(slash - database) + 1;

	buffer_append_bytes(out, database, folder);
	return buffer_append_string(out, "crier.lock");
}

/* Whoever has the lock wrote its process id into the file. */
static bool
say_who_locks(const char *database, int fd, struct error *err)
{
	char pid[16];
	ssize_t len = pread(fd, pid, sizeof(pid), 0);
	struct slice text = { pid, len > 0 ? (size_t)len : 0 };
	int64_t number;

	if (slice_to_int64(slice_trim(text), 1, INT32_MAX, &number))
		return error_set(err, ERROR_LOCKED,
		    "%s is written by process %lld", database,
		    (long long)number);
	return error_set(err, ERROR_LOCKED, "%s is written by another process",
	    database);
}

/* On the disk before the first write to the database is. */
static bool
write_pid(int fd)
{
	char text[16];
	int len = snprintf(text, sizeof(text), "%ld\n", (long)getpid());

	return pwrite(fd, text, (size_t)len, 0) == len &&
	    ftruncate(fd, len) == 0 && fdatasync(fd) == 0;
}

/*
 * Whoever asks who writes holds a shared lock for a moment (crier status does);
 * a writer that starts just then is not refused for that.
 */
static bool
lock_alone(int fd)
{
	const struct timespec pause = { .tv_nsec = LOCK_PAUSE_NS };

	for (int tries = 0; tries < LIMIT_LOCK_TRIES; tries++) {
		if (flock(fd, LOCK_EX | LOCK_NB) == 0)
			return true;
		if (flock(fd, LOCK_SH | LOCK_NB) != 0)
			return false;
		/* Who asks may have to wait for a processor himself. */
		nanosleep(&pause, NULL);
	}
	return false;
}

static bool
is_not_empty(int fd)
{
	char byte;

	return pread(fd, &byte, 1, 0) != 0;
}

static bool
lock_file(struct writer_lock *lock, const char *path, const char *database,
    struct error *err)
{
	int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW,
	    FILE_MODE);

	if (fd >= 0 && !lock_alone(fd)) {
		say_who_locks(database, fd, err);
		close(fd);
		return false;
	}
	lock->fd = fd;
	lock->unclean = fd >= 0 && is_not_empty(fd);
	if (fd < 0 || !write_pid(fd))
		return disk_error(path, err);
	return true;
}

bool
writer_lock_take(struct writer_lock *lock, const char *database,
    struct error *err)
{
	struct buffer path;
	bool ok;

	*lock = (struct writer_lock){ .fd = -1 };
	buffer_init(&path, PATH_MAX);
	ok = lock_path(database, &path)
	    ? lock_file(lock, buffer_string(&path), database, err)
	    : error_set(err, ERROR_IO, "%s is too long a path", database);
	buffer_finish(&path);
	return ok;
}

void
writer_lock_release(struct writer_lock *lock, enum writer_end end)
{
	if (lock->fd < 0)
		return;
	/* Where this fails the next writer looks once too often. */
	if (end == WRITER_CLEAN)
		(void)!ftruncate(lock->fd, 0);
	close(lock->fd);
	lock->fd = -1;
}
