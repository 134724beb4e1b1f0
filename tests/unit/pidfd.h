/* Whether the kernel (or valgrind before it) knows pidfds, by which hooks are
 * watched. Prints the reason where suites are skipped for it. */
#ifndef CRIER_TESTS_PIDFD_H
#define CRIER_TESTS_PIDFD_H

#include <stdbool.h>

bool pidfd_is_known(void);

#endif
