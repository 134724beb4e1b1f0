/*
 * RSS 0.9x and 2.0 where a row of the table cannot say it all: links that may
 * be attributes, guids that may be links, enclosures, images, the clouds of
 * old. The specification allows one form; feeds use all that are read here.
 */
#include "parse/rss.h"

#include "limits.h"
#include "parse/atom.h"
#include "parse/feed_url.h"
#include "parse/link_choice.h"
#include "parse/text.h"
#include "url.h"

/* ---- links ----------------------------------------------------------------- */

static void
list_link(struct pass *pass, const struct leaf *leaf, struct slice raw)
{
	struct doc_link link = {
		.rel = doc_frame_put(leaf->draft->frame, SLICE("alternate")),
		.href = feed_url_put(pass, leaf->draft, leaf->base, raw,
		    FEED_URL_LINK),
	};

	if (link.href.at != 0)
		draft_link(leaf->draft, &link);
}

void
rss_link(struct pass *pass, const struct leaf *leaf)
{
	struct slice raw = leaf->text;

	if (leaf_attr(pass, leaf, "rel").len > 0) {
		atom_link(pass, leaf);
		return;
	}
	/* <link><a href="...">, then text, then the attribute. */
	if (pass->kept.len > 0)
		raw = buffer_slice(&pass->kept);
	if (raw.len == 0)
		raw = leaf_attr(pass, leaf, "href");
	if (!link_offer(pass, leaf, LINK_TEXT, raw))
		return;
	list_link(pass, leaf, raw);
	if (leaf->draft->kind == DRAFT_FEED)
		pass_learn_base(pass, draft_text(leaf->draft, PLAIN_LINK),
		    PASS_BASE_LINK);
}

/* What a proxy of feeds took the place of: it goes before all others. */
void
rss_original_link(struct pass *pass, const struct leaf *leaf)
{
	enum link_candidate candidate = leaf->row->ns == NS_PHEEDO
	    ? LINK_ORIGINAL_PHEEDO
	    : LINK_ORIGINAL;
	struct buffer *links = &leaf->draft->links;
	struct buffer others;

	if (!link_offer(pass, leaf, candidate, leaf->text))
		return;
	others = *links;
	buffer_init(links, others.max);
	list_link(pass, leaf, leaf->text);
	buffer_append(links, buffer_slice(&others));
	buffer_finish(&others);
}

static bool
looks_like_link(struct slice guid)
{
	if (guid.len == 0 || slice_find_char(guid, ' ') != SIZE_MAX)
		return false;
	if (url_is_http(guid))
		return true;
	return feed_url_is_relative(guid) &&
	    slice_find_char(guid, '/') != SIZE_MAX;
}

void
rss_guid(struct pass *pass, const struct leaf *leaf)
{
	struct slice permanent = leaf_attr(pass, leaf, "ispermalink");
	struct slice id;

	buffer_reset(&pass->url);
	if (!charset_mend(leaf->text, CHARSET_MEND_CONTROLS, &pass->url, &id))
		return;
	if (!draft_wants(leaf->draft, PLAIN_ID, leaf->rank, DRAFT_FIRST))
		return;
	draft_plain(leaf->draft, PLAIN_ID, leaf->rank, id);
	if (permanent.len > 0 && !slice_eq_nocase(permanent, SLICE("true")))
		return;
	/* A relative one needs a base that makes it absolute (2.3). */
	if (looks_like_link(leaf->text) &&
	    (url_is_http(leaf->text) || leaf->base.len > 0))
		link_offer(pass, leaf, LINK_PERMALINK, leaf->text);
}

/* ---- enclosures ------------------------------------------------------------ */

static int64_t
length_of(struct slice text)
{
	int64_t value;
	size_t digits = 0;

	/* Fractions are cut; "12,345" is no number. */
	while (digits < text.len && text.ptr[digits] >= '0' &&
	    text.ptr[digits] <= '9')
		digits++;
	if (digits < text.len && text.ptr[digits] != '.')
		return DOC_NO_NUMBER;
	if (!slice_to_int64(slice_sub(text, 0, digits), 0, INT64_MAX, &value))
		return DOC_NO_NUMBER;
	return value;
}

void
enclosure_put(struct pass *pass, const struct leaf *leaf,
    const struct enclosure_parts *parts)
{
	struct draft *draft = leaf->draft;
	struct doc_enclosure enclosure = {
		.url = feed_url_put(pass, draft, leaf->base, parts->url,
		    FEED_URL_LINK),
		.length = length_of(slice_trim(parts->length)),
		.duration_s = parts->duration_s,
	};

	if (enclosure.url.at == 0)
		return;
	enclosure.type = text_name_put(pass, draft, parts->type);
	enclosure.title = text_name_put(pass, draft, parts->title);
	draft_enclosure(draft, leaf->rank, &enclosure);
}

void
rss_enclosure(struct pass *pass, const struct leaf *leaf)
{
	static const char *const names[] = { "url", "href", "uri", "src" };
	struct enclosure_parts parts = {
		.type = leaf_attr(pass, leaf, "type"),
		.length = leaf_attr(pass, leaf, "length"),
		.duration_s = DOC_NO_NUMBER,
	};

	for (size_t i = 0; i < ARRAY_LEN(names) && parts.url.len == 0; i++)
		parts.url = leaf_attr(pass, leaf, names[i]);
	enclosure_put(pass, leaf, &parts);
}

