/*
 * JSON Feed to drafts. Items are read, mapped and forgotten one by one; the
 * rest of the feed is kept until its end, for keys come in any order. Types are
 * forgiven, one wrong key never costs the item. RSS written in JSON is read as
 * RSS, its keys as elements (json_events.c).
 */
#include "parse/jsonfeed.h"

#include "limits.h"
#include "parse/draft_build.h"
#include "parse/element_values.h"
#include "parse/feed_url.h"
#include "parse/json_events.h"
#include "parse/json_text.h"
#include "parse/language_tag.h"
#include "parse/link_choice.h"
#include "parse/rss.h"
#include "parse/text.h"
#include "url.h"

struct jsonfeed {
	struct pass *pass;
	struct json_text text;
	struct arena item, feed;
	struct json_value *head; /* an object: all but the items */
	struct slice home;       /* home_page_url, once it is known */
	size_t likely;           /* items that are those of a feed */
};

/* What an object is mapped to. */
struct json_target {
	struct pass *pass;
	struct leaf leaf;
	const struct json_value *object;
};

static struct slice
text_member(const struct json_target *to, const char *name)
{
	return slice_trim(json_value_text(json_member(to->object, name)));
}

/* ---- what both have -------------------------------------------------------- */

static void
map_text(const struct json_target *to, const char *name,
    enum construct_field field)
{
	struct text_slot slot;

	if (!text_slot_make(to->pass, &to->leaf, DOC_TEXT_PLAIN,
		text_member(to, name), &slot))
		return;
	if (field == CONSTRUCT_TITLE)
		leaf_put_title(to->pass, &to->leaf, &slot);
	else
		to->leaf.draft->texts[field] = slot;
}

static void
map_person(const struct json_target *to, const struct json_value *person)
{
	struct json_target one = { to->pass, to->leaf, person };
	struct doc_person made = { .name = { 0, 0 } };

	if (person->kind != JSON_OBJECT) {
		leaf_put_persons(to->pass, &to->leaf, PERSON_AUTHOR,
		    json_value_text(person));
		return;
	}
	made.name = text_name_put(to->pass, to->leaf.draft,
	    text_member(&one, "name"));
	leaf_put_person_url(to->pass, &to->leaf, &made,
	    text_member(&one, "url"));
	if (made.name.at != 0 || made.url.at != 0 || made.email.at != 0)
		draft_person(to->leaf.draft, PERSON_AUTHOR, 0, &made);
}

static void
map_authors(const struct json_target *to)
{
	const struct json_value *list = json_member(to->object, "authors");

	/* 1.1 has authors, 1.0 had author. */
	if (json_first(list) == NULL)
		list = json_member(to->object, "author");
	for (const struct json_value *at = json_first(list); at != NULL;
	     at = json_next(list, at))
		map_person(to, at);
}

static void
map_language(const struct json_target *to)
{
	struct buffer *out = &to->pass->scratch;

	buffer_reset(out);
	if (!language_tag_append(text_member(to, "language"), out))
		return;
	draft_plain(to->leaf.draft, PLAIN_LANGUAGE, 0, buffer_slice(out));
	if (to->leaf.draft->kind == DRAFT_FEED)
		pass_learn_language(to->pass, buffer_slice(out));
}

static void
map_link(const struct json_target *to, const char *name, struct slice rel)
{
	struct draft *draft = to->leaf.draft;
	struct doc_link link = {
		.href = feed_url_put(to->pass, draft, to->leaf.base,
		    text_member(to, name), FEED_URL_LINK),
	};

	if (link.href.at == 0)
		return;
	link.rel = doc_frame_put(draft->frame, rel);
	draft_link(draft, &link);
}

static void
map_url(const struct json_target *to, const char *name, enum plain_field field)
{
	draft_plain(to->leaf.draft, field, 0,
	    feed_url(to->pass, to->leaf.base, text_member(to, name),
		FEED_URL_IMAGE));
}

