/* What commands ask for: changes, by crierd or by crier itself, and what only a
 * running crierd can do. */
#ifndef CRIER_CLI_ASKING_H
#define CRIER_CLI_ASKING_H

#include "cli/command.h"
#include "control.h"

/*
 * A request that is put together. What cannot be said in it (it is not UTF-8)
 * is remembered and fails the asking; so nobody has to look after each part.
 */
struct asking {
	struct cli *cli;
	json_t *request, *result; /* owned */
	const char *wrong;        /* NULL, or the key that cannot be said */
};
void asking_begin(struct asking *asking, struct cli *cli, const char *name);
/* Leaves the key out where text is NULL. */
void asking_text(struct asking *asking, const char *key, const char *text);
void asking_slice(struct asking *asking, const char *key, struct slice text);
void asking_flag(struct asking *asking, const char *key, int flag);
void asking_number(struct asking *asking, const char *key, int64_t number);
/* One more item of a list. */
void asking_append(struct asking *asking, const char *key, const char *text);
void
asking_append_number(struct asking *asking, const char *key, int64_t number);
/* The same for an object, which is taken over. */
void
asking_append_object(struct asking *asking, const char *key, json_t *object);
/* Every value of an option that may be given many times. */
void asking_append_option(struct asking *asking, const char *key,
    const char *option);

/* A change (control_change); its result is in asking->result, maybe NULL. */
MUST_CHECK bool asking_change(struct asking *asking, struct error *err);
/* A running crierd; call says timeout and progress, the rest is set here. */
MUST_CHECK bool asking_crierd(struct asking *asking, struct control_call call,
    struct error *err);
void asking_finish(struct asking *asking);

/* A number or a text of an object of crierd's; 0 and "" where there is none. */
int64_t asking_get_number(const json_t *object, const char *key);
const char *asking_get_text(const json_t *object, const char *key);

/* For commands whose words are only counted, for they are checked where the
 * change is made: ERROR_USAGE with missing where there are fewer. */
MUST_CHECK bool asking_has_words(const struct cli *cli, size_t count,
    const char *missing, struct error *err);

/* A change of which nothing is printed: asks and finishes. CLI_FOUND or -1. */
int asking_only(struct asking *asking, struct error *err);

/* "1 article", "2 articles": the s that belongs to a number. */
const char *asking_plural(int64_t number);

#endif
