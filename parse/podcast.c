/*
 * What podcasts say of themselves beyond RSS, as trees that are printed. Names
 * and addresses that other keys want (authors, images) are given there by other
 * rows of the table; here only the objects are filled.
 */
#include "parse/podcast.h"

#include "parse/element_values.h"
#include "parse/feed_url.h"
#include "parse/media.h"
#include "parse/rss.h"
#include "parse/text.h"
#include "utf8.h"

#define ITUNES_CATEGORIES "http://www.itunes.com/"

static const char *const itunes_keys[] = {
	[ITUNES_AUTHOR] = "author",
	[ITUNES_BLOCK] = "block",
	[ITUNES_COMPLETE] = "complete",
	[ITUNES_DURATION] = "duration",
	[ITUNES_EPISODE] = "episode",
	[ITUNES_EPISODE_TYPE] = "episode_type",
	[ITUNES_EXPLICIT] = "explicit",
	[ITUNES_ORDER] = "order",
	[ITUNES_SEASON] = "season",
	[ITUNES_SUBTITLE] = "subtitle",
	[ITUNES_SUMMARY] = "summary",
	[ITUNES_TITLE] = "title",
	[ITUNES_TYPE] = "type",
};

static uint32_t
itunes(const struct leaf *leaf)
{
	return draft_object(leaf->draft, OBJECT_ITUNES, DOC_VALUE_OBJECT);
}

/* ---- itunes ---------------------------------------------------------------- */

/* The element as plain text in pass->scratch, whatever it took. */
static struct slice
plain_text(struct pass *pass, const struct leaf *leaf)
{
	struct slice text = leaf->text;

	if (leaf->markup != NULL)
		text = slice_sub(buffer_slice(leaf->markup->in),
		    leaf->markup->at, leaf->markup->len);
	text = text_mend(pass, text);
	buffer_reset(&pass->scratch);
	text_line(pass, DOC_TEXT_ABSENT, text, &pass->scratch);
	return buffer_slice(&pass->scratch);
}

void
itunes_text(struct pass *pass, const struct leaf *leaf)
{
	draft_value_opt(leaf->draft, itunes(leaf),
	    itunes_keys[leaf->row->field], plain_text(pass, leaf));
}

static struct slice
number_text(struct slice text, char out[24])
{
	int64_t value;
	size_t at = sizeof("-9223372036854775808");
	uint64_t rest;

	if (!slice_to_int64(text, 0, INT64_MAX, &value))
		return SLICE_NONE;
	rest = (uint64_t)value;
	do {
		out[--at] = (char)('0' + rest % 10);
		rest /= 10;
	} while (rest > 0);
	return (struct slice){ out + at, sizeof("-9223372036854775808") - at };
}

void
itunes_number(struct pass *pass, const struct leaf *leaf)
{
	char out[24];
	struct slice text = number_text(leaf->text, out);

	(void)pass;
	if (text.len > 0)
		draft_value(leaf->draft, itunes(leaf), DOC_VALUE_NUMBER,
		    itunes_keys[leaf->row->field], text);
}

void
itunes_flag(struct pass *pass, const struct leaf *leaf)
{
	bool yes = slice_eq(leaf->text, SLICE("Yes")) ||
	    slice_eq(leaf->text, SLICE("yes"));

	(void)pass;
	draft_value(leaf->draft, itunes(leaf),
	    yes ? DOC_VALUE_TRUE : DOC_VALUE_FALSE,
	    itunes_keys[leaf->row->field], SLICE_NONE);
}

