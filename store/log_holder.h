/* Who keeps the write-ahead log from coming home. */
#ifndef CRIER_STORE_LOG_HOLDER_H
#define CRIER_STORE_LOG_HOLDER_H

#include <stdint.h>

/* The process that reads the database at path and is not this one; 0: nobody
 * knows. */
int64_t log_holder_pid(const char *path);

#endif
