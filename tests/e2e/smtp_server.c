/*
 * The scripted SMTP server: a thread that reads a line, says what the script
 * has for it, and blocks in between. It knows the order of a session only as
 * far as a client that keeps to it needs.
 */
#include "tests/e2e/smtp_server.h"

#include <arpa/inet.h>
#include <pthread.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "buffer.h"
#include "compiler.h"
#include "limits.h"
#include "memory.h"
#include "tests/e2e/smtp_tls.h"

#define MAILS_MAX      4096
#define RECEIVE_WINDOW (64 * 1024) /* so that a large message has to wait */

struct smtp_server {
	int listener, port;
	pthread_t thread;
	struct smtp_tls *tls;

	pthread_mutex_t mutex; /* over what follows */
	pthread_cond_t came;
	struct smtp_script script;
	bool stopping, was_left;
	int fd; /* of the connection, or -1 */
	int connections, scripted;
	struct smtp_mail *mails;
	size_t mail_count;
	struct buffer plain;
};

/* Of the thread alone. */
struct smtp_client {
	struct smtp_server *server;
	struct smtp_script script;
	int fd;
	void *session; /* TLS, or NULL */
	struct buffer line;
	char input[4096];
	size_t input_at, input_len;
	struct smtp_mail mail; /* as far as it is known */
	int recipients;
	bool over;
};

static void
die(const char *what)
{
	perror(what);
	abort();
}

/* ---- lines ----------------------------------------------------------------- */

static ssize_t
read_some(struct smtp_client *client)
{
	struct smtp_server *server = client->server;
	ssize_t got;

	if (client->session != NULL)
		return smtp_tls_read(server->tls, client->session,
		    client->input, sizeof(client->input));
	got = recv(client->fd, client->input, sizeof(client->input), 0);
	if (got > 0) {
		pthread_mutex_lock(&server->mutex);
		buffer_append_bytes(&server->plain, client->input, (size_t)got);
		pthread_mutex_unlock(&server->mutex);
	}
	return got;
}

/* The next line without its CR LF; NULL at the end. */
static const char *
read_line(struct smtp_client *client)
{
	buffer_reset(&client->line);
	for (;;) {
		while (client->input_at < client->input_len) {
			char c = client->input[client->input_at++];

			if (c != '\n') {
				buffer_append_char(&client->line, c);
				continue;
			}
			if (client->line.len > 0 &&
			    client->line.ptr[client->line.len - 1] == '\r')
				buffer_truncate(&client->line,
				    client->line.len - 1);
			return buffer_string(&client->line);
		}
		ssize_t got = read_some(client);

		if (got <= 0)
			return NULL;
		client->input_at = 0;
		client->input_len = (size_t)got;
	}
}

static void
write_all(struct smtp_client *client, const char *text, size_t len)
{
	if (client->session != NULL)
		smtp_tls_write(client->server->tls, client->session, text, len);
	else if (send(client->fd, text, len, MSG_NOSIGNAL) != (ssize_t)len)
		client->over = true;
}

/* Says what the script has, or what is good. */
static void
say(struct smtp_client *client, const char *scripted, const char *good)
{
	const char *text = scripted == NULL ? good : scripted;
	struct buffer line;

	if (strcmp(text, SMTP_DROP) == 0) {
		client->over = true;
		return;
	}
	if (strcmp(text, SMTP_HANG) == 0) {
		while (read_line(client) != NULL)
			continue;
		client->over = true;
		return;
	}
	buffer_init(&line, MIB);
	buffer_append_string(&line, text);
	buffer_append_string(&line, "\r\n");
	write_all(client, line.ptr, line.len);
	buffer_finish(&line);
}

/* ---- what was sent --------------------------------------------------------- */

static void
set(char **field, const char *text)
{
	free(*field);
	*field = xstrdup(text);
}

static void
add_recipient(struct smtp_mail *mail, const char *text)
{
	struct buffer all;

	buffer_init(&all, MIB);
	if (mail->to != NULL)
		buffer_append_format(&all, "%s ", mail->to);
	buffer_append_string(&all, text);
	set(&mail->to, buffer_string(&all));
	buffer_finish(&all);
}

