/*
 * The figures of crier status. Each is one question to an index, so that a
 * million articles are counted in the time of a keystroke.
 */
#include "store.h"

#include <linux/limits.h>
#include <stdio.h>
#include <sys/stat.h>

#include "store/connection.h"

struct figure {
	size_t at; /* in struct store_status */
	const char *sql;
};

#define FIGURE(name, sql)                                          \
	{                                                          \
		offsetof(struct store_status, name), "SELECT " sql \
	}

static const struct figure figures[] = {
	FIGURE(feeds, "count(*) FROM feed WHERE removed_at = 0"),
	FIGURE(feeds_failing,
	    "count(*) FROM feed WHERE removed_at = 0 AND gone = 0 AND "
	    "fail_count > 0"),
	FIGURE(feeds_gone,
	    "count(*) FROM feed WHERE removed_at = 0 AND gone = 1"),
	FIGURE(feeds_never_polled,
	    "count(*) FROM feed WHERE removed_at = 0 AND attempt_at = 0"),
	FIGURE(articles, "count(*) FROM article WHERE backlog = 0"),
	FIGURE(backlog, "count(*) FROM article WHERE backlog = 1"),
	FIGURE(unread, "count(*) FROM article WHERE backlog = 0 AND unread"),
	FIGURE(waiting, "count(*) FROM delivery WHERE state = 'waiting'"),
	FIGURE(running, "count(*) FROM delivery WHERE state = 'running'"),
	FIGURE(dead, "count(*) FROM delivery WHERE state = 'dead'"),
	FIGURE(held, "count(*) FROM delivery WHERE state = 'held'"),
	FIGURE(next_poll_at,
	    "min(next_at) FROM feed WHERE removed_at = 0 AND paused = 0 AND "
	    "gone = 0 AND next_at > 0"),
	FIGURE(last_poll_at, "max(attempt_at) FROM feed"),
	FIGURE(size,
	    "(SELECT * FROM pragma_page_count) * "
	    "(SELECT * FROM pragma_page_size)"),
};

static int64_t
log_size(const struct store *store)
{
	char path[PATH_MAX];
	struct stat st;

	if (snprintf(path, sizeof(path), "%s-wal", store->path) >=
		(int)sizeof(path) ||
	    stat(path, &st) != 0)
		return 0;
	return st.st_size;
}

bool
store_get_status(struct store *store, int64_t now_at, int64_t day_start_at,
    struct store_status *status, struct error *err)
{
	static const char today_sql[] = "SELECT count(*) FROM article WHERE "
					"first_seen_at >= ? AND backlog = 0";
	static const char version_sql[] = "PRAGMA user_version";
	struct statement s;
	int64_t version = 0;

	(void)now_at;
	*status = (struct store_status){ .feeds = 0 };
	for (size_t i = 0; i < ARRAY_LEN(figures); i++) {
		int64_t *figure = (int64_t *)(void *)((char *)status +
		    figures[i].at);

		s = statement_of(store, figures[i].sql);
		if (!statement_int(&s, figure, err))
			return false;
	}
	s = statement_of(store, today_sql);
	put_int(&s, day_start_at);
	if (!statement_int(&s, &status->articles_today, err))
		return false;
	s = statement_of(store, version_sql);
	if (!statement_int(&s, &version, err))
		return false;
	status->schema = (int)version; /* checked when it was opened */
	status->log_size = log_size(store);
	return true;
}
