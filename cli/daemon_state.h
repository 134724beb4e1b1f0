/* Whether a crierd serves a database. */
#ifndef CRIER_CLI_DAEMON_STATE_H
#define CRIER_CLI_DAEMON_STATE_H

#include <stdbool.h>
#include <stdint.h>

/* True where the writer's lock beside the database is held; *pid is the holder
 * as it wrote itself down, or 0. */
bool daemon_is_running(const char *database, int64_t *pid);

#endif
