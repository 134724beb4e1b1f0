/*
 * A message by SMTP (RFC 5321) over a connection that libcurl has made, secured
 * and logged in to. libcurl would send the message too, but then waits for the
 * answer to it, and to QUIT, without returning to the loop: seven seconds were
 * measured with a server that took its time, minutes are common where mail is
 * scanned. Here every wait is an event. Who may be written to, and what an
 * answer means for a delivery, is not known here.
 */
#include "net/mail_session.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>

#include <event2/event.h>

#include "limits.h"
#include "memory.h"
#include "net/transfer.h"
#include "utf8.h"

/*
 *  MAIL ─2xx─▶ RCPT ─2xx, the last─▶ DATA ─354─▶ MESSAGE ─2xx─▶ QUIT ─▶ over
 *    │          └─2xx─▶ RCPT          │             │            ▲
 *    └──refused──┴─refused────────────┴──refused────┴────────────┘
 *  What cannot go on (closed, too late, garbage) is over at once.
 */
enum mail_step {
	MAIL_FROM,
	MAIL_RCPT,
	MAIL_DATA,
	MAIL_MESSAGE,
	MAIL_QUIT
};
static const struct {
	const char *name; /* in reasons */
	int answer;       /* the first digit that lets it go on */
} steps[] = {
	[MAIL_FROM] = { "MAIL FROM", 2 },
	[MAIL_RCPT] = { "RCPT TO", 2 },
	[MAIL_DATA] = { "DATA", 3 },
	[MAIL_MESSAGE] = { "the message", 2 },
	[MAIL_QUIT] = { "QUIT", 2 },
};

struct mail_session {
	struct net_transfer *transfer;
	const char *from;      /* in the transfer's arena, as are those of to */
	const char **to;       /* NULL-terminated */
	struct buffer message; /* as it is sent, with the last dot */
	int64_t timeout_ms;
	struct event *readable, *writable, *deadline; /* owned */
	enum mail_step step;
	size_t recipient;
	struct slice unsent;
	struct buffer command;
	char input[1024];
	size_t input_at, input_len;
	struct mail_reply reply;
	bool begun, over;
	struct mail_outcome outcome;
};

/* ---- answers --------------------------------------------------------------- */

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static void
add_text(struct mail_reply *reply, struct slice text)
{
	size_t used = strlen(reply->text);
	struct buffer clean;
	struct slice fits;

	/* Every byte may become a replacement character. */
	buffer_init(&clean, sizeof(reply->line) * 4);
	if (used > 0)
		buffer_append_char(&clean, ' ');
	utf8_clean_line(text, &clean);
	fits = utf8_cut(buffer_slice(&clean), sizeof(reply->text) - 1 - used);
	if (fits.len > 0)
		memcpy(reply->text + used, fits.ptr, fits.len);
	reply->text[used + fits.len] = '\0';
	buffer_finish(&clean);
}

static void
end_line(struct mail_reply *reply)
{
	struct slice line = slice_trim(
	    (struct slice){ reply->line, reply->line_len });
	bool more;

	reply->line_len = 0;
	reply->code = 0;
	reply->ended = true;
	if (line.len < 3 || !is_digit(line.ptr[0]) || !is_digit(line.ptr[1]) ||
	    !is_digit(line.ptr[2]))
		return;
	more = line.len > 3 && line.ptr[3] == '-';
	reply->code = (line.ptr[0] - '0') * 100 + (line.ptr[1] - '0') * 10 +
	    (line.ptr[2] - '0');
	reply->ended = !more;
	add_text(reply, slice_from(line, 4));
}

void
mail_reply_add(struct mail_reply *reply, char c)
{
	if (reply->ended)
		*reply = (struct mail_reply){ 0 };
	if (c == '\n')
		end_line(reply);
	else if (reply->line_len < sizeof(reply->line))
		reply->line[reply->line_len++] = c;
}

/* ---- what is said ------------------------------------------------------------ */

static void
say(struct mail_session *session, enum mail_step step)
{
	struct buffer *command = &session->command;

	session->step = step;
	buffer_reset(command);
	switch (step) {
	case MAIL_FROM:
		buffer_append_format(command, "MAIL FROM:<%s>\r\n",
		    session->from);
		break;
	case MAIL_RCPT:
		buffer_append_format(command, "RCPT TO:<%s>\r\n",
		    session->to[session->recipient]);
		break;
	case MAIL_DATA:
		buffer_append_string(command, "DATA\r\n");
		break;
	case MAIL_MESSAGE:
		session->unsent = buffer_slice(&session->message);
		return;
	case MAIL_QUIT:
		buffer_append_string(command, "QUIT\r\n");
		break;
	}
	session->unsent = buffer_slice(command);
}

static void
set_deadline(struct mail_session *session, int64_t ms)
{
	if (ms < 1)
		ms = 1;
	event_add(session->deadline,
	    &(struct timeval){ ms / 1000, ms % 1000 * 1000 });
}

