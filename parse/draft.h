/*
 * A feed, an entry or a source while it is read: the candidates for each key
 * and how good they are. Elements come in any order; the draft keeps the best
 * of each (section 2 of the parsing rules), and draft_finish.c makes the
 * doc_feed or doc_entry of it.
 *
 * A rank is a number, smaller is better. Strings of a draft lie in its frame,
 * except the raw values of text constructs, which wait in raw until the whole
 * is known.
 */
#ifndef CRIER_PARSE_DRAFT_H
#define CRIER_PARSE_DRAFT_H

#include "parse/date.h"
#include "parse/document_build.h"
#include "parse/value_tree.h"

enum plain_field {
	PLAIN_ID,
	PLAIN_LANGUAGE,
	PLAIN_COMMENTS,
	PLAIN_COMMENTS_FEED,
	PLAIN_COMMENTS_COUNT,
	PLAIN_LICENSE,
	PLAIN_ICON,
	PLAIN_LOGO,
	PLAIN_DOCS,
	PLAIN_RATING,
	PLAIN_NEWLOCATION,
	PLAIN_ERRORS_TO,
	PLAIN_UPDATE_PERIOD,
	PLAIN_UPDATE_FREQUENCY,
	PLAIN_TTL,
	PLAIN_GENERATOR,
	PLAIN_GENERATOR_URL,
	PLAIN_GENERATOR_VERSION,
	PLAIN_COMPLETE,
	PLAIN_ARCHIVE,
	PLAIN_DURATION,
	PLAIN_SELF,
	PLAIN_ENCLOSURE_ORIGINAL,
	PLAIN_GEO_LAT,
	PLAIN_GEO_LONG,
	PLAIN_LINK, /* candidates of link_choice.c, by its ranks */
	PLAIN_COUNT
};

enum date_field {
	DATE_PUBLISHED,
	DATE_UPDATED,
	DATE_CREATED,
	DATE_EXPIRED,
	DATE_VALIDITY_START,
	DATE_VALIDITY_END,
	DATE_UPDATE_BASE,
	DATE_COUNT
};

enum construct_field {
	CONSTRUCT_TITLE,
	CONSTRUCT_SUMMARY, /* of a feed: its description */
	CONSTRUCT_SECOND,  /* another summary: content, if there is no other */
	CONSTRUCT_SUBTITLE,
	CONSTRUCT_RIGHTS,
	CONSTRUCT_INFO,
	CONSTRUCT_COUNT
};

enum person_role {
	PERSON_AUTHOR,
	PERSON_CONTRIBUTOR,
	PERSON_PUBLISHER
};

enum object_field {
	OBJECT_ITUNES,
	OBJECT_PODCAST,
	OBJECT_GEO,
	OBJECT_CHAPTERS,
	OBJECT_THREAD,
	OBJECT_CLOUD,
	OBJECT_TEXTINPUT,
	OBJECT_EXT,
	OBJECT_SOURCE,
	OBJECT_COUNT
};

/* Not known yet; counts only where nothing better is known; of a second root,
 * which only fills gaps. Added to the ranks of the table. */
#define RANK_NONE   UINT32_MAX
#define RANK_ALONE  0x10000U
#define RANK_SECOND 0x8000U

struct plain_slot {
	struct doc_span value;
	uint32_t rank; /* RANK_NONE: absent */
};

struct date_slot {
	struct date date;
	enum date_status status;
	struct doc_span raw; /* of one that could not be read */
	uint32_t rank;
};

/* A text construct whose value is in raw, or (title) in the frame already. */
struct text_slot {
	uint32_t raw_at, raw_len;
	uint32_t type; /* enum doc_text_type */
	uint32_t rank;
	bool twice;     /* RSS: may be escaped twice */
	bool base_said; /* base is the document's or xml:base: printed */
	struct doc_span value, media_type, lang, base, src;
};

struct draft_person {
	struct doc_person person;
	uint32_t rank;
	uint32_t role;
};
struct draft_category {
	struct doc_category category;
	uint32_t rank;
	uint32_t unused;
};
struct draft_enclosure {
	struct doc_enclosure enclosure;
	uint32_t rank;
	uint32_t unused;
};

enum draft_kind {
	DRAFT_FEED,
	DRAFT_ENTRY,
	DRAFT_SOURCE
};

struct draft {
	enum draft_kind kind;
	struct doc_frame *frame;
	struct buffer raw;
	struct plain_slot plain[PLAIN_COUNT];
	struct date_slot dates[DATE_COUNT];
	struct text_slot texts[CONSTRUCT_COUNT];
	struct buffer contents;         /* struct text_slot */
	struct buffer links;            /* struct doc_link */
	struct buffer persons;          /* struct draft_person */
	struct buffer categories;       /* struct draft_category */
	struct buffer enclosures;       /* struct draft_enclosure */
	struct buffer hubs;             /* struct doc_span */
	uint32_t skip_hours, skip_days; /* bit n: hour or day n */
	struct doc_image image;
	uint32_t image_rank;
	int64_t image_width; /* of a thumbnail: the widest wins */
	struct value_tree tree;
	uint32_t objects[OBJECT_COUNT];       /* root nodes; 0: none */
	uint32_t geo_rank;                    /* of OBJECT_GEO */
	struct doc_span last_lang, last_base; /* shared by most constructs */
	bool link_is_id;                      /* set by link_choice.c */
};

void
draft_init(struct draft *draft, enum draft_kind kind, struct doc_frame *frame);
void draft_finish(struct draft *draft);
/* Empties it for the next entry. */
void draft_reset(struct draft *draft);
/* False if any of its buffers ran out of memory. */
bool draft_is_sound(const struct draft *draft);

enum draft_repeat {
	DRAFT_FIRST, /* of equal rank the first one wins */
	DRAFT_LAST
};
/* True if a value of that rank would be taken. */
bool draft_wants(const struct draft *draft, enum plain_field field,
    uint32_t rank, enum draft_repeat repeat);
/* Puts text if it is not empty and wins. */
void draft_plain(struct draft *draft, enum plain_field field, uint32_t rank,
    struct slice text);
void draft_plain_last(struct draft *draft, enum plain_field field,
    uint32_t rank, struct slice text);
struct slice draft_text(const struct draft *draft, enum plain_field field);
struct slice draft_slice(const struct draft *draft, struct doc_span span);

/* Lists: exact duplicates are dropped, and what is beyond LIMIT_LIST. */
void draft_link(struct draft *draft, const struct doc_link *link);
void draft_person(struct draft *draft, enum person_role role, uint32_t rank,
    const struct doc_person *person);
void draft_category(struct draft *draft, uint32_t rank,
    const struct doc_category *category);
void draft_enclosure(struct draft *draft, uint32_t rank,
    const struct doc_enclosure *enclosure);
void draft_hub(struct draft *draft, struct slice url);

/* The root of an object, made where it is missing; 0 for lack of room. */
uint32_t draft_object(struct draft *draft, enum object_field field,
    enum doc_value_kind kind);
/* Adds key = text to a node of the draft's tree. Both are copied. An object's
 * key that is there already stays as it is, and 0 is returned. */
uint32_t draft_value(struct draft *draft, uint32_t parent,
    enum doc_value_kind kind, const char *key, struct slice text);
/* The same, but nothing where text is empty. */
void draft_value_opt(struct draft *draft, uint32_t parent, const char *key,
    struct slice text);
/* Child key of parent, a list or an object, made where it is missing. */
uint32_t draft_child(struct draft *draft, uint32_t parent,
    enum doc_value_kind kind, const char *key);

#endif
