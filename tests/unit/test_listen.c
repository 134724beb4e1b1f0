/* The daemon's end of the socket as a file: mode, group, what was there. */
#include <fcntl.h>
#include <grp.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <check.h>

#include "config_folder.h"
#include "control.h"
#include "control/place.h"

Suite *listen_suite(void);

#define SOCKET "crier.sock"

static bool
can_connect(const char *path)
{
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	struct place place;
	struct error err;
	bool can;

	ck_assert_int_ne(fd, -1);
	ck_assert_msg(place_open(&place, path, &err), "%s", err.text);
	can = connect(fd, (struct sockaddr *)&place.address,
		  sizeof(place.address)) == 0;
	place_close(&place);
	close(fd);
	return can;
}

START_TEST(the_socket_is_for_owner_and_group_whatever_the_umask)
{
	mode_t before = umask(_i == 0 ? 0 : 0077);
	struct error err;
	struct stat st;
	int fd;

	ck_assert_msg(control_listen(SOCKET, NULL, &fd, &err), "%s", err.text);
	umask(before);
	ck_assert_int_eq(stat(SOCKET, &st), 0);
	ck_assert(S_ISSOCK(st.st_mode));
	ck_assert_int_eq(st.st_mode & 07777, 0660);
	ck_assert_int_eq(st.st_uid, geteuid());
	ck_assert(can_connect(SOCKET));
	ck_assert(fcntl(fd, F_GETFD) & FD_CLOEXEC);
	ck_assert(fcntl(fd, F_GETFL) & O_NONBLOCK);
	close(fd);
}
END_TEST

START_TEST(the_socket_of_a_dead_daemon_is_replaced)
{
	struct error err;
	int dead, fd;

	ck_assert(control_listen(SOCKET, NULL, &dead, &err));
	close(dead);
	ck_assert(!can_connect(SOCKET));
	ck_assert_msg(control_listen(SOCKET, NULL, &fd, &err), "%s", err.text);
	ck_assert(can_connect(SOCKET));
	close(fd);
}
END_TEST

START_TEST(the_socket_of_a_living_daemon_is_left_alone)
{
	struct error err;
	int alive, fd;

	ck_assert(control_listen(SOCKET, NULL, &alive, &err));
	ck_assert(!control_listen(SOCKET, NULL, &fd, &err));
	ck_assert_int_eq(err.kind, ERROR_LOCKED);
	ck_assert_str_eq(err.text, "another process listens at crier.sock");
	ck_assert(can_connect(SOCKET));
	close(alive);
}
END_TEST

START_TEST(a_file_that_is_no_socket_is_left_alone)
{
	struct error err;
	struct stat st;
	int fd;

	config_folder_write(SOCKET, SLICE("precious"));
	ck_assert(!control_listen(SOCKET, NULL, &fd, &err));
	ck_assert_int_eq(err.kind, ERROR_CONFIG);
	ck_assert_int_eq(stat(SOCKET, &st), 0);
	ck_assert_int_eq(st.st_size, 8);
}
END_TEST

START_TEST(a_link_is_not_followed)
{
	struct error err;
	struct stat st;
	int alive, fd;

	ck_assert(control_listen("other.sock", NULL, &alive, &err));
	close(alive);
	ck_assert_int_eq(symlink("other.sock", SOCKET), 0);
	ck_assert(!control_listen(SOCKET, NULL, &fd, &err));
	ck_assert_int_eq(err.kind, ERROR_CONFIG);
	ck_assert_int_eq(lstat(SOCKET, &st), 0);
	ck_assert(S_ISLNK(st.st_mode));
}
END_TEST

START_TEST(a_group_that_is_not_there_leaves_no_socket)
{
	struct error err;
	struct stat st;
	int fd;

	ck_assert(!control_listen(SOCKET, "no-such-group", &fd, &err));
	ck_assert_int_eq(err.kind, ERROR_CONFIG);
	ck_assert_str_eq(err.text,
	    "control_group: there is no group no-such-group");
	ck_assert_int_eq(lstat(SOCKET, &st), -1);
}
END_TEST

START_TEST(the_socket_is_given_to_its_group)
{
	const struct group *group = getgrnam("nogroup");
	struct error err;
	struct stat st;
	int fd;

	if (group == NULL || geteuid() != 0)
		return; /* only root may give a file to any group */
	ck_assert_msg(control_listen(SOCKET, "nogroup", &fd, &err), "%s",
	    err.text);
	ck_assert_int_eq(stat(SOCKET, &st), 0);
	ck_assert_int_eq(st.st_gid, group->gr_gid);
	close(fd);
}
END_TEST

START_TEST(a_folder_that_is_not_there_is_an_error)
{
	struct error err;
	int fd;

	ck_assert(!control_listen("gone/crier.sock", NULL, &fd, &err));
	ck_assert_int_eq(err.kind, ERROR_IO);
}
END_TEST

START_TEST(a_socket_may_lie_deeper_than_an_address_is_long)
{
	char folder[60], path[250], file[300];
	struct error err;
	int fd;

	memset(folder, 'd', sizeof(folder));
	folder[sizeof(folder) - 1] = '\0';
	snprintf(path, sizeof(path), "%s/%s/%s", folder, folder, SOCKET);
	snprintf(file, sizeof(file), "%s/%s/x", folder, folder);
	config_folder_write(file, SLICE("makes the folders"));
	ck_assert_msg(control_listen(path, NULL, &fd, &err), "%s", err.text);
	ck_assert(can_connect(path));
	close(fd);
	ck_assert_msg(control_listen(path, NULL, &fd, &err), "%s", err.text);
	ck_assert(can_connect(path));
	close(fd);
}
END_TEST

Suite *
listen_suite(void)
{
	Suite *suite = suite_create("listen");
	TCase *tcase = tcase_create("listen");

	tcase_add_checked_fixture(tcase, config_folder_enter,
	    config_folder_leave);
	tcase_add_loop_test(tcase,
	    the_socket_is_for_owner_and_group_whatever_the_umask, 0, 2);
	tcase_add_test(tcase, the_socket_of_a_dead_daemon_is_replaced);
	tcase_add_test(tcase, the_socket_of_a_living_daemon_is_left_alone);
	tcase_add_test(tcase, a_file_that_is_no_socket_is_left_alone);
	tcase_add_test(tcase, a_link_is_not_followed);
	tcase_add_test(tcase, a_group_that_is_not_there_leaves_no_socket);
	tcase_add_test(tcase, the_socket_is_given_to_its_group);
	tcase_add_test(tcase, a_folder_that_is_not_there_is_an_error);
	tcase_add_test(tcase, a_socket_may_lie_deeper_than_an_address_is_long);
	suite_add_tcase(suite, tcase);
	return suite;
}