static void
mail_free(struct smtp_mail *mail)
{
	free(mail->hello);
	free(mail->login);
	free(mail->from);
	free(mail->to);
	free(mail->text);
}

/* Keeps a copy: the connection may bring another. */
static void
keep_mail(struct smtp_client *client, const char *text, bool accepted)
{
	struct smtp_server *server = client->server;
	const struct smtp_mail *mail = &client->mail;

	pthread_mutex_lock(&server->mutex);
	if (server->mail_count < MAILS_MAX)
		server->mails[server->mail_count++] = (struct smtp_mail){
			.hello = xstrdup(mail->hello),
			.login = xstrdup(
			    mail->login == NULL ? "" : mail->login),
			.from = xstrdup(mail->from),
			.to = xstrdup(mail->to),
			.text = xstrdup(text),
			.tls = client->session != NULL,
			.accepted = accepted,
		};
	pthread_cond_broadcast(&server->came);
	pthread_mutex_unlock(&server->mutex);
}

/* ---- commands ---------------------------------------------------------------- */

static void
on_hello(struct smtp_client *client, const char *rest)
{
	const struct smtp_script *script = &client->script;
	bool tls = script->offers_starttls && client->session == NULL;
	char good[160];

	set(&client->mail.hello, rest);
	snprintf(good, sizeof(good), "250-scripted\r\n%s%s250 8BITMIME",
	    tls ? "250-STARTTLS\r\n" : "",
	    script->offers_auth ? "250-AUTH PLAIN\r\n" : "");
	say(client, script->hello, good);
}

static void
on_starttls(struct smtp_client *client, const char *rest)
{
	const char *scripted = client->script.starttls;

	(void)rest;
	say(client, scripted, "220 go ahead");
	if (client->over || (scripted != NULL && scripted[0] != '2'))
		return;
	client->session = smtp_tls_accept(client->server->tls, client->fd);
	client->over = client->session == NULL;
	client->input_at = client->input_len = 0;
}

static void
on_auth(struct smtp_client *client, const char *rest)
{
	const char *line;

	(void)rest;
	say(client, NULL, "334 ");
	line = read_line(client);
	if (line == NULL) {
		client->over = true;
		return;
	}
	set(&client->mail.login, line);
	say(client, client->script.auth, "235 welcome");
}

static void
on_mail(struct smtp_client *client, const char *rest)
{
	set(&client->mail.from, rest);
	say(client, client->script.mail, "250 ok");
}

static void
on_rcpt(struct smtp_client *client, const char *rest)
{
	add_recipient(&client->mail, rest);
	say(client,
	    client->recipients++ == 0 ? client->script.rcpt
				      : client->script.more_rcpt,
	    "250 ok");
}

static void
on_data(struct smtp_client *client, const char *rest)
{
	const char *scripted = client->script.data, *line;
	struct buffer text;

	(void)rest;
	say(client, scripted, "354 go ahead");
	if (client->over || (scripted != NULL && scripted[0] != '3'))
		return;
	buffer_init(&text, 16 * MIB);
	while ((line = read_line(client)) != NULL && strcmp(line, ".") != 0) {
		buffer_append_string(&text, line[0] == '.' ? line + 1 : line);
		buffer_append_string(&text, "\r\n");
	}
	client->over = line == NULL;
	scripted = client->script.message;
	if (!client->over)
		keep_mail(client, buffer_string(&text),
		    scripted == NULL || scripted[0] == '2');
	buffer_finish(&text);
	if (!client->over)
		say(client, scripted, "250 queued");
}

static void
on_quit(struct smtp_client *client, const char *rest)
{
	(void)rest;
	pthread_mutex_lock(&client->server->mutex);
	client->server->was_left = true;
	pthread_mutex_unlock(&client->server->mutex);
	say(client, client->script.quit, "221 bye");
	client->over = true;
}

