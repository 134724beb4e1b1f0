/*
 * NEAR (4.2): operands side by side. For each occurrence as the first, those
 * behind it are taken in the order of their starts; for every set of operands
 * the least end is kept at which the set can be complete. That is exact, for
 * whatever comes later must begin at or after that end, and no dearer than
 * occurrences in reach times sets (256 at most).
 */
#include "limits.h"
#include "topic/eval.h"

#define SETS (1U << LIMIT_NEAR_OPERANDS)

struct near_search {
	const struct occurrences *sorted;
	uint32_t all; /* the set of all operands */
	bool ordered;
	size_t work;
	uint32_t ends[SETS];
};

/* Adds an occurrence to every set that it can follow; true where all operands
 * are together. */
static bool
extend(struct near_search *search, const struct occurrence *item)
{
	uint32_t bit = 1U << item->operand;

	for (uint32_t set = 1; set < search->all; set++) {
		if ((set & bit) != 0 || search->ends[set] > item->start ||
		    (search->ordered && set != bit - 1))
			continue;
		if (item->end < search->ends[set | bit])
			search->ends[set | bit] = item->end;
	}
	search->work += search->all;
	return search->ends[search->all] != NEAR_NOWHERE;
}

/* The least distance with items[first] as the first of them. */
static uint32_t
distance_from(struct near_search *search, size_t first, uint32_t limit)
{
	const struct occurrence *items = search->sorted->items;
	const struct occurrence *begin = &items[first];
	uint32_t bit = 1U << begin->operand;

	if (search->ordered && bit != 1)
		return NEAR_NOWHERE;
	for (uint32_t set = 0; set <= search->all; set++)
		search->ends[set] = NEAR_NOWHERE;
	search->ends[bit] = begin->end;
	search->work += search->all;
	for (size_t i = first + 1; i < search->sorted->count; i++) {
		const struct occurrence *item = &items[i];

		if (item->field != begin->field ||
		    (item->start > begin->end &&
			item->start - begin->end > limit) ||
		    search->work > LIMIT_NEAR_WORK)
			break;
		if (extend(search, item))
			return item->start - begin->end;
	}
	return NEAR_NOWHERE;
}

uint32_t
near_distance(const struct occurrences *sorted, size_t operands, bool ordered,
    uint32_t limit, bool *exhausted)
{
	struct near_search search = { .sorted = sorted,
		.all = (1U << operands) - 1,
		.ordered = ordered };
	uint32_t least = NEAR_NOWHERE, now;

	for (size_t i = 0;
	     i < sorted->count && least > 0 && search.work <= LIMIT_NEAR_WORK;
	     i++) {
		now = distance_from(&search, i, limit);
		if (now < least)
			least = limit = now;
	}
	*exhausted = search.work > LIMIT_NEAR_WORK;
	return least;
}