static struct leaf
leaf_for(struct pass *pass, struct draft *draft, struct slice base)
{
	return (struct leaf){
		.frame = &pass->frames[0],
		.draft = draft,
		.base = base,
		.lang = pass->dates.language,
	};
}

/* ---- items ----------------------------------------------------------------- */

static void
map_content(const struct json_target *to, const char *name,
    enum doc_text_type type)
{
	struct text_slot slot;

	if (text_slot_make(to->pass, &to->leaf, type, text_member(to, name),
		&slot))
		buffer_append_bytes(&to->leaf.draft->contents, &slot,
		    sizeof(slot));
}

static void
map_attachments(const struct json_target *to)
{
	const struct json_value *list = json_member(to->object, "attachments");

	for (const struct json_value *at = json_first(list); at != NULL;
	     at = json_next(list, at)) {
		struct json_target one = { to->pass, to->leaf, at };
		struct slice duration = text_member(&one,
		    "duration_in_seconds");
		struct enclosure_parts parts = {
			.url = text_member(&one, "url"),
			.type = text_member(&one, "mime_type"),
			.length = text_member(&one, "size_in_bytes"),
			.title = text_member(&one, "title"),
			.duration_s = DOC_NO_NUMBER,
		};

		/* The fraction is cut. */
		duration = slice_sub(duration, 0,
		    slice_find_char(duration, '.'));
		slice_to_int64(duration, 0, INT64_MAX, &parts.duration_s);
		enclosure_put(to->pass, &to->leaf, &parts);
	}
}

static void
map_tags(const struct json_target *to)
{
	const struct json_value *list = json_member(to->object, "tags");

	for (const struct json_value *at = json_first(list); at != NULL;
	     at = json_next(list, at))
		leaf_put_category(to->pass, &to->leaf, json_value_text(at),
		    SLICE_NONE, SLICE_NONE);
}

static void
map_item_image(const struct json_target *to)
{
	struct draft *draft = to->leaf.draft;
	struct slice raw = text_member(to, "image");

	if (raw.len == 0)
		raw = text_member(to, "banner_image");
	draft->image.url = feed_url_put(to->pass, draft, to->leaf.base, raw,
	    FEED_URL_IMAGE);
	if (draft->image.url.at != 0)
		draft->image_rank = 0;
}

static void
map_item_links(const struct json_target *to)
{
	struct slice url = text_member(to, "url");
	struct slice external = text_member(to, "external_url");
	struct slice id = text_member(to, "id");

	if (url.len > 0)
		link_offer(to->pass, &to->leaf, LINK_TEXT, url);
	else if (external.len > 0)
		link_offer(to->pass, &to->leaf, LINK_TEXT, external);
	map_link(to, "url", SLICE("alternate"));
	map_link(to, "external_url", SLICE("related"));
	if (id.len == 0)
		id = url.len > 0 ? url : external;
	draft_plain(to->leaf.draft, PLAIN_ID, 0, text_mend(to->pass, id));
}

static bool
is_likely_item(const struct json_value *item)
{
	return json_member(item, "id") != NULL ||
	    json_member(item, "url") != NULL ||
	    json_member(item, "content_html") != NULL ||
	    json_member(item, "content_text") != NULL;
}

/* HTML in an item is relative to the item's page (7.1). */
static struct slice
item_base(const struct jsonfeed *feed, const struct json_value *item,
    struct buffer *base)
{
	struct slice url = slice_trim(
	    json_value_text(json_member(item, "url")));
	const struct pass_known *known = &feed->pass->setup.known;
	struct slice outer = feed->home.len > 0 ? feed->home
	    : known->outer_base.len > 0         ? known->outer_base
						: known->base;

	buffer_reset(base);
	if (url.len > 0)
		url_resolve(outer, url, base);
	return url_is_http(buffer_slice(base)) ? buffer_slice(base) : outer;
}

