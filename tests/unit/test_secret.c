/* Secrets: where they may lie, and that no message tells them. */
#include "secret.h"

#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <check.h>

#include "compiler.h"

Suite *secret_suite(void);

static char folder[32];

static void
begin(void)
{
	snprintf(folder, sizeof(folder), "/tmp/crier-secret.XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(folder));
	ck_assert_int_eq(setenv("CREDENTIALS_DIRECTORY", folder, 1), 0);
}

static int
remove_one(const char *path, const struct stat *status, int type,
    struct FTW *walk)
{
	(void)status;
	(void)type;
	(void)walk;
	return remove(path);
}

static void
end(void)
{
	nftw(folder, remove_one, 8, FTW_DEPTH | FTW_PHYS);
}

static const char *
write_file(struct slice text, mode_t mode)
{
	static char path[64];
	int fd;

	snprintf(path, sizeof(path), "%s/chat", folder);
	fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(write(fd, text.ptr, text.len), (ssize_t)text.len);
	ck_assert_int_eq(fchmod(fd, mode), 0);
	close(fd);
	return path;
}

static const struct {
	const char *name;
	bool right;
} names[] = {
	{ "credential:chat", true },
	{ "credential:a.b_c-1", true },
	{ "file:/etc/crier/key", true },
	{ "file:key", true },
	{ "", false },
	{ "chat", false },
	{ "credential:", false },
	{ "credential:a/b", false },
	{ "credential:..", false },
	{ "credential:.a", false },
	{ "credential:a b", false },
	{ "credential:a\nb", false },
	{ "file:", false },
	{ "Credential:chat", false },
};

START_TEST(a_name_says_where_the_secret_is_kept)
{
	ck_assert_msg(secret_name_is_right(slice_of(names[_i].name)) ==
		names[_i].right,
	    "%s", names[_i].name);
}
END_TEST

static const struct {
	const char *name;
	struct slice content;
	const char *secret; /* NULL: refused */
	const char *why;
} contents[] = {
	{ "as it is", SLICE_INIT("s3cret"), "s3cret", NULL },
	{ "one line end goes", SLICE_INIT("s3cret\n"), "s3cret", NULL },
	{ "of any kind", SLICE_INIT("s3cret\r\n"), "s3cret", NULL },
	{ "but one only", SLICE_INIT("s3cret\n\n"), "s3cret\n", NULL },
	{ "blanks stay", SLICE_INIT(" a b "), " a b ", NULL },
	{ "nothing", SLICE_INIT(""), NULL, "it is empty" },
	{ "a line end alone", SLICE_INIT("\n"), NULL, "it is empty" },
	{ "a zero byte", SLICE_INIT("a\0b"), NULL, "it holds a zero byte" },
};

START_TEST(a_secret_is_read_without_its_line_end)
{
	struct secret secret;
	struct error err;
	bool ok;

	write_file(contents[_i].content, 0600);
	ok = secret_read("credential:chat", &secret, &err);
	ck_assert_msg(ok == (contents[_i].secret != NULL), "%s",
	    contents[_i].name);
	if (ok) {
		ck_assert_str_eq(secret.text, contents[_i].secret);
		ck_assert_uint_eq(secret.len, strlen(contents[_i].secret));
		return;
	}
	ck_assert_int_eq(err.kind, ERROR_CONFIG);
	ck_assert_ptr_nonnull(strstr(err.text, contents[_i].why));
	ck_assert_uint_eq(secret.len, 0);
}
END_TEST

START_TEST(a_file_is_found_by_its_path)
{
	const char *path = write_file(SLICE("key"), 0640);
	struct secret secret;
	struct error err;
	char name[80];

	snprintf(name, sizeof(name), "file:%s", path);
	ck_assert_msg(secret_read(name, &secret, &err), "%s", err.text);
	ck_assert_str_eq(secret.text, "key");
	secret_wipe(&secret);
	ck_assert_str_eq(secret.text, "");
}
END_TEST

START_TEST(what_others_may_read_or_write_is_no_secret)
{
	static const mode_t modes[] = { 0604, 0602, 0666 };
	struct secret secret;
	struct error err;

	write_file(SLICE("canary"), modes[_i]);
	ck_assert(!secret_read("credential:chat", &secret, &err));
	ck_assert_int_eq(err.kind, ERROR_CONFIG);
	ck_assert_ptr_nonnull(strstr(err.text, "credential:chat"));
	ck_assert_ptr_null(strstr(err.text, "canary"));
	ck_assert_uint_eq(secret.len, 0);
}
END_TEST

START_TEST(a_secret_has_a_longest_length)
{
	static char text[LIMIT_SECRET + 1];
	struct secret secret;
	struct error err;

	memset(text, 'x', sizeof(text));
	write_file((struct slice){ text, LIMIT_SECRET }, 0600);
	ck_assert(secret_read("credential:chat", &secret, &err));
	ck_assert_uint_eq(secret.len, LIMIT_SECRET);
	write_file((struct slice){ text, LIMIT_SECRET + 1 }, 0600);
	ck_assert(!secret_read("credential:chat", &secret, &err));
	ck_assert_ptr_nonnull(strstr(err.text, "longer than 4096 bytes"));
	ck_assert_ptr_null(strstr(err.text, "xx"));
}
END_TEST

START_TEST(what_is_not_there_is_named)
{
	struct secret secret;
	struct error err;

	ck_assert(!secret_read("credential:none", &secret, &err));
	ck_assert_str_eq(err.text,
	    "credential:none: No such file or directory");
	unsetenv("CREDENTIALS_DIRECTORY");
	ck_assert(!secret_read("credential:none", &secret, &err));
	ck_assert_ptr_nonnull(
	    strstr(err.text, "CREDENTIALS_DIRECTORY is not set"));
}
END_TEST

START_TEST(a_folder_or_a_pipe_is_no_secret)
{
	struct secret secret;
	struct error err;
	char path[64];

	snprintf(path, sizeof(path), "%s/pipe", folder);
	ck_assert_int_eq(mkfifo(path, 0600), 0);
	ck_assert(!secret_read("credential:pipe", &secret, &err));
	ck_assert_ptr_nonnull(strstr(err.text, "not a regular file"));
	ck_assert(!secret_read("file:/tmp", &secret, &err));
	ck_assert_ptr_nonnull(strstr(err.text, "not a regular file"));
}
END_TEST

Suite *
secret_suite(void)
{
	Suite *suite = suite_create("secret");
	TCase *tcase = tcase_create("secret");

	tcase_add_checked_fixture(tcase, begin, end);
	tcase_add_loop_test(tcase, a_name_says_where_the_secret_is_kept, 0,
	    (int)ARRAY_LEN(names));
	tcase_add_loop_test(tcase, a_secret_is_read_without_its_line_end, 0,
	    (int)ARRAY_LEN(contents));
	tcase_add_test(tcase, a_file_is_found_by_its_path);
	tcase_add_loop_test(tcase, what_others_may_read_or_write_is_no_secret,
	    0, 3);
	tcase_add_test(tcase, a_secret_has_a_longest_length);
	tcase_add_test(tcase, what_is_not_there_is_named);
	tcase_add_test(tcase, a_folder_or_a_pipe_is_no_secret);
	suite_add_tcase(suite, tcase);
	return suite;
}
