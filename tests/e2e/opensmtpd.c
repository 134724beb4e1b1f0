/* Runs OpenSMTPD as root, delivering as nobody; see opensmtpd.h. */
#include "tests/e2e/opensmtpd.h"

#include <arpa/inet.h>
#include <dirent.h>
#include <fcntl.h>
#include <pwd.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <check.h>

#include "compiler.h"
#include "tests/e2e/world.h"

#define PROGRAM "/usr/sbin/smtpd"
#define TRIES   1000 /* of 10 ms */

static void
pause_a_little(void)
{
	nanosleep(&(struct timespec){ .tv_nsec = 10 * 1000 * 1000 }, NULL);
}

/* ---- beginning --------------------------------------------------------------- */

static struct sockaddr_in
loopback(int port)
{
	return (struct sockaddr_in){ .sin_family = AF_INET,
		.sin_port = htons((uint16_t)port),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
}

static int
free_port(void)
{
	struct sockaddr_in address = loopback(0);
	socklen_t len = sizeof(address);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	ck_assert_int_ne(fd, -1);
	ck_assert_int_eq(bind(fd, (struct sockaddr *)&address, len), 0);
	ck_assert_int_eq(getsockname(fd, (struct sockaddr *)&address, &len), 0);
	close(fd);
	return ntohs(address.sin_port);
}

static bool
answers(int port)
{
	struct sockaddr_in address = loopback(port);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	bool ok = connect(fd, (struct sockaddr *)&address, sizeof(address)) ==
	    0;

	close(fd);
	return ok;
}

static void
write_configuration(const struct opensmtpd *server)
{
	char path[256];
	FILE *file;

	snprintf(path, sizeof(path), "%s/smtpd.conf", server->folder);
	file = fopen(path, "we");
	ck_assert_ptr_nonnull(file);
	fprintf(file,
	    "listen on lo port %d hostname mail.example.org\n"
	    "action \"box\" maildir \"%s/box\" virtual { \"@\" = nobody } "
	    "user nobody\n"
	    "match from any for any action \"box\"\n",
	    server->port, server->folder);
	fclose(file);
}

/* In the child, for good. It dies with the test. */
static NO_RETURN void
run(const struct opensmtpd *server)
{
	char path[256];
	int log;

	snprintf(path, sizeof(path), "%s/smtpd.log", server->folder);
	log = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	prctl(PR_SET_PDEATHSIG, SIGTERM);
	if (log == -1 || unshare(CLONE_NEWNS) != 0 ||
	    mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0 ||
	    mount("none", "/run", "tmpfs", 0, NULL) != 0 ||
	    mount("none", "/var/spool", "tmpfs", 0, NULL) != 0 ||
	    dup2(log, 1) == -1 || dup2(log, 2) == -1)
		_exit(126);
	snprintf(path, sizeof(path), "%s/smtpd.conf", server->folder);
	execl(PROGRAM, PROGRAM, "-d", "-f", path, (char *)NULL);
	_exit(127);
}

static const char *
make_box(const struct opensmtpd *server)
{
	const struct passwd *nobody = getpwnam("nobody");
	char box[256];

	if (access(PROGRAM, X_OK) != 0)
		return "there is no OpenSMTPD";
	if (getuid() != 0)
		return "OpenSMTPD wants to be started by root";
	if (nobody == NULL)
		return "there is no user nobody";
	snprintf(box, sizeof(box), "%s/box", server->folder);
	ck_assert_int_eq(chmod(server->folder, 0711), 0);
	ck_assert_int_eq(mkdir(box, 0700), 0);
	ck_assert_int_eq(chown(box, nobody->pw_uid, nobody->pw_gid), 0);
	return NULL;
}

const char *
opensmtpd_start(struct opensmtpd *server, const char *folder)
{
	const char *why;

	*server = (struct opensmtpd){ .port = free_port() };
	snprintf(server->folder, sizeof(server->folder), "%s", folder);
	why = make_box(server);
	if (why != NULL)
		return why;
	write_configuration(server);
	server->pid = fork();
	ck_assert_int_ne(server->pid, -1);
	if (server->pid == 0)
		run(server);
	for (int i = 0; i < TRIES && !answers(server->port); i++) {
		ck_assert_msg(waitpid(server->pid, NULL, WNOHANG) == 0,
		    "OpenSMTPD ended: see smtpd.log");
		pause_a_little();
	}
	return NULL;
}

void
opensmtpd_stop(struct opensmtpd *server)
{
	if (server->pid == 0)
		return;
	kill(server->pid, SIGTERM);
	waitpid(server->pid, NULL, 0);
	server->pid = 0;
}

/* ---- its box --------------------------------------------------------------------- */

static char *
read_message(const char *folder, const char *name)
{
	char path[512];
	char *text;
	int fd;

	snprintf(path, sizeof(path), "%.240s/%.240s", folder, name);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	ck_assert_int_ne(fd, -1);
	text = world_read_fd(fd);
	close(fd);
	return text;
}

static size_t
read_box(const char *box, char **texts, size_t room)
{
	DIR *folder = opendir(box);
	const struct dirent *entry;
	size_t count = 0;

	if (folder == NULL)
		return 0;
	while ((entry = readdir(folder)) != NULL) {
		if (entry->d_name[0] == '.')
			continue;
		if (texts != NULL && count < room)
			texts[count] = read_message(box, entry->d_name);
		count++;
	}
	closedir(folder);
	return count;
}

size_t
opensmtpd_read(const struct opensmtpd *server, char **texts, size_t room,
    size_t count)
{
	char box[256];

	snprintf(box, sizeof(box), "%s/box/new", server->folder);
	for (int i = 0; i < TRIES && read_box(box, NULL, 0) < count; i++)
		pause_a_little();
	return read_box(box, texts, room);
}