static void
map_item(struct jsonfeed *feed, const struct json_value *item)
{
	struct pass *pass = feed->pass;
	struct draft *draft = &pass->entry;
	struct json_target to = { .pass = pass, .object = item };

	if (item->kind != JSON_OBJECT)
		return;
	if (is_likely_item(item))
		feed->likely++;
	draft_reset(draft);
	to.leaf = leaf_for(pass, draft, item_base(feed, item, &pass->corners));
	map_item_links(&to);
	map_text(&to, "title", CONSTRUCT_TITLE);
	map_text(&to, "summary", CONSTRUCT_SUMMARY);
	map_content(&to, "content_html", DOC_TEXT_HTML);
	map_content(&to, "content_text", DOC_TEXT_PLAIN);
	leaf_put_date(pass, &to.leaf, DATE_PUBLISHED,
	    text_member(&to, "date_published"));
	leaf_put_date(pass, &to.leaf, DATE_UPDATED,
	    text_member(&to, "date_modified"));
	map_authors(&to);
	map_language(&to);
	map_tags(&to);
	map_attachments(&to);
	map_item_image(&to);
	pass_build_entry(pass);
}

/* The items of a list whose '[' has been taken. */
static void
read_items(struct jsonfeed *feed)
{
	struct json_text *json = &feed->text;
	char c = json_peek(json);

	while (c != '\0' && c != ']' && !json->failed &&
	    pass_is_sound(feed->pass)) {
		const struct json_value *item;

		arena_reset(&feed->item);
		if (c == '}') { /* one too many */
			json->mended = true;
			json_take(json);
		} else if ((item = json_read(json, &feed->item)) != NULL) {
			map_item(feed, item);
		}
		json->comma = false;
		c = json_peek(json);
	}
	if (c == ']' && json->comma)
		json->mended = true;
	if (c == '\0')
		json->cut = true;
	else
		json_take(json);
}

/* ---- the feed -------------------------------------------------------------- */

static void
map_hubs(const struct json_target *to)
{
	const struct json_value *list = json_member(to->object, "hubs");
	struct draft *draft = to->leaf.draft;

	for (const struct json_value *at = json_first(list); at != NULL;
	     at = json_next(list, at)) {
		struct json_target one = { to->pass, to->leaf, at };
		struct slice type = text_member(&one, "type");
		struct slice url = feed_url(to->pass, to->leaf.base,
		    text_member(&one, "url"), FEED_URL_LINK);

		if (slice_eq_nocase(type, SLICE("rssCloud")))
			draft_value_opt(draft,
			    draft_object(draft, OBJECT_CLOUD, DOC_VALUE_OBJECT),
			    "url", url);
		else
			draft_hub(draft, url);
	}
}

static void
map_feed_images(const struct json_target *to)
{
	struct draft *draft = to->leaf.draft;

	map_url(to, "icon", PLAIN_LOGO);
	map_url(to, "favicon", PLAIN_ICON);
	map_url(to, "icon", PLAIN_ICON);
	draft->image.url = draft->plain[PLAIN_LOGO].value;
}

static void
map_feed(struct jsonfeed *feed)
{
	struct pass *pass = feed->pass;
	struct json_target to = { .pass = pass, .object = feed->head };
	const struct json_value *expired;

	to.leaf = leaf_for(pass, &pass->feed,
	    pass->setup.known.outer_base.len > 0 ? pass->setup.known.outer_base
						 : feed->home);
	map_text(&to, "title", CONSTRUCT_TITLE);
	map_text(&to, "description", CONSTRUCT_SUMMARY);
	map_text(&to, "user_comment", CONSTRUCT_INFO);
	link_offer(pass, &to.leaf, LINK_TEXT,
	    text_member(&to, "home_page_url"));
	map_link(&to, "home_page_url", SLICE("alternate"));
	map_link(&to, "feed_url", SLICE("self"));
	map_link(&to, "next_url", SLICE("next"));
	draft_plain(&pass->feed, PLAIN_ID, 0,
	    text_mend(pass, text_member(&to, "feed_url")));
	map_authors(&to);
	map_language(&to);
	map_feed_images(&to);
	map_hubs(&to);
	expired = json_member(feed->head, "expired");
	if (expired != NULL &&
	    (expired->kind == JSON_TRUE ||
		slice_eq_nocase(expired->text, SLICE("true"))))
		draft_plain(&pass->feed, PLAIN_COMPLETE, 0, SLICE("true"));
}

