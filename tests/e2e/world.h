/*
 * A world for an end-to-end test: a folder of its own, a scripted server, the
 * real crierd and crier run as a user would run them.
 *
 * The programs are those of $CRIER_BUILD (the build's top folder). Whatever
 * cannot be set up aborts the test.
 */
#ifndef CRIER_TESTS_WORLD_H
#define CRIER_TESTS_WORLD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "tests/e2e/server.h"

/* other_gid: a second group, 0 for none; uid 0: whoever runs the test. */
struct world_user {
	uid_t uid;
	gid_t gid, other_gid;
};

struct world {
	char folder[64];
	struct server *server;
	char *programs;         /* owned: folder of crierd and crier */
	pid_t daemon;           /* 0: none runs */
	struct world_user user; /* as whom programs are started from now on */
};

void world_begin(struct world *world);
/* Kills what runs and removes the folder. */
void world_end(struct world *world);

/* For tests as root: all that is there belongs to that user, who and whose
 * group may read it, and copies of the programs may be run by everybody. The
 * folder may be entered by everybody, so that modes of files decide. */
void world_give(struct world *world, const struct world_user *user);

/* A path in the folder; valid until the next call but seven. */
const char *world_path(const struct world *world, const char *name);
void
world_write(const struct world *world, const char *name, const char *content);
/* The whole file, "" where there is none; the caller frees it. */
char *world_read(const struct world *world, const char *name);
/* What is left to read of fd; the caller frees it. */
char *world_read_fd(int fd);

/*
 * Writes crier.yaml: a line for the database, the manners of a test (no gaps,
 * private addresses by the feed) where what is given says nothing of them, then
 * what is given. "@SERVER@" stands for the
 * server's address, "@FOLDER@" for the folder.
 */
void world_configure(const struct world *world, const char *yaml);
/* A hook script that appends its input and a line feed to hook.out, then does
 * what more says ("exit 0"); the path is @FOLDER@/NAME. */
void
world_write_hook(const struct world *world, const char *name, const char *more);

struct run {
	int status;       /* exit code, or 128 + signal */
	long max_rss_kib; /* of it and what it waited for */
	char *out, *err;
};
void run_finish(struct run *run);

/* Runs "crierd --once" or "crier WORDS", the words parted by blanks; words in
 * '' keep theirs. */
void world_poll(const struct world *world, struct run *run);
void world_crier(const struct world *world, struct run *run, const char *words);
/* The same for any program in the build, with input on standard input. */
void world_run(const struct world *world, struct run *run, const char *name,
    const char *words, const char *input);

/* The same in two steps: the test goes on while it runs. */
struct program {
	pid_t pid;
	int out, err;
};
void world_start(const struct world *world, struct program *program,
    const char *name, const char *words, const char *input);
void world_finish(struct program *program, struct run *run);

/* Starts crierd --foreground; its log goes to crierd.log. */
void world_start_daemon(struct world *world);
void world_signal_daemon(struct world *world, int number);
/* Waits for its end; the exit code, or 128 + signal. */
int world_wait_daemon(struct world *world);
/* Waits until crierd.log has the text; false after ten seconds. */
bool world_wait_log(const struct world *world, const char *text);
/* The same, until it is there so many times. */
bool
world_wait_log_times(const struct world *world, const char *text, size_t times);
/* Starts it and waits until it takes requests. */
void world_start_ready(struct world *world);
/* Ends it with SIGTERM: it drains and exits 0. */
void world_stop(struct world *world);
void world_kill(struct world *world);

/* The first column of the first row; aborts on an SQL error. */
int64_t world_sql(const struct world *world, const char *sql);
char *world_sql_text(const struct world *world, const char *sql);
/* Time goes by in the database, say; nobody else writes it. */
void world_sql_write(const struct world *world, const char *sql);

/* An RSS feed of the items given as XML. The caller frees it. */
char *rss_feed(const char *items);

#endif