static const struct {
	const char *name;
	void (*take)(struct smtp_client *client, const char *rest);
} commands[] = {
	{ "EHLO ", on_hello },
	{ "HELO ", on_hello },
	{ "STARTTLS", on_starttls },
	{ "AUTH PLAIN", on_auth },
	{ "MAIL FROM:", on_mail },
	{ "RCPT TO:", on_rcpt },
	{ "DATA", on_data },
	{ "QUIT", on_quit },
};

static void
take_line(struct smtp_client *client, const char *line)
{
	char *copy = xstrdup(line); /* the line goes with the next one */

	for (size_t i = 0; i < ARRAY_LEN(commands); i++) {
		size_t len = strlen(commands[i].name);

		if (strncasecmp(copy, commands[i].name, len) == 0) {
			commands[i].take(client, copy + len);
			free(copy);
			return;
		}
	}
	free(copy);
	say(client, NULL, "500 what?");
}

/* ---- the thread ---------------------------------------------------------------- */

static void
serve_client(struct smtp_client *client)
{
	const char *line;

	if (client->script.tls_at_once) {
		client->session = smtp_tls_accept(client->server->tls,
		    client->fd);
		client->over = client->session == NULL;
	}
	if (!client->over)
		say(client, client->script.banner, "220 scripted");
	while (!client->over && (line = read_line(client)) != NULL)
		take_line(client, line);
	if (client->session != NULL)
		smtp_tls_close(client->server->tls, client->session);
	mail_free(&client->mail);
	buffer_finish(&client->line);
}

/* False when it is to end. */
static bool
begin_client(struct smtp_server *server, int fd, struct smtp_client *client)
{
	bool serves;

	*client = (struct smtp_client){ .server = server, .fd = fd };
	buffer_init(&client->line, 16 * MIB);
	pthread_mutex_lock(&server->mutex);
	serves = fd >= 0 && !server->stopping;
	if (serves) {
		server->connections++;
		server->fd = fd;
		server->was_left = false;
		client->script = server->script;
		if (client->script.times > 0 &&
		    server->scripted++ >= client->script.times)
			client->script = (struct smtp_script){ 0 };
	}
	pthread_mutex_unlock(&server->mutex);
	return serves;
}

static void *
serve(void *arg)
{
	struct smtp_server *server = arg;
	struct smtp_client client;
	int fd;

	for (;;) {
		fd = accept4(server->listener, NULL, NULL, SOCK_CLOEXEC);
		if (!begin_client(server, fd, &client))
			break;
		serve_client(&client);
		pthread_mutex_lock(&server->mutex);
		server->fd = -1;
		pthread_mutex_unlock(&server->mutex);
		close(fd);
	}
	if (fd >= 0)
		close(fd);
	return NULL;
}

