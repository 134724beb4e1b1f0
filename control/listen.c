/*
 * The daemon's end of the control socket: made, given to its group, removed.
 *
 * Who may use it is decided by the file: 0660. Between bind and listen nobody
 * can connect, so mode and group are set before anyone could come in by the
 * process's umask. That nobody else listens is known by the writer's lock, and
 * asked all the same, for two databases may be told to use one path.
 */
#include "control.h"

#include <errno.h>
#include <grp.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "control/place.h"

#define SOCKET_MODE (S_IRUSR | S_IWUSR | S_IRGRP | S_IWGRP)
#define BACKLOG     64 /* connections that wait to be accepted */

static int
open_socket(struct error *err)
{
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

	if (fd == -1)
		error_set(err, ERROR_IO, "cannot make a socket: %s",
		    strerror(errno));
	return fd;
}

static const struct sockaddr *
address_of(const struct place *place)
{
	return (const struct sockaddr *)&place->address;
}

/* Removes what a dead daemon left; false where something else is there. */
static bool
clear_place(const char *path, const struct place *place, struct error *err)
{
	struct stat st;
	bool answered;
	int fd;

	if (lstat(path, &st) != 0)
		return true; /* bind will say what is wrong, if anything is */
	if (!S_ISSOCK(st.st_mode))
		return error_set(err, ERROR_CONFIG,
		    "%s is there and is not a socket", path);
	fd = open_socket(err);
	if (fd == -1)
		return false;
	answered = connect(fd, address_of(place), sizeof(place->address)) ==
		0 ||
	    errno == EAGAIN;
	close(fd);
	if (answered)
		return error_set(err, ERROR_LOCKED,
		    "another process listens at %s", path);
	if (unlink(path) != 0)
		return error_set(err, ERROR_IO, "%s: %s", path,
		    strerror(errno));
	return true;
}

static bool
give_to_group(const char *path, const char *name, struct error *err)
{
	/* No other thread of crierd asks for users or groups. */
	/* cppcheck-suppress getgrnamCalled */
	const struct group *group = name == NULL ? NULL : getgrnam(name);

	if (name != NULL && group == NULL)
		return error_set(err, ERROR_CONFIG,
		    "control_group: there is no group %s", name);
	if (group != NULL && lchown(path, (uid_t)-1, group->gr_gid) != 0)
		return error_set(err, ERROR_CONFIG,
		    "%s cannot be given to the group %s: %s (crierd's user "
		    "must be in it)",
		    path, name, strerror(errno));
	if (chmod(path, SOCKET_MODE) != 0)
		return error_set(err, ERROR_IO, "%s: %s", path,
		    strerror(errno));
	return true;
}

static bool
listen_at(const char *path, const struct place *place, const char *group,
    int *out, struct error *err)
{
	int fd;

	if (!clear_place(path, place, err))
		return false;
	fd = open_socket(err);
	if (fd == -1)
		return false;
	if (bind(fd, address_of(place), sizeof(place->address)) != 0) {
		error_set(err, ERROR_IO, "cannot listen at %s: %s", path,
		    strerror(errno));
		goto failed;
	}
	if (!give_to_group(path, group, err))
		goto failed_bound;
	if (listen(fd, BACKLOG) == 0) {
		*out = fd;
		return true;
	}
	error_set(err, ERROR_IO, "cannot listen at %s: %s", path,
	    strerror(errno));
failed_bound:
	unlink(path);
failed:
	close(fd);
	return false;
}

bool
control_listen(const char *path, const char *group, int *fd, struct error *err)
{
	struct place place;
	bool ok;

	if (!place_open(&place, path, err))
		return false;
	ok = listen_at(path, &place, group, fd, err);
	place_close(&place);
	return ok;
}
