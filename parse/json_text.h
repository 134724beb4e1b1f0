/*
 * JSON as feeds have it: read into trees, one value at a time, forgiving what
 * has one meaning only (section 7.1 of the parsing rules).
 */
#ifndef CRIER_PARSE_JSON_TEXT_H
#define CRIER_PARSE_JSON_TEXT_H

#include "arena.h"
#include "slice.h"

enum json_kind {
	JSON_NULL,
	JSON_TRUE,
	JSON_FALSE,
	JSON_NUMBER, /* text as spelled */
	JSON_STRING, /* text decoded */
	JSON_LIST,
	JSON_OBJECT
};

struct json_value {
	enum json_kind kind;
	struct slice key, text; /* key: of a member */
	struct json_value *first, *last, *next;
};

struct json_text {
	struct slice rest; /* what has not been read */
	bool mended;       /* it was not JSON to the letter */
	bool cut;          /* it ended too early */
	bool failed;       /* an arena was full */
	bool comma;        /* json_peek stepped over one */
};

/* The next character that is neither white space, comment nor comma; 0 at the
 * end. It is not taken. */
char json_peek(struct json_text *json);
void json_take(struct json_text *json);
/* A key and its colon, into arena; false where there is none. */
bool
json_read_key(struct json_text *json, struct arena *arena, struct slice *key);
/* Reads one whole value into arena; NULL where there is none, or no room. Of an
 * object that is cut its complete members are there. */
struct json_value *json_read(struct json_text *json, struct arena *arena);

/* The member of that name, exactly, else with the case ignored; of two the
 * last. NULL if there is none, or it is null. */
const struct json_value *
json_member(const struct json_value *object, const char *name);
/* Text of a string, number or bool; absent for anything else, and NULL. */
struct slice json_value_text(const struct json_value *value);
/* The items of a list; for anything else that is not null, itself alone. */
const struct json_value *json_first(const struct json_value *value);
const struct json_value *
json_next(const struct json_value *value, const struct json_value *item);

#endif
