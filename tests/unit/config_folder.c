/*
 * The folder of a test. It is made in $TMPDIR, and goes with all that is in it;
 * the path of the source tree is kept as an absolute one for the files in it.
 */
#include "config_folder.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <check.h>

#include "memory.h"

static char folder[PATH_MAX];
static int came_from = -1;

void
config_folder_enter(void)
{
	const char *base = getenv("TMPDIR");

	came_from = open(".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	ck_assert_int_ge(came_from, 0);
	snprintf(folder, sizeof(folder), "%s/crier-config-XXXXXX",
	    base == NULL ? "/tmp" : base);
	ck_assert_ptr_nonnull(mkdtemp(folder));
	ck_assert_int_eq(chdir(folder), 0);
}

static int
remove_one(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	(void)st;
	(void)type;
	(void)ftw;
	return remove(path);
}

void
config_folder_leave(void)
{
	ck_assert_int_eq(fchdir(came_from), 0);
	close(came_from);
	ck_assert_int_eq(nftw(folder, remove_one, 16, FTW_DEPTH | FTW_PHYS), 0);
}

static void
make_folders(const char *path)
{
	char name[PATH_MAX];

	for (const char *at = path; (at = strchr(at, '/')) != NULL; at++) {
		snprintf(name, sizeof(name), "%.*s", (int)(at - path), path);
		ck_assert(mkdir(name, 0755) == 0 || errno == EEXIST);
	}
}

void
config_folder_write(const char *path, struct slice text)
{
	FILE *file;

	make_folders(path);
	file = fopen(path, "wb");
	ck_assert_msg(file != NULL, "%s: %s", path, strerror(errno));
	ck_assert_uint_eq(fwrite(text.ptr, 1, text.len, file), text.len);
	ck_assert_int_eq(fclose(file), 0);
}

static void
append_problems(const struct configuration_problems *problems,
    struct buffer *out)
{
	for (size_t i = 0; i < problems->count; i++) {
		configuration_problem_append(&problems->items[i], out);
		buffer_append_char(out, '\n');
	}
}

struct configuration *
config_folder_load(const char *path)
{
	struct configuration_problems problems;
	struct configuration *configuration;
	struct buffer text;

	configuration = configuration_load(path, &problems);
	buffer_init(&text, MIB);
	append_problems(&problems, &text);
	ck_assert_msg(configuration != NULL, "refused:\n%s",
	    buffer_string(&text));
	ck_assert_uint_eq(problems.count, 0);
	buffer_finish(&text);
	configuration_problems_finish(&problems);
	return configuration;
}

void
config_folder_complaints(const char *path, struct buffer *out)
{
	struct configuration_problems problems;
	struct configuration *configuration;

	configuration = configuration_load(path, &problems);
	ck_assert((configuration == NULL) == (problems.count > 0));
	append_problems(&problems, out);
	configuration_free(configuration);
	configuration_problems_finish(&problems);
}

/* Not by Check: suites ask for files before any test runs. */
static void NO_RETURN
give_up(const char *path)
{
	fprintf(stderr, "%s: %s\n", path, strerror(errno));
	exit(1);
}

struct slice
config_folder_source(const char *path)
{
	const char *root = getenv("CRIER_SOURCE");
	char name[PATH_MAX];
	struct stat st;
	char *text;
	int fd;

	snprintf(name, sizeof(name), "%s/%s", root == NULL ? "." : root, path);
	fd = openat(came_from < 0 ? AT_FDCWD : came_from, name,
	    O_RDONLY | O_CLOEXEC);
	if (fd < 0 || fstat(fd, &st) != 0)
		give_up(name);
	text = xcalloc((size_t)st.st_size + 1, 1);
	if (read(fd, text, (size_t)st.st_size) != st.st_size)
		give_up(name);
	close(fd);
	return (struct slice){ text, (size_t)st.st_size };
}
