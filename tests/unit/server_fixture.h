/*
 * crierd's end of the control socket in a test: a real loop, a real database,
 * clients in a thread of their own, and a daemon of a few lines behind the
 * calls. Every step is asserted.
 */
#ifndef CRIER_TESTS_SERVER_FIXTURE_H
#define CRIER_TESTS_SERVER_FIXTURE_H

#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "control_fixture.h"
#include "daemon/peer.h"
#include "daemon/server.h"
#include "daemon/task.h"
#include "limits.h"
#include "notify.h"

#define SOCKET       "crier.sock"
#define SOMEBODY     65534
#define TEST_TIMEOUT 60 /* seconds; nothing here waits for a time */

struct server_fixture {
	struct control_fixture control;
	struct daemon daemon;
	struct server *server;
	struct notifier *notifier;
	int held;       /* setups that were not released */
	char told[200]; /* what the daemon was told, word by word */
	const struct error *reload_error; /* what a reload comes to; or NULL */
	bool reload_later; /* only when server_fixture_reload is called */
};
extern struct server_fixture fixture;
extern const struct server_calls server_fixture_calls;

/* For tcase_add_checked_fixture. */
void server_fixture_begin(void);
void server_fixture_end(void);
/* Stops the store's thread and the server, as crierd does; end may follow. */
void server_fixture_stop(void);
/* Opens the database for questions, once all is stopped. */
void server_fixture_look(void);
void server_fixture_reload(void);
/* Tells the server of articles 1 and 2, and of one that is not there. */
void server_fixture_commit(void);

/* ---- clients ---------------------------------------------------------------- */

/* Runs the loop until the client, in a thread of its own, is done. */
void with_client(void (*client)(void));
/* Of a client: has the loop call wanted; returns when it has. */
void wake_loop(void (*wanted)(void));
/* A request and its answer: "kind: text", or progress and result as JSON with
 * ' for ". */
void expect(const char *request, const char *answer);
/* The same answer, which the caller frees. */
char *ask(const char *text);
/* The client's thread is another user's from now on, or root's again. */
void be_somebody(void);
void be_root(void);
/* As a member of the group would come in: nobody else is in root's. */
void open_socket_to_all(void);

/* ---- bytes -------------------------------------------------------------------- */

int connect_raw(void);
void send_bytes(int fd, const char *bytes, size_t len);
void send_message(int fd, const char *text);
/* The next message; NULL where the other side has closed. */
json_t *read_message(int fd);
void expect_message(int fd, const char *text);
void expect_article(int fd, int64_t id, bool text);
bool is_closed(int fd);

#endif
