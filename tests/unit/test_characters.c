/*
 * Files of the wrong bytes, which the cases in tests/data cannot show.
 */
#include <check.h>

#include "config_folder.h"

Suite *characters_suite(void);

static const struct {
	const char *name;
	struct slice text;
	const char *expected; /* "": it is right */
} rows[] = {
	{ "Latin-1",
	    SLICE_INIT("lists:\n  nk: \"cor\xE9"
		       "e\"\n"),
	    "crier.yaml:2:11: the byte 0xE9 is not UTF-8\n" },
	{ "the column counts characters", SLICE_INIT("# 북한 \xFF\n"),
	    "crier.yaml:1:6: the byte 0xFF is not UTF-8\n" },
	{ "a surrogate", SLICE_INIT("a\xED\xA0\x80"),
	    "crier.yaml:1:2: the byte 0xED is not UTF-8\n" },
	{ "cut in a character", SLICE_INIT("\n\nab\xE2\x82"),
	    "crier.yaml:3:3: the byte 0xE2 is not UTF-8\n" },
	{ "NUL", SLICE_INIT("backlog: 1d\n\0"),
	    "crier.yaml:2:1: the character U+0000 is not allowed\n" },
	{ "escape", SLICE_INIT("# \x1B[31m\n"),
	    "crier.yaml:1:3: the character U+001B is not allowed\n" },
	{ "DEL", SLICE_INIT("a\x7F"),
	    "crier.yaml:1:2: the character U+007F is not allowed\n" },
	{ "C1", SLICE_INIT("a\xC2\x9B"),
	    "crier.yaml:1:2: the character U+009B is not allowed\n" },
	{ "a byte order mark inside", SLICE_INIT("a\xEF\xBB\xBF"),
	    "crier.yaml:1:2: the character U+FEFF is not allowed\n" },
	{ "a noncharacter", SLICE_INIT("a\xEF\xBF\xBF"),
	    "crier.yaml:1:2: the character U+FFFF is not allowed\n" },
	{ "UTF-16", SLICE_INIT("\xFF\xFE{\0}\0"),
	    "crier.yaml:1:1: the byte 0xFF is not UTF-8\n" },
	{ "the first fault counts", SLICE_INIT("\x01\xFF"),
	    "crier.yaml:1:1: the character U+0001 is not allowed\n" },
	{ "a byte order mark does not move columns",
	    SLICE_INIT("\xEF\xBB\xBFzzz: 1\n"),
	    "crier.yaml:1:1: unknown option \"zzz\"\n" },
	{ "columns of YAML count characters too",
	    SLICE_INIT("lists: {nk: 북한, nk: x}\n"),
	    "crier.yaml:1:17: list \"nk\" is there twice (first at "
	    "crier.yaml:1)\n" },
	{ "what is allowed",
	    SLICE_INIT("#\t \xC2\xA0 \xEF\xBF\xBD \xF0\x9F\x93\xB0\xC2\x85"),
	    "" },
};

START_TEST(only_text_is_read)
{
	struct buffer got;

	config_folder_write("crier.yaml", rows[_i].text);
	buffer_init(&got, MIB);
	config_folder_complaints("crier.yaml", &got);
	ck_assert_msg(strcmp(buffer_string(&got), rows[_i].expected) == 0,
	    "%s: got %s", rows[_i].name, buffer_string(&got));
	buffer_finish(&got);
}
END_TEST

Suite *
characters_suite(void)
{
	Suite *suite = suite_create("characters");
	TCase *tcase = tcase_create("characters");

	tcase_add_checked_fixture(tcase, config_folder_enter,
	    config_folder_leave);
	tcase_add_loop_test(tcase, only_text_is_read, 0, (int)ARRAY_LEN(rows));
	suite_add_tcase(suite, tcase);
	return suite;
}
