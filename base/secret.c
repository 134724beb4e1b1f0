/*
 * Reading secrets where they are used: from a file that nobody else may read.
 * Nothing is kept, and no message holds more than the name.
 */
#include "secret.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

bool
secret_name_is_right(struct slice name)
{
	struct slice file;

	if (slice_has_prefix(name, SLICE(SECRET_FILE)))
		return name.len > strlen(SECRET_FILE);
	if (!slice_has_prefix(name, SLICE(SECRET_CREDENTIAL)))
		return false;
	file = slice_from(name, strlen(SECRET_CREDENTIAL));
	for (size_t i = 0; i < file.len; i++)
		if (file.ptr[i] <= ' ' || file.ptr[i] > '~' ||
		    file.ptr[i] == '/')
			return false;
	/* Neither this folder nor the one above. */
	return file.len > 0 && file.ptr[0] != '.';
}

/* ---- the file ------------------------------------------------------------------- */

/* The path of what name says; the caller frees it. NULL with err. */
static char *
find_file(const char *name, struct error *err)
{
	const char *folder = "", *file = name + strlen(SECRET_FILE);
	char *path = NULL;

	if (slice_has_prefix(slice_of(name), SLICE(SECRET_CREDENTIAL))) {
		file = name + strlen(SECRET_CREDENTIAL);
		folder = getenv("CREDENTIALS_DIRECTORY");
	}
	if (folder == NULL)
		error_set(err, ERROR_CONFIG,
		    "%s: CREDENTIALS_DIRECTORY is not set (LoadCredential= of "
		    "systemd sets it)",
		    name);
	else if (asprintf(&path, "%s%s%s", folder, folder[0] == '\0' ? "" : "/",
		     file) == -1) {
		path = NULL;
		error_set(err, ERROR_MEMORY, "%s: no memory", name);
	}
	return path;
}

/* Credentials are given by systemd, which may let a group read them where it
 * has no other way to let us. */
static bool
is_kept_well(const char *name, int fd, struct error *err)
{
	struct stat status;

	if (fstat(fd, &status) != 0)
		return error_set(err, ERROR_IO, "%s: %s", name,
		    strerrordesc_np(errno));
	if (!S_ISREG(status.st_mode))
		return error_set(err, ERROR_CONFIG, "%s: not a regular file",
		    name);
	if ((status.st_mode & (S_IROTH | S_IWOTH)) != 0)
		return error_set(err, ERROR_CONFIG,
		    "%s: others may read or write it: chmod o-rw it", name);
	return true;
}

/* One byte more than is allowed, by which too much is noticed. */
static bool
read_all(const char *name, int fd, struct secret *secret, struct error *err)
{
	ssize_t got = 1;

	while (got != 0 && secret->len < sizeof(secret->text)) {
		got = read(fd, secret->text + secret->len,
		    sizeof(secret->text) - secret->len);
		if (got > 0)
			secret->len += (size_t)got;
		else if (got == -1 && errno != EINTR)
			return error_set(err, ERROR_IO, "%s: %s", name,
			    strerrordesc_np(errno));
	}
	if (secret->len > LIMIT_SECRET)
		return error_set(err, ERROR_CONFIG, "%s: longer than %d bytes",
		    name, LIMIT_SECRET);
	return true;
}

/* Editors and echo end a file with a line end that is none of the secret. */
static bool
trim(const char *name, struct secret *secret, struct error *err)
{
	if (secret->len > 0 && secret->text[secret->len - 1] == '\n')
		secret->len--;
	if (secret->len > 0 && secret->text[secret->len - 1] == '\r')
		secret->len--;
	secret->text[secret->len] = '\0';
	if (secret->len == 0)
		return error_set(err, ERROR_CONFIG, "%s: it is empty", name);
	if (memchr(secret->text, '\0', secret->len) != NULL)
		return error_set(err, ERROR_CONFIG, "%s: it holds a zero byte",
		    name);
	return true;
}

bool
secret_read(const char *name, struct secret *secret, struct error *err)
{
	char *path = find_file(name, err);
	bool ok;
	int fd;

	*secret = (struct secret){ 0 };
	if (path == NULL)
		return false;
	fd = open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	free(path);
	if (fd == -1)
		return error_set(err, ERROR_CONFIG, "%s: %s", name,
		    strerrordesc_np(errno));
	ok = is_kept_well(name, fd, err) && read_all(name, fd, secret, err) &&
	    trim(name, secret, err);
	close(fd);
	if (!ok)
		secret_wipe(secret);
	return ok;
}

void
secret_wipe(struct secret *secret)
{
	explicit_bzero(secret, sizeof(*secret));
}
