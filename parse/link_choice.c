/*
 * Chooses the link of an entry or feed. Every candidate is offered with its
 * place in the order of precedence; what was not offered may still be made of
 * the comments' page or a single enclosure. An id is a link only where it says
 * so and looks like one: publishers forget isPermaLink="false" too often.
 */
#include "parse/link_choice.h"

#include "parse/feed_url.h"
#include "url.h"

/* Steps between candidates: farther wrappers count within one. */
#define STEP 512

bool
link_offer(struct pass *pass, const struct leaf *leaf,
    enum link_candidate candidate, struct slice raw)
{
	uint32_t rank = (uint32_t)candidate * STEP + leaf->rank % STEP +
	    (leaf->rank & RANK_SECOND);
	struct slice url = feed_url(pass, leaf->base, raw, FEED_URL_LINK);

	/* A host with blanks in it was left as it was spelled. */
	if (url.len == 0 || slice_eq(slice_trim(raw), SLICE("#")) ||
	    slice_find_char(url, ' ') != SIZE_MAX)
		return false;
	if ((candidate == LINK_ID || candidate == LINK_ABOUT) &&
	    !url_is_http(url))
		return false;
	if (candidate == LINK_TEXT)
		draft_plain_last(leaf->draft, PLAIN_LINK, rank, url);
	else
		draft_plain(leaf->draft, PLAIN_LINK, rank, url);
	return true;
}

static void
take_comments(struct draft *draft)
{
	struct slice url = draft_text(draft, PLAIN_COMMENTS);
	struct doc_span comments = draft->plain[PLAIN_COMMENTS].value;
	size_t end = slice_find_char(url, '#');

	if (url.len == 0 || end == 0)
		return;
	/* A part of a text that is there already. */
	if (end != SIZE_MAX)
		comments.len = (uint32_t)end;
	draft->plain[PLAIN_LINK] = (struct plain_slot){ comments, 0 };
}

static void
take_enclosure(struct draft *draft)
{
	const struct draft_enclosure *only = (void *)draft->enclosures.ptr;

	if (draft->enclosures.len == sizeof(*only))
		draft->plain[PLAIN_LINK] = (struct plain_slot){
			only->enclosure.url, 0
		};
}

/* 5.3: an id that acts as the link, and is relative, is printed resolved. */
static void
settle_id(struct draft *draft, uint32_t candidate)
{
	struct plain_slot *id = &draft->plain[PLAIN_ID];

	draft->link_is_id = true;
	if (candidate == LINK_PERMALINK &&
	    feed_url_is_relative(draft_text(draft, PLAIN_ID)))
		id->value = draft->plain[PLAIN_LINK].value;
}

void
link_choose(struct draft *draft)
{
	const struct plain_slot *link = &draft->plain[PLAIN_LINK];
	uint32_t candidate = link->rank % RANK_SECOND / STEP;

	if (link->rank == RANK_NONE) {
		if (draft->kind != DRAFT_ENTRY)
			return;
		take_comments(draft);
		if (link->rank == RANK_NONE)
			take_enclosure(draft);
		return;
	}
	if (candidate >= LINK_PERMALINK && draft->kind == DRAFT_ENTRY)
		settle_id(draft, candidate);
}

struct slice
link_rel(struct slice rel)
{
	static const char iana[] = "http://www.iana.org/assignments/relation/";

	rel = slice_trim(rel);
	if (slice_has_prefix_nocase(rel,
		(struct slice){ iana, sizeof(iana) - 1 }))
		rel = slice_from(rel, sizeof(iana) - 1);
	if (rel.len == 0 || slice_eq_nocase(rel, SLICE("alternate")))
		return SLICE("alternate");
	return rel;
}

bool
link_type_is_page(struct slice type)
{
	struct slice bare;

	if (!slice_cut(&type, ';', &bare))
		return true;
	bare = slice_trim(bare);
	return bare.len == 0 || slice_eq_nocase(bare, SLICE("text/html")) ||
	    slice_eq_nocase(bare, SLICE("application/xhtml+xml"));
}
