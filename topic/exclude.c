/*
 * A search without what is muted. The mutes become part of the tree, so that
 * they are translated to SQL, ranked and proved with it; what the query says of
 * itself is still what its text says.
 */
#include "limits.h"
#include "topic/parser.h"

struct named_lists {
	const struct query_list *items;
	size_t count;
};

static bool
read_mute(struct query *query, const struct query_room *room,
    const struct query_list *mute, const struct named_lists *lists,
    struct query_error *err)
{
	struct query *read = query_tree_read(room, slice_of(mute->query),
	    QUERY_FOR_TOPIC, lists->items, lists->count, err);

	if (read == NULL)
		return false;
	read->next_excluded = query->excluded;
	query->excluded = read;
	query->reads_text |= read->reads_text;
	return true;
}

/* AND (NOT mute, ..., what was asked): the latter last, for an AND takes the
 * children of one over and hangs more behind them. */
static struct node *
combine(struct query *query)
{
	struct place nowhere = { 0, 0, 0 };
	struct node *all = node_new(&query->own, NODE_AND, nowhere);

	for (struct query *q = query->excluded; q != NULL && all != NULL;
	     q = q->next_excluded) {
		struct node *negation = node_negate(&query->own, q->root,
		    nowhere);

		if (negation == NULL)
			return NULL;
		node_add(all, negation);
	}
	if (all != NULL && query->root != NULL)
		node_add(all, query->root);
	if (all != NULL && node_child_count(all) == 1)
		return all->children;
	return all;
}

bool
/* NOLINTNEXTLINE(readability-function-size): two arrays */
query_exclude(struct query *query, const struct query_list *mutes,
    size_t mute_count, const struct query_list *lists, size_t list_count,
    struct query_error *err)
{
	struct named_lists named = { lists, list_count };
	struct arena scratch;
	struct query_room room = { &query->own, &scratch, query->vocabulary };
	bool ok = true;

	if (mute_count == 0)
		return true;
	arena_init(&scratch, LIMIT_QUERY_ARENA);
	for (size_t i = 0; ok && i < mute_count; i++)
		ok = read_mute(query, &room, &mutes[i], &named, err);
	arena_finish(&scratch);
	if (!ok)
		return false;
	query->root = combine(query);
	return query->root != NULL || query_fail_memory(err);
}
