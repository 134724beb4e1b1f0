#include "pool_stage.h"

#include <check.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include <event2/event.h>

/* ---- the clock ----------------------------------------------------------------- */

static int64_t turned_s;

int
clock_gettime(clockid_t id, struct timespec *now)
{
	int failed = (int)syscall(SYS_clock_gettime, id, now);

	now->tv_sec += turned_s;
	return failed;
}

void
stage_turn_clock(int64_t seconds)
{
	turned_s += seconds;
}

/* ---- the pool ------------------------------------------------------------------ */

void
stage_open(struct stage *stage, int readers)
{
	struct error err;

	*stage = (struct stage){ .base = event_base_new() };
	stage->pool = reader_pool_new(stage->base, readers, SANDBOX_REQUIRED,
	    &err);
	ck_assert_msg(stage->pool != NULL, "%s", err.text);
}

void
stage_close(struct stage *stage)
{
	reader_pool_free(stage->pool);
	event_base_free(stage->base);
}

static void
on_done(struct reader_result *result, void *arg)
{
	struct job_slot *slot = arg;

	slot->done++;
	slot->order = slot->stage->done++;
	slot->status = result->status;
	memcpy(slot->reason, result->reason, sizeof(slot->reason));
	ck_assert((result->document != NULL || result->listing != NULL) ==
	    (result->status == READER_OK));
	if (result->document != NULL)
		slot->entries = result->document->entry_count;
	if (result->listing != NULL)
		slot->entries = result->listing->feed_count;
	document_free(result->document);
	listing_free(result->listing);
	if (slot->then != NULL)
		slot->then(slot->stage);
}

struct job_slot *
stage_start(struct stage *stage, int index,
    const struct reader_request *request)
{
	struct job_slot *slot = &stage->slots[index];

	*slot = (struct job_slot){ .stage = stage };
	slot->job = reader_start(stage->pool, request, on_done, slot);
	ck_assert_int_eq(slot->done, 0);
	return slot;
}

struct job_slot *
stage_start_text(struct stage *stage, int index, const char *text)
{
	struct reader_request request = reader_probe_request(text);

	return stage_start(stage, index, &request);
}

void
stage_run_until(struct stage *stage, int done)
{
	while (stage->done < done)
		ck_assert_int_eq(event_base_loop(stage->base, EVLOOP_ONCE), 0);
	ck_assert_int_eq(stage->done, done);
}