struct smtp_server *
smtp_server_start(void)
{
	struct smtp_server *server = xcalloc(1, sizeof(*server));
	struct sockaddr_in address = { .sin_family = AF_INET,
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t len = sizeof(address);
	int window = RECEIVE_WINDOW;

	signal(SIGPIPE, SIG_IGN);
	server->fd = -1;
	server->mails = xcalloc(MAILS_MAX, sizeof(*server->mails));
	buffer_init(&server->plain, 64 * MIB);
	pthread_mutex_init(&server->mutex, NULL);
	pthread_cond_init(&server->came, NULL);
	server->listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (server->listener < 0 ||
	    setsockopt(server->listener, SOL_SOCKET, SO_RCVBUF, &window,
		sizeof(window)) != 0 ||
	    bind(server->listener, (struct sockaddr *)&address, len) != 0 ||
	    listen(server->listener, SOMAXCONN) != 0 ||
	    getsockname(server->listener, (struct sockaddr *)&address, &len) !=
		0 ||
	    pthread_create(&server->thread, NULL, serve, server) != 0)
		die("scripted SMTP server");
	server->port = ntohs(address.sin_port);
	return server;
}

void
smtp_server_stop(struct smtp_server *server)
{
	if (server == NULL)
		return;
	pthread_mutex_lock(&server->mutex);
	server->stopping = true;
	shutdown(server->listener, SHUT_RDWR);
	if (server->fd != -1)
		shutdown(server->fd, SHUT_RDWR);
	pthread_mutex_unlock(&server->mutex);
	pthread_join(server->thread, NULL);
	close(server->listener);
	for (size_t i = 0; i < server->mail_count; i++)
		mail_free(&server->mails[i]);
	free(server->mails);
	buffer_finish(&server->plain);
	smtp_tls_free(server->tls);
	pthread_mutex_destroy(&server->mutex);
	pthread_cond_destroy(&server->came);
	free(server);
}

int
smtp_server_port(const struct smtp_server *server)
{
	return server->port;
}

/* ---- the test's side ------------------------------------------------------------ */

static bool
run_openssl(const char *key, const char *certificate)
{
	char arguments[][40] = { "openssl", "req", "-x509", "-newkey",
		"rsa:2048", "-nodes", "-subj", "/CN=localhost", "-addext",
		"subjectAltName=DNS:localhost", "-days", "2", "-keyout", "",
		"-out", "" };
	char *argv[ARRAY_LEN(arguments) + 1] = { NULL };
	char key_path[256], certificate_path[256];
	posix_spawn_file_actions_t actions;
	pid_t pid;
	int status;
	bool ok;

	snprintf(key_path, sizeof(key_path), "%s", key);
	snprintf(certificate_path, sizeof(certificate_path), "%s", certificate);
	for (size_t i = 0; i < ARRAY_LEN(arguments); i++)
		argv[i] = arguments[i];
	argv[ARRAY_LEN(arguments) - 3] = key_path;
	argv[ARRAY_LEN(arguments) - 1] = certificate_path;
	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", 1, 0);
	ok = posix_spawnp(&pid, argv[0], &actions, NULL, argv, environ) == 0 &&
	    waitpid(pid, &status, 0) == pid && status == 0;
	posix_spawn_file_actions_destroy(&actions);
	return ok;
}

const char *
smtp_server_certify(struct smtp_server *server, const char *folder,
    char *certificate)
{
	char key[256];

	snprintf(certificate, 256, "%.200s/certificate.pem", folder);
	snprintf(key, sizeof(key), "%.200s/key.pem", folder);
	if (!run_openssl(key, certificate))
		return "there is no openssl(1) to make a certificate";
	server->tls = smtp_tls_new(certificate, key);
	return server->tls == NULL ? "there is no libssl" : NULL;
}

void
smtp_server_say(struct smtp_server *server, const struct smtp_script *script)
{
	pthread_mutex_lock(&server->mutex);
	server->script = *script;
	server->scripted = 0;
	pthread_mutex_unlock(&server->mutex);
}

size_t
smtp_server_count(struct smtp_server *server)
{
	size_t count;

	pthread_mutex_lock(&server->mutex);
	count = server->mail_count;
	pthread_mutex_unlock(&server->mutex);
	return count;
}

const struct smtp_mail *
smtp_server_mail(struct smtp_server *server, size_t n)
{
	return n < smtp_server_count(server) ? &server->mails[n] : NULL;
}

bool
smtp_server_wait(struct smtp_server *server, size_t count, int timeout_ms)
{
	struct timespec until;
	bool there;

	clock_gettime(CLOCK_REALTIME, &until);
	until.tv_sec += timeout_ms / 1000;
	pthread_mutex_lock(&server->mutex);
	while (server->mail_count < count &&
	    pthread_cond_timedwait(&server->came, &server->mutex, &until) == 0)
		continue;
	there = server->mail_count >= count;
	pthread_mutex_unlock(&server->mutex);
	return there;
}

int
smtp_server_connections(struct smtp_server *server)
{
	int count;

	pthread_mutex_lock(&server->mutex);
	count = server->connections;
	pthread_mutex_unlock(&server->mutex);
	return count;
}

char *
smtp_server_plain(struct smtp_server *server)
{
	char *plain;

	pthread_mutex_lock(&server->mutex);
	plain = xstrdup(buffer_string(&server->plain));
	pthread_mutex_unlock(&server->mutex);
	return plain;
}

bool
smtp_server_was_left(struct smtp_server *server)
{
	bool left;

	pthread_mutex_lock(&server->mutex);
	left = server->was_left;
	pthread_mutex_unlock(&server->mutex);
	return left;
}
