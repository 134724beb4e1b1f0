/*
 * JSON (RFC 8259) written into a buffer as it is made; jansson reads. Its
 * names begin with json_ too, and programs link both: so ours with json_write_.
 *
 * Commas are put by the writer. Characters below U+0020, U+007F to U+009F and
 * U+2028, U+2029 are escaped, ill-formed UTF-8 becomes U+FFFD, so that the
 * output may go to any terminal. Where the buffer fails the rest is dropped:
 * check the buffer.
 */
#ifndef CRIER_JSON_WRITE_H
#define CRIER_JSON_WRITE_H

#include <stdint.h>

#include "buffer.h"
#include "slice.h"

#define JSON_WRITE_DEPTH 32

struct json_writer {
	struct buffer *out;
	int depth;
	bool need_comma[JSON_WRITE_DEPTH + 1];
	bool after_key;
};

void json_writer_init(struct json_writer *w, struct buffer *out);

void json_write_object_begin(struct json_writer *w);
void json_write_object_end(struct json_writer *w);
void json_write_array_begin(struct json_writer *w);
void json_write_array_end(struct json_writer *w);
void json_write_key(struct json_writer *w, const char *key);

void
json_write_string(struct json_writer *w, struct slice value); /* absent: null */
void json_write_int(struct json_writer *w, int64_t value);
void json_write_bool(struct json_writer *w, bool value);
void json_write_null(struct json_writer *w);
/* text is JSON already. */
void json_write_raw(struct json_writer *w, struct slice text);
/* unix seconds as an RFC 3339 string in UTC; 0 and less: null. */
void json_write_time(struct json_writer *w, int64_t at);

/* key and value in one; _opt writes nothing for an absent slice. */
void
json_write_key_string(struct json_writer *w, const char *key, struct slice v);
void json_write_key_string_opt(struct json_writer *w, const char *key,
    struct slice v);
void json_write_key_int(struct json_writer *w, const char *key, int64_t value);
void json_write_key_bool(struct json_writer *w, const char *key, bool value);

#endif