void
itunes_explicit(struct pass *pass, const struct leaf *leaf)
{
	static const struct {
		struct slice word;
		enum doc_value_kind kind;
	} words[] = {
		{ SLICE_INIT("yes"), DOC_VALUE_TRUE },
		{ SLICE_INIT("true"), DOC_VALUE_TRUE },
		{ SLICE_INIT("explicit"), DOC_VALUE_TRUE },
		{ SLICE_INIT("no"), DOC_VALUE_FALSE },
		{ SLICE_INIT("false"), DOC_VALUE_FALSE },
		{ SLICE_INIT("clean"), DOC_VALUE_FALSE },
	};
	enum doc_value_kind kind = DOC_VALUE_NULL;

	(void)pass;
	for (size_t i = 0; i < ARRAY_LEN(words); i++) {
		if (slice_eq(leaf->text, words[i].word))
			kind = words[i].kind;
	}
	draft_value(leaf->draft, itunes(leaf), kind,
	    itunes_keys[leaf->row->field], SLICE_NONE);
}

/* Takes digits off *rest, at most nine. */
static bool
cut_number(struct slice *rest, int64_t *number)
{
	size_t digits = 0;

	while (digits < rest->len && rest->ptr[digits] >= '0' &&
	    rest->ptr[digits] <= '9')
		digits++;
	if (digits > 9 ||
	    !slice_to_int64(slice_sub(*rest, 0, digits), 0, INT64_MAX, number))
		return false;
	*rest = slice_from(*rest, digits);
	return true;
}

/* "1h2m3s" */
static bool
duration_of_units(struct slice rest, int64_t *seconds)
{
	static const struct {
		char letter;
		int64_t unit_s;
	} units[] = { { 'h', 3600 }, { 'm', 60 }, { 's', 1 } };
	int64_t total = 0, number;

	for (size_t i = 0; i < ARRAY_LEN(units) && rest.len > 0; i++) {
		struct slice before = rest;

		if (!cut_number(&rest, &number) || rest.len == 0)
			return false;
		if ((rest.ptr[0] | 0x20) != units[i].letter) {
			rest = before;
			continue;
		}
		total += number * units[i].unit_s;
		rest = slice_from(rest, 1);
	}
	*seconds = total;
	return rest.len == 0;
}

bool
podcast_duration_s(struct slice text, int64_t *seconds)
{
	struct slice rest = slice_trim(text);
	int64_t total = 0, number;

	if (rest.len == 0)
		return false;
	for (int parts = 0; parts < 3; parts++) {
		if (!cut_number(&rest, &number))
			return false;
		total = total * 60 + number;
		if (rest.len == 0 || rest.ptr[0] == '.') {
			*seconds = total; /* the fraction is cut */
			return true;
		}
		if (rest.ptr[0] != ':')
			return parts == 0 && duration_of_units(text, seconds);
		rest = slice_from(rest, 1);
	}
	return false;
}

void
itunes_duration(struct pass *pass, const struct leaf *leaf)
{
	int64_t seconds;
	char out[24];

	itunes_text(pass, leaf);
	if (!podcast_duration_s(leaf->text, &seconds))
		return;
	buffer_reset(&pass->scratch);
	buffer_append_format(&pass->scratch, "%lld", (long long)seconds);
	draft_plain(leaf->draft, PLAIN_DURATION, leaf->rank,
	    number_text(buffer_slice(&pass->scratch), out));
}

static struct slice
image_address(struct pass *pass, const struct leaf *leaf)
{
	struct slice raw = leaf_attr(pass, leaf, "href");

	if (raw.len == 0)
		raw = leaf_attr(pass, leaf, "url");
	return raw.len == 0 ? leaf->text : raw;
}

void
itunes_image(struct pass *pass, const struct leaf *leaf)
{
	draft_value_opt(leaf->draft, itunes(leaf), "image",
	    feed_url(pass, leaf->base, image_address(pass, leaf),
		FEED_URL_IMAGE));
	media_image(pass, leaf);
}

/* itunes:link rel=image, of old players. */
void
itunes_link(struct pass *pass, const struct leaf *leaf)
{
	if (slice_eq_nocase(leaf_attr(pass, leaf, "rel"), SLICE("image")))
		media_image(pass, leaf);
}

