/*
 * An article: an entry as crier keeps, matches, delivers and prints it.
 *
 * The text of every field is clean UTF-8; title, names and labels are one line
 * of plain text. Slices and arrays are borrowed: from a document, a row or an
 * arena, whoever filled the struct says which. Fields that are not known are
 * absent slices, 0 times, empty arrays.
 */
#ifndef CRIER_ARTICLE_H
#define CRIER_ARTICLE_H

#include "arena.h"
#include "document.h"
#include "error.h"
#include "json_write.h"
#include "slice.h"

struct article_person {
	struct slice name, email, url;
};
struct article_enclosure {
	struct slice url, type;
	int64_t length; /* -1 where it is not known */
};
struct article_copy { /* the same story elsewhere */
	int64_t id;
	struct slice feed, url;
};

struct article {
	int64_t id;            /* 0 before it is stored */
	struct slice uid;      /* 26 characters */
	struct slice identity; /* what tells it from others of its feed */
	struct slice url, title, language, summary, text;
	struct slice html; /* strict allow-list; only for show */
	const struct article_person *authors;
	size_t author_count;
	const struct slice *categories;
	size_t category_count;
	const struct article_enclosure *enclosures;
	size_t enclosure_count;
	struct slice image; /* URL */
	int64_t published_at, updated_at, first_seen_at;
	struct slice feed_name, feed_title, feed_url;
	const struct slice *feed_tags;
	size_t feed_tag_count;
	const struct slice *topics;
	size_t topic_count;
	const struct slice *labels;
	size_t label_count;
	const struct article_copy *also_in;
	size_t also_in_count;
	int64_t story;    /* 0: none */
	int64_t revision; /* 1 for the first */
	bool unread, starred, backlog;
};

enum article_text {
	ARTICLE_WITHOUT_TEXT,
	ARTICLE_WITH_TEXT
};

/* Writes the object of the contract (DESIGN section 7): every key always, text
 * only where asked. */
void article_write_json(struct json_writer *w, const struct article *article,
    enum article_text text);
/*
 * Reads such an object, or a poorer one ("id", "title", "text" alone, "feed" as
 * a string): for crier match and crier stories. Strings are copied into arena.
 * False with ERROR_INPUT where line is not a JSON object.
 */
MUST_CHECK bool article_read_json(struct slice line, struct arena *arena,
    struct article *article, struct error *err);
/*
 * The article of an entry of a document, before it is stored: identity, url,
 * title, texts, authors, categories, enclosures, language, dates. What belongs
 * to the feed (feed_*) and to the store (id, uid, first_seen_at, topics, ...)
 * is left untouched for the caller. Strings are borrowed from the document;
 * arrays and what had to be made from arena. False only for ERROR_MEMORY.
 */
MUST_CHECK bool
article_from_entry(const struct document *document, size_t index,
    struct arena *arena, struct article *article, struct error *err);

#endif
