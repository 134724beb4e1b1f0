/* What tells the entries of a document apart, and what is known of them. */
#ifndef CRIER_STORE_DOCUMENT_KEYS_H
#define CRIER_STORE_DOCUMENT_KEYS_H

#include "store.h"

enum entry_status {
	ENTRY_NEW,
	ENTRY_STORED,
	ENTRY_SEEN
};

/* What the database knows of an entry. */
struct known {
	enum entry_status status;
	int64_t article, content_key, link_key, revision;
};
MUST_CHECK bool known_find(struct store *store, int64_t feed, int64_t key,
    struct known *known, struct error *err);

/* Arrays of count, in the order of the document. */
struct document_keys {
	size_t count;
	int64_t *identity;
	bool *repeated; /* an earlier one has the same identity */
	bool *by_link;  /* its id is that of another one, its link is not */
	struct known *known;
	uint32_t *slots; /* a hash table of entries by identity, from 1 */
	size_t slot_count;
};
/* Everything lives in arena. */
MUST_CHECK bool
document_keys_load(struct document_keys *keys, struct store *store,
    const struct store_fetch *fetch, struct arena *arena, struct error *err);
bool document_keys_have(const struct document_keys *keys, int64_t key);

#endif
