/*
 * A pool of readers on a loop of its own, jobs for it, what became of them, and
 * a clock that the test turns: the loop and the pool ask it too.
 */
#ifndef CRIER_TESTS_POOL_STAGE_H
#define CRIER_TESTS_POOL_STAGE_H

#include "reader_probe.h"

#define STAGE_JOBS 16

struct stage;

struct job_slot {
	struct stage *stage;
	struct reader_job *job;
	int done; /* calls */
	int order;
	enum reader_status status;
	char reason[200];
	size_t entries; /* or feeds */
	void (*then)(struct stage *stage);
};

struct stage {
	struct event_base *base;
	struct reader_pool *pool;
	struct job_slot slots[STAGE_JOBS];
	int done;
};

void stage_open(struct stage *stage, int readers);
void stage_close(struct stage *stage);
struct job_slot *stage_start(struct stage *stage, int index,
    const struct reader_request *request);
struct job_slot *
stage_start_text(struct stage *stage, int index, const char *text);
/* Lets the loop run until done jobs have ended since the stage was opened. */
void stage_run_until(struct stage *stage, int done);

/* It is so much later, from now on. */
void stage_turn_clock(int64_t seconds);

#endif
