/*
 * An entry of a document as an article. Takes what parse/ made for the store
 * and decides only between alternatives: the date of an entry that has no date
 * of publication, the authors of one that names none, the language of one that
 * declares none. What is too large to keep is left out or cut here, so that
 * the rest of the store need not ask.
 */
#include "article.h"

#include "limits.h"
#include "store/entry_identity.h"
#include "utf8.h"

static size_t
count_of(struct doc_list list)
{
	return list.count < LIMIT_STORED_LIST ? list.count : LIMIT_STORED_LIST;
}

/* A word for a list: cut, and absent if empty. */
static struct slice
word(const struct doc_batch *batch, struct doc_span span)
{
	struct slice s = doc_slice(batch, span);

	return s.len == 0 ? SLICE_NONE : utf8_cut(s, LIMIT_STORED_TITLE);
}

/* Half a URL leads elsewhere: one that is too long is none. */
static struct slice
url_of(const struct doc_batch *batch, struct doc_span span)
{
	struct slice s = doc_slice(batch, span);

	return s.len == 0 || s.len > LIMIT_URL ? SLICE_NONE : s;
}

static struct slice
text_of(const struct doc_batch *batch, struct doc_span span)
{
	struct slice s = doc_slice(batch, span);

	return s.len == 0 ? SLICE_NONE : utf8_cut(s, LIMIT_STORED_TEXT);
}

static void
take_authors(const struct doc_batch *batch, struct doc_list list,
    struct arena *arena, struct article *article)
{
	size_t count = count_of(list), used = 0;
	struct article_person *authors = arena_alloc_array(arena, count,
	    sizeof(*authors));

	for (size_t i = 0; i < count && authors != NULL; i++) {
		const struct doc_person *person = DOC_ELEMENT(batch, list, i,
		    struct doc_person);
		struct article_person author = {
			.name = word(batch, person->name),
			.email = word(batch, person->email),
			.url = url_of(batch, person->url),
		};

		if (author.name.len + author.email.len + author.url.len > 0)
			authors[used++] = author;
	}
	article->authors = authors;
	article->author_count = used;
}

/*
 * In Atom and JSON Feed the feed's authors are those of an entry without any;
 * in RSS managingEditor is a person of the feed alone.
 */
static bool
feed_lends_authors(const struct doc_feed *feed)
{
	switch ((enum doc_format)feed->format) {
	case DOC_FORMAT_ATOM10:
	case DOC_FORMAT_ATOM03:
	case DOC_FORMAT_ATOM:
	case DOC_FORMAT_JSON1:
	case DOC_FORMAT_JSON11:
		return true;
	case DOC_FORMAT_UNKNOWN:
	case DOC_FORMAT_RSS20:
	case DOC_FORMAT_RSS10:
	case DOC_FORMAT_RSS090:
	case DOC_FORMAT_RSS091:
	case DOC_FORMAT_RSS092:
	case DOC_FORMAT_RSS093:
	case DOC_FORMAT_RSS094:
	case DOC_FORMAT_RSS:
	case DOC_FORMAT_COUNT:
		return false;
	}
	return false;
}

static void
take_categories(const struct doc_batch *batch, struct doc_list list,
    struct arena *arena, struct article *article)
{
	size_t count = count_of(list), used = 0;
	struct slice *words = arena_alloc_array(arena, count, sizeof(*words));

	for (size_t i = 0; i < count && words != NULL; i++) {
		const struct doc_category *category = DOC_ELEMENT(batch, list,
		    i, struct doc_category);
		struct slice label = word(batch, category->label);

		if (label.ptr == NULL)
			label = word(batch, category->term);
		if (label.ptr != NULL)
			words[used++] = label;
	}
	article->categories = words;
	article->category_count = used;
}

static void
take_enclosures(const struct doc_batch *batch, struct doc_list list,
    struct arena *arena, struct article *article)
{
	size_t count = count_of(list), used = 0;
	struct article_enclosure *enclosures = arena_alloc_array(arena, count,
	    sizeof(*enclosures));

	for (size_t i = 0; i < count && enclosures != NULL; i++) {
		const struct doc_enclosure *from = DOC_ELEMENT(batch, list, i,
		    struct doc_enclosure);
		struct slice url = url_of(batch, from->url);

		if (url.ptr == NULL)
			continue;
		enclosures[used++] = (struct article_enclosure){
			.url = url,
			.type = word(batch, from->type),
			.length = from->length < 0 ? -1 : from->length,
		};
	}
	article->enclosures = enclosures;
	article->enclosure_count = used;
}

/* Atom asks for "updated" alone, and many feeds give no other date. */
static int64_t
published_at(const struct doc_entry *entry)
{
	const int64_t dates[] = {
		entry->published.at,
		entry->created.at,
		entry->updated.at,
	};

	for (size_t i = 0; i < ARRAY_LEN(dates); i++)
		if (dates[i] != DOC_NO_TIME)
			return dates[i];
	return 0;
}

static void
take_from_feed(const struct document *document, const struct doc_feed *feed,
    struct arena *arena, struct article *article)
{
	const struct doc_batch *batch = &document->feed;

	if (article->author_count == 0 && feed_lends_authors(feed))
		take_authors(batch, feed->authors, arena, article);
	if (article->language.len == 0)
		article->language = word(batch, feed->language);
}

bool
article_from_entry(const struct document *document, size_t index,
    struct arena *arena, struct article *article, struct error *err)
{
	const struct doc_batch *batch;
	const struct doc_entry *entry = document_entry(document, index, &batch);
	const struct doc_feed *feed = document_feed(document);
	struct slice html = doc_slice(batch, entry->stored_html);

	article->identity = entry_identity(batch, entry, arena);
	article->url = url_of(batch, entry->link);
	article->title = word(batch, entry->title.value);
	article->language = word(batch, entry->language);
	article->summary = text_of(batch, entry->summary_plain);
	article->text = text_of(batch, entry->content_plain);
	/* Half an HTML is none. */
	article->html = html.len == 0 || html.len > LIMIT_STORED_TEXT
	    ? SLICE_NONE
	    : html;
	article->image = url_of(batch, entry->image.url);
	article->published_at = published_at(entry);
	article->updated_at = entry->updated.at == DOC_NO_TIME
	    ? 0
	    : entry->updated.at;
	take_authors(batch, entry->authors, arena, article);
	take_categories(batch, entry->categories, arena, article);
	take_enclosures(batch, entry->enclosures, arena, article);
	if (feed != NULL)
		take_from_feed(document, feed, arena, article);
	return !arena->failed ||
	    error_set(err, ERROR_MEMORY, "no memory for an entry");
}
