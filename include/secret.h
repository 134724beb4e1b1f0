/*
 * Secrets: where they are kept is configured, they themselves never are.
 * "credential:NAME" is the file NAME in the folder of the environment variable
 * CREDENTIALS_DIRECTORY, which systemd's LoadCredential= sets; "file:PATH" is
 * the file at that absolute path.
 */
#ifndef CRIER_SECRET_H
#define CRIER_SECRET_H

#include "error.h"
#include "limits.h"
#include "slice.h"

#define SECRET_CREDENTIAL "credential:"
#define SECRET_FILE       "file:"

/* Whether name has one of the two forms; nothing is looked up. */
bool secret_name_is_right(struct slice name);

struct secret {
	size_t len;
	char text[LIMIT_SECRET + 1]; /* NUL-terminated */
};

/*
 * Reads it, without the line end at its end. False with ERROR_CONFIG (it is not
 * there, it may be read by others, it is empty or too long) or ERROR_IO; the
 * text says which secret, never what is in it. Touches the disk: not for the
 * loop. Whoever has used it wipes it.
 */
MUST_CHECK bool
secret_read(const char *name, struct secret *secret, struct error *err);
void secret_wipe(struct secret *secret);

#endif
