/*
 * Words and phrases for FTS5. A word is asked for as its form and its
 * stems in the languages of the store, colocated in one quoted string. A
 * document that has the bare stem itself as a word has no stem token there, so
 * that spelling is asked for too, but only in documents of the languages where
 * it is its own stem: languages that agree on that share an expression (a
 * vector of such spellings, one an element).
 */
#include "topic/fts_phrase.h"

const struct vocabulary_word *
phrase_word(const struct fts_room *room, const struct element *element)
{
	return vocabulary_word(room->query->vocabulary, element->word);
}

bool
phrase_has_stems(const struct fts_room *room, const struct atom *atom,
    const struct element *element)
{
	const struct vocabulary_word *word = phrase_word(room, element);

	return atom->level == LEVEL_STEM && word->kind == WORD_WHOLE &&
	    word->letters;
}

static struct slice
stem_in(const struct fts_room *room, const struct element *element,
    int language)
{
	return vocabulary_stem(room->query->vocabulary, element->word,
	    language);
}

/* ---- vectors ----------------------------------------------------------------------- */

/* The spelling that the element has in documents of the language beside those
 * of all; absent where there is none. */
static struct slice
bare_stem(const struct fts_room *room, const struct atom *atom,
    const struct element *element, const struct stemmer *stemmer)
{
	struct slice stem, again;
	char bytes[LIMIT_TOKEN_BYTES];

	if (!phrase_has_stems(room, atom, element))
		return SLICE_NONE;
	stem = stem_in(room, element, stemmer->language);
	if (slice_eq(stem, phrase_word(room, element)->text))
		return SLICE_NONE;
	again = (struct slice){ bytes, 0 };
	again.len = stemmer_stem(stemmer, stem, stem, bytes);
	return slice_eq(again, stem) ? stem : SLICE_NONE;
}

/* One bare stem for each element of the set, in order; false where all are
 * absent. */
static bool
fill_vector(const struct fts_room *room, const struct phrase_set *set,
    int language, struct slice *vector)
{
	struct stemmer stemmer;
	bool some = false;

	stemmer_open(&stemmer, language);
	for (size_t s = 0; s < set->count; s++) {
		for (uint32_t i = 0; i < set->sequences[s]->count; i++) {
			*vector = bare_stem(room, set->atoms[s],
			    &set->sequences[s]->elements[i], &stemmer);
			some |= vector->ptr != NULL;
			vector++;
		}
	}
	stemmer_close(&stemmer);
	return some;
}

static size_t
count_elements(const struct phrase_set *set)
{
	size_t count = 0;

	for (size_t s = 0; s < set->count; s++)
		count += set->sequences[s]->count;
	return count;
}

static bool
same_vector(const struct slice *a, const struct slice *b, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if ((a[i].ptr == NULL) != (b[i].ptr == NULL) ||
		    !slice_eq(a[i], b[i]))
			return false;
	}
	return true;
}

/* ---- writing ------------------------------------------------------------------------ */

/* Tokens that may stand at the element's position. */
static void
write_element(const struct fts_room *room, const struct atom *atom,
    const struct element *element, struct slice bare, struct buffer *out)
{
	const struct vocabulary_word *word = phrase_word(room, element);

	buffer_append(out, word->text);
	if (bare.ptr != NULL) {
		buffer_append_format(out, " %c", MARK_JOINED);
		buffer_append(out, bare);
	}
	if (!phrase_has_stems(room, atom, element))
		return;
	for (size_t i = 0; i < room->language_count; i++) {
		int language = room->languages[i];

		buffer_append_format(out, " %c%c%s", MARK_JOINED, MARK_STEM,
		    stem_language_code(language));
		buffer_append(out, stem_in(room, element, language));
	}
}

/* "␂a b" and, where the last word is a prefix, a star. vector has one slice an
 * element, or is NULL. */
static void
write_phrase(const struct fts_room *room, const struct phrase_set *set,
    size_t number, const struct slice *vector, struct buffer *out)
{
	const struct sequence *sequence = set->sequences[number];
	const struct atom *atom = set->atoms[number];
	uint32_t count = sequence->count;

	/* what follows from its neighbour need not be asked at the end, unless
	 * a distance counts from there */
	while (!set->near && count > 1 && sequence->elements[count - 1].implied)
		count--;
	buffer_append_format(out, "\"%c", MARK_QUERY);
	for (uint32_t i = 0; i < count; i++) {
		if (i > 0)
			buffer_append_char(out, ' ');
		write_element(room, atom, &sequence->elements[i],
		    vector == NULL ? SLICE_NONE : vector[i], out);
	}
	buffer_append_char(out, '"');
	if (phrase_word(room, &sequence->elements[count - 1])->kind ==
	    WORD_PREFIX)
		buffer_append_string(out, " *");
}

static void
write_columns(uint8_t fields, struct buffer *out)
{
	static const char *const columns[TEXT_FIELDS] = { "title", "summary",
		"content", "author", "category", "url" };
	const char *before = "{";

	for (int i = 0; i < TEXT_FIELDS; i++) {
		if ((fields >> i & 1) == 0)
			continue;
		buffer_append_format(out, "%s%s", before, columns[i]);
		before = " ";
	}
	buffer_append_string(out, "}:");
}

