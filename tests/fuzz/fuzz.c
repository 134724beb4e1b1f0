/*
 * libFuzzer's door. Which target it is says the environment, CRIER_FUZZ, for
 * libFuzzer starts itself again with arguments of its own; so one program is
 * linked and not fifteen. Its interface has no room for an argument of ours:
 * what all inputs share stands here, at the scope of the file.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/fuzz/target.h"

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static struct {
	struct fuzz_world world;
	const struct fuzz_target *target;
} fuzz;

int
LLVMFuzzerInitialize(int *argc, char ***argv)
{
	const char *name = getenv("CRIER_FUZZ");

	(void)argc;
	(void)argv;
	for (size_t i = 0; i < fuzz_target_count(); i++) {
		const struct fuzz_target *target = fuzz_target(i);

		if (name == NULL)
			puts(target->name);
		else if (strcmp(name, target->name) == 0)
			fuzz.target = target;
	}
	if (name == NULL)
		exit(0);
	if (fuzz.target == NULL)
		fuzz_fail("no such target: %s", name);
	fuzz_world_open(&fuzz.world);
	return 0;
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	fuzz.target->run(&fuzz.world, (struct bytes){ bytes, size });
	return 0;
}
