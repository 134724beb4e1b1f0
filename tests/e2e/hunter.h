/*
 * Kills readers of a running crierd, in a thread of the test: what a bug in a
 * parser, or a machine without memory, does to them.
 */
#ifndef CRIER_TESTS_HUNTER_H
#define CRIER_TESTS_HUNTER_H

#include <pthread.h>
#include <stdatomic.h>
#include <sys/types.h>

struct hunter {
	pid_t daemon;
	/* Only readers that hold more memory than that; 0: any. So a large
	 * body is poison, and a small one is not. */
	long more_than_kib;
	int pause_ms; /* between two looks */
	pthread_t thread;
	atomic_bool stops;
	int kills; /* once it has stopped */
};

/* The first three members are set. */
void hunter_start(struct hunter *hunter);
void hunter_stop(struct hunter *hunter);

/* More than a reader holds over a small body, less than over POISON_BYTES. */
#define POISON_KIB   (7 * 1024)
#define POISON_BYTES (9 * 1024 * 1024)
/* A good feed of that size. The caller frees it. */
char *poison_feed(void);

#endif