/* ---- images ---------------------------------------------------------------- */

void
rss_image_begin(struct pass *pass, const struct leaf *leaf)
{
	(void)leaf;
	pass->parts.image = (struct doc_image){ .url = { 0, 0 } };
}

void
rss_image_part(struct pass *pass, const struct leaf *leaf)
{
	struct doc_image *image = &pass->parts.image;
	struct doc_span *const parts[] = {
		[IMAGE_URL] = &image->url,
		[IMAGE_TITLE] = &image->title,
		[IMAGE_LINK] = &image->link,
		[IMAGE_WIDTH] = &image->width,
		[IMAGE_HEIGHT] = &image->height,
		[IMAGE_DESCRIPTION] = &image->description,
	};
	struct doc_span *part = parts[leaf->row->field];

	if (part->at != 0)
		return;
	if (leaf->row->field == IMAGE_URL || leaf->row->field == IMAGE_LINK)
		*part = feed_url_put(pass, leaf->draft, leaf->base, leaf->text,
		    FEED_URL_IMAGE);
	else
		*part = text_name_put(pass, leaf->draft, leaf->text);
}

void
rss_image(struct pass *pass, const struct leaf *leaf)
{
	struct doc_image *image = &pass->parts.image;
	struct slice raw = leaf_attr(pass, leaf, "href");

	if (raw.len == 0)
		raw = leaf_attr(pass, leaf, "url");
	if (raw.len == 0)
		raw = leaf_attr_ns(pass, leaf, NS_RDF, "resource");
	if (raw.len == 0)
		raw = leaf->text;
	if (image->url.at == 0)
		image->url = feed_url_put(pass, leaf->draft, leaf->base, raw,
		    FEED_URL_IMAGE);
	if (image->url.at == 0 && image->title.at == 0)
		return;
	/* An address alone, as RDF has it in the channel, is no match for the
	 * image itself. */
	if (leaf->rank < leaf->draft->image_rank ||
	    (leaf->rank == leaf->draft->image_rank &&
		leaf->draft->image.title.at == 0)) {
		leaf->draft->image = *image;
		leaf->draft->image_rank = leaf->rank;
	}
}

/* ---- the rest -------------------------------------------------------------- */

void
rss_cloud(struct pass *pass, const struct leaf *leaf)
{
	static const struct {
		const char *attr, *key;
	} parts[] = {
		{ "domain", "domain" },
		{ "port", "port" },
		{ "path", "path" },
		{ "registerprocedure", "registerProcedure" },
		{ "protocol", "protocol" },
	};
	uint32_t cloud = draft_object(leaf->draft, OBJECT_CLOUD,
	    DOC_VALUE_OBJECT);

	for (size_t i = 0; i < ARRAY_LEN(parts); i++)
		draft_value_opt(leaf->draft, cloud, parts[i].key,
		    leaf_attr(pass, leaf, parts[i].attr));
}

void
rss_textinput_part(struct pass *pass, const struct leaf *leaf)
{
	uint32_t input = draft_object(leaf->draft, OBJECT_TEXTINPUT,
	    DOC_VALUE_OBJECT);

	buffer_reset(&pass->scratch);
	if (leaf->row->field == IMAGE_LINK)
		draft_value_opt(leaf->draft, input, leaf->row->name,
		    feed_url(pass, leaf->base, leaf->text, FEED_URL_LINK));
	else if (text_line(pass, DOC_TEXT_ABSENT, leaf->text, &pass->scratch) !=
	    DOC_TEXT_ABSENT)
		draft_value_opt(leaf->draft, input, leaf->row->name,
		    buffer_slice(&pass->scratch));
}

void
rss_generator(struct pass *pass, const struct leaf *leaf)
{
	struct slice url = leaf_attr(pass, leaf, "uri");

	if (url.len == 0)
		url = leaf_attr(pass, leaf, "url");
	buffer_reset(&pass->scratch);
	text_line(pass, DOC_TEXT_ABSENT, text_mend(pass, leaf->text),
	    &pass->scratch);
	draft_plain(leaf->draft, PLAIN_GENERATOR, leaf->rank,
	    buffer_slice(&pass->scratch));
	draft_plain(leaf->draft, PLAIN_GENERATOR_VERSION, leaf->rank,
	    leaf_attr(pass, leaf, "version"));
	draft_plain(leaf->draft, PLAIN_GENERATOR_URL, leaf->rank,
	    feed_url(pass, leaf->base, url, FEED_URL_LINK));
}

void
rss_skip_hour(struct pass *pass, const struct leaf *leaf)
{
	int64_t hour;

	(void)pass;
	if (slice_to_int64(leaf->text, 0, 24, &hour))
		leaf->draft->skip_hours |= 1U << hour % 24;
}

void
rss_skip_day(struct pass *pass, const struct leaf *leaf)
{
	static const struct slice days[] = { SLICE_INIT("monday"),
		SLICE_INIT("tuesday"), SLICE_INIT("wednesday"),
		SLICE_INIT("thursday"), SLICE_INIT("friday"),
		SLICE_INIT("saturday"), SLICE_INIT("sunday") };

	(void)pass;
	for (size_t i = 0; i < ARRAY_LEN(days); i++) {
		if (slice_eq_nocase(leaf->text, days[i]))
			leaf->draft->skip_days |= 1U << i;
	}
}
