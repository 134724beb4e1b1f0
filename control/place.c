/*
 * Where the control socket is, for both sides. An address of a Unix socket has
 * room for 107 bytes; a longer path is gone by way of its folder's descriptor,
 * so that a database may lie as deep as it likes.
 */
#include "control/place.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "control.h"
#include "limits.h"

/* Whose configuration it is decides, as it does for the database. */
#define SYSTEM_CONFIGURATION "/etc/crier/crier.yaml"
#define SYSTEM_SOCKET        "/run/crier/crier.sock"
#define SOCKET_NAME          "crier.sock"

static bool
too_long(struct error *err)
{
	return error_set(err, ERROR_CONFIG,
	    "the path of the control socket is too long: set socket");
}

bool
control_socket_path(const struct configuration *configuration, char *path,
    size_t size, struct error *err)
{
	const char *slash = strrchr(configuration->database, '/');
	size_t folder = slash == NULL
	    ? 0
	    : (size_t)(slash - configuration->database) + 1;
	const char *whole = configuration->socket;
	int len;

	if (whole == NULL &&
	    strcmp(configuration->path, SYSTEM_CONFIGURATION) == 0)
		whole = SYSTEM_SOCKET;
	if (folder > PATH_MAX)
		return too_long(err);
	if (whole != NULL)
		len = snprintf(path, size, "%s", whole);
	else
		len = snprintf(path, size, "%.*s%s", (int)folder,
		    configuration->database, SOCKET_NAME);
	return (len >= 0 && (size_t)len < size) || too_long(err);
}

/* "/proc/self/fd/N/name" is as short as its name. */
static bool
go_by_folder(struct place *place, const char *path, struct error *err)
{
	const char *slash = strrchr(path, '/');
	char folder[PATH_MAX];
	int len;

	if (slash == NULL || (size_t)(slash - path) >= sizeof(folder))
		return too_long(err);
	memcpy(folder, path, (size_t)(slash - path));
	folder[slash - path] = '\0';
	place->folder_fd = open(folder, O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (place->folder_fd == -1)
		return error_set(err, ERROR_UNAVAILABLE, "%s: %s", folder,
		    strerror(errno));
	len = snprintf(place->address.sun_path, sizeof(place->address.sun_path),
	    "/proc/self/fd/%d%s", place->folder_fd, slash);
	return (len >= 0 && (size_t)len < sizeof(place->address.sun_path)) ||
	    too_long(err);
}

bool
place_open(struct place *place, const char *path, struct error *err)
{
	size_t len = strlen(path);

	*place = (struct place){ .address.sun_family = AF_UNIX,
		.folder_fd = -1 };
	if (len >= sizeof(place->address.sun_path)) {
		if (go_by_folder(place, path, err))
			return true;
		place_close(place);
		return false;
	}
	memcpy(place->address.sun_path, path, len + 1);
	return true;
}

void
place_close(struct place *place)
{
	if (place->folder_fd != -1)
		close(place->folder_fd);
	place->folder_fd = -1;
}
