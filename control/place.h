/* The socket's place as the system's calls want it. */
#ifndef CRIER_CONTROL_PLACE_H
#define CRIER_CONTROL_PLACE_H

#include <sys/un.h>

#include "error.h"

struct place {
	struct sockaddr_un address;
	int folder_fd; /* -1, or open while the address is used */
};
/* False where there is no such folder (ERROR_UNAVAILABLE) or the name itself
 * is too long. */
MUST_CHECK bool
place_open(struct place *place, const char *path, struct error *err);
void place_close(struct place *place);

#endif
