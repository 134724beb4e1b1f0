/*
 * crierd whole: starts its parts in order, runs the loop, stops them in the
 * reverse order.
 *
 * The order matters: the store's thread is the last to go, so that what was
 * read is still stored; signals come first, so that none is missed.
 */
#include "daemon/daemon.h"

#include <signal.h>
#include <stdlib.h>
#include <sys/resource.h>

#include <event2/event.h>

#include "daemon/server.h"
#include "daemon/store_thread.h"
#include "fetch.h"
#include "limits.h"
#include "log.h"
#include "memory.h"
#include "net.h"
#include "notify.h"
#include "reader.h"
#include "schedule.h"

/* ---- the end ----------------------------------------------------------------- */

void
daemon_check_end(struct daemon *daemon)
{
	bool done;

	if (daemon->phase == PHASE_STOPPED)
		return;
	done = polling_running(daemon) == 0 && delivering_is_idle(daemon) &&
	    reloading_is_idle(daemon) &&
	    store_thread_pending(daemon->store) == 0;
	if (daemon->phase == PHASE_RUNNING)
		done = done && daemon->mode == DAEMON_ONCE &&
		    lists_are_idle(daemon) && polling_is_done(daemon);
	if (done)
		event_base_loopbreak(daemon->base);
}

static void
on_drain_timeout(evutil_socket_t fd, short what, void *arg)
{
	struct daemon *daemon = arg;

	(void)fd;
	(void)what;
	log_message(LOG_LEVEL_WARNING, "drain reason=\"hooks still run\"");
	event_base_loopbreak(daemon->base);
}

static void
on_stop_signal(evutil_socket_t number, short what, void *arg)
{
	struct daemon *daemon = arg;
	struct timeval limit = { .tv_sec = TIMEOUT_DRAIN_S };

	(void)what;
	if (daemon->phase != PHASE_RUNNING) {
		log_message(LOG_LEVEL_NOTICE, "stop reason=\"second signal\"");
		event_base_loopbreak(daemon->base);
		return;
	}
	log_message(LOG_LEVEL_NOTICE, "drain signal=%d", (int)number);
	watchdog_tell("STOPPING=1");
	daemon->phase = PHASE_DRAINING;
	event_add(daemon->drain_timer, &limit);
	polling_drain(daemon);
	daemon_check_end(daemon);
}

static void
on_reload_signal(evutil_socket_t number, short what, void *arg)
{
	struct daemon *daemon = arg;

	(void)number;
	(void)what;
	if (daemon->mode == DAEMON_SERVICE)
		reload_begin(daemon);
}

/* ---- housekeeping -------------------------------------------------------------- */

struct chore_job {
	struct store_job job; /* first: the thread's handle */
	struct daemon *daemon;
	struct setup *setup; /* one use */
	bool more;
};

static void post_chore(struct daemon *daemon,
    bool (*run)(struct store *, struct store_job *, struct error *));

static bool
run_judge(struct store *store, struct store_job *job, struct error *err)
{
	struct chore_job *chore = (struct chore_job *)job;

	/* What is owed to a topic is not paid by what it was; the setup that is
	 * on its way asks again. */
	if (!setup_is_current(chore->setup, store))
		return true;
	return store_judge(store, chore->setup->set,
	    clock_now_at(chore->daemon->clock), LIMIT_JUDGE, &chore->more, err);
}

static bool
run_reindex(struct store *store, struct store_job *job, struct error *err)
{
	struct chore_job *chore = (struct chore_job *)job;

	return store_reindex(store, LIMIT_JUDGE, &chore->more, err);
}

static bool
run_prune(struct store *store, struct store_job *job, struct error *err)
{
	struct chore_job *chore = (struct chore_job *)job;
	const struct setup *setup = chore->setup;
	struct store_retention retention = {
		.now_at = clock_now_at(chore->daemon->clock),
		.backlog_s = setup->configuration->backlog_s,
		.age_s = setup->configuration->retention.age_s,
		.count = setup->configuration->retention.count,
		.feeds = setup->feeds,
		.feed_count = setup->feed_count,
		.topics = setup->topics,
		.topic_count = setup->topic_count,
	};
	struct store_pruned pruned;
	bool ok = store_prune(store, &retention, LIMIT_PRUNE, &pruned, err);

	chore->more = ok && pruned.more;
	return ok;
}

static void
chore_done(struct store_job *job)
{
	struct chore_job *chore = (struct chore_job *)job;
	struct daemon *daemon = chore->daemon;

	if (!job->ok)
		log_message(LOG_LEVEL_ERROR, "housekeeping reason=\"%s\"",
		    job->error.text);
	else if (chore->more && daemon->phase == PHASE_RUNNING)
		post_chore(daemon, job->run);
	setup_release(chore->setup);
	free(chore);
	daemon_check_end(daemon);
}

