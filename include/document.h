/*
 * A document: what a reader made of the bytes of a feed.
 *
 * It travels as frames, each one flat and relocatable: a header, one fixed
 * struct (the feed) or an array of them (entries), which stands where the
 * header says, and everything they refer to by offset. The frame crosses the reader's socket by one write,
 * is validated once by document_add (the reader is not trusted: every offset,
 * every string's UTF-8, every enumerator, every depth), and is then read in
 * place. Offsets count from the start of the frame; offset 0 (the header) means
 * "absent". Structs hold no pointers and no implicit padding, and begin at
 * multiples of 8.
 *
 * The same frames are built by parse/document_build.c. The meaning of each
 * field is section 2 of the parsing rules; the order of the entries is the
 * document's.
 */
#ifndef CRIER_DOCUMENT_H
#define CRIER_DOCUMENT_H

#include <stdint.h>

#include "error.h"
#include "slice.h"

struct doc_span {
	uint32_t at, len; /* at 0: absent */
};
struct doc_list {
	uint32_t at, count; /* of structs, one behind the other, 8-aligned */
};

#define DOC_NO_TIME   INT64_MIN /* a date that the feed does not give */
#define DOC_NO_NUMBER INT64_MIN

enum doc_format {
	DOC_FORMAT_UNKNOWN,
	DOC_FORMAT_RSS20,
	DOC_FORMAT_RSS10,
	DOC_FORMAT_RSS090,
	DOC_FORMAT_RSS091,
	DOC_FORMAT_RSS092,
	DOC_FORMAT_RSS093,
	DOC_FORMAT_RSS094,
	DOC_FORMAT_RSS, /* RSS of an unknown version */
	DOC_FORMAT_ATOM10,
	DOC_FORMAT_ATOM03,
	DOC_FORMAT_ATOM, /* Atom of an unknown version */
	DOC_FORMAT_JSON1,
	DOC_FORMAT_JSON11,
	DOC_FORMAT_COUNT
};
/* "rss20", "atom10", ...; "unknown" for the rest. */
const char *doc_format_name(uint32_t format);

enum doc_text_type {
	DOC_TEXT_ABSENT,
	DOC_TEXT_PLAIN, /* "text" */
	DOC_TEXT_HTML,  /* "html" */
	DOC_TEXT_XHTML, /* "xhtml" */
	DOC_TEXT_OTHER, /* as media_type says */
	DOC_TEXT_COUNT
};

enum doc_tristate {
	DOC_UNSET,
	DOC_FALSE,
	DOC_TRUE,
	DOC_NULL
};

/* A text construct: value of the given type, language and base in force. */
struct doc_text {
	struct doc_span value, media_type, lang, base;
	uint32_t type; /* enum doc_text_type */
	uint32_t unused;
};
struct doc_person {
	struct doc_span name, email, url;
};
struct doc_link {
	struct doc_span rel, href, type, hreflang, title, length;
};
struct doc_category {
	struct doc_span term, scheme, label;
};
struct doc_enclosure {
	struct doc_span url, type, title;
	int64_t length;     /* bytes; DOC_NO_NUMBER where it is not stated */
	int64_t duration_s; /* the same; JSON Feed alone states it */
};
struct doc_content {
	struct doc_text text;
	struct doc_span src;
};
struct doc_image {
	struct doc_span url, title, link, width, height, description;
};
struct doc_generator {
	struct doc_span name, url, version;
};
struct doc_date {
	int64_t at;          /* unix seconds or DOC_NO_TIME */
	struct doc_span raw; /* the spelling, only where it could not be read */
};

/*
 * A tree for what is structured and rare (itunes, podcast, geo, chapters,
 * thread, source, cloud, textinput, ext): it is printed, not computed with.
 */
enum doc_value_kind {
	DOC_VALUE_NULL,
	DOC_VALUE_TEXT,   /* text */
	DOC_VALUE_NUMBER, /* text, a JSON number */
	DOC_VALUE_TRUE,
	DOC_VALUE_FALSE,
	DOC_VALUE_LIST,   /* children without keys */
	DOC_VALUE_OBJECT, /* children with keys */
	DOC_VALUE_KINDS
};
#define DOC_VALUE_DEPTH 8
struct doc_value {
	struct doc_span key, text;
	struct doc_list children; /* of struct doc_value */
	uint32_t kind;
	uint32_t unused;
};

