/*
 * What tells whether a topic still asks for the same articles. A query names
 * lists, and its text stays as it is when they change; so the tree is printed
 * in its normal form with every list that hangs in it, which has another
 * advantage: a query that is only laid out anew means the same.
 */
#include "hash.h"
#include "limits.h"
#include "topic/set.h"

/* The normal form shows a list by its name; what it stands for comes after. */
static void
add_lists(const struct node *node, struct buffer *text)
{
	for (; node != NULL; node = node->next) {
		if (node->op == NODE_LIST) {
			buffer_append_char(text, '\n');
			node_print(node->children, text);
		}
		add_lists(node->children, text);
	}
}

static void
add_query(const struct query *query, struct hash_state *state)
{
	struct buffer text;

	buffer_init(&text, LIMIT_QUERY_ARENA);
	query_print(query, &text);
	add_lists(query->said, &text);
	hash_add_part(state, buffer_slice(&text));
	buffer_finish(&text);
}

/* Mutes in another order mute the same, but who moves them may wait for one
 * more look at the backlog. */
static void
digest_mutes(const struct topic_set *set,
    unsigned char digest[HASH_SHA256_SIZE])
{
	struct hash_state state;

	hash_init(&state);
	for (size_t i = 0; i < set->mute_count; i++)
		add_query(set->mutes[i].query, &state);
	hash_end(&state, digest);
}

void
topic_set_meanings(const struct topic_set *set, int64_t *meanings)
{
	unsigned char mutes[HASH_SHA256_SIZE], digest[HASH_SHA256_SIZE];
	struct slice muted = { (const char *)mutes, sizeof(mutes) };

	digest_mutes(set, mutes);
	for (size_t i = 0; i < set->count; i++) {
		struct hash_state state;

		hash_init(&state);
		hash_add_part(&state, muted);
		add_query(set->topics[i].query, &state);
		hash_end(&state, digest);
		meanings[i] = hash_int64(digest);
		if (meanings[i] == 0)
			meanings[i] = 1; /* 0 is "not known" in struct topic */
	}
}
