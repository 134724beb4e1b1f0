/*
 * Files as sources: read by a few threads, because the loop never touches the
 * disk and a file may lie on one that hangs. Private to fetch/.
 */
#ifndef CRIER_FETCH_SOURCE_FILE_H
#define CRIER_FETCH_SOURCE_FILE_H

#include "buffer.h"
#include "hash.h"
#include "outcome.h"

struct event_base;
struct file_readers;
struct file_read;

struct file_readers *file_readers_new(struct event_base *base);
/* Ends what runs, without an answer. Takes NULL. */
void file_readers_free(struct file_readers *readers);

#define FILE_VALIDATOR 96

/* Dies after the callback returns. */
struct file_answer {
	enum failure_class failure_class;
	char reason[240];
	bool not_modified;  /* it has the validator that was known; no body */
	struct buffer body; /* may be moved out, like net_response's */
	unsigned char digest[HASH_SHA256_SIZE];
	char validator[FILE_VALIDATOR]; /* "": none that can be trusted */
};
typedef void (*file_done)(struct file_answer *answer, void *arg);

/* Borrowed until file_read_start returns. */
struct file_request {
	const char *path;
	const char *known; /* the validator of the last time, or NULL */
	size_t max_size;   /* bytes */
};

/* Exactly one call of done, later from the loop, unless cancelled. Never
 * NULL. */
struct file_read *file_read_start(struct file_readers *readers,
    const struct file_request *request, file_done done, void *arg);
void file_read_cancel(struct file_read *read);

#endif
