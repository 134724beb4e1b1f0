/*
 * Runs the real crierd and crier in a world, as the user that the world says;
 * see world.h. What they wrote comes back through files that are unlinked
 * while they are open, so that nothing blocks on a pipe.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <check.h>

#include "tests/e2e/world.h"

#define WORDS_MAX 32

/* What the log says when crierd takes requests. */
static const char ready[] = "start version=";

/* ---- running -------------------------------------------------------------- */

void
run_finish(struct run *run)
{
	free(run->out);
	free(run->err);
}

/* Parts words in place. */
static void
split(char *words, char *argv[], int *argc)
{
	while (*words != '\0') {
		char end = ' ';

		while (*words == ' ')
			words++;
		if (*words == '\0')
			break;
		if (*words == '\'') {
			end = '\'';
			words++;
		}
		ck_assert_int_lt(*argc, WORDS_MAX - 1);
		argv[(*argc)++] = words;
		while (*words != '\0' && *words != end)
			words++;
		if (*words != '\0')
			*words++ = '\0';
	}
	argv[*argc] = NULL;
}

static int
status_of(int status)
{
	return WIFSIGNALED(status) ? 128 + WTERMSIG(status)
				   : WEXITSTATUS(status);
}

static int
temporary(const struct world *world, const char *name, const char *content)
{
	int fd;

	world_write(world, name, content);
	fd = open(world_path(world, name), O_RDWR | O_CLOEXEC);
	ck_assert_int_ne(fd, -1);
	unlink(world_path(world, name));
	return fd;
}

static char *
read_back(int fd)
{
	char *text;

	ck_assert_int_eq(lseek(fd, 0, SEEK_SET), 0);
	text = world_read_fd(fd);
	close(fd);
	return text;
}

/* In the child: for good. */
static void
become(const struct world_user *user)
{
	if (user->uid == 0)
		return;
	if (setgroups(user->other_gid == 0 ? 0 : 1, &user->other_gid) != 0 ||
	    setresgid(user->gid, user->gid, user->gid) != 0 ||
	    setresuid(user->uid, user->uid, user->uid) != 0)
		_exit(126);
}

void
world_start(const struct world *world, struct program *program,
    const char *name, const char *words, const char *input)
{
	char path[512], *copy = strdup(words), *argv[WORDS_MAX] = { path };
	int fds[3] = { temporary(world, ".in", input),
		temporary(world, ".out", ""), temporary(world, ".err", "") };
	int argc = 1;

	snprintf(path, sizeof(path), "%s/%s", world->programs, name);
	split(copy, argv, &argc);
	program->pid = fork();
	ck_assert_int_ne(program->pid, -1);
	if (program->pid == 0) {
		setenv("CRIER_CONFIG", world_path(world, "crier.yaml"), 1);
		for (int i = 0; i < 3; i++)
			dup2(fds[i], i);
		become(&world->user);
		execv(path, argv);
		_exit(127);
	}
	close(fds[0]);
	program->out = fds[1];
	program->err = fds[2];
	free(copy);
}

void
world_finish(struct program *program, struct run *run)
{
	struct rusage used;
	int status;

	while (wait4(program->pid, &status, 0, &used) == -1)
		ck_assert_int_eq(errno, EINTR);
	run->max_rss_kib = used.ru_maxrss;
	run->status = status_of(status);
	run->out = read_back(program->out);
	run->err = read_back(program->err);
}

void
world_run(const struct world *world, struct run *run, const char *name,
    const char *words, const char *input)
{
	struct program program;

	world_start(world, &program, name, words, input);
	world_finish(&program, run);
}

void
world_poll(const struct world *world, struct run *run)
{
	world_run(world, run, "crierd", "--once --foreground", "");
}

void
world_crier(const struct world *world, struct run *run, const char *words)
{
	world_run(world, run, "crier", words, "");
}

/* ---- other users ------------------------------------------------------------ */

