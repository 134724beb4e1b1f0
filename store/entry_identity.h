/*
 * What tells an entry from the others of its feed, and what tells it again
 * where that fails.
 */
#ifndef CRIER_STORE_ENTRY_IDENTITY_H
#define CRIER_STORE_ENTRY_IDENTITY_H

#include "article.h"

/*
 * The identity: the entry's own id, else its link, else the digest of its
 * title and text. One that is too long to keep is its digest too. Borrowed
 * from the batch or made in arena; absent where the arena failed.
 */
struct slice entry_identity(const struct doc_batch *batch,
    const struct doc_entry *entry, struct arena *arena);

/* Keys for the database: 64 bits of SHA-256. */
struct article_keys {
	int64_t identity;
	int64_t link;    /* of the url without scheme, www., trackers, fragment;
			  * 0: no url */
	int64_t content; /* of title and text, white space evened out */
};
int64_t identity_key(struct slice identity);
int64_t link_key(struct slice text);
int64_t content_key(const struct article *article);

#define ARTICLE_UID 26
/* The same for ever for an entry of a feed of that name. */
void article_uid(struct slice feed_name, struct slice identity,
    char uid[ARTICLE_UID + 1]);

#endif
