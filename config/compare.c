/*
 * What a reload changes: two configurations side by side, part by part.
 *
 * Each part is a sorted list of things with names; what makes two of one name
 * differ is written once for each.
 */
#include "configuration.h"

#include <stdlib.h>
#include <string.h>

#include "memory.h"

static bool
same_text(const char *a, const char *b)
{
	return slice_eq(slice_of(a), slice_of(b)) && (a == NULL) == (b == NULL);
}

static bool
same_texts(const char *const *a, size_t a_count, const char *const *b,
    size_t b_count)
{
	if (a_count != b_count)
		return false;
	for (size_t i = 0; i < a_count; i++)
		if (!same_text(a[i], b[i]))
			return false;
	return true;
}

static size_t
argument_count(const char *const *argv)
{
	size_t count = 0;

	while (argv != NULL && argv[count] != NULL)
		count++;
	return count;
}

static bool
same_headers(const struct feed *a, const struct feed *b)
{
	if (a->header_count != b->header_count)
		return false;
	for (size_t i = 0; i < a->header_count; i++)
		if (!same_text(a->headers[i].name, b->headers[i].name) ||
		    !same_text(a->headers[i].value, b->headers[i].value))
			return false;
	return true;
}

static bool
same_feed(const void *left, const void *right)
{
	const struct feed *a = left, *b = right;

	return a->source == b->source && same_text(a->url, b->url) &&
	    same_text(a->title, b->title) &&
	    same_texts(a->tags, a->tag_count, b->tags, b->tag_count) &&
	    a->interval_s == b->interval_s && a->timeout_s == b->timeout_s &&
	    a->max_size == b->max_size && a->keep_s == b->keep_s &&
	    a->fulltext == b->fulltext && same_headers(a, b) &&
	    same_text(a->user_agent, b->user_agent) &&
	    same_text(a->language, b->language) &&
	    same_text(a->proxy, b->proxy) &&
	    a->allow_private == b->allow_private &&
	    a->insecure_tls == b->insecure_tls &&
	    a->private_url == b->private_url;
}

static bool
same_opml(const void *left, const void *right)
{
	const struct opml_list *a = left, *b = right;

	return same_texts(a->tags, a->tag_count, b->tags, b->tag_count);
}

static bool
same_topic(const void *left, const void *right)
{
	const struct topic *a = left, *b = right;

	return same_text(a->query, b->query) &&
	    same_texts(a->feeds, a->feed_count, b->feeds, b->feed_count) &&
	    same_texts(a->hooks, a->hook_count, b->hooks, b->hook_count) &&
	    a->on_new == b->on_new && a->on_updated == b->on_updated &&
	    a->expires_at == b->expires_at && a->keep_s == b->keep_s;
}

static bool
same_policy(const struct hook_policy *a, const struct hook_policy *b)
{
	return a->deliver == b->deliver && a->every_s == b->every_s &&
	    a->at_minute == b->at_minute &&
	    memcmp(a->days, b->days, sizeof(a->days)) == 0 &&
	    a->quiet_from_minute == b->quiet_from_minute &&
	    a->quiet_to_minute == b->quiet_to_minute &&
	    a->per_hour == b->per_hour;
}

static bool
same_hook(const void *left, const void *right)
{
	const struct hook *a = left, *b = right;

	return a->kind == b->kind && a->timeout_s == b->timeout_s &&
	    same_texts(a->argv, argument_count(a->argv), b->argv,
		argument_count(b->argv)) &&
	    same_text(a->url, b->url) && same_text(a->secret, b->secret) &&
	    a->allow_private == b->allow_private &&
	    same_texts(a->mail_to, a->mail_to_count, b->mail_to,
		b->mail_to_count) &&
	    same_text(a->path, b->path) && same_policy(&a->policy, &b->policy);
}

/* One thing of a part, by name. */
struct named {
	const char *name;
	const void *thing;
};

static int
by_name(const void *a, const void *b)
{
	const struct named *left = a, *right = b;

	return strcmp(left->name, right->name);
}

/* The things of the part in the order of their names; the caller frees them. */
static struct named *
list_part(const struct configuration *configuration,
    enum configuration_part part, size_t *count)
{
	const size_t counts[] = {
		[CONFIGURATION_FEEDS] = configuration->feed_count,
		[CONFIGURATION_OPML] = configuration->opml_count,
		[CONFIGURATION_TOPICS] = configuration->topic_count,
		[CONFIGURATION_HOOKS] = configuration->hook_count,
	};
	struct named *named;

	*count = counts[part];
	named = xcalloc(*count + 1, sizeof(*named));
	for (size_t i = 0; i < *count; i++) {
		switch (part) {
		case CONFIGURATION_FEEDS:
			named[i] = (struct named){ configuration->feeds[i].name,
				&configuration->feeds[i] };
			break;
		case CONFIGURATION_OPML:
			named[i] = (struct named){ configuration->opml[i].file,
				&configuration->opml[i] };
			break;
		case CONFIGURATION_TOPICS:
			named[i] = (struct named){
				configuration->topics[i].name,
				&configuration->topics[i]
			};
			break;
		case CONFIGURATION_HOOKS:
			named[i] = (struct named){ configuration->hooks[i].name,
				&configuration->hooks[i] };
			break;
		}
	}
	qsort(named, *count, sizeof(*named), by_name);
	return named;
}

void
configuration_compare(const struct configuration *old,
    const struct configuration *new, enum configuration_part part,
    configuration_change_visitor visit, void *arg)
{
	static bool (*const same[])(const void *, const void *) = {
		[CONFIGURATION_FEEDS] = same_feed,
		[CONFIGURATION_OPML] = same_opml,
		[CONFIGURATION_TOPICS] = same_topic,
		[CONFIGURATION_HOOKS] = same_hook,
	};
	size_t old_count, new_count, i = 0, j = 0;
	struct named *before = list_part(old, part, &old_count);
	struct named *after = list_part(new, part, &new_count);

	while (i < old_count || j < new_count) {
		int order = i == old_count ? 1
		    : j == new_count       ? -1
					   : by_name(&before[i], &after[j]);

		if (order < 0)
			visit(CONFIGURATION_REMOVED, before[i].name, arg);
		else if (order > 0)
			visit(CONFIGURATION_ADDED, after[j].name, arg);
		else if (!same[part](before[i].thing, after[j].thing))
			visit(CONFIGURATION_CHANGED, after[j].name, arg);
		i += order <= 0;
		j += order >= 0;
	}
	free(after);
	free(before);
}
