/*
 * Sets worlds up and tears them down, and looks at what is in them; see
 * world.h. What runs in them: programs.c.
 */
#include "tests/e2e/world.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <check.h>
#include <sqlite3.h>

#include "compiler.h"

static const struct {
	const char *key, *value;
} manners[] = {
	{ "database", "@FOLDER@/crier.db" },
	{ "on_first", "fire" },
	{ "hosts", "{127.0.0.1: {gap: 0s, connections: 64}}" },
	{ "starts_per_second", "1000" },
};

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

char *
world_read_fd(int fd)
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
	text = world_read_fd(fd);
	close(fd);
	return text;
}

/* Text with each @NAME@ replaced. */
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

/* Whether a line of the YAML begins with the key. */
static bool
says(const char *yaml, const char *key)
{
	size_t len = strlen(key);

	for (; yaml != NULL; yaml = strchr(yaml, '\n')) {
		yaml += *yaml == '\n' ? 1 : 0;
		if (strncmp(yaml, key, len) == 0 && yaml[len] == ':')
			return true;
	}
	return false;
}

void
world_configure(const struct world *world, const char *yaml)
{
	char head[1024] = "", *whole, *expanded;
	size_t used = 0;

	for (size_t i = 0; i < ARRAY_LEN(manners); i++)
		if (!says(yaml, manners[i].key))
			used += (size_t)snprintf(head + used,
			    sizeof(head) - used, "%s: %s\n", manners[i].key,
			    manners[i].value);
	whole = malloc(used + strlen(yaml) + 1);
	memcpy(whole, head, used);
	memcpy(whole + used, yaml, strlen(yaml) + 1);
	expanded = expand(world, whole);
	world_write(world, "crier.yaml", expanded);
	free(expanded);
	free(whole);
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

/* ---- the database -------------------------------------------------------------- */

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

void
world_sql_write(const struct world *world, const char *sql)
{
	sqlite3 *db;

	ck_assert_int_eq(sqlite3_open(world_path(world, "crier.db"), &db),
	    SQLITE_OK);
	ck_assert_msg(sqlite3_exec(db, sql, NULL, NULL, NULL) == SQLITE_OK,
	    "%s: %s", sql, sqlite3_errmsg(db));
	sqlite3_close(db);
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
