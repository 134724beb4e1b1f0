/*
 * What is fuzzed: functions that take any bytes and hold what came of them
 * against what their contracts promise. Each is run by libFuzzer (fuzz.c) and,
 * over the files that are kept, by every make check (main.c).
 */
#ifndef CRIER_FUZZ_TARGET_H
#define CRIER_FUZZ_TARGET_H

#include "buffer.h"
#include "compiler.h"
#include "parse.h"
#include "slice.h"

/* What all inputs share: opened once, for it is slow. */
struct fuzz_world {
	struct parse_tables *tables;
};
/* Stops the program where something is missing. */
void fuzz_world_open(struct fuzz_world *world);
void fuzz_world_close(struct fuzz_world *world);

typedef void (*fuzz_run)(const struct fuzz_world *world, struct bytes input);

struct fuzz_target {
	const char *name; /* of its folders in seeds/ and regressions/ */
	fuzz_run run;
};
/* In the order of the stages; its length and item number. */
size_t fuzz_target_count(void);
const struct fuzz_target *fuzz_target(size_t number);

/* Says what is wrong and aborts, so that a fuzzer keeps the input. */
NO_RETURN void fuzz_fail(const char *format, ...) PRINTF_LIKE(1, 2);
#define FUZZ_CHECK(condition)                                      \
	do {                                                       \
		if (!(condition))                                  \
			fuzz_fail("%s:%d: %s", __func__, __LINE__, \
			    #condition);                           \
	} while (0)

/* The input as text is where a target takes it: ill-formed bytes replaced. The
 * caller finishes the buffer. */
void fuzz_text(struct bytes input, struct buffer *text);
/* Takes the first line off *rest where there are two. */
struct slice fuzz_first_line(struct slice *rest);
/* No control characters (but for those in allowed), and well-formed. */
void fuzz_check_clean(struct slice text, const char *allowed);
/* One whole JSON value. */
void fuzz_check_json(struct slice text);

#endif