static void
write_set(const struct fts_room *room, const struct phrase_set *set,
    const struct slice *vector, struct buffer *out)
{
	write_columns(set->fields, out);
	if (set->near)
		buffer_append_string(out, "NEAR(");
	for (size_t s = 0; s < set->count; s++) {
		if (s > 0)
			buffer_append_char(out, ' ');
		write_phrase(room, set, s, vector, out);
		if (vector != NULL)
			vector += set->sequences[s]->count;
	}
	if (set->near)
		buffer_append_format(out, ", %u)", set->distance);
}

/* " OR (lang:(...) AND ...)" for the languages that share the vector of
 * languages[first]. */
static void
write_group(const struct fts_room *room, const struct phrase_set *set,
    const struct slice *vectors, size_t first, const bool *shared,
    struct buffer *out)
{
	size_t elements = count_elements(set);
	const char *before = " OR (lang:(";

	for (size_t i = first; i < room->language_count; i++) {
		if (!shared[i])
			continue;
		buffer_append_format(out, "%s\"%c%s\"", before, MARK_QUERY,
		    stem_language_code(room->languages[i]));
		before = " OR ";
	}
	buffer_append_string(out, ") AND ");
	write_set(room, set, &vectors[first * elements], out);
	buffer_append_char(out, ')');
}

/* For all, and for each group that has a vector of its own. */
void
phrase_write(const struct fts_room *room, const struct phrase_set *set,
    struct buffer *out)
{
	size_t elements = count_elements(set), count = room->language_count;
	struct slice *vectors = arena_alloc_array(room->arena, elements * count,
	    sizeof(*vectors));
	bool done[STEM_LANGUAGES] = { false }, shared[STEM_LANGUAGES];

	if (vectors == NULL) {
		out->failed = true;
		return;
	}
	write_set(room, set, NULL, out);
	for (size_t i = 0; i < count; i++)
		done[i] = !fill_vector(room, set, room->languages[i],
		    &vectors[i * elements]);
	for (size_t i = 0; i < count; i++) {
		if (done[i])
			continue;
		for (size_t j = 0; j < count; j++) {
			shared[j] = j >= i && !done[j] &&
			    same_vector(&vectors[i * elements],
				&vectors[j * elements], elements);
			done[j] |= shared[j];
		}
		write_group(room, set, vectors, i, shared, out);
	}
}

struct fts_text
phrase_finish(const struct fts_room *room, struct buffer *out, bool exact)
{
	struct fts_text text = { .exact = exact };

	if (!out->failed)
		text.match = arena_slice(room->arena, buffer_slice(out));
	buffer_finish(out);
	return text;
}

/* ---- atoms -------------------------------------------------------------------------- */

bool
phrase_is_sayable(const struct fts_room *room, const struct sequence *sequence)
{
	for (uint32_t i = 0; i < sequence->count; i++) {
		const struct vocabulary_word *word = phrase_word(room,
		    &sequence->elements[i]);

		if (word->kind == WORD_PATTERN ||
		    (word->kind == WORD_PREFIX && i + 1 < sequence->count))
			return false;
	}
	return true;
}

/* Every word of the sequence for itself; patterns by what they begin with. */
static void
write_loosely(const struct fts_room *room, const struct node *node,
    const struct sequence *sequence, struct buffer *out)
{
	for (uint32_t i = 0; i < sequence->count; i++) {
		const struct vocabulary_word *word = phrase_word(room,
		    &sequence->elements[i]);
		struct sequence one = { &sequence->elements[i], 1 };
		struct phrase_set set = { .sequences = { &one },
			.atoms = { node->atom },
			.count = 1,
			.fields = node->fields };

		buffer_append_string(out, i == 0 ? "(" : " AND (");
		if (word->kind == WORD_PATTERN) {
			write_columns(node->fields, out);
			buffer_append_format(out, "\"%c", MARK_QUERY);
			buffer_append(out,
			    slice_sub(word->text, 0, word->head));
			buffer_append_string(out, "\" *");
		} else {
			phrase_write(room, &set, out);
		}
		buffer_append_char(out, ')');
	}
}

struct fts_text
fts_atom(const struct fts_room *room, const struct node *node)
{
	const struct atom *atom = node->atom;
	bool exact = atom->level != LEVEL_CASE;
	struct buffer out;

	buffer_init(&out, LIMIT_MATCH_BYTES);
	for (uint32_t i = 0; i < atom->sequence_count; i++) {
		const struct sequence *sequence = &atom->sequences[i];
		struct phrase_set set = { .sequences = { sequence },
			.atoms = { atom },
			.count = 1,
			.fields = node->fields };

		buffer_append_string(&out, i == 0 ? "(" : " OR (");
		if (phrase_is_sayable(room, sequence)) {
			phrase_write(room, &set, &out);
		} else {
			write_loosely(room, node, sequence, &out);
			exact = false;
		}
		buffer_append_char(&out, ')');
	}
	return phrase_finish(room, &out, exact);
}
