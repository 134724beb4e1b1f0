/*
 * Looks through the children of crierd and kills; see hunter.h. A reader is a
 * child whose name says so.
 */
#include "tests/e2e/hunter.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <check.h>

#include "tests/e2e/world.h"

/* What a file of a process says; "" where the process is gone. */
static void
read_file(pid_t pid, const char *name, char *text, size_t size)
{
	char path[64];
	ssize_t got = 0;
	int fd;

	snprintf(path, sizeof(path), "/proc/%d/%s", (int)pid, name);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd != -1) {
		got = read(fd, text, size - 1);
		close(fd);
	}
	text[got > 0 ? got : 0] = '\0';
}

/* Of its own: what it has beside the pages of files. */
static long
private_kib(pid_t pid)
{
	long total, resident = 0, shared = 0;
	char text[128];

	read_file(pid, "statm", text, sizeof(text));
	if (sscanf(text, "%ld %ld %ld", &total, &resident, &shared) != 3)
		return 0;
	return (resident - shared) * (sysconf(_SC_PAGESIZE) / 1024);
}

static bool
is_reader(pid_t pid)
{
	char text[64];

	read_file(pid, "cmdline", text, sizeof(text));
	return strcmp(text, "crier-reader") == 0;
}

static void
look(struct hunter *hunter)
{
	char name[64], text[512], *rest = text;
	long pid;

	snprintf(name, sizeof(name), "task/%d/children", (int)hunter->daemon);
	read_file(hunter->daemon, name, text, sizeof(text));
	while ((pid = strtol(rest, &rest, 10)) > 0)
		if (private_kib((pid_t)pid) > hunter->more_than_kib &&
		    is_reader((pid_t)pid) && kill((pid_t)pid, SIGKILL) == 0)
			hunter->kills++;
}

static void *
hunt(void *arg)
{
	struct hunter *hunter = arg;
	struct timespec pause = { hunter->pause_ms / 1000,
		hunter->pause_ms % 1000 * 1000000L };

	while (!atomic_load(&hunter->stops)) {
		nanosleep(&pause, NULL);
		look(hunter);
	}
	return NULL;
}

void
hunter_start(struct hunter *hunter)
{
	atomic_init(&hunter->stops, false);
	hunter->kills = 0;
	ck_assert_int_eq(pthread_create(&hunter->thread, NULL, hunt, hunter),
	    0);
}

void
hunter_stop(struct hunter *hunter)
{
	atomic_store(&hunter->stops, true);
	pthread_join(hunter->thread, NULL);
}

/* Of many small pieces of HTML, for they take the longest to read. */
char *
poison_feed(void)
{
	static const char item[] =
	    "<item><title>Poison</title><description>&lt;p class='a'>Some "
	    "&lt;b>bold&lt;/b> &lt;i>words&lt;/i> &amp;amp; an &amp;eacute;"
	    "&lt;br> &lt;a href='/x'>link&lt;/a>&lt;/p></description></item>";
	size_t len = sizeof(item) - 1, count = POISON_BYTES / len;
	char *items = malloc(count * len + 1), *feed;

	for (size_t i = 0; i < count; i++)
		memcpy(items + i * len, item, len);
	items[count * len] = '\0';
	feed = rss_feed(items);
	free(items);
	return feed;
}
