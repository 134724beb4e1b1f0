/* A list as one parameter of a statement: JSON, for SQL's json_each. */
#ifndef CRIER_STORE_JSON_LIST_H
#define CRIER_STORE_JSON_LIST_H

#include "json_write.h"
#include "store/statement.h"

struct json_list {
	struct buffer text;
	struct json_writer writer;
};

void json_list_begin(struct json_list *list);
void json_list_add(struct json_list *list, const char *string);
void json_list_add_int(struct json_list *list, int64_t number);
/* Ends the list, if it is not ended; its text lives as long as the list. */
MUST_CHECK bool
json_list_text(struct json_list *list, struct slice *text, struct error *err);
/* The same, and puts it. */
MUST_CHECK bool
json_list_put(struct json_list *list, struct statement *s, struct error *err);
/* Runs sql with the list as ?1 and number as ?2. */
MUST_CHECK bool json_list_run(struct json_list *list, struct store *store,
    const char *sql, int64_t number, struct error *err);
void json_list_finish(struct json_list *list);

#endif
