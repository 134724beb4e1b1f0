/* Files as such: what failed, and that they are on the disk. */
#ifndef CRIER_STORE_DISK_H
#define CRIER_STORE_DISK_H

#include "compiler.h"
#include "error.h"

/* What errno says of path: ERROR_FULL or ERROR_IO. Returns false. */
bool disk_error(const char *path, struct error *err);
/* Returns when the file is on the disk. */
MUST_CHECK bool disk_sync(const char *path, struct error *err);
/* The same for the names in the folder in which path is. */
MUST_CHECK bool disk_sync_folder_of(const char *path, struct error *err);

#endif