/* The server's farewell is waited for, but not for long: what became of the
 * message is known. */
static void
say_quit(struct mail_session *session)
{
	say(session, MAIL_QUIT);
	set_deadline(session, TIMEOUT_MAIL_QUIT_MS);
}

static void
fail(struct mail_session *session, enum failure_class failure_class,
    const char *why)
{
	struct mail_outcome *outcome = &session->outcome;

	session->over = true;
	if (session->step == MAIL_QUIT)
		return;
	outcome->failure_class = failure_class;
	snprintf(outcome->text, sizeof(outcome->text), "%s (after %s)", why,
	    steps[session->step].name);
}

static void
note_answer(struct mail_session *session)
{
	const struct mail_reply *reply = &session->reply;

	session->outcome.status = reply->code;
	snprintf(session->outcome.text, sizeof(session->outcome.text),
	    "%d %s (to %s%s%.64s)", reply->code, reply->text,
	    steps[session->step].name, session->step == MAIL_RCPT ? " " : "",
	    session->step == MAIL_RCPT ? session->to[session->recipient] : "");
}

/* ---- steps ------------------------------------------------------------------- */

static void
go_on(struct mail_session *session)
{
	switch (session->step) {
	case MAIL_FROM:
		say(session, MAIL_RCPT);
		return;
	case MAIL_RCPT:
		session->recipient++;
		say(session,
		    session->to[session->recipient] == NULL ? MAIL_DATA
							    : MAIL_RCPT);
		return;
	case MAIL_DATA:
		say(session, MAIL_MESSAGE);
		return;
	case MAIL_MESSAGE:
		note_answer(session);
		say_quit(session);
		return;
	case MAIL_QUIT:
		session->over = true;
		return;
	}
}

static void
take_answer(struct mail_session *session)
{
	int code = session->reply.code;
	bool early = session->unsent.len > 0;

	if (session->step == MAIL_QUIT) {
		session->over = true;
	} else if (code >= 400) {
		note_answer(session);
		/* In the middle of a message QUIT would be a line of it. */
		session->over = early;
		if (!early)
			say_quit(session);
	} else if (early || code / 100 != steps[session->step].answer) {
		fail(session, CLASS_GARBAGE, "an answer that makes no sense");
	} else {
		go_on(session);
	}
}

static void
send_rest(struct mail_session *session)
{
	while (session->unsent.len > 0) {
		size_t sent = 0;
		CURLcode code = curl_easy_send(session->transfer->easy,
		    session->unsent.ptr, session->unsent.len, &sent);

		session->unsent = slice_from(session->unsent, sent);
		if (code == CURLE_AGAIN) {
			event_add(session->writable, NULL);
			return;
		}
		if (code != CURLE_OK) {
			fail(session, CLASS_TRANSFER, curl_easy_strerror(code));
			return;
		}
	}
}

/* True when there is a whole answer. */
static bool
receive(struct mail_session *session)
{
	CURLcode code;

	for (;;) {
		while (session->input_at < session->input_len) {
			mail_reply_add(&session->reply,
			    session->input[session->input_at++]);
			if (session->reply.ended)
				return true;
		}
		session->input_at = session->input_len = 0;
		code = curl_easy_recv(session->transfer->easy, session->input,
		    sizeof(session->input), &session->input_len);
		if (code == CURLE_AGAIN)
			return false;
		if (code != CURLE_OK || session->input_len == 0) {
			fail(session, CLASS_TRANSFER,
			    code != CURLE_OK ? curl_easy_strerror(code)
					     : "the server hung up");
			return false;
		}
	}
}

/* As far as it goes now; perhaps to the end of the transfer. */
static void
turn(struct mail_session *session)
{
	bool answered = true;

	assert(session->begun);
	while (answered && !session->over) {
		send_rest(session);
		answered = !session->over && receive(session);
		if (answered)
			take_answer(session);
	}
	if (session->over)
		transfer_finish(session->transfer, CURLE_OK);
}

static void
on_socket(evutil_socket_t fd, short what, void *arg)
{
	(void)fd;
	(void)what;
	turn(arg);
}

static void
on_deadline(evutil_socket_t fd, short what, void *arg)
{
	struct mail_session *session = arg;

	(void)fd;
	(void)what;
	fail(session, CLASS_TRANSFER, "timed out");
	turn(session);
}

/* ---- life -------------------------------------------------------------------- */

static bool
watch(struct mail_session *session)
{
	struct net_transfer *transfer = session->transfer;
	struct event_base *base = transfer->net->base;
	curl_socket_t fd = CURL_SOCKET_BAD;

	curl_easy_getinfo(transfer->easy, CURLINFO_ACTIVESOCKET, &fd);
	if (fd == CURL_SOCKET_BAD)
		return false;
	session->readable = event_new(base, fd, EV_READ | EV_PERSIST, on_socket,
	    session);
	session->writable = event_new(base, fd, EV_WRITE, on_socket, session);
	session->deadline = evtimer_new(base, on_deadline, session);
	return session->readable != NULL && session->writable != NULL &&
	    session->deadline != NULL &&
	    event_add(session->readable, NULL) == 0;
}

