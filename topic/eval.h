/*
 * Whether an article meets a query (section 4). First the article's terms are
 * looked up in a vocabulary, once for all queries that share it; then trees are
 * evaluated over what was found.
 */
#ifndef CRIER_TOPIC_EVAL_H
#define CRIER_TOPIC_EVAL_H

#include "arena.h"
#include "topic/ast.h"
#include "topic/tokens.h"
#include "topic/vocabulary.h"

/* A term of the article that is a word of the vocabulary. */
struct link {
	uint32_t term, next; /* of the same word, or TOKEN_NONE */
	enum via via;
};
/* What the article has of a word; of an earlier article while the stamp is
 * not the present one. */
struct word_state {
	uint32_t stamp;
	uint32_t head;        /* first link */
	uint8_t fields;       /* FIELD_BITs that it stands in */
	uint8_t exact_fields; /* and in the very form */
};
/* Of one vocabulary and, at a time, one article. */
struct findings {
	const struct vocabulary *vocabulary;
	const struct tokens *tokens;
	struct arena arena; /* links, occurrences; emptied by findings_take */
	struct word_state *words; /* owned; by word */
	struct link *links;       /* in arena */
	uint32_t stamp, link_count, link_room;
	bool failed; /* out of memory: what is asked is unknown */
	void (
	    *on_word)(void *arg, uint32_t word); /* when first found; or NULL */
	void *arg;
};
void
findings_init(struct findings *findings, const struct vocabulary *vocabulary);
void findings_finish(struct findings *findings);
/* Forgets the last article and looks up another; NULL: it has no words. */
void findings_take(struct findings *findings, const struct tokens *tokens);
/* Whether a word, or its very form where level is not LEVEL_STEM, stands in one
 * of the fields. */
bool findings_have(const struct findings *findings, uint32_t word,
    enum atom_level level, uint8_t fields);
/* The first link of a word, or TOKEN_NONE. */
uint32_t findings_of(const struct findings *findings, uint32_t word);

/* Everything that a verdict depends on. */
struct evaluation {
	struct findings *findings;
	const struct article *article;
	struct query_moment moment;
};
enum truth eval_node(const struct evaluation *ev, const struct node *node);
/* Kleene: both, either. */
enum truth truth_and(enum truth a, enum truth b);
enum truth truth_or(enum truth a, enum truth b);
enum truth truth_not(enum truth a);

/* ---- occurrences: 4.2 ------------------------------------------------------ */

struct occurrence {
	uint32_t start, end;  /* positions */
	uint32_t from, until; /* bytes in the field's text */
	uint8_t field;
	uint8_t operand; /* of a NEAR */
	const char *via; /* for people: same, stem, ... (4.6) */
};
struct occurrences {
	struct occurrence *items; /* in the arena of the findings */
	size_t count, room;
};
/* Whether the atom occurs. */
bool atom_occurs(const struct evaluation *ev, const struct node *atom);
/* Appends all occurrences below node (an atom, or names and ORs of atoms). */
void occurrences_add(const struct evaluation *ev, const struct node *node,
    uint8_t operand, struct occurrences *list);
/* By position, equal ones once. */
void occurrences_sort(struct occurrences *list);
/* Starts that differ. */
size_t occurrences_count_starts(struct occurrences *list);
/* The occurrences of all operands of a NEAR, sorted. */
void occurrences_of_near(const struct evaluation *ev, const struct node *near,
    struct occurrences *list);

/* ---- near.c ----------------------------------------------------------------- */

#define NEAR_NOWHERE UINT32_MAX
/*
 * The least number of positions between the first and the last of operands
 * that stand together in a field, without overlap (and in order where
 * ordered), looking no further than limit. NEAR_NOWHERE where there are none;
 * *exhausted where LIMIT_NEAR_WORK was reached before all were tried.
 */
uint32_t near_distance(const struct occurrences *sorted, size_t operands,
    bool ordered, uint32_t limit, bool *exhausted);

/* ---- key_eval.c ---------------------------------------------------------------- */

bool key_holds(const struct evaluation *ev, const struct key *key);
/* min(published, first seen) of what is known; 0: neither is. */
int64_t article_date(const struct article *article);
/* The host of the link, else of the feed; may be absent. */
struct slice article_host(const struct article *article);
/* Folded text against a folded name, "*" in it any number of characters. */
bool glob_match(struct slice glob, struct slice text);

#endif
