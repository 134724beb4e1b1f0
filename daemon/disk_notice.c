/*
 * A full disk, as the operator is told of it: while it is full no notice can be
 * stored, so the notice goes out when there is room again and says since when
 * there was none. One a day, whatever happens in between.
 */
#include "daemon/disk_notice.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "daemon/daemon.h"
#include "log.h"
#include "memory.h"

struct notice_job {
	struct store_job job; /* first: the thread's handle */
	struct daemon *daemon;
	struct setup *setup; /* one use: the hook's name is its */
	int64_t since_at, now_at;
};

static bool
run_notice(struct store *store, struct store_job *job, struct error *err)
{
	struct notice_job *notice = (struct notice_job *)job;
	char about[160];
	bool added;

	snprintf(about, sizeof(about),
	    "the disk of the database was full for %" PRId64 " s; nothing was "
	    "lost, feeds were asked later",
	    notice->now_at - notice->since_at);
	return store_notice_add(store,
	    &(struct store_notice){
		.hook = notice->setup->configuration->health_hook,
		.kind = "disk-full",
		.about = slice_of(about),
		.since_at = notice->since_at,
		.now_at = notice->now_at,
	    },
	    &added, err);
}

static void
notice_done(struct store_job *job)
{
	struct notice_job *notice = (struct notice_job *)job;
	struct daemon *daemon = notice->daemon;

	if (!job->ok)
		log_message(LOG_LEVEL_ERROR, "notice reason=\"%s\"",
		    job->error.text);
	setup_release(notice->setup);
	free(notice);
	delivering_pump(daemon);
	daemon_check_end(daemon);
}

static void
tell(struct daemon *daemon)
{
	struct notice_job *notice;

	if (daemon->setup->configuration->health_hook == NULL ||
	    daemon->phase != PHASE_RUNNING)
		return;
	notice = xcalloc(1, sizeof(*notice));
	notice->job = (struct store_job){ .run = run_notice,
		.done = notice_done };
	notice->daemon = daemon;
	notice->setup = daemon->setup;
	setup_use(notice->setup);
	notice->since_at = daemon->disk_full_at;
	notice->now_at = clock_now_at(daemon->clock);
	store_thread_post(daemon->store, &notice->job);
}

void
disk_note(struct daemon *daemon, const struct store_job *job)
{
	if (job->ok && daemon->disk_full_at != 0) {
		log_message(LOG_LEVEL_NOTICE,
		    "disk reason=\"there is room "
		    "again\"");
		tell(daemon);
		daemon->disk_full_at = 0;
	} else if (!job->ok && job->error.kind == ERROR_FULL &&
	    daemon->disk_full_at == 0) {
		daemon->disk_full_at = clock_now_at(daemon->clock);
	}
}
