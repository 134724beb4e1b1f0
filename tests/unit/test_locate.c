/*
 * Where the configuration is looked for. The system's own place is left to the
 * machine: what is expected there follows from whether it exists.
 */
#include "config/locate.h"

#include <check.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "config_folder.h"

Suite *locate_suite(void);

#define SYSTEM_FILE "/etc/crier/crier.yaml"

/* The environment of a row: NULL is unset, "." the folder of the test. */
static const struct {
	const char *name;
	const char *option;
	enum configuration_place place;
	const char *environment, *xdg, *home;
	const char *expected; /* relative to the folder, or as the option */
} rows[] = {
	{ "the command line wins", "x.yaml", CONFIGURATION_SEARCH, "e.yaml",
	    ".", ".", "x.yaml" },
	{ "the command line wins over a place", "x.yaml", CONFIGURATION_USER,
	    "e.yaml", ".", ".", "x.yaml" },
	{ "then the environment", NULL, CONFIGURATION_SEARCH, "e.yaml", ".",
	    ".", "e.yaml" },
	{ "a place wins over the environment", NULL, CONFIGURATION_USER,
	    "e.yaml", "xdg", NULL, "xdg/crier/crier.yaml" },
	{ "an empty environment says nothing", NULL, CONFIGURATION_SEARCH, "",
	    "xdg", NULL, "xdg/crier/crier.yaml" },
	{ "the home folder", NULL, CONFIGURATION_SEARCH, NULL, NULL, "home",
	    "home/.config/crier/crier.yaml" },
	{ "an empty XDG folder says nothing", NULL, CONFIGURATION_USER, NULL,
	    "", "home", "home/.config/crier/crier.yaml" },
};

/* Sets an environment variable; a plain word means a folder of the test. */
static void
set(const char *name, const char *value, const char *prefix)
{
	char text[PATH_MAX + 64];

	if (value == NULL) {
		ck_assert_int_eq(unsetenv(name), 0);
		return;
	}
	snprintf(text, sizeof(text), "%s%s", value[0] == '\0' ? "" : prefix,
	    value);
	ck_assert_int_eq(setenv(name, text, 1), 0);
}

START_TEST(places_have_an_order)
{
	char here[PATH_MAX], folder[PATH_MAX + 2], path[PATH_MAX + 64],
	    expected[PATH_MAX + 64];
	struct error err;
	bool absolute = rows[_i].expected[1] != '.';

	ck_assert_ptr_nonnull(getcwd(here, sizeof(here)));
	snprintf(folder, sizeof(folder), "%s/", here);
	config_folder_write("xdg/crier/crier.yaml", SLICE(""));
	config_folder_write("home/.config/crier/crier.yaml", SLICE(""));
	set("CRIER_CONFIG", rows[_i].environment, "");
	set("XDG_CONFIG_HOME", rows[_i].xdg, folder);
	set("HOME", rows[_i].home, folder);
	ck_assert_msg(configuration_find(rows[_i].option, rows[_i].place, path,
			  sizeof(path), &err),
	    "%s: %s", rows[_i].name, err.text);
	snprintf(expected, sizeof(expected), "%s%s", absolute ? folder : "",
	    rows[_i].expected);
	ck_assert_msg(strcmp(path, expected) == 0, "%s: got %s", rows[_i].name,
	    path);
}
END_TEST

START_TEST(what_is_missing_is_named)
{
	char path[PATH_MAX];
	struct error err;

	set("CRIER_CONFIG", NULL, "");
	set("XDG_CONFIG_HOME", "/nowhere", "");
	ck_assert(!configuration_find(NULL, CONFIGURATION_USER, path,
	    sizeof(path), &err));
	ck_assert_int_eq(err.kind, ERROR_CONFIG);
	ck_assert_str_eq(err.text,
	    "there is no configuration /nowhere/crier/crier.yaml");
	if (access(SYSTEM_FILE, F_OK) == 0) {
		printf("skipped: there is a %s\n", SYSTEM_FILE);
		return;
	}
	ck_assert(!configuration_find(NULL, CONFIGURATION_SYSTEM, path,
	    sizeof(path), &err));
	ck_assert_str_eq(err.text, "there is no configuration " SYSTEM_FILE);
	ck_assert(!configuration_find(NULL, CONFIGURATION_SEARCH, path,
	    sizeof(path), &err));
	ck_assert_str_eq(err.text,
	    "there is no configuration: neither /nowhere/crier/crier.yaml nor " SYSTEM_FILE
	    " (-c FILE names another)");
	/* A relative XDG folder is to be ignored. */
	set("XDG_CONFIG_HOME", "nowhere", "");
	set("HOME", NULL, "");
	ck_assert(!configuration_find(NULL, CONFIGURATION_USER, path,
	    sizeof(path), &err));
	ck_assert_str_eq(err.text,
	    "there is no configuration ~/.config/crier/crier.yaml");
}
END_TEST

START_TEST(a_path_that_does_not_fit_is_an_error)
{
	char path[8];
	struct error err;

	ck_assert(configuration_find("1234567", CONFIGURATION_SEARCH, path,
	    sizeof(path), &err));
	ck_assert_str_eq(path, "1234567");
	ck_assert(!configuration_find("12345678", CONFIGURATION_SEARCH, path,
	    sizeof(path), &err));
	ck_assert_str_eq(err.text,
	    "the path of the configuration is longer than 7 bytes");
}
END_TEST

static const struct {
	const char *name, *path, *xdg, *home, *expected;
} databases[] = {
	{ "the system's", SYSTEM_FILE, "/x", "/h", "/var/lib/crier/crier.db" },
	{ "XDG", "crier.yaml", "/x", "/h", "/x/crier/crier.db" },
	{ "home", "/etc/other.yaml", NULL, "/h",
	    "/h/.local/share/crier/crier.db" },
	{ "relative folders are ignored", "crier.yaml", "x", "/h",
	    "/h/.local/share/crier/crier.db" },
	{ "nobody's", "crier.yaml", NULL, NULL, "/var/lib/crier/crier.db" },
};

START_TEST(the_database_follows_the_configuration)
{
	struct configuration c = { .path = databases[_i].path };

	arena_init(&c.arena, KIB);
	set("XDG_DATA_HOME", databases[_i].xdg, "");
	set("HOME", databases[_i].home, "");
	ck_assert_msg(strcmp(config_default_database(&c),
			  databases[_i].expected) == 0,
	    "%s: got %s", databases[_i].name, config_default_database(&c));
	arena_finish(&c.arena);
}
END_TEST

Suite *
locate_suite(void)
{
	Suite *suite = suite_create("locate");
	TCase *tcase = tcase_create("locate");

	tcase_add_checked_fixture(tcase, config_folder_enter,
	    config_folder_leave);
	tcase_add_loop_test(tcase, places_have_an_order, 0,
	    (int)ARRAY_LEN(rows));
	tcase_add_test(tcase, what_is_missing_is_named);
	tcase_add_test(tcase, a_path_that_does_not_fit_is_an_error);
	tcase_add_loop_test(tcase, the_database_follows_the_configuration, 0,
	    (int)ARRAY_LEN(databases));
	suite_add_tcase(suite, tcase);
	return suite;
}
