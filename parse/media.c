/*
 * Media RSS says with many elements what a picture, a film or a piece of music
 * is. Of an entry it gives the image and what may be played; the rest is kept
 * in ext as it stands.
 */
#include "parse/media.h"

#include "parse/element_values.h"
#include "parse/ext.h"
#include "parse/feed_url.h"
#include "parse/rss.h"
#include "parse/text.h"

/* Of an entry's images, an enclosure's comes behind those of the table, but
 * before podcast:image, whose rank there is 6. */
#define ENCLOSURE_RANK (5 * 8 + 7)

#define MEDIA_CATEGORIES "http://search.yahoo.com/mrss/category_schema"

static void
offer_image(struct pass *pass, const struct leaf *leaf, struct slice raw,
    uint32_t rank, int64_t width)
{
	struct draft *draft = leaf->draft;
	struct doc_image image = { .url = { 0, 0 } };

	if (raw.len == 0 || rank > draft->image_rank ||
	    (rank == draft->image_rank && width <= draft->image_width))
		return;
	image.url = feed_url_put(pass, draft, leaf->base, raw, FEED_URL_IMAGE);
	if (image.url.at == 0)
		return;
	draft->image = image;
	draft->image_rank = rank;
	draft->image_width = width;
}

void
media_image(struct pass *pass, const struct leaf *leaf)
{
	struct slice raw = leaf_attr(pass, leaf, "href");

	if (raw.len == 0)
		raw = leaf_attr(pass, leaf, "url");
	if (raw.len == 0)
		raw = leaf->text;
	/* The first one: width does not count. */
	offer_image(pass, leaf, raw, leaf->rank, 0);
}

static int64_t
width_of(struct pass *pass, const struct leaf *leaf)
{
	int64_t width = 0;

	slice_to_int64(leaf_attr(pass, leaf, "width"), 0, INT32_MAX, &width);
	return width + 1;
}

void
media_thumbnail(struct pass *pass, const struct leaf *leaf)
{
	struct slice raw = leaf_attr(pass, leaf, "url");

	if (raw.len == 0)
		raw = leaf->text;
	/* Wherever it stands: the widest. */
	offer_image(pass, leaf, raw, leaf->rank & ~7U, width_of(pass, leaf));
	ext_put_repeated(pass, leaf);
}

static bool
is_image(struct pass *pass, const struct leaf *leaf)
{
	struct slice medium = leaf_attr(pass, leaf, "medium");

	if (medium.len > 0)
		return slice_eq_nocase(medium, SLICE("image"));
	return slice_has_prefix_nocase(leaf_attr(pass, leaf, "type"),
	    SLICE("image/"));
}

void
media_content(struct pass *pass, const struct leaf *leaf)
{
	struct enclosure_parts parts = {
		.url = leaf_attr(pass, leaf, "url"),
		.type = leaf_attr(pass, leaf, "type"),
		.length = leaf_attr(pass, leaf, "filesize"),
		.duration_s = DOC_NO_NUMBER,
	};
	struct leaf behind = *leaf;

	behind.rank += 64; /* true enclosures first */
	if (is_image(pass, leaf))
		offer_image(pass, leaf, parts.url, leaf->rank & ~7U,
		    width_of(pass, leaf));
	else if (leaf_is_in_entry(leaf))
		enclosure_put(pass, &behind, &parts);
	ext_put_repeated(pass, leaf);
}

void
media_credit(struct pass *pass, const struct leaf *leaf)
{
	struct slice role = leaf_attr(pass, leaf, "role");
	struct leaf alone = *leaf;

	ext_put_repeated(pass, leaf);
	if (!leaf_is_in_entry(leaf)) {
		leaf_put_persons(pass, leaf, PERSON_CONTRIBUTOR, leaf->text);
		return;
	}
	alone.rank += RANK_ALONE;
	if (slice_eq_nocase(role, SLICE("author")))
		leaf_put_persons(pass, &alone, PERSON_AUTHOR, leaf->text);
}

void
media_category(struct pass *pass, const struct leaf *leaf)
{
	struct slice scheme = leaf_attr(pass, leaf, "scheme");

	if (scheme.len == 0)
		scheme = SLICE(MEDIA_CATEGORIES);
	leaf_put_category(pass, leaf, leaf->text, scheme,
	    leaf_attr(pass, leaf, "label"));
}

void
media_keywords(struct pass *pass, const struct leaf *leaf)
{
	leaf_put_keywords(pass, leaf, leaf->text, SLICE_NONE);
}

void
media_license(struct pass *pass, const struct leaf *leaf)
{
	struct slice raw = leaf_attr(pass, leaf, "href");

	if (raw.len == 0)
		raw = leaf_attr(pass, leaf, "url");
	draft_plain(leaf->draft, PLAIN_LICENSE, leaf->rank,
	    feed_url(pass, leaf->base, raw, FEED_URL_LINK));
	ext_put_known(pass, leaf);
}

void
media_choose_image(struct draft *draft)
{
	const struct draft_enclosure *items = (void *)draft->enclosures.ptr;
	size_t count = draft->enclosures.len / sizeof(*items);

	if (draft->image_rank <= ENCLOSURE_RANK)
		return;
	for (size_t i = 0; i < count; i++) {
		const struct doc_enclosure *one = &items[i].enclosure;

		if (!slice_has_prefix_nocase(draft_slice(draft, one->type),
			SLICE("image/")))
			continue;
		draft->image = (struct doc_image){ .url = one->url };
		draft->image_rank = ENCLOSURE_RANK;
		return;
	}
}