static void
post_chore(struct daemon *daemon,
    bool (*run)(struct store *, struct store_job *, struct error *))
{
	struct chore_job *chore = xcalloc(1, sizeof(*chore));

	chore->job = (struct store_job){ .run = run, .done = chore_done };
	chore->daemon = daemon;
	chore->setup = daemon->setup;
	setup_use(chore->setup);
	store_thread_post(daemon->store, &chore->job);
}

void
daemon_judge(struct daemon *daemon)
{
	post_chore(daemon, run_judge);
}

static void
on_prune(evutil_socket_t fd, short what, void *arg)
{
	struct daemon *daemon = arg;

	(void)fd;
	(void)what;
	if (daemon->phase == PHASE_RUNNING)
		post_chore(daemon, run_prune);
}

/* ---- the start ------------------------------------------------------------------ */

/* Every transfer, reader and hook needs descriptors: take what the system
 * gives. */
static void
raise_file_limit(void)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) == 0 &&
	    limit.rlim_cur < limit.rlim_max) {
		limit.rlim_cur = limit.rlim_max;
		setrlimit(RLIMIT_NOFILE, &limit);
	}
}

static bool
watch_signals(struct daemon *daemon, struct error *err)
{
	static const struct {
		int number;
		event_callback_fn call;
	} rows[] = {
		{ SIGTERM, on_stop_signal },
		{ SIGINT, on_stop_signal },
		{ SIGHUP, on_reload_signal },
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		daemon->signals[i] = evsignal_new(daemon->base, rows[i].number,
		    rows[i].call, daemon);
		if (daemon->signals[i] == NULL ||
		    event_add(daemon->signals[i], NULL) == -1)
			return error_set(err, ERROR_IO, "cannot watch signals");
	}
	return true;
}

static bool
start_loop(struct daemon *daemon, struct error *err)
{
	struct event_config *config = event_config_new();

	/* D1: descriptors are closed and reused under the loop, so the change
	 * list must stay off whatever the environment says. */
	event_config_set_flag(config,
	    EVENT_BASE_FLAG_NOLOCK | EVENT_BASE_FLAG_IGNORE_ENV);
	daemon->base = event_base_new_with_config(config);
	event_config_free(config);
	if (daemon->base == NULL)
		return error_set(err, ERROR_IO, "cannot make an event loop");
	daemon->drain_timer = evtimer_new(daemon->base, on_drain_timeout,
	    daemon);
	daemon->prune_timer = event_new(daemon->base, -1, EV_PERSIST, on_prune,
	    daemon);
	if (daemon->drain_timer == NULL || daemon->prune_timer == NULL)
		return error_set(err, ERROR_MEMORY, "cannot make a timer");
	return watch_signals(daemon, err);
}

/* Brings the database in line with the configuration, before the store's
 * thread takes it over. */
static bool
make_setup(struct daemon *daemon, struct loaded *loaded, struct store *store,
    struct error *err)
{
	int64_t now_at = clock_now_at(daemon->clock);
	struct setup *setup = NULL;
	size_t recovered;

	if (!store_begin(store, err))
		return false;
	if (!setup_make(&setup, loaded, store, now_at, err) ||
	    !store_deliveries_recover(store, now_at, &recovered, err) ||
	    !store_commit(store, err)) {
		store_rollback(store);
		setup_drop(setup);
		return false;
	}
	if (recovered > 0)
		log_message(LOG_LEVEL_NOTICE,
		    "outbox recovered=%zu reason=\"they ran when crierd "
		    "ended\"",
		    recovered);
	setup_use(setup);
	daemon->setup = setup;
	feed_slots_adopt(daemon, setup);
	return true;
}

void
daemon_set_manners(struct daemon *daemon)
{
	const struct configuration *configuration =
	    daemon->setup->configuration;

	for (size_t i = 0; i < configuration->host_count; i++) {
		const struct host_manners *host = &configuration->hosts[i];

		host_gate_configure(daemon->gate, host->host,
		    host->gap_s < 0 ? -1 : host->gap_s * 1000,
		    host->connections);
	}
}

static bool
start_network(struct daemon *daemon, struct error *err)
{
	const struct configuration *configuration =
	    daemon->setup->configuration;
	struct net_options options = {
		.connections = configuration->connections,
		.resolvers = configuration->resolvers,
		.resolver_count = configuration->resolver_count,
		.user_agent = fetch_user_agent(),
	};

	daemon->net = net_new(daemon->base, &options, daemon->clock, err);
	if (daemon->net == NULL)
		return false;
	daemon->fetcher = fetcher_new(daemon->base, daemon->net, daemon->clock);
	daemon->gate = host_gate_new();
	daemon_set_manners(daemon);
	return true;
}