void
itunes_owner(struct pass *pass, const struct leaf *leaf)
{
	struct draft *draft = leaf->draft;
	const struct doc_person *person = &pass->parts.person;
	uint32_t owner;

	if (person->name.at != 0 || person->email.at != 0) {
		owner = draft_child(draft, itunes(leaf), DOC_VALUE_OBJECT,
		    "owner");
		buffer_reset(&pass->scratch);
		buffer_append(&pass->scratch, draft_slice(draft, person->name));
		draft_value_opt(draft, owner, "name",
		    buffer_slice(&pass->scratch));
		buffer_reset(&pass->scratch);
		buffer_append(&pass->scratch,
		    draft_slice(draft, person->email));
		draft_value_opt(draft, owner, "email",
		    buffer_slice(&pass->scratch));
	}
	leaf_take_person(pass, leaf);
}

/* Each level is a category of its own; the outer one first. */
void
itunes_category(struct pass *pass, const struct leaf *leaf)
{
	leaf_put_category(pass, leaf, leaf_attr(pass, leaf, "text"),
	    SLICE(ITUNES_CATEGORIES), SLICE_NONE);
}

void
itunes_keywords(struct pass *pass, const struct leaf *leaf)
{
	leaf_put_keywords(pass, leaf, leaf->text, SLICE(ITUNES_CATEGORIES));
}

/* ---- Podcasting 2.0 -------------------------------------------------------- */

enum part_shape {
	PART_VALUE,  /* its text alone */
	PART_OBJECT, /* attributes, and its text as text_key */
	PART_LIST    /* several such objects */
};

static const struct {
	const char *key;
	enum part_shape shape;
	const char *text_key;
	const char *attrs[5];
} podcast_parts[] = {
	[PODCAST_GUID] = { "guid", PART_VALUE, NULL, { NULL } },
	[PODCAST_LOCKED] = { "locked", PART_VALUE, NULL, { NULL } },
	[PODCAST_MEDIUM] = { "medium", PART_VALUE, NULL, { NULL } },
	[PODCAST_FUNDING] = { "funding", PART_LIST, "text", { "url" } },
	[PODCAST_TRANSCRIPT] = { "transcripts", PART_LIST, NULL,
	    { "url", "type", "language", "rel" } },
	[PODCAST_CHAPTERS] = { "chapters", PART_OBJECT, NULL,
	    { "url", "type" } },
	[PODCAST_PERSON] = { "persons", PART_LIST, "name",
	    { "role", "group", "href", "img" } },
	[PODCAST_SOUNDBITE] = { "soundbites", PART_LIST, "title",
	    { "starttime", "duration" } },
	[PODCAST_LOCATION] = { "location", PART_OBJECT, "name",
	    { "geo", "osm" } },
	[PODCAST_SEASON] = { "season", PART_VALUE, NULL, { NULL } },
	[PODCAST_EPISODE] = { "episode", PART_VALUE, NULL, { NULL } },
};

static bool
is_address(const char *attr)
{
	return strcmp(attr, "url") == 0 || strcmp(attr, "href") == 0 ||
	    strcmp(attr, "img") == 0;
}

static void
put_part(struct pass *pass, const struct leaf *leaf, uint32_t node)
{
	const char *text_key = podcast_parts[leaf->row->field].text_key;
	const char *const *attrs = podcast_parts[leaf->row->field].attrs;

	if (text_key != NULL)
		draft_value_opt(leaf->draft, node, text_key,
		    plain_text(pass, leaf));
	for (; *attrs != NULL; attrs++) {
		struct slice value = leaf_attr(pass, leaf, *attrs);

		if (is_address(*attrs))
			value = feed_url(pass, leaf->base, value,
			    FEED_URL_IMAGE);
		draft_value_opt(leaf->draft, node,
		    strcmp(*attrs, "starttime") == 0 ? "start" : *attrs, value);
	}
}