struct doc_feed {
	uint32_t format;   /* enum doc_format */
	uint32_t complete; /* enum doc_tristate; RFC 5005 */
	uint32_t archive;  /* enum doc_tristate */
	uint32_t unused;
	struct doc_span variant, encoding;
	struct doc_span id, link, language, icon, logo, docs, rating,
	    newlocation, errorreportsto, license;
	struct doc_text title, description, info, rights;
	struct doc_date updated, published, created, validity_start,
	    validity_end, update_base;
	struct doc_generator generator;
	struct doc_list authors, contributors; /* doc_person */
	struct doc_person publisher;
	struct doc_list categories; /* doc_category */
	struct doc_list links;      /* doc_link */
	struct doc_image image;
	int64_t ttl_minutes;           /* or DOC_NO_NUMBER */
	struct doc_list skip_hours;    /* uint64_t, 0 to 23, sorted */
	struct doc_list skip_days;     /* doc_span, English names */
	struct doc_span update_period; /* hourly daily weekly monthly yearly */
	int64_t update_frequency;      /* or DOC_NO_NUMBER */
	struct doc_list hubs;          /* doc_span */
	/* Each a list of at most one doc_value; ext an object. */
	struct doc_list cloud, textinput, itunes, podcast, geo, thread, ext;
};

struct doc_entry {
	struct doc_span id, link, comments, comments_feed, language, license;
	uint32_t id_is_link; /* 0 or 1 */
	uint32_t unused;
	struct doc_text title, summary, subtitle, rights;
	struct doc_list contents;              /* doc_content */
	struct doc_list links;                 /* doc_link */
	struct doc_list authors, contributors; /* doc_person */
	struct doc_person publisher;
	struct doc_list categories; /* doc_category */
	struct doc_list enclosures; /* doc_enclosure */
	struct doc_image image;
	struct doc_date published, updated, created, expired, validity_start,
	    validity_end;
	int64_t comments_count; /* or DOC_NO_NUMBER */
	int64_t duration_s;     /* or DOC_NO_NUMBER */
	/* Each a list of at most one doc_value. */
	struct doc_list source, itunes, podcast, geo, chapters, thread, ext;
	/*
	 * What the store keeps, made where PARSE_FOR_STORE was asked: the
	 * summary and the best content as plain text (blocks parted by a blank
	 * line), and the best content (else the summary) as HTML of the strict
	 * allow-list. summary and contents are left out then.
	 */
	struct doc_span summary_plain, content_plain, stored_html;
};

/* Frames. */
enum doc_frame_kind {
	DOC_FRAME_FEED = 1,
	DOC_FRAME_ENTRIES = 2
};
#define DOC_FRAME_MAGIC 0x43524431U /* "CRD1" */
struct doc_frame_header {
	uint32_t magic;
	uint32_t size;  /* bytes of the frame, this header included */
	uint32_t kind;  /* enum doc_frame_kind */
	uint32_t count; /* 1, or number of entries */
	uint32_t first; /* offset of the doc_feed or of the first doc_entry */
	uint32_t unused;
};

/* A frame that has been validated. */
struct doc_batch {
	unsigned char *bytes; /* owned by its document, 8-aligned */
	uint32_t size, count, first;
};

struct document {
	struct doc_batch feed;     /* bytes NULL until it has come */
	struct doc_batch *batches; /* owned */
	size_t batch_count, entry_count;
	size_t size, max;          /* bytes of all frames; their cap */
	bool recovered, truncated; /* set from the end frame */
};

struct document *document_new(void);
void document_free(struct document *document);
/*
 * Validates a frame and takes it over: bytes must come from malloc and are
 * freed by the document, or at once on failure. ERROR_PROTOCOL where anything
 * in it does not hold, ERROR_MEMORY past max, which is
 * LIMIT_READER_OUTPUT unless the receiver says otherwise.
 */
MUST_CHECK bool document_add(struct document *document, unsigned char *bytes,
    size_t size, struct error *err);

/* The feed, or NULL if no feed frame has come; its strings are in
 * document->feed. */
const struct doc_feed *document_feed(const struct document *document);
/* Entry index (< entry_count) and the batch that its strings are in. */
const struct doc_entry *document_entry(const struct document *document,
    size_t index, const struct doc_batch **batch);

/* Reading a validated batch. Absent spans give SLICE_NONE. */
struct slice doc_slice(const struct doc_batch *batch, struct doc_span span);
/* Element index (< list.count) of size bytes each. */
const void *doc_element(const struct doc_batch *batch, struct doc_list list,
    size_t index, size_t size);
#define DOC_ELEMENT(batch, list, index, type) \
	((const type *)doc_element(batch, list, index, sizeof(type)))

#endif
