/* Attempts of hooks in tests. */
#include "notify_fixture.h"

#include <check.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <event2/event.h>

struct notify_fixture notify_fixture;

void
notify_fixture_begin(void)
{
	struct notify_fixture *fixture = &notify_fixture;

	*fixture = (struct notify_fixture){ .calls = 0 };
	net_fixture_set_up(&fixture->net);
	fixture->notifier = notifier_new(fixture->net.base, fixture->net.net,
	    clock_real());
	snprintf(fixture->folder, sizeof(fixture->folder),
	    "/tmp/crier-notify.XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(fixture->folder));
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
notify_fixture_end(void)
{
	notifier_free(notify_fixture.notifier);
	net_fixture_tear_down(&notify_fixture.net);
	nftw(notify_fixture.folder, remove_one, 8, FTW_DEPTH | FTW_PHYS);
}

const char *
notify_fixture_path(const char *name)
{
	static char path[128];

	snprintf(path, sizeof(path), "%s/%s", notify_fixture.folder, name);
	return path;
}

char *
notify_fixture_read(const char *name)
{
	FILE *file = fopen(notify_fixture_path(name), "r");
	char *text = calloc(1, 4 << 20);

	ck_assert_msg(file != NULL, "%s is not there", name);
	text[fread(text, 1, (4 << 20) - 1, file)] = '\0';
	fclose(file);
	return text;
}

void
notify_fixture_write(const char *name, const char *text, int mode)
{
	int fd = open(notify_fixture_path(name), O_WRONLY | O_CREAT | O_TRUNC,
	    0600);

	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(write(fd, text, strlen(text)), (ssize_t)strlen(text));
	ck_assert_int_eq(fchmod(fd, (mode_t)mode), 0);
	close(fd);
}

struct delivery
notify_fixture_delivery(void)
{
	return (struct delivery){
		.key = "abcdefghijklmnopqrstuvwxyz",
		.topic = SLICE("nk"),
		.topic_query = SLICE("dprk"),
		.hook = SLICE("h"),
		.event = EVENT_NEW,
		.attempts = 1,
		.article = { .id = 42,
		    .title = SLICE("A \"title\"\r\nX-Bad: 1"),
		    .text = SLICE("line one\nline two") },
	};
}

static void
on_done(const struct delivery_result *result, void *arg)
{
	(void)arg;
	notify_fixture.result = *result;
	notify_fixture.calls++;
	event_base_loopbreak(notify_fixture.net.base);
}

struct notification *
notify_fixture_start(const struct hook *hook, const struct delivery *delivery)
{
	struct notification *notification;

	notify_fixture.calls = 0;
	notification = notify_start(notify_fixture.notifier, hook, delivery,
	    on_done, NULL);
	ck_assert_msg(notify_fixture.calls == 0,
	    "done was called from notify_start");
	return notification;
}

void
notify_fixture_wait(void)
{
	while (notify_fixture.calls == 0)
		event_base_loop(notify_fixture.net.base, EVLOOP_ONCE);
	ck_assert_int_eq(notify_fixture.calls, 1);
}

void
notify_fixture_run(const struct hook *hook, const struct delivery *delivery)
{
	notify_fixture_start(hook, delivery);
	notify_fixture_wait();
	ck_assert_uint_eq(notifier_running(notify_fixture.notifier), 0);
}
