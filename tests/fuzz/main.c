/*
 * Every target over the files that are kept for it: seeds, and inputs that once
 * were wrong. Needs no fuzzer, so that every make check runs it.
 */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "limits.h"
#include "tests/fuzz/target.h"

#define PATH_BYTES 600

static bool
read_whole(const char *path, struct buffer *bytes)
{
	FILE *file = fopen(path, "rb");
	char part[4096];
	size_t got;

	if (file == NULL)
		return false;
	while ((got = fread(part, 1, sizeof(part), file)) > 0)
		buffer_append_bytes(bytes, part, got);
	return fclose(file) == 0 && !bytes->failed;
}

static size_t
run_file(const struct fuzz_world *world, const struct fuzz_target *target,
    const char *path)
{
	struct buffer bytes;
	bool ok;

	buffer_init(&bytes, LIMIT_BODY_DECODED);
	ok = read_whole(path, &bytes);
	if (ok)
		target->run(world,
		    (struct bytes){ (const unsigned char *)bytes.ptr,
			bytes.len });
	buffer_finish(&bytes);
	return ok;
}

static size_t
run_folder(const struct fuzz_world *world, const struct fuzz_target *target,
    const char *folder)
{
	const char *root = getenv("srcdir");
	char path[PATH_BYTES], file[2 * PATH_BYTES];
	struct dirent *entry;
	size_t count = 0;
	DIR *dir;

	snprintf(path, sizeof(path), "%s/tests/fuzz/%s/%s",
	    root == NULL ? "." : root, folder, target->name);
	dir = opendir(path);
	if (dir == NULL)
		return 0;
	while ((entry = readdir(dir)) != NULL) {
		if (entry->d_name[0] == '.')
			continue;
		snprintf(file, sizeof(file), "%s/%s", path, entry->d_name);
		count += run_file(world, target, file);
	}
	closedir(dir);
	return count;
}

int
main(void)
{
	struct fuzz_world world;
	size_t total = 0;

	fuzz_world_open(&world);
	for (size_t i = 0; i < fuzz_target_count(); i++) {
		const struct fuzz_target *target = fuzz_target(i);
		size_t seeds = run_folder(&world, target, "seeds");
		size_t past = run_folder(&world, target, "regressions");

		printf("%s: %zu seeds, %zu regressions\n", target->name, seeds,
		    past);
		total += seeds + past;
		if (seeds == 0) {
			fprintf(stderr, "%s has no seeds\n", target->name);
			total = 0;
			break;
		}
	}
	fuzz_world_close(&world);
	return total > 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
