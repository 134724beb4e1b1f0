/*
 * The files of OPML lists, as a thread reads them that may wait for the disk.
 */
#include "daemon/list_files.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "limits.h"

static struct list_stamp
stamp_of(const char *path)
{
	struct list_stamp stamp;
	struct stat now;

	memset(&stamp, 0, sizeof(stamp));
	if (stat(path, &now) != 0)
		return stamp;
	stamp.device = now.st_dev;
	stamp.inode = now.st_ino;
	stamp.size = now.st_size;
	stamp.changed.tv_sec = now.st_mtim.tv_sec;
	stamp.changed.tv_nsec = now.st_mtim.tv_nsec;
	return stamp;
}

static bool
is_same(const struct list_stamp *a, const struct list_stamp *b)
{
	return a->device == b->device && a->inode == b->inode &&
	    a->size == b->size && a->changed.tv_sec == b->changed.tv_sec &&
	    a->changed.tv_nsec == b->changed.tv_nsec;
}

bool
list_files_changed(struct list_file *files, size_t count)
{
	bool changed = false;

	for (size_t i = 0; i < count; i++) {
		struct list_stamp now = stamp_of(files[i].path);

		if (is_same(&now, &files[i].stamp))
			continue;
		files[i].stamp = now;
		changed = true;
	}
	return changed;
}

static bool
read_open(int fd, struct buffer *body, struct error *err)
{
	for (;;) {
		char *room = buffer_room(body, 64 * KIB);
		ssize_t got;

		if (room == NULL)
			return error_set(err, ERROR_INPUT,
			    "it has more than %zu MiB", LIMIT_OPML_BYTES / MIB);
		got = read(fd, room, 64 * KIB);
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return error_set(err, ERROR_IO, "%s", strerror(errno));
		if (got == 0)
			return true;
		buffer_added(body, (size_t)got);
	}
}

/* A pipe or device would never end. */
static bool
read_file(struct list_file *file, struct error *err)
{
	int fd = open(file->path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	struct stat what;
	bool ok;

	if (fd < 0)
		return error_set(err, ERROR_IO, "%s", strerror(errno));
	ok = fstat(fd, &what) == 0 && S_ISREG(what.st_mode);
	if (!ok)
		error_set(err, ERROR_INPUT, "it is no regular file");
	ok = ok && read_open(fd, &file->body, err);
	close(fd);
	return ok;
}

void
list_files_read(struct list_file *files, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		buffer_reset(&files[i].body);
		files[i].ok = read_file(&files[i], &files[i].error);
	}
}