void
podcast_part(struct pass *pass, const struct leaf *leaf)
{
	struct draft *draft = leaf->draft;
	uint32_t podcast = draft_object(draft, OBJECT_PODCAST,
	    DOC_VALUE_OBJECT);
	const char *key = podcast_parts[leaf->row->field].key;
	uint32_t list;

	switch (podcast_parts[leaf->row->field].shape) {
	case PART_VALUE:
		draft_value_opt(draft, podcast, key, plain_text(pass, leaf));
		break;
	case PART_OBJECT:
		put_part(pass, leaf,
		    draft_value(draft, podcast, DOC_VALUE_OBJECT, key,
			SLICE_NONE));
		break;
	case PART_LIST:
		list = draft_child(draft, podcast, DOC_VALUE_LIST, key);
		put_part(pass, leaf,
		    draft_value(draft, list, DOC_VALUE_OBJECT, NULL,
			SLICE_NONE));
		break;
	}
}

void
podcast_license(struct pass *pass, const struct leaf *leaf)
{
	draft_plain(leaf->draft, PLAIN_LICENSE, leaf->rank,
	    feed_url(pass, leaf->base, leaf_attr(pass, leaf, "url"),
		FEED_URL_LINK));
}

/* "url 1500w, url 600w": the first is the largest. */
void
podcast_images(struct pass *pass, const struct leaf *leaf)
{
	struct slice rest = leaf_attr(pass, leaf, "srcset");
	struct slice first, url;
	struct doc_image image = { .url = { 0, 0 } };

	if (rest.len == 0 || leaf->rank >= leaf->draft->image_rank)
		return;
	slice_cut(&rest, ',', &first);
	first = slice_trim(first);
	slice_cut(&first, ' ', &url);
	image.url = feed_url_put(pass, leaf->draft, leaf->base, url,
	    FEED_URL_IMAGE);
	if (image.url.at == 0)
		return;
	leaf->draft->image = image;
	leaf->draft->image_rank = leaf->rank;
}

void
podcast_alternate_begin(struct pass *pass, const struct leaf *leaf)
{
	pass->parts.alternate = (struct doc_enclosure){
		.type = text_name_put(pass, leaf->draft,
		    leaf_attr(pass, leaf, "type")),
		.length = DOC_NO_NUMBER,
		.duration_s = DOC_NO_NUMBER,
	};
	slice_to_int64(leaf_attr(pass, leaf, "length"), 0, INT64_MAX,
	    &pass->parts.alternate.length);
}

void
podcast_alternate_source(struct pass *pass, const struct leaf *leaf)
{
	struct doc_enclosure enclosure = pass->parts.alternate;

	enclosure.url = feed_url_put(pass, leaf->draft, leaf->base,
	    leaf_attr(pass, leaf, "uri"), FEED_URL_LINK);
	if (enclosure.url.at != 0 && leaf_is_in_entry(leaf))
		draft_enclosure(leaf->draft, leaf->rank, &enclosure);
}

/* ---- Simple Chapters ------------------------------------------------------- */

void
chapters_begin(struct pass *pass, const struct leaf *leaf)
{
	struct draft *draft = leaf->draft;
	uint32_t root;

	pass->parts.chapters = 0;
	if (draft == NULL || draft->objects[OBJECT_CHAPTERS] != 0)
		return; /* the first of an entry only */
	root = draft_object(draft, OBJECT_CHAPTERS, DOC_VALUE_OBJECT);
	draft_value_opt(draft, root, "version",
	    leaf_attr(pass, leaf, "version"));
	pass->parts.chapters = draft_child(draft, root, DOC_VALUE_LIST,
	    "chapters");
}

void
chapters_chapter(struct pass *pass, const struct leaf *leaf)
{
	static const char *const names[] = { "start", "title", "href",
		"image" };
	uint32_t chapter;

	if (pass->parts.chapters == 0)
		return;
	chapter = draft_value(leaf->draft, pass->parts.chapters,
	    DOC_VALUE_OBJECT, NULL, SLICE_NONE);
	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		struct slice value = leaf_attr(pass, leaf, names[i]);

		if (i >= 2)
			value = feed_url(pass, leaf->base, value,
			    FEED_URL_IMAGE);
		else
			value = text_mend(pass, value);
		draft_value_opt(leaf->draft, chapter, names[i], value);
	}
}
