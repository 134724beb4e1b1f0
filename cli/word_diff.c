/*
 * The difference of two texts by words.
 *
 * What is the same at both ends is set aside first: an edited article differs in
 * few places. For the middle the longest common subsequence is looked for in a
 * table with a direction for each pair of words; where that would be too large
 * all of the middle is told as changed.
 */
#include "cli/word_diff.h"

#include <stdint.h>

#include "limits.h"

struct words {
	struct slice *items; /* each with the white space behind it */
	size_t count;
};

enum step {
	STEP_BOTH, /* the same word in both */
	STEP_A,    /* one of a was removed */
	STEP_B     /* one of b was added */
};

struct diff {
	struct words a, b;
	size_t from;         /* words that are the same before the middle */
	size_t a_len, b_len; /* words of the middle */
	uint8_t *steps;      /* from each (x, y) of it: enum step */
	diff_visitor visit;
	void *arg;
};

static bool
is_blank(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

static struct slice
cut_word(struct slice *rest)
{
	struct slice word = *rest;
	size_t at = 0;

	while (at < rest->len && is_blank(rest->ptr[at]))
		at++;
	while (at < rest->len && !is_blank(rest->ptr[at]))
		at++;
	while (at < rest->len && is_blank(rest->ptr[at]))
		at++;
	word.len = at;
	*rest = slice_from(*rest, at);
	return word;
}

static bool
split(struct slice text, struct arena *arena, struct words *words)
{
	struct slice rest = text;
	size_t count = 0;

	while (rest.len > 0) {
		(void)cut_word(&rest);
		count++;
	}
	words->items = arena_alloc_array(arena, count, sizeof(*words->items));
	if (words->items == NULL)
		return count == 0;
	for (rest = text; rest.len > 0;)
		words->items[words->count++] = cut_word(&rest);
	return true;
}

/* White space is no change. */
static bool
is_same(const struct diff *diff, size_t x, size_t y)
{
	return slice_eq(slice_trim(diff->a.items[x]),
	    slice_trim(diff->b.items[y]));
}

static void
find_middle(struct diff *diff)
{
	size_t a = diff->a.count, b = diff->b.count;

	while (diff->from < a && diff->from < b &&
	    is_same(diff, diff->from, diff->from))
		diff->from++;
	while (
	    a > diff->from && b > diff->from && is_same(diff, a - 1, b - 1)) {
		a--;
		b--;
	}
	diff->a_len = a - diff->from;
	diff->b_len = b - diff->from;
}

/* ---- the table ---------------------------------------------------------------- */

static uint8_t *
step_at(const struct diff *diff, size_t x, size_t y)
{
	return &diff->steps[x * diff->b_len + y];
}

/* NOLINTBEGIN(readability-function-size): two loops over one table */
/* From the end to the beginning: lengths of two rows are enough. */
static bool
fill(struct diff *diff, struct arena *arena)
{
	uint32_t *row, *below;

	row = arena_alloc_array(arena, diff->b_len + 1, sizeof(*row));
	below = arena_alloc_array(arena, diff->b_len + 1, sizeof(*below));
	diff->steps = arena_alloc_array(arena, diff->a_len, diff->b_len);
	if (row == NULL || below == NULL || diff->steps == NULL)
		return false;
	for (size_t x = diff->a_len; x-- > 0;) {
		uint32_t *swap = below;

		below = row;
		row = swap;
		for (size_t y = diff->b_len; y-- > 0;) {
			if (is_same(diff, diff->from + x, diff->from + y)) {
				row[y] = below[y + 1] + 1;
				*step_at(diff, x, y) = STEP_BOTH;
			} else if (below[y] >= row[y + 1]) {
				row[y] = below[y];
				*step_at(diff, x, y) = STEP_A;
			} else {
				row[y] = row[y + 1];
				*step_at(diff, x, y) = STEP_B;
			}
		}
	}
	return true;
}
/* NOLINTEND(readability-function-size) */

/* ---- telling ------------------------------------------------------------------- */

static void
tell(const struct diff *diff, enum diff_part part, const struct words *words,
    size_t from, size_t count)
{
	struct slice text;

	if (count == 0)
		return;
	text = words->items[from];
	text.len = (size_t)(words->items[from + count - 1].ptr - text.ptr) +
	    words->items[from + count - 1].len;
	diff->visit(part, text, diff->arg);
}

static enum step
step_of(const struct diff *diff, size_t x, size_t y)
{
	if (x == diff->a_len)
		return STEP_B;
	if (y == diff->b_len || diff->steps == NULL)
		return STEP_A;
	return (enum step) * step_at(diff, x, y);
}

/* Steps of one kind are told as one part. */
static void
tell_middle(const struct diff *diff)
{
	static const enum diff_part parts[] = {
		[STEP_BOTH] = DIFF_SAME,
		[STEP_A] = DIFF_REMOVED,
		[STEP_B] = DIFF_ADDED,
	};
	size_t x = 0, y = 0;

	while (x < diff->a_len || y < diff->b_len) {
		enum step step = step_of(diff, x, y);
		size_t from_x = x, from_y = y;

		while ((x < diff->a_len || y < diff->b_len) &&
		    step_of(diff, x, y) == step) {
			x += step != STEP_B;
			y += step != STEP_A;
		}
		if (step == STEP_B)
			tell(diff, parts[step], &diff->b, diff->from + from_y,
			    y - from_y);
		else
			tell(diff, parts[step], &diff->a, diff->from + from_x,
			    x - from_x);
	}
}

bool
word_diff(struct slice a, struct slice b, struct arena *arena,
    diff_visitor visit, void *arg)
{
	struct diff diff = { .visit = visit, .arg = arg };

	if (!split(a, arena, &diff.a) || !split(b, arena, &diff.b))
		return false;
	find_middle(&diff);
	if (diff.a_len > 0 && diff.b_len > 0 &&
	    diff.a_len <= LIMIT_DIFF_CELLS / diff.b_len && !fill(&diff, arena))
		return false;
	tell(&diff, DIFF_SAME, &diff.a, 0, diff.from);
	tell_middle(&diff);
	tell(&diff, DIFF_SAME, &diff.a, diff.from + diff.a_len,
	    diff.a.count - diff.from - diff.a_len);
	return true;
}
