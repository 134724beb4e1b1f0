/*
 * The life of articles in one process, for tests that break it: bytes to
 * documents, stored and matched, deliveries taken and ended. What was
 * acknowledged is noted in memory that outlives the process.
 */
#ifndef CRIER_TESTS_CYCLE_H
#define CRIER_TESTS_CYCLE_H

#include <stdbool.h>
#include <stdint.h>

#include "error.h"

#define CYCLE_FEEDS    3
#define CYCLE_ROUNDS   4 /* polls of each feed */
#define CYCLE_NEW      3 /* articles that each of them brings */
#define CYCLE_ARTICLES (CYCLE_FEEDS * CYCLE_ROUNDS * CYCLE_NEW)

/* In shared memory: written by the process that is broken, read by the test. */
struct acknowledged {
	int64_t runs;                /* a day lies between two of them */
	int64_t rounds[CYCLE_FEEDS]; /* that were committed */
	int64_t attempts;            /* deliveries of which one was begun */
	int64_t done;                /* whose end was committed */
};
struct acknowledged *acknowledged_new(void);
void acknowledged_free(struct acknowledged *acknowledged);

/*
 * All rounds of all feeds on the database at path, and every delivery that
 * waits. What is stored already changes nothing. False with err where anything
 * was refused; then everything is closed and freed.
 */
bool cycle_run(const char *path, struct acknowledged *acknowledged,
    struct error *err);

/*
 * Whether the database keeps what was acknowledged, holds nothing twice and is
 * whole; with complete, whether everything is there and delivered. what says
 * what is wrong.
 */
enum cycle_expected {
	CYCLE_CONSISTENT,
	CYCLE_COMPLETE
};
bool cycle_check(const char *path, const struct acknowledged *acknowledged,
    enum cycle_expected expected, char what[200]);

/* ---- folders and processes ------------------------------------------------- */

struct folder {
	char path[64], database[80];
};
void folder_make(struct folder *folder);
void folder_remove(const struct folder *folder);

/* Runs what(arg) in a process of its own; its exit code, or 128 + signal. */
int in_a_process(int (*what)(void *arg), void *arg);

/* $name, or fallback. */
unsigned long asked_number(const char *name, unsigned long fallback);

#endif
