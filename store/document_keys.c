/*
 * The identities of a document's entries: which repeat each other, which share
 * an id though their links differ (T39), and what the database knows of each.
 */
#include "store/document_keys.h"

#include "limits.h"
#include "store/connection.h"
#include "store/entry_identity.h"

/* The slot of that key, or the empty one where it belongs. */
static size_t
slot_of(const struct document_keys *keys, int64_t key)
{
	size_t slot = (size_t)key % keys->slot_count;

	while (keys->slots[slot] != 0 &&
	    keys->identity[keys->slots[slot] - 1] != key)
		slot = (slot + 1) % keys->slot_count;
	return slot;
}

/* The number, from 1, of the entry that has put this key into the table; 0
 * where none had, and this one did. */
static size_t
note_key(struct document_keys *keys, size_t index)
{
	size_t slot = slot_of(keys, keys->identity[index]);

	if (keys->slots[slot] != 0)
		return keys->slots[slot];
	keys->slots[slot] = (uint32_t)(index + 1);
	return 0;
}

bool
document_keys_have(const struct document_keys *keys, int64_t key)
{
	return keys->slots[slot_of(keys, key)] != 0;
}

/* Whether two entries of one id have links that tell them apart. */
static bool
is_collision(const struct document *document, size_t first, size_t second)
{
	const struct doc_batch *batch;
	const struct doc_entry *entry = document_entry(document, first, &batch);
	struct slice a = doc_slice(batch, entry->link), b;

	entry = document_entry(document, second, &batch);
	b = doc_slice(batch, entry->link);
	return a.len > 0 && b.len > 0 && b.len <= LIMIT_STORED_IDENTITY &&
	    link_key(a) != link_key(b);
}

static bool
key_entry(struct document_keys *keys, const struct document *document,
    size_t index, struct arena *scratch, struct error *err)
{
	const struct doc_batch *batch;
	const struct doc_entry *entry = document_entry(document, index, &batch);
	struct slice identity = entry_identity(batch, entry, scratch);
	size_t earlier;

	if (identity.ptr == NULL)
		return error_set(err, ERROR_MEMORY, "no memory for an entry");
	keys->identity[index] = identity_key(identity);
	earlier = note_key(keys, index);
	keys->by_link[index] = earlier > 0 &&
	    is_collision(document, earlier - 1, index);
	if (keys->by_link[index]) {
		keys->identity[index] = identity_key(
		    doc_slice(batch, entry->link));
		earlier = note_key(keys, index);
	}
	keys->repeated[index] = earlier > 0;
	return true;
}

static bool
make_room(struct document_keys *keys, struct arena *arena, struct error *err)
{
	size_t count = keys->count;

	keys->slot_count = 2 * count + 1;
	keys->identity = arena_alloc_array(arena, count,
	    sizeof(*keys->identity));
	keys->repeated = arena_alloc_array(arena, count,
	    sizeof(*keys->repeated));
	keys->by_link = arena_alloc_array(arena, count, sizeof(*keys->by_link));
	keys->known = arena_alloc_array(arena, count, sizeof(*keys->known));
	keys->slots = arena_alloc_array(arena, keys->slot_count,
	    sizeof(*keys->slots));
	return (keys->identity != NULL && keys->repeated != NULL &&
		   keys->by_link != NULL && keys->known != NULL &&
		   keys->slots != NULL) ||
	    error_set(err, ERROR_MEMORY, "no memory for a document's entries");
}

bool
known_find(struct store *store, int64_t feed, int64_t key, struct known *known,
    struct error *err)
{
	static const char sql[] =
	    "SELECT 1, id, content_key, link_key, revision FROM article "
	    "WHERE feed = ?1 AND identity_key = ?2 UNION ALL "
	    "SELECT 2, 0, content_key, link_key, 0 FROM seen "
	    "WHERE feed = ?1 AND identity_key = ?2 LIMIT 1";
	struct statement s = statement_of(store, sql);
	enum step step;

	*known = (struct known){ .status = ENTRY_NEW };
	put_int(&s, feed);
	put_int(&s, key);
	step = statement_step(&s, err);
	if (step == STEP_ROW) {
		known->status = take_int(&s) == 1 ? ENTRY_STORED : ENTRY_SEEN;
		known->article = take_int(&s);
		known->content_key = take_int(&s);
		known->link_key = take_int(&s);
		known->revision = take_int(&s);
	}
	statement_end(&s);
	return step != STEP_FAILED;
}

bool
document_keys_load(struct document_keys *keys, struct store *store,
    const struct store_fetch *fetch, struct arena *arena, struct error *err)
{
	const struct document *document = fetch->document;

	*keys = (struct document_keys){ .count = document->entry_count };
	if (!make_room(keys, arena, err))
		return false;
	for (size_t i = 0; i < keys->count; i++) {
		arena_reset(&store->scratch);
		if (!key_entry(keys, document, i, &store->scratch, err))
			return false;
	}
	for (size_t i = 0; i < keys->count; i++)
		if (!keys->repeated[i] &&
		    !known_find(store, fetch->state->id, keys->identity[i],
			&keys->known[i], err))
			return false;
	return true;
}
