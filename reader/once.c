/*
 * One job in one reader, for a command: it waits, and nothing else goes on.
 * The reader is told to end, and not killed, so that a build that counts or
 * checks at exit can do so.
 */
#include "reader.h"

#include <poll.h>

#include "clock.h"
#include "limits.h"
#include "reader/child.h"
#include "reader/sandbox.h"

struct talk {
	struct child child;
	struct exchange exchange;
};

static int64_t
now_ms(void)
{
	return clock_mono_ms(clock_real());
}

/* Until something has happened, be it that wall_ms are over. */
static enum exchange_news
wait_for_news(struct talk *talk, int64_t wall_ms, struct error *err)
{
	int64_t left_ms, end_ms = now_ms() + wall_ms;

	do {
		struct pollfd wait = { talk->child.socket, POLLIN, 0 };
		enum exchange_news news = exchange_send(&talk->exchange);

		if (news == EXCHANGE_WAITS)
			news = exchange_receive(&talk->exchange, err);
		if (news != EXCHANGE_WAITS)
			return news;
		if (exchange_has_to_send(&talk->exchange))
			wait.events |= POLLOUT;
		left_ms = end_ms - now_ms();
		/* Interrupted or early, it is asked again. */
		(void)poll(&wait, 1, left_ms > 0 ? (int)left_ms : 0);
	} while (left_ms > 0);
	return EXCHANGE_LATE;
}

static bool
begin_talk(struct talk *talk, enum sandbox_mode mode, struct error *err)
{
	enum exchange_news news;

	if (!sandbox_check(mode, err) || !child_spawn(&talk->child, err))
		return false;
	exchange_init(&talk->exchange, talk->child.socket);
	exchange_greet(&talk->exchange, mode);
	news = wait_for_news(talk, LIMIT_READER_START_MS, err);
	if (news == EXCHANGE_READY && talk->exchange.ready.problem[0] == '\0')
		return true;
	child_fail_start(&talk->child, news, &talk->exchange, err);
	exchange_finish(&talk->exchange);
	return false;
}

static void
end_talk(struct talk *talk)
{
	char sentence[sizeof(((struct reader_result *)NULL)->reason)];
	struct error err;

	if (talk->child.pid != 0) {
		child_dismiss(&talk->child);
		(void)wait_for_news(talk, LIMIT_READER_END_MS, &err);
		(void)child_bury(&talk->child, sentence, sizeof(sentence));
	}
	exchange_finish(&talk->exchange);
}

static void
run_job(struct talk *talk, const struct reader_request *request,
    struct reader_result *result)
{
	enum exchange_news news;
	struct error err;

	child_give_job(&talk->child, &talk->exchange, request);
	news = wait_for_news(talk, child_wall_ms(request), &err);
	if (news == EXCHANGE_ENDED)
		exchange_result(&talk->exchange, result);
	else
		child_fail_job(&talk->child, news, &err, result);
}

bool
reader_run_once(const struct reader_request *request, enum sandbox_mode mode,
    struct reader_result *result, struct error *err)
{
	struct talk talk;
	int64_t begun_ms;

	*result = (struct reader_result){ .status = READER_UNAVAILABLE };
	if (!child_accepts(request, result))
		return true;
	if (!begin_talk(&talk, mode, err))
		return false;
	begun_ms = now_ms();
	run_job(&talk, request, result);
	result->duration_ms = now_ms() - begun_ms;
	end_talk(&talk);
	return true;
}
