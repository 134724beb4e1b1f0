/*
 * Key fields and state (2.4): what an article comes from, has and is. Values
 * were read by fields.c; names are compared folded. The same questions in SQL
 * are key_sql.c's, and a test holds the two against each other.
 */
#include "topic/eval.h"
#include "topic/fields.h"
#include "topic/fold.h"
#include "topic/language.h"
#include "url.h"

bool
glob_match(struct slice glob, struct slice text)
{
	struct slice star = SLICE_NONE, resume = SLICE_NONE;

	while (text.len > 0) {
		if (glob.len > 0 && glob.ptr[0] == '*') {
			glob = star = slice_from(glob, 1);
			resume = text;
		} else if (glob.len > 0 && glob.ptr[0] == text.ptr[0]) {
			glob = slice_from(glob, 1);
			text = slice_from(text, 1);
		} else if (star.ptr != NULL) {
			resume = slice_from(resume, 1);
			glob = star;
			text = resume;
		} else {
			return false;
		}
	}
	while (glob.len > 0 && glob.ptr[0] == '*')
		glob = slice_from(glob, 1);
	return glob.len == 0;
}

int64_t
article_date(const struct article *article)
{
	int64_t published = article->published_at;
	int64_t seen = article->first_seen_at;

	if (published <= 0 || (seen > 0 && seen < published))
		return seen > 0 ? seen : 0;
	return published;
}

struct slice
article_host(const struct article *article)
{
	struct url url;

	url_split(article->url, &url);
	if (url.host.len == 0)
		url_split(article->feed_url, &url);
	return url.host;
}

/* ---- one value each ------------------------------------------------------------------ */

static bool
name_is(const struct evaluation *ev, const struct key_value *value,
    struct slice name)
{
	struct slice folded = fold_text(name, &ev->findings->arena);

	if (folded.ptr == NULL) {
		ev->findings->failed = true;
		return false;
	}
	return value->glob ? glob_match(value->folded, folded)
			   : slice_eq(value->folded, folded);
}

static bool
some_name_is(const struct evaluation *ev, const struct key_value *value,
    const struct slice *names, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (name_is(ev, value, names[i]))
			return true;
	}
	return false;
}

/* The very host, or a part of it behind a dot. */
static bool
site_is(const struct evaluation *ev, const struct key_value *value)
{
	struct slice host = fold_text(article_host(ev->article),
	    &ev->findings->arena);
	struct slice site = value->folded;

	if (site.len == 0 || !slice_has_suffix(host, site))
		return false;
	return host.len == site.len || host.ptr[host.len - site.len - 1] == '.';
}

static bool
language_is(const struct evaluation *ev, const struct key_value *value)
{
	struct slice range = value->folded, tag;

	if (ev->findings->tokens != NULL)
		tag = tokens_language(ev->findings->tokens);
	else
		tag = language_tag(ev->article->language, &ev->findings->arena);
	if (tag.len == 0)
		tag = SLICE("und");
	return slice_has_prefix(tag, range) &&
	    (tag.len == range.len || tag.ptr[range.len] == '-');
}

static bool
has_enclosure_of(const struct article *article, struct slice type)
{
	for (size_t i = 0; i < article->enclosure_count; i++) {
		if (slice_has_prefix_nocase(article->enclosures[i].type, type))
			return true;
	}
	return false;
}

static bool
has_part(const struct article *article, enum has_part part)
{
	switch (part) {
	case HAS_ENCLOSURE:
		return article->enclosure_count > 0;
	case HAS_IMAGE:
		return article->image.len > 0 ||
		    has_enclosure_of(article, SLICE("image/"));
	case HAS_AUDIO:
		return has_enclosure_of(article, SLICE("audio/"));
	case HAS_VIDEO:
		return has_enclosure_of(article, SLICE("video/"));
	case HAS_AUTHOR:
		return article->author_count > 0;
	case HAS_DATE:
		return article->published_at > 0;
	case HAS_LINK:
		return article->url.len > 0;
	case HAS_CONTENT:
		return article->text.len > 0;
	}
	return false;
}

static bool
is_in_state(const struct article *article, enum is_state state)
{
	switch (state) {
	case IS_UNREAD:
		return article->unread;
	case IS_READ:
		return !article->unread;
	case IS_STARRED:
		return article->starred;
	case IS_MATCHED:
		return article->topic_count > 0;
	case IS_BACKLOG:
		return article->backlog;
	case IS_UPDATED:
		return article->revision > 1;
	case IS_DUPLICATE:
		return article->also_in_count > 0;
	case IS_HELD:
		/* no article that is stored is held yet */
		return false;
	}
	return false;
}

static bool
time_is(const struct evaluation *ev, const struct key_value *value, int64_t at)
{
	int64_t from, until;

	time_range_bounds(value, ev->moment, &from, &until);
	return at > 0 && at >= from && at < until;
}

static bool
age_is(const struct evaluation *ev, const struct key_value *value)
{
	int64_t date = article_date(ev->article);
	int64_t age = ev->moment.now_at - date;

	if (date == 0)
		return false;
	return value->younger ? age < value->number : age > value->number;
}

static bool
value_holds(const struct evaluation *ev, enum field_id field,
    const struct key_value *value)
{
	const struct article *article = ev->article;

	switch (field) {
	case FIELD_SITE:
		return site_is(ev, value);
	case FIELD_FEED:
		return name_is(ev, value, article->feed_name);
	case FIELD_TAG:
		return some_name_is(ev, value, article->feed_tags,
		    article->feed_tag_count);
	case FIELD_LANG:
		return language_is(ev, value);
	case FIELD_HAS:
		return has_part(article, (enum has_part)value->word);
	case FIELD_IS:
		return is_in_state(article, (enum is_state)value->word);
	case FIELD_TOPIC:
		return some_name_is(ev, value, article->topics,
		    article->topic_count);
	case FIELD_LABEL:
		return some_name_is(ev, value, article->labels,
		    article->label_count);
	case FIELD_STORY:
		return article->story == value->number && value->number != 0;
	case FIELD_ID:
		return article->id == value->number;
	case FIELD_DATE:
		return time_is(ev, value, article_date(article));
	case FIELD_SEEN:
		return time_is(ev, value, article->first_seen_at);
	case FIELD_AGE:
		return age_is(ev, value);
	case FIELD_TITLE:
	case FIELD_TEXT:
	case FIELD_AUTHOR:
	case FIELD_CATEGORY:
	case FIELD_URL:
	case FIELD_COUNT:
		break;
	}
	return false;
}

bool
key_holds(const struct evaluation *ev, const struct key *key)
{
	for (uint32_t i = 0; i < key->count; i++) {
		if (value_holds(ev, (enum field_id)key->field, &key->values[i]))
			return true;
	}
	return false;
}
