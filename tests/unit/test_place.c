/* Where the socket is, for both sides. */
#include "control/place.h"

#include <string.h>
#include <sys/socket.h>

#include <check.h>

#include "compiler.h"
#include "control.h"
#include "limits.h"

Suite *place_suite(void);

static const struct {
	const char *name, *configuration, *database, *socket, *path;
} rows[] = {
	{ "beside the database", "/home/a/.config/crier/crier.yaml",
	    "/home/a/.local/share/crier/crier.db", NULL,
	    "/home/a/.local/share/crier/crier.sock" },
	{ "of the system", "/etc/crier/crier.yaml", "/var/lib/crier/crier.db",
	    NULL, "/run/crier/crier.sock" },
	{ "of the system, elsewhere", "/etc/crier/crier.yaml", "/srv/crier.db",
	    NULL, "/run/crier/crier.sock" },
	{ "as configured", "/etc/crier/crier.yaml", "/var/lib/crier/crier.db",
	    "/srv/c.sock", "/srv/c.sock" },
	{ "in the root", "/x.yaml", "/crier.db", NULL, "/crier.sock" },
};

START_TEST(one_function_says_where_the_socket_is)
{
	struct configuration configuration = {
		.path = rows[_i].configuration,
		.database = rows[_i].database,
		.socket = rows[_i].socket,
	};
	char path[PATH_MAX];
	struct error err;

	ck_assert_msg(control_socket_path(&configuration, path, sizeof(path),
			  &err),
	    "%s: %s", rows[_i].name, err.text);
	ck_assert_msg(strcmp(path, rows[_i].path) == 0, "%s: %s", rows[_i].name,
	    path);
}
END_TEST

START_TEST(a_path_without_room_is_an_error)
{
	struct configuration configuration = {
		.path = "/c.yaml",
		.database = "/a/crier.db",
	};
	char path[sizeof("/a/crier.sock")];
	struct error err;

	ck_assert(
	    control_socket_path(&configuration, path, sizeof(path), &err));
	ck_assert(
	    !control_socket_path(&configuration, path, sizeof(path) - 1, &err));
	ck_assert_int_eq(err.kind, ERROR_CONFIG);
}
END_TEST

START_TEST(a_short_path_is_its_own_address)
{
	struct place place;
	struct error err;

	ck_assert(place_open(&place, "/no/such/folder/crier.sock", &err));
	ck_assert_str_eq(place.address.sun_path, "/no/such/folder/crier.sock");
	ck_assert_int_eq(place.address.sun_family, AF_UNIX);
	place_close(&place);
}
END_TEST

START_TEST(a_long_path_wants_its_folder)
{
	struct place place;
	char path[200];
	struct error err;

	memset(path, 'x', sizeof(path));
	path[0] = path[150] = '/';
	path[160] = '\0';
	ck_assert(!place_open(&place, path, &err));
	ck_assert_int_eq(err.kind, ERROR_UNAVAILABLE);
	ck_assert_int_eq(place.folder_fd, -1);
}
END_TEST

START_TEST(a_name_that_is_too_long_itself_is_an_error)
{
	struct place place;
	char path[200] = "/tmp/";
	struct error err;

	memset(path + 5, 'x', 150);
	path[155] = '\0';
	ck_assert(!place_open(&place, path, &err));
	ck_assert_int_eq(err.kind, ERROR_CONFIG);
	ck_assert_int_eq(place.folder_fd, -1);
}
END_TEST

Suite *
place_suite(void)
{
	Suite *suite = suite_create("place");
	TCase *tcase = tcase_create("place");

	tcase_add_loop_test(tcase, one_function_says_where_the_socket_is, 0,
	    ARRAY_LEN(rows));
	tcase_add_test(tcase, a_path_without_room_is_an_error);
	tcase_add_test(tcase, a_short_path_is_its_own_address);
	tcase_add_test(tcase, a_long_path_wants_its_folder);
	tcase_add_test(tcase, a_name_that_is_too_long_itself_is_an_error);
	suite_add_tcase(suite, tcase);
	return suite;
}
