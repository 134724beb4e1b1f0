/*
 * The FTS5 tokenizer "crier". FTS5 never tokenizes: a document comes as the
 * stream that topic/ made of it, a query as the tokens that topic/ compiled,
 * and this only splits them (section 3.1 of the topics specification). It has
 * no state and no options.
 */
#include "store/tokenizer.h"

#include "topic_set.h"

typedef int (*fts5_token)(void *, int, const char *, int, int, int);

struct sink {
	fts5_token token;
	void *arg;
};

static int
emit(void *arg, struct slice token, size_t start, size_t end, bool colocated)
{
	const struct sink *sink = arg;

	/* FTS5 counts in int, and gave the text's length as one. */
	return sink->token(sink->arg, colocated ? FTS5_TOKEN_COLOCATED : 0,
	    token.ptr, (int)token.len, (int)start, (int)end);
}

static int
tokenize(Fts5Tokenizer *tokenizer, void *arg, int flags, const char *text,
    int len, fts5_token token)
{
	struct sink sink = { token, arg };
	struct slice slice = { text, text == NULL ? 0 : (size_t)len };

	(void)tokenizer; /* it has no state */
	return tokens_split(flags & FTS5_TOKENIZE_DOCUMENT ? TOKENS_DOCUMENT
							   : TOKENS_QUERY,
	    slice, emit, &sink);
}

static int
create(void *arg, const char **options, int count, Fts5Tokenizer **tokenizer)
{
	(void)options; /* it has none */
	if (count != 0)
		return SQLITE_ERROR;
	/* FTS5 wants a pointer that is not NULL; nobody looks behind it. */
	*tokenizer = arg;
	return SQLITE_OK;
}

static void delete (Fts5Tokenizer *tokenizer)
{
	(void)tokenizer;
}

static fts5_api *
find_api(sqlite3 *db)
{
	fts5_api *api = NULL;
	sqlite3_stmt *stmt = NULL;

	if (sqlite3_prepare_v2(db, "SELECT fts5(?1)", -1, &stmt, NULL) ==
	    SQLITE_OK) {
		sqlite3_bind_pointer(stmt, 1, (void *)&api, "fts5_api_ptr",
		    NULL);
		sqlite3_step(stmt); /* it answers through the pointer */
	}
	sqlite3_finalize(stmt);
	return api;
}

bool
tokenizer_register(sqlite3 *db)
{
	fts5_tokenizer methods = { create, delete, tokenize };
	fts5_api *api = find_api(db);

	return api != NULL &&
	    api->xCreateTokenizer(api, "crier", db, &methods, NULL) ==
	    SQLITE_OK;
}
