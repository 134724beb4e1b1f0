/* The FTS5 tokenizer "crier": the glue between FTS5 and topic/. */
#ifndef CRIER_STORE_TOKENIZER_H
#define CRIER_STORE_TOKENIZER_H

#include <sqlite3.h>
#include <stdbool.h>

/* Makes it known to one connection. False where SQLite has no FTS5. */
bool tokenizer_register(sqlite3 *db);

#endif
