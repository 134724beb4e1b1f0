/*
 * Sets worlds up and tears them down; see world.h.
 */
#include "tests/e2e/world.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <check.h>
#include <sqlite3.h>

#define WORDS_MAX 32

static const char manners[] = "database: @FOLDER@/crier.db\n"
			      "on_first: fire\n"
			      "hosts: {127.0.0.1: {gap: 0s, connections: 64}}\n"
			      "starts_per_second: 1000\n";

void
world_begin(struct world *world)
{
	const char *programs = getenv("CRIER_BUILD");

	memset(world, 0, sizeof(*world));
	strncat(world->folder, "/tmp/crier-e2e.XXXXXX",
	    sizeof(world->folder) - 1);
	ck_assert_ptr_nonnull(mkdtemp(world->folder));
	world->programs = strdup(programs == NULL ? "." : programs);
	world->server = server_start();
}

static int
remove_one(const char *path, const struct stat *status, int type,
    struct FTW *walk)
{
	(void)status;
	(void)type;
	(void)walk;
	return remove(path);
}

void
world_end(struct world *world)
{
	if (world->daemon != 0) {
		kill(world->daemon, SIGKILL);
		world_wait_daemon(world);
	}
	server_stop(world->server);
	nftw(world->folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);
	free(world->programs);
}

const char *
world_path(const struct world *world, const char *name)
{
	static char paths[8][256];
	static size_t next;
	char *path = paths[next++ % 8];

	snprintf(path, sizeof(paths[0]), "%s/%s", world->folder, name);
	return path;
}

static void
write_file(const char *path, const char *content, mode_t mode)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode);
	size_t len = strlen(content);

	ck_assert_int_ne(fd, -1);
	ck_assert_int_eq(write(fd, content, len), (ssize_t)len);
	close(fd);
}

void
world_write(const struct world *world, const char *name, const char *content)
{
	write_file(world_path(world, name), content, 0600);
}

static char *
read_fd(int fd)
{
	size_t len = 0, room = 4096;
	char *text = malloc(room);
	ssize_t got;

	while ((got = read(fd, text + len, room - len - 1)) != 0) {
		if (got == -1 && errno == EINTR)
			continue;
		ck_assert_int_ne(got, -1);
		len += (size_t)got;
		if (room - len < 2) {
			room *= 2;
			text = realloc(text, room);
		}
	}
	text[len] = '\0';
	return text;
}

char *
world_read(const struct world *world, const char *name)
{
	int fd = open(world_path(world, name), O_RDONLY | O_CLOEXEC);
	char *text;

	if (fd == -1)
		return strdup("");
	text = read_fd(fd);
	close(fd);
	return text;
}

/* Appends text to *out with @NAME@ replaced. */
static char *
expand(const struct world *world, const char *text)
{
	size_t room = strlen(text) * 4 + 65536, len = 0;
	char *out = malloc(room);

	while (*text != '\0') {
		const char *value = NULL;
		size_t skip = 1;

		if (strncmp(text, "@SERVER@", 8) == 0) {
			value = server_url(world->server, "");
			skip = 8;
		} else if (strncmp(text, "@FOLDER@", 8) == 0) {
			value = world->folder;
			skip = 8;
		}
		if (value == NULL)
			out[len++] = *text;
		else
			len += (size_t)snprintf(out + len, room - len, "%s",
			    value);
		ck_assert_uint_lt(len, room - 256);
		text += skip;
	}
	out[len] = '\0';
	return out;
}

void
world_configure(const struct world *world, const char *yaml)
{
	char *head = expand(world, manners), *rest = expand(world, yaml);
	char *whole = malloc(strlen(head) + strlen(rest) + 1);

	memcpy(whole, head, strlen(head));
	memcpy(whole + strlen(head), rest, strlen(rest) + 1);
	world_write(world, "crier.yaml", whole);
	free(whole);
	free(rest);
	free(head);
}

void
world_write_hook(const struct world *world, const char *name, const char *more)
{
	char script[1024];

	snprintf(script, sizeof(script),
	    "#!/bin/sh\n{ cat; echo; } >>%s/hook.out\n"
	    "echo \"$CRIER_KEY $CRIER_ATTEMPT\" >>%s/hook.keys\n%s\n",
	    world->folder, world->folder, more);
	write_file(world_path(world, name), script, 0700);
}

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
	text = read_fd(fd);
	close(fd);
	return text;
}

void
world_run(const struct world *world, struct run *run, const char *program,
    const char *words, const char *input)
{
	char path[512], *copy = strdup(words), *argv[WORDS_MAX] = { path };
	int fds[3] = { temporary(world, ".in", input),
		temporary(world, ".out", ""), temporary(world, ".err", "") };
	int argc = 1, status;
	struct rusage used;
	pid_t pid;

	snprintf(path, sizeof(path), "%s/%s", world->programs, program);
	split(copy, argv, &argc);
	pid = fork();
	ck_assert_int_ne(pid, -1);
	if (pid == 0) {
		setenv("CRIER_CONFIG", world_path(world, "crier.yaml"), 1);
		for (int i = 0; i < 3; i++)
			dup2(fds[i], i);
		execv(path, argv);
		_exit(127);
	}
	while (wait4(pid, &status, 0, &used) == -1)
		ck_assert_int_eq(errno, EINTR);
	run->max_rss_kib = used.ru_maxrss;
	close(fds[0]);
	run->status = status_of(status);
	run->out = read_back(fds[1]);
	run->err = read_back(fds[2]);
	free(copy);
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

bool
world_wait_log(const struct world *world, const char *text)
{
	const struct timespec pause = { .tv_nsec = 10 * 1000 * 1000 };

	for (int i = 0; i < 1000; i++) {
		char *log = world_read(world, "crierd.log");
		bool found = strstr(log, text) != NULL;

		free(log);
		if (found)
			return true;
		nanosleep(&pause, NULL);
	}
	return false;
}

/* ---- looking -------------------------------------------------------------- */

char *
world_sql_text(const struct world *world, const char *sql)
{
	sqlite3 *db;
	sqlite3_stmt *statement;
	char *text = NULL;

	ck_assert_int_eq(sqlite3_open_v2(world_path(world, "crier.db"), &db,
			     SQLITE_OPEN_READONLY, NULL),
	    SQLITE_OK);
	sqlite3_busy_timeout(db, 5000);
	ck_assert_msg(sqlite3_prepare_v2(db, sql, -1, &statement, NULL) ==
		SQLITE_OK,
	    "%s: %s", sql, sqlite3_errmsg(db));
	if (sqlite3_step(statement) == SQLITE_ROW &&
	    sqlite3_column_type(statement, 0) != SQLITE_NULL)
		text = strdup((const char *)sqlite3_column_text(statement, 0));
	sqlite3_finalize(statement);
	sqlite3_close(db);
	return text == NULL ? strdup("") : text;
}

int64_t
world_sql(const struct world *world, const char *sql)
{
	char *text = world_sql_text(world, sql);
	int64_t number = strtoll(text, NULL, 10);

	free(text);
	return number;
}

char *
rss_feed(const char *items)
{
	static const char head[] =
	    "<?xml version=\"1.0\"?><rss version=\"2.0\"><channel>"
	    "<title>Test</title><link>http://h.example/</link>";
	static const char tail[] = "</channel></rss>";
	size_t room = sizeof(head) + strlen(items) + sizeof(tail);
	char *feed = malloc(room);

	snprintf(feed, room, "%s%s%s", head, items, tail);
	return feed;
}