/* What needs the store's thread; it has taken the store over. */
static bool
start_parts(struct daemon *daemon, struct error *err)
{
	const struct configuration *configuration =
	    daemon->setup->configuration;
	struct timeval prune_every = { .tv_sec = INTERVAL_PRUNE_S };

	if (!start_network(daemon, err))
		return false;
	daemon->readers = reader_pool_new(daemon->base, configuration->readers,
	    configuration->sandbox, err);
	if (daemon->readers == NULL)
		return false;
	daemon->notifier = notifier_new(daemon->base, daemon->net,
	    daemon->clock);
	notifier_set_mail(daemon->notifier, &configuration->mail);
	if (!watchdog_start(daemon, err) || !reloading_start(daemon, err))
		return false;
	if (daemon->setup->judge)
		daemon_judge(daemon);
	post_chore(daemon, run_reindex);
	post_chore(daemon, run_prune);
	event_add(daemon->prune_timer, &prune_every);
	if (!delivering_start(daemon, err) || !polling_start(daemon, err) ||
	    !lists_start(daemon, err))
		return false;
	if (daemon->mode == DAEMON_SERVICE) {
		serve_start(daemon);
		return copies_start(daemon, err);
	}
	return true;
}

static bool
daemon_start(struct daemon *daemon, struct configuration *configuration,
    struct store *store, struct error *err)
{
	struct loaded *loaded = loaded_new(configuration);
	bool ok;

	loaded_use(loaded);
	raise_file_limit();
	signal(SIGPIPE, SIG_IGN);
	ok = start_loop(daemon, err) && make_setup(daemon, loaded, store, err);
	loaded_release(loaded);
	if (!ok) {
		store_close(store);
		return false;
	}
	daemon->store = store_thread_start(daemon->base, store, err);
	return daemon->store != NULL && start_parts(daemon, err);
}

static void
log_start(const struct daemon *daemon)
{
	const struct configuration *configuration =
	    daemon->setup->configuration;
	struct log_line line;

	log_begin(&line, LOG_LEVEL_NOTICE, "start");
	log_string(&line, "version", PACKAGE_VERSION);
	log_string(&line, "configuration", configuration->path);
	log_string(&line, "database", configuration->database);
	log_int(&line, "feeds", (int64_t)daemon->slot_count);
	log_int(&line, "topics", (int64_t)daemon->setup->topic_count);
	log_string(&line, "sandbox",
	    reader_sandbox_state(configuration->sandbox));
	log_end(&line);
}

static void
free_event(struct event *event)
{
	if (event != NULL)
		event_free(event);
}

static void
daemon_stop(struct daemon *daemon)
{
	daemon->phase = PHASE_STOPPED;
	if (daemon->polling != NULL)
		polling_drain(daemon);
	/* What waits for the store is stored and answered before anything that
	 * the answers touch goes away. */
	store_thread_stop(daemon->store);
	server_stop(daemon->server);
	lists_stop(daemon);
	reloading_stop(daemon);
	copies_stop(daemon);
	delivering_stop(daemon);
	polling_stop(daemon);
	watchdog_stop(daemon);
	notifier_free(daemon->notifier);
	reader_pool_free(daemon->readers);
	fetcher_free(daemon->fetcher);
	net_free(daemon->net);
	host_gate_free(daemon->gate);
	schedule_free(daemon->schedule);
	feed_slots_free(daemon);
	setup_release(daemon->setup);
	for (size_t i = 0; i < ARRAY_LEN(daemon->signals); i++)
		free_event(daemon->signals[i]);
	free_event(daemon->drain_timer);
	free_event(daemon->prune_timer);
	if (daemon->base != NULL)
		event_base_free(daemon->base);
}

bool
daemon_run(struct configuration *configuration, struct store *store,
    enum daemon_mode mode, bool *failed_feeds, struct error *err)
{
	struct daemon daemon = {
		.clock = clock_real(),
		.mode = mode,
	};
	bool ok;

	daemon.started_at = clock_now_at(daemon.clock);
	ok = daemon_start(&daemon, configuration, store, err);
	if (ok) {
		log_start(&daemon);
		watchdog_tell("READY=1");
		daemon_check_end(&daemon);
		watchdog_loop(&daemon);
		log_message(LOG_LEVEL_NOTICE,
		    "stop polled=%zu failed=%zu longest_turn_ms=%lld",
		    daemon.polled, daemon.failed,
		    (long long)watchdog_longest_turn_us(&daemon) / 1000);
	}
	/* Cut short, --once has not done all that it was asked for. */
	*failed_feeds = daemon.failed > 0 ||
	    (mode == DAEMON_ONCE && daemon.phase == PHASE_DRAINING);
	daemon_stop(&daemon);
	return ok;
}