void
mail_session_begin(struct mail_session *session)
{
	curl_off_t spent_us = 0;

	session->begun = true;
	session->reply = (struct mail_reply){ 0 };
	curl_easy_getinfo(session->transfer->easy, CURLINFO_TOTAL_TIME_T,
	    &spent_us);
	if (!watch(session)) {
		fail(session, CLASS_LOCAL, "cannot watch the connection");
	} else {
		set_deadline(session, session->timeout_ms - spent_us / 1000);
		say(session, MAIL_FROM);
	}
	turn(session);
}

void
mail_session_stop(struct mail_session *session)
{
	struct event **events[] = { &session->readable, &session->writable,
		&session->deadline };

	for (size_t i = 0; i < ARRAY_LEN(events); i++) {
		if (*events[i] != NULL)
			event_free(*events[i]);
		*events[i] = NULL;
	}
}

void
mail_session_free(struct mail_session *session)
{
	if (session == NULL)
		return;
	mail_session_stop(session);
	buffer_finish(&session->message);
	buffer_finish(&session->command);
	free(session);
}

struct mail_reply *
mail_session_reply(struct mail_session *session)
{
	return &session->reply;
}

const struct mail_outcome *
mail_session_outcome(const struct mail_session *session)
{
	return session->begun ? &session->outcome : NULL;
}

/* ---- copies ------------------------------------------------------------------ */

/* Nothing may end the command or its address. */
static bool
copy_address(struct mail_session *session, const char *address,
    const char **copy, struct error *err)
{
	size_t len = strlen(address);

	for (size_t i = 0; i < len; i++) {
		if (address[i] <= ' ' || address[i] > '~' ||
		    address[i] == '<' || address[i] == '>')
			len = 0;
	}
	if (len == 0 || len > LIMIT_MAIL_ADDRESS)
		return error_set(err, ERROR_INPUT,
		    "\"%.100s\" is no address for mail", address);
	*copy = arena_string(&session->transfer->arena, slice_of(address));
	return *copy != NULL || error_set(err, ERROR_MEMORY, "out of memory");
}

static bool
copy_recipients(struct mail_session *session, const struct net_mail *mail,
    struct error *err)
{
	size_t count = 0;

	while (mail->to[count] != NULL)
		count++;
	if (count == 0)
		return error_set(err, ERROR_INPUT, "mail to nobody");
	session->to = arena_alloc_array(&session->transfer->arena, count + 1,
	    sizeof(*session->to));
	if (session->to == NULL)
		return error_set(err, ERROR_MEMORY, "out of memory");
	for (size_t i = 0; i < count; i++) {
		if (!copy_address(session, mail->to[i], &session->to[i], err))
			return false;
	}
	return true;
}

static size_t
line_len(struct slice rest)
{
	size_t len = 0;

	while (len < rest.len && rest.ptr[len] != '\r' && rest.ptr[len] != '\n')
		len++;
	return len;
}

/*
 * Every line ends in CR LF and a dot at its beginning is doubled (RFC 5321
 * 4.5.2), so that nothing but the last line ends the message: a lone LF or CR
 * that some servers take for an end of line could hide a second one.
 */
static bool
copy_message(struct buffer *out, struct bytes message, struct error *err)
{
	struct slice rest = { (const char *)message.ptr, message.len };

	while (rest.len > 0) {
		size_t len = line_len(rest);

		if (rest.ptr[0] == '.')
			buffer_append_char(out, '.');
		buffer_append(out, slice_sub(rest, 0, len));
		buffer_append_string(out, "\r\n");
		if (len + 1 < rest.len && rest.ptr[len] == '\r' &&
		    rest.ptr[len + 1] == '\n')
			len++;
		rest = slice_from(rest, len + 1);
	}
	return buffer_append_string(out, ".\r\n") ||
	    error_set(err, ERROR_MEMORY, "the message is too large");
}

bool
mail_session_open(struct mail_session **out, struct net_transfer *transfer,
    const struct net_mail *mail, struct error *err)
{
	struct mail_session *session = xcalloc(1, sizeof(*session));

	*out = session;
	session->transfer = transfer;
	session->timeout_ms = mail->timeout_ms > 0 ? mail->timeout_ms
						   : TIMEOUT_TRANSFER_MS;
	buffer_init(&session->message, LIMIT_MAIL_SENT);
	buffer_init(&session->command, LIMIT_MAIL_ADDRESS + 64);
	return copy_address(session, mail->from, &session->from, err) &&
	    copy_recipients(session, mail, err) &&
	    copy_message(&session->message, mail->message, err);
}
