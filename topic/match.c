/*
 * Many topics in one pass (6.2): the article's terms are looked up once; each
 * word that is found names the topics that it covers; only those are evaluated,
 * in their order, with the findings that they share.
 */
#include <stdlib.h>

#include "memory.h"
#include "topic/fold.h"
#include "topic/set.h"

#define BITS 64

struct topic_scratch {
	const struct topic_set *set;
	struct findings findings;
	uint64_t *candidates; /* owned; a bit a topic */
	size_t candidate_words;
};

static void
add_candidate(struct topic_scratch *scratch, uint32_t topic)
{
	scratch->candidates[topic / BITS] |= UINT64_C(1) << topic % BITS;
}

static void
add_covered(void *arg, uint32_t word)
{
	struct topic_scratch *scratch = arg;
	const struct topic_set *set = scratch->set;

	for (uint32_t i = set->cover_start[word];
	     i < set->cover_start[word + 1]; i++)
		add_candidate(scratch, set->cover[i]);
}

struct topic_scratch *
topic_scratch_new(const struct topic_set *set)
{
	struct topic_scratch *scratch = xcalloc(1, sizeof(*scratch));

	scratch->set = set;
	findings_init(&scratch->findings, set->vocabulary);
	scratch->findings.on_word = add_covered;
	scratch->findings.arg = scratch;
	scratch->candidate_words = (set->count + BITS - 1) / BITS;
	scratch->candidates = xcalloc(scratch->candidate_words + 1,
	    sizeof(*scratch->candidates));
	return scratch;
}

void
topic_scratch_free(struct topic_scratch *scratch)
{
	if (scratch == NULL)
		return;
	findings_finish(&scratch->findings);
	free(scratch->candidates);
	free(scratch);
}

/* ---- feeds= ----------------------------------------------------------------------- */

static bool
rule_takes(const struct feed_rule *rule, struct slice name,
    struct findings *findings)
{
	struct slice folded = fold_text(name, &findings->arena);

	if (folded.ptr == NULL) {
		findings->failed = true;
		return false;
	}
	return rule->glob ? glob_match(rule->name, folded)
			  : slice_eq(rule->name, folded);
}

static bool
takes_feed(const struct compiled_topic *topic, const struct article *article,
    struct findings *findings)
{
	for (size_t i = 0; i < topic->feed_count; i++) {
		const struct feed_rule *rule = &topic->feeds[i];

		if (!rule->tag &&
		    rule_takes(rule, article->feed_name, findings))
			return true;
		for (size_t t = 0; rule->tag && t < article->feed_tag_count;
		     t++) {
			if (rule_takes(rule, article->feed_tags[t], findings))
				return true;
		}
	}
	return topic->feed_count == 0;
}

/* ---- matching ---------------------------------------------------------------------- */

/* The lowest topic of *bits, which loses it. */
static size_t
take_bit(uint64_t *bits, size_t word)
{
	size_t bit = (size_t)__builtin_ctzll(*bits);

	*bits &= *bits - 1;
	return word * BITS + bit;
}

static bool
is_muted(const struct topic_set *set, const struct evaluation *ev)
{
	for (size_t i = 0; i < set->mute_count; i++) {
		if (eval_node(ev, set->mutes[i].query->root) == TRUTH_TRUE)
			return true;
	}
	return false;
}

static bool
meets(const struct topic_set *set, size_t topic, const struct evaluation *ev)
{
	return program_run(&set->program, ev, set->starts[topic]) ==
	    TRUTH_TRUE &&
	    takes_feed(&set->topics[topic], ev->article, ev->findings);
}

size_t
topics_match(const struct topic_set *set, struct topic_scratch *scratch,
    const struct tokens *tokens, const struct article *article,
    struct match *matches, size_t max)
{
	struct evaluation ev = { &scratch->findings, article, { 0, 0 } };
	size_t count = 0;

	findings_take(&scratch->findings, tokens);
	for (size_t i = 0; i < set->always_count; i++)
		add_candidate(scratch, set->always[i]);
	for (size_t w = 0; w < scratch->candidate_words; w++) {
		while (scratch->candidates[w] != 0) {
			size_t topic = take_bit(&scratch->candidates[w], w);

			if (count < max && meets(set, topic, &ev))
				matches[count++] = (struct match){
					.topic = topic,
					.name = set->topics[topic].name
				};
		}
	}
	return count > 0 && is_muted(set, &ev) ? 0 : count;
}

bool
topics_match_lacked_memory(const struct topic_scratch *scratch)
{
	return scratch->findings.failed && !scratch->findings.arena.full;
}

bool
topic_set_mutes(const struct topic_set *set, const struct tokens *tokens,
    const struct article *article)
{
	struct findings findings;
	struct evaluation ev = { &findings, article, { 0, 0 } };
	bool muted;

	if (set->mute_count == 0)
		return false;
	findings_init(&findings, set->vocabulary);
	findings_take(&findings, tokens);
	muted = is_muted(set, &ev);
	findings_finish(&findings);
	return muted;
}
