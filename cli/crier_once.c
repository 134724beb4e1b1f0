/*
 * crier-once KEY -- COMMAND...: runs a command once for each key, for scripts
 * that must not do a thing twice when a delivery is repeated.
 *
 * A key's file in the folder of marks is locked while its command runs and holds
 * "done" after it has succeeded. What fails may be tried again. Should the
 * machine stop between the command's success and its mark, the command runs
 * again: nobody outside of it can know.
 */
#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "compiler.h"

#define KEY_MAX 128

enum {
	EXIT_TEMPORARY = 75, /* try again later: what crierd does */
	EXIT_USAGE = 64,
	EXIT_SIGNALLED = 128
};

static const char done_mark[] = "done\n";

static int complain(int code, const char *format, ...) PRINTF_LIKE(2, 3);

static int
complain(int code, const char *format, ...)
{
	va_list args;

	fputs("crier-once: ", stderr);
	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	fputc('\n', stderr);
	return code;
}

/* A file name and nothing else, whatever comes out of a script. */
static bool
is_key(const char *key)
{
	size_t len = strlen(key);

	if (len == 0 || len > KEY_MAX || key[0] == '.')
		return false;
	for (size_t i = 0; i < len; i++)
		if (!isalnum((unsigned char)key[i]) &&
		    strchr("-_.", key[i]) == NULL)
			return false;
	return true;
}

/* $CRIER_ONCE, else the user's state folder; made if missing. */
static bool
open_folder(int *folder_fd)
{
	const char *said = getenv("CRIER_ONCE");
	const char *state = getenv("XDG_STATE_HOME"), *home = getenv("HOME");
	char path[PATH_MAX];
	int len;

	if (said != NULL)
		len = snprintf(path, sizeof(path), "%s", said);
	else if (state != NULL && state[0] == '/')
		len = snprintf(path, sizeof(path), "%s/crier-once", state);
	else if (home != NULL && home[0] == '/')
		len = snprintf(path, sizeof(path), "%s/.crier-once", home);
	else
		return complain(0, "where to keep marks? set CRIER_ONCE") != 0;
	if (len <= 0 || (size_t)len >= sizeof(path))
		return complain(0, "the path of the marks is too long") != 0;
	if (mkdir(path, 0700) != 0 && errno != EEXIST)
		return complain(0, "%s: %s", path, strerror(errno)) != 0;
	*folder_fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	return *folder_fd >= 0 ||
	    complain(0, "%s: %s", path, strerror(errno)) != 0;
}

/* Opened and locked: another that runs for this key is waited for. */
static int
open_mark(int folder_fd, const char *key)
{
	int fd = openat(folder_fd, key,
	    O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);

	if (fd < 0 || flock(fd, LOCK_EX) != 0) {
		complain(0, "%s: %s", key, strerror(errno));
		return -1;
	}
	return fd;
}

static bool
is_done(int mark_fd)
{
	char text[sizeof(done_mark)];

	return pread(mark_fd, text, sizeof(text), 0) ==
	    (ssize_t)sizeof(done_mark) - 1;
}

static bool
mark_done(int folder_fd, int mark_fd)
{
	return pwrite(mark_fd, done_mark, sizeof(done_mark) - 1, 0) ==
	    (ssize_t)sizeof(done_mark) - 1 &&
	    fsync(mark_fd) == 0 && fsync(folder_fd) == 0;
}

static int
run(char *argv[])
{
	pid_t child = fork();
	int status;

	if (child < 0)
		return complain(EXIT_TEMPORARY, "fork: %s", strerror(errno));
	if (child == 0) {
		execvp(argv[0], argv);
		complain(0, "%s: %s", argv[0], strerror(errno));
		_exit(errno == ENOENT ? 127 : 126);
	}
	while (waitpid(child, &status, 0) < 0)
		if (errno != EINTR)
			return complain(EXIT_TEMPORARY, "wait: %s",
			    strerror(errno));
	return WIFEXITED(status) ? WEXITSTATUS(status)
				 : EXIT_SIGNALLED + WTERMSIG(status);
}

int
main(int argc, char *argv[])
{
	int folder_fd = -1, mark_fd, code;

	if (argc < 4 || strcmp(argv[2], "--") != 0)
		return complain(EXIT_USAGE,
		    "usage: crier-once KEY -- COMMAND [ARGUMENT...]");
	if (!is_key(argv[1]))
		return complain(EXIT_USAGE,
		    "a key is 1 to %d letters, digits, \"-\", \"_\", \".\"",
		    KEY_MAX);
	if (!open_folder(&folder_fd))
		return EXIT_TEMPORARY;
	mark_fd = open_mark(folder_fd, argv[1]);
	if (mark_fd < 0)
		return EXIT_TEMPORARY;
	if (is_done(mark_fd))
		return 0;
	code = run(argv + 3);
	if (code == 0 && !mark_done(folder_fd, mark_fd))
		return complain(EXIT_TEMPORARY, "cannot mark %s as done: %s",
		    argv[1], strerror(errno));
	return code;
}
