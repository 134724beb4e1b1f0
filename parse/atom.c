/*
 * Atom 1.0 and 0.3 where a row of the table cannot say it all: links with their
 * relations, ids that are relative, replies.
 */
#include "parse/atom.h"

#include "parse/feed_url.h"
#include "parse/language_tag.h"
#include "parse/link_choice.h"
#include "parse/rss.h"
#include "parse/text.h"

void
atom_id(struct pass *pass, const struct leaf *leaf)
{
	struct slice id;

	buffer_reset(&pass->url);
	if (!charset_mend(leaf->text, CHARSET_MEND_CONTROLS, &pass->url, &id) ||
	    !draft_wants(leaf->draft, PLAIN_ID, leaf->rank, DRAFT_FIRST))
		return;
	/* 5.3: verbatim, but for one that is meant to be resolved. */
	if (feed_url_is_relative(id) && leaf->base.len > 0 &&
	    slice_find_char(id, '/') != SIZE_MAX)
		id = feed_url(pass, leaf->base, leaf->text, FEED_URL_NAME);
	draft_plain(leaf->draft, PLAIN_ID, leaf->rank, id);
	if (leaf_is_in_entry(leaf))
		link_offer(pass, leaf, LINK_ID, leaf->text);
}

/* ---- links ----------------------------------------------------------------- */

struct atom_link {
	struct slice href, rel, type, hreflang, title, length;
};

static enum link_candidate
alternate_rank(const struct pass *pass, const struct atom_link *link)
{
	if (!link_type_is_page(link->type))
		return LINK_ALTERNATE_ANY;
	if (link->hreflang.len > 0 && pass->dates.language.len > 0 &&
	    slice_eq_nocase(link->hreflang, pass->dates.language))
		return LINK_ALTERNATE_OWN;
	return LINK_ALTERNATE_PAGE;
}

static void
take_self(struct pass *pass, const struct leaf *leaf,
    const struct atom_link *link)
{
	if (leaf->draft->kind == DRAFT_FEED)
		pass_learn_base(pass, link->href, PASS_BASE_SELF);
}

static void
take_enclosure(struct pass *pass, const struct leaf *leaf,
    const struct atom_link *link)
{
	struct leaf behind = *leaf;
	struct enclosure_parts parts = {
		.url = link->href,
		.type = link->type,
		.length = link->length,
		.title = link->title,
		.duration_s = DOC_NO_NUMBER,
	};

	/* In RSS its own element comes first. */
	behind.rank += 8;
	if (leaf_is_in_entry(leaf))
		enclosure_put(pass, &behind, &parts);
}

static void
take_replies(struct pass *pass, const struct leaf *leaf,
    const struct atom_link *link)
{
	struct slice count = leaf_attr_ns(pass, leaf, NS_THR, "count");
	struct slice url = feed_url(pass, leaf->base, link->href,
	    FEED_URL_LINK);
	int64_t value;

	if (link->type.len == 0 || link_type_is_page(link->type))
		draft_plain(leaf->draft, PLAIN_COMMENTS, leaf->rank + 8, url);
	else
		draft_plain(leaf->draft, PLAIN_COMMENTS_FEED, leaf->rank + 8,
		    url);
	if (slice_to_int64(count, 0, INT32_MAX, &value))
		draft_plain(leaf->draft, PLAIN_COMMENTS_COUNT, leaf->rank + 64,
		    count);
}

static void
take_hub(struct pass *pass, const struct leaf *leaf,
    const struct atom_link *link)
{
	if (leaf->draft->kind == DRAFT_FEED)
		draft_hub(leaf->draft,
		    feed_url(pass, leaf->base, link->href, FEED_URL_LINK));
}

static void
take_license(struct pass *pass, const struct leaf *leaf,
    const struct atom_link *link)
{
	draft_plain(leaf->draft, PLAIN_LICENSE, leaf->rank + 16,
	    feed_url(pass, leaf->base, link->href, FEED_URL_LINK));
}

static void
take_alternate(struct pass *pass, const struct leaf *leaf,
    const struct atom_link *link)
{
	link_offer(pass, leaf, alternate_rank(pass, link), link->href);
}

/* What a relation means besides being listed. */
static const struct {
	struct slice rel;
	void (*take)(struct pass *pass, const struct leaf *leaf,
	    const struct atom_link *link);
} relations[] = {
	{ SLICE_INIT("alternate"), take_alternate },
	{ SLICE_INIT("self"), take_self },
	{ SLICE_INIT("enclosure"), take_enclosure },
	{ SLICE_INIT("replies"), take_replies },
	{ SLICE_INIT("hub"), take_hub },
	{ SLICE_INIT("license"), take_license },
};

static void
list_link(struct pass *pass, const struct leaf *leaf,
    const struct atom_link *link)
{
	struct draft *draft = leaf->draft;
	enum feed_url_use use = slice_eq_nocase(link->rel, SLICE("via"))
	    ? FEED_URL_NAME
	    : FEED_URL_LINK;
	struct doc_link listed = {
		.href = feed_url_put(pass, draft, leaf->base, link->href, use),
	};

	if (listed.href.at == 0)
		return;
	listed.rel = text_name_put(pass, draft, link->rel);
	listed.type = text_name_put(pass, draft, link->type);
	listed.hreflang = text_name_put(pass, draft, link->hreflang);
	listed.title = text_name_put(pass, draft, link->title);
	listed.length = text_name_put(pass, draft, link->length);
	draft_link(draft, &listed);
}

void
atom_link(struct pass *pass, const struct leaf *leaf)
{
	struct atom_link link = {
		.href = leaf_attr(pass, leaf, "href"),
		.rel = link_rel(leaf_attr(pass, leaf, "rel")),
		.type = leaf_attr(pass, leaf, "type"),
		.hreflang = leaf_attr(pass, leaf, "hreflang"),
		.title = leaf_attr(pass, leaf, "title"),
		.length = leaf_attr(pass, leaf, "length"),
	};

	if (link.href.ptr == NULL)
		link.href = leaf->text;
	/* First: a self link may change the base that leaf borrows. */
	list_link(pass, leaf, &link);
	for (size_t i = 0; i < ARRAY_LEN(relations); i++) {
		if (slice_eq_nocase(link.rel, relations[i].rel))
			relations[i].take(pass, leaf, &link);
	}
}

/* ---- threads --------------------------------------------------------------- */

void
atom_in_reply_to(struct pass *pass, const struct leaf *leaf)
{
	static const char *const names[] = { "ref", "href", "type", "source" };
	struct draft *draft = leaf->draft;
	uint32_t thread;

	/* The first; what a second one answers too is not told. */
	if (draft->objects[OBJECT_THREAD] != 0)
		return;
	thread = draft_object(draft, OBJECT_THREAD, DOC_VALUE_OBJECT);
	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		struct slice value = leaf_attr(pass, leaf, names[i]);

		if (slice_eq(slice_of(names[i]), SLICE("href")) ||
		    slice_eq(slice_of(names[i]), SLICE("source")))
			value = feed_url(pass, leaf->base, value,
			    FEED_URL_NAME);
		draft_value_opt(draft, thread, names[i], value);
	}
}