static void
copy_program(const struct world *world, const char *name)
{
	char from[512];
	struct stat st;
	int in, out;

	snprintf(from, sizeof(from), "%s/%s", world->programs, name);
	in = open(from, O_RDONLY | O_CLOEXEC);
	out = open(world_path(world, name), O_WRONLY | O_CREAT | O_CLOEXEC,
	    0755);
	ck_assert(in != -1 && out != -1 && fstat(in, &st) == 0);
	for (off_t left = st.st_size; left > 0;) {
		ssize_t sent = sendfile(out, in, NULL, (size_t)left);

		ck_assert_int_gt(sent, 0);
		left -= sent;
	}
	close(in);
	close(out);
}

static void
give(const struct world *world, const char *name, const struct world_user *user)
{
	const char *path = world_path(world, name);
	struct stat st;

	if (lstat(path, &st) != 0 || !S_ISREG(st.st_mode))
		return;
	ck_assert_int_eq(chown(path, user->uid, user->gid), 0);
	ck_assert_int_eq(chmod(path, st.st_mode | S_IRGRP), 0);
}

void
world_give(struct world *world, const struct world_user *user)
{
	DIR *folder = opendir(world->folder);
	const struct dirent *entry;

	ck_assert_ptr_nonnull(folder);
	if (strcmp(world->programs, world->folder) != 0) {
		copy_program(world, "crierd");
		copy_program(world, "crier");
		free(world->programs);
		world->programs = strdup(world->folder);
	}
	while ((entry = readdir(folder)) != NULL)
		give(world, entry->d_name, user);
	closedir(folder);
	ck_assert_int_eq(chown(world->folder, user->uid, user->gid), 0);
	ck_assert_int_eq(chmod(world->folder, 0755), 0);
}

/* ---- the daemon ----------------------------------------------------------- */

void
world_start_daemon(struct world *world)
{
	char path[512];
	int log = open(world_path(world, "crierd.log"),
	    O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);

	ck_assert_int_ne(log, -1);
	snprintf(path, sizeof(path), "%s/crierd", world->programs);
	world->daemon = fork();
	ck_assert_int_ne(world->daemon, -1);
	if (world->daemon == 0) {
		setenv("CRIER_CONFIG", world_path(world, "crier.yaml"), 1);
		dup2(log, 1);
		dup2(log, 2);
		become(&world->user);
		execl(path, path, "--foreground", (char *)NULL);
		_exit(127);
	}
	close(log);
}

void
world_signal_daemon(struct world *world, int number)
{
	ck_assert_int_gt(world->daemon, 0);
	ck_assert_int_eq(kill(world->daemon, number), 0);
}

int
world_wait_daemon(struct world *world)
{
	int status;

	while (waitpid(world->daemon, &status, 0) == -1)
		ck_assert_int_eq(errno, EINTR);
	world->daemon = 0;
	return status_of(status);
}

static size_t
count(const char *text, const char *part)
{
	size_t found = 0;

	while ((text = strstr(text, part)) != NULL) {
		text += strlen(part);
		found++;
	}
	return found;
}

bool
world_wait_log_times(const struct world *world, const char *text, size_t times)
{
	const struct timespec pause = { .tv_nsec = 10 * 1000 * 1000 };

	for (int i = 0; i < 1000; i++) {
		char *log = world_read(world, "crierd.log");
		bool found = count(log, text) >= times;

		free(log);
		if (found)
			return true;
		nanosleep(&pause, NULL);
	}
	return false;
}

bool
world_wait_log(const struct world *world, const char *text)
{
	return world_wait_log_times(world, text, 1);
}

void
world_start_ready(struct world *world)
{
	char *log = world_read(world, "crierd.log");
	size_t before = count(log, ready);

	free(log);
	world_start_daemon(world);
	ck_assert_msg(world_wait_log_times(world, ready, before + 1),
	    "crierd did not start");
}

void
world_stop(struct world *world)
{
	world_signal_daemon(world, SIGTERM);
	ck_assert_int_eq(world_wait_daemon(world), 0);
}

void
world_kill(struct world *world)
{
	world_signal_daemon(world, SIGKILL);
	ck_assert_int_eq(world_wait_daemon(world), 128 + SIGKILL);
}