/* "https://jsonfeed.org/version/1.1" */
static uint32_t
format_of(struct slice version)
{
	static const char needle[] = "jsonfeed.org/version/";
	size_t at = slice_find(version,
	    (struct slice){ needle, sizeof(needle) - 1 });

	if (at == SIZE_MAX)
		return DOC_FORMAT_UNKNOWN;
	version = slice_from(version, at + sizeof(needle) - 1);
	if (slice_has_suffix(version, SLICE("/")))
		version.len--;
	return slice_eq(version, SLICE("1")) ? DOC_FORMAT_JSON1
					     : DOC_FORMAT_JSON11;
}

static void
add_head(struct jsonfeed *feed, struct slice key)
{
	struct json_value *value = json_read(&feed->text, &feed->feed);

	if (value == NULL)
		return;
	value->key = key;
	if (feed->head->last == NULL)
		feed->head->first = value;
	else
		feed->head->last->next = value;
	feed->head->last = value;
	if (slice_eq(key, SLICE("home_page_url")) && feed->home.len == 0 &&
	    url_is_http(json_value_text(value)))
		feed->home = slice_trim(json_value_text(value));
}

static void
read_members(struct jsonfeed *feed)
{
	struct json_text *json = &feed->text;

	while (!json->failed && !json->cut) {
		struct slice key;
		char c;

		json->comma = false;
		c = json_peek(json);
		if (c == '}') {
			json->mended |= json->comma;
			return;
		}
		if (c == '\0') {
			json->cut = true;
			return;
		}
		if (!json_read_key(json, &feed->feed, &key)) {
			json->mended = true;
			json_take(json);
			continue;
		}
		if (slice_eq_nocase(key, SLICE("items")) &&
		    json_peek(json) == '[') {
			json_take(json);
			feed->pass->state.base_used = true;
			read_items(feed);
		} else {
			add_head(feed, key);
		}
	}
}

/* What a list of items is that says nothing else of itself. */
static bool
is_feed(const struct jsonfeed *feed)
{
	return feed->likely > 0 && json_member(feed->head, "@context") == NULL;
}

static void
read_document(struct jsonfeed *feed)
{
	struct pass *pass = feed->pass;
	const struct json_value *rss;

	pass->home = NS_ATOM; /* nothing of RSS's habits */
	if (json_peek(&feed->text) == '[') {
		feed->text.mended = true;
		json_take(&feed->text);
		read_items(feed);
	} else {
		json_take(&feed->text);
		read_members(feed);
	}
	rss = json_member(feed->head, "rss");
	if (rss != NULL && json_member(rss, "channel") != NULL) {
		json_events(pass, feed->head);
		return;
	}
	pass->state.format = format_of(
	    json_value_text(json_member(feed->head, "version")));
	if (pass->state.format == DOC_FORMAT_UNKNOWN && is_feed(feed))
		pass->state.format = DOC_FORMAT_JSON11;
	pass->state.foreign = pass->state.format == DOC_FORMAT_UNKNOWN;
	pass->state.roots = pass->state.foreign ? 0 : 1;
	map_feed(feed);
}

void
jsonfeed_run(struct pass *pass, struct slice text)
{
	struct jsonfeed feed = { .pass = pass, .text = { .rest = text } };

	arena_init(&feed.item, LIMIT_JSON_ARENA);
	arena_init(&feed.feed, LIMIT_JSON_ARENA);
	feed.head = arena_alloc(&feed.feed, sizeof(*feed.head));
	if (feed.head != NULL) {
		feed.head->kind = JSON_OBJECT;
		read_document(&feed);
	}
	if (feed.text.failed || feed.head == NULL)
		pass->build.failed = true;
	pass->state.recovered |= feed.text.mended || feed.text.cut;
	pass->state.truncated |= feed.text.cut;
	arena_finish(&feed.item);
	arena_finish(&feed.feed);
}
