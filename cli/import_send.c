/*
 * Cuts a plan into requests of the change "import.opml" and has them carried
 * out, one after the other.
 */
#include "cli/import_send.h"

#include "cli/asking.h"
#include "duration.h"
#include "limits.h"

/* ---- one feed ------------------------------------------------------------------ */

static json_t *
json_text(struct slice text)
{
	return json_stringn(text.ptr, text.len);
}

static void
append_tag(json_t *tags, struct slice tag)
{
	const json_t *known;
	size_t i;

	json_array_foreach(tags, i, known)
		if (slice_eq(slice_of(json_string_value(known)), tag))
			return;
	if (json_array_size(tags) < LIMIT_CONFIG_LIST)
		json_array_append_new(tags, json_text(tag));
}

/* Those of the command line first, for the first is the folder of an export. */
static json_t *
tags_of(const struct cli *cli, const struct listed_feed *feed)
{
	const struct option_values *options = &cli->options;
	json_t *tags = json_array();

	for (size_t i = 0; i < options->count; i++)
		if (slice_eq(slice_of(options->rows[i]->name), SLICE("tag")))
			append_tag(tags, slice_of(options->values[i]));
	for (size_t i = 0; i < feed->tag_count; i++)
		append_tag(tags, feed->tags[i]);
	return tags;
}

static json_t *
json_feed(const struct cli *cli, const struct import_item *item)
{
	const struct listed_feed *feed = item->feed;
	json_t *object = json_object();
	char interval[DURATION_TEXT];

	json_object_set_new(object, "url", json_text(feed->url));
	json_object_set_new(object, "tags", tags_of(cli, feed));
	if (!slice_is_empty(item->name))
		json_object_set_new(object, "name", json_text(item->name));
	if (!slice_is_empty(item->title))
		json_object_set_new(object, "title", json_text(item->title));
	if (feed->interval_s > 0)
		json_object_set_new(object, "interval",
		    json_string(duration_format(feed->interval_s, interval)));
	if (feed->paused)
		json_object_set_new(object, "paused", json_true());
	return object;
}

/* ---- requests ------------------------------------------------------------------- */

/* The next request: as many feeds from *next on as it may have. */
static void
fill_request(struct asking *asking, const struct cli *cli,
    const struct import_plan *plan, size_t *next)
{
	size_t bytes = 0, feeds = 0;

	while (*next < plan->count && feeds < LIMIT_IMPORT_FEEDS &&
	    bytes < LIMIT_IMPORT_BYTES) {
		const struct import_item *item = &plan->items[(*next)++];
		json_t *feed;

		if (item->verdict != IMPORT_NEW)
			continue;
		feed = json_feed(cli, item);
		bytes += json_dumpb(feed, NULL, 0, JSON_COMPACT);
		asking_append_object(asking, "feeds", feed);
		feeds++;
	}
}

bool
import_send(struct cli *cli, const struct import_plan *plan,
    struct import_result *result, struct error *err)
{
	size_t next = 0;
	bool ok = true;

	*result = (struct import_result){ .added = 0 };
	while (ok && next < plan->count) {
		struct asking asking;

		asking_begin(&asking, cli, "import.opml");
		fill_request(&asking, cli, plan, &next);
		/* Behind the last new one there may be known ones. */
		if (json_object_get(asking.request, "feeds") != NULL) {
			ok = asking_change(&asking, err);
			result->added += asking_get_number(asking.result,
			    "added");
			result->known += asking_get_number(asking.result,
			    "known");
		}
		asking_finish(&asking);
	}
	return ok;
}
