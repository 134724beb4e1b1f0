/*
 * "Did you mean": the edit distance of Damerau and Levenshtein (restricted:
 * insert, delete, replace, swap neighbours), without regard to ASCII case.
 * Distances above the bound are given up early, for a name may be held against
 * 100,000 others.
 */
#include "nearest.h"

#include <stdio.h>

#define SHORT_WORD 3 /* letters; more than one edit would leave nothing */
#define ROW        (NEAREST_WORD + 1)

static int
smaller(int a, int b)
{
	return a < b ? a : b;
}

static bool
is_swap(struct slice a, struct slice b, size_t i, size_t j)
{
	return i > 1 && j > 1 &&
	    slice_lower(a.ptr[i - 1]) == slice_lower(b.ptr[j - 2]) &&
	    slice_lower(a.ptr[i - 2]) == slice_lower(b.ptr[j - 1]);
}

/* The least in the row; row[j]: distance of a's first i bytes to b's first j. */
static int
fill_row(struct slice a, struct slice b, size_t i, int rows[3][ROW])
{
	int *row = rows[i % 3];
	const int *above = rows[(i + 2) % 3], *above2 = rows[(i + 1) % 3];
	int least;

	row[0] = least = (int)i;
	for (size_t j = 1; j <= b.len; j++) {
		int cost = slice_lower(a.ptr[i - 1]) !=
		    slice_lower(b.ptr[j - 1]);

		row[j] = smaller(above[j - 1] + cost,
		    smaller(above[j], row[j - 1]) + 1);
		if (is_swap(a, b, i, j))
			row[j] = smaller(row[j], above2[j - 2] + 1);
		least = smaller(least, row[j]);
	}
	return least;
}

/* Both at most NEAREST_WORD bytes; bound + 1 for all above bound. */
static int
distance(struct slice a, struct slice b, int bound)
{
	int rows[3][ROW];

	if (a.len > b.len + (size_t)bound || b.len > a.len + (size_t)bound)
		return bound + 1;
	for (size_t j = 0; j <= b.len; j++)
		rows[0][j] = (int)j;
	for (size_t i = 1; i <= a.len; i++) {
		if (fill_row(a, b, i, rows) > bound)
			return bound + 1;
	}
	return smaller(rows[a.len % 3][b.len], bound + 1);
}

void
nearest_init(struct nearest *nearest, struct slice word)
{
	int edits = word.len <= SHORT_WORD ? 1 : 2;

	*nearest = (struct nearest){
		.word = word,
		.distance = word.len == 0 ? 0 : edits + 1,
	};
}

void
nearest_try(struct nearest *nearest, const char *candidate)
{
	struct slice other = slice_of(candidate);
	int found;

	if (nearest->word.len > NEAREST_WORD || other.len > NEAREST_WORD ||
	    nearest->distance == 0)
		return;
	found = distance(nearest->word, other, nearest->distance - 1);
	if (found >= nearest->distance)
		return;
	nearest->distance = found;
	nearest->best = candidate;
}

char *
nearest_hint(const struct nearest *nearest, char text[NEAREST_TEXT])
{
	text[0] = '\0';
	if (nearest->best != NULL)
		snprintf(text, NEAREST_TEXT, " (did you mean \"%s\"?)",
		    nearest->best);
	return text;
}
