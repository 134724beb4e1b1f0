/*
 * One pass over a document: events in, a built document out.
 *
 * A front end calls pass_start, pass_end and pass_text; starts and ends are
 * balanced. The pass keeps the stack of open elements, finds each in the table,
 * collects what it takes, and calls the row's functions, which put values into
 * the drafts. Entries are built as they end.
 *
 * What a pass learns only late (the base, the language, the order of day and
 * month) may change what came before; then the document is read once more with
 * that knowledge (struct pass_known).
 */
#ifndef CRIER_PARSE_PASS_H
#define CRIER_PARSE_PASS_H

#include "parse.h"
#include "parse/capture.h"
#include "parse/charset.h"
#include "parse/draft.h"
#include "parse/event.h"

/* What is known of the whole document before its first element. */
struct pass_known {
	struct slice outer_base; /* document URL, Content-Location; or absent */
	struct slice base;       /* learned: self link, or link of the feed */
	struct slice language;   /* learned, else Content-Language; or absent */
	enum date_order order[DATE_SEPARATORS]; /* learned */
	bool settled; /* by an earlier pass: nothing of it changes now */
};

struct pass_setup {
	struct charset_tables *charsets;
	const char *encoding; /* as charset_result names it */
	enum parse_html html;
	size_t max;      /* bytes of output */
	bool netscape;   /* the DOCTYPE says so */
	bool mend_twice; /* the document is UTF-8 */
	parse_sink sink; /* where frames go at once; NULL: they wait */
	void *sink_arg;
	struct pass_known known;
};

struct span32 {
	uint32_t at, len;
};

/* An element that is open. */
struct frame {
	const struct element *row; /* NULL: unknown */
	struct element_rows rows;
	struct ns_meaning ns;
	enum place place;    /* where its children stand */
	enum place inside;   /* where it stands itself */
	struct draft *draft; /* that its children feed; NULL at the top */
	uint32_t depth;      /* of the element, from 1 */
	uint32_t wraps;      /* unknown elements round its children */
	bool takes_text, has_children, is_entry;
	uint32_t attrs_at;        /* in pass->attrs; numbers of slots */
	uint32_t own_at, text_at; /* in pass->text: its own things, its text */
	struct span32 key;        /* in pass->text: for ext, of unknown ones */
	struct span32 base, lang; /* in pass->chain */
	uint32_t chain_at;
	/* By the document's URL or xml:base; by xml:lang. */
	bool base_said, lang_said;
};

/* An attribute that is kept until its element ends; offsets in pass->text. */
struct kept_attr {
	enum xml_ns ns;
	struct span32 name, value;
};

/* What a row's functions see of an element. */
struct leaf {
	const struct element *row;
	const struct frame *frame;
	struct draft *draft;     /* of the place where it stands */
	struct slice text;       /* trimmed; of TAKES_TEXT */
	struct captured *markup; /* of TAKES_MARKUP, else NULL */
	struct slice base, lang; /* in force in it */
	uint32_t rank; /* of the row, for this document and this depth */
};

/* Parts of a container that is open. */
struct pass_parts {
	struct doc_image image;
	struct doc_person person;
	struct doc_enclosure alternate;
	bool content_is_xhtml; /* of content:items: the item that is open */
	uint32_t chapters;     /* node of psc:chapters; 0: not to be taken */
	struct geo_parts {
		uint32_t shape;             /* enum geo_shape of geo.c */
		bool projected;             /* pairs keep their order */
		bool three;                 /* numbers to a position */
		struct span32 lower, upper; /* in pass->corners */
	} geo;
};

struct pass {
	struct pass_setup setup;
	struct namespaces namespaces;
	enum xml_ns home; /* NS_RSS or NS_ATOM */
	struct document_build build;
	struct draft feed, entry, source;
	struct frame *frames; /* owned; LIMIT_DEPTH of them */
	uint32_t frame_count, depth;
	struct capture capture;
	struct buffer text, attrs, chain, kept;
	struct {
		struct buffer base, language;
	} learned;              /* so far: of elements that say none */
	struct buffer corners;  /* of a gml:Envelope */
	struct buffer contents; /* struct doc_content, of the entry */
	struct buffer words;    /* parts of a person */
	struct buffer scratch, mended, url; /* of whoever works just now */
	struct pass_parts parts;
	struct date_context dates;
	struct pass_state {
		uint32_t format;  /* enum doc_format */
		uint32_t roots;   /* that were seen */
		enum ns_hint rdf; /* the RSS namespace that was used */
		bool rdf_root, channel_seen, foreign; /* CDF */
		bool entry_open, entry_abandoned;
		bool recovered, truncated;
		bool self_known; /* base is the self link */
		/* What was used as it stood then, and proved wrong later. */
		bool base_used, base_stale;
		bool order_used[DATE_SEPARATORS];
		bool language_used, language_stale;
	} state;
};

/* NULL where there is no memory. */
struct pass *pass_new(const struct pass_setup *setup);
void pass_free(struct pass *pass);

void pass_start(struct pass *pass, const struct event_tag *tag);
void pass_end(struct pass *pass, const struct event_tag *tag);
void pass_text(struct pass *pass, struct slice text, enum event_text kind);
/* For what is no markup: builds the entry that was put into pass->entry. */
void pass_build_entry(struct pass *pass);
/* Closes everything and builds the feed. */
bool pass_close(struct pass *pass);
/* Forgets the entry that is open: it is not whole. */
void pass_abandon_entry(struct pass *pass);
/* True while output fits. */
bool pass_is_sound(const struct pass *pass);
/* True if a root or an entry was found. */
bool pass_found_feed(const struct pass *pass);

/* After pass_close: what another pass should know; true if it would read
 * something differently. Borrows from pass. */
bool pass_learned(struct pass *pass, struct pass_known *known);

/* A link of the feed becomes the base of what says none, where the document's
 * own URL is not known; a self link wins over others. */
enum pass_base {
	PASS_BASE_LINK,
	PASS_BASE_SELF
};
/* leaf->base of any leaf may not be used behind the call, nor leaf->lang behind
 * the next one. */
void pass_learn_base(struct pass *pass, struct slice url, enum pass_base from);
/* The language of the feed, for dates and for constructs that say none. */
void pass_learn_language(struct pass *pass, struct slice language);

/* For front ends: how libxml2's or the tokenizer's tag is resolved. */
struct element_rows
pass_rows(const struct pass *pass, struct ns_meaning ns, struct slice local);
/* True where text is collected now. */
bool pass_takes_text(const struct pass *pass);
/* Depth, from 1, of the element whose children are only text or markup; 0 if
 * none is open. And the place where it stands. */
uint32_t pass_leaf_depth(const struct pass *pass);
enum place pass_leaf_place(const struct pass *pass);
/* True if the container that is open cannot hold tag, but what is round it
 * can: its end tag was lost. */
bool pass_is_misplaced(const struct pass *pass, const struct event_tag *tag);

/* ---- for the rows' functions --------------------------------------------- */

/* Value of an attribute without namespace (or of its element's own), SLICE_NONE
 * if it is not there. Trimmed. name in lower case. */
struct slice
leaf_attr(const struct pass *pass, const struct leaf *leaf, const char *name);
struct slice leaf_attr_ns(const struct pass *pass, const struct leaf *leaf,
    enum xml_ns ns, const char *name);
/* True for places whose draft is an entry. */
bool leaf_is_in_entry(const struct leaf *leaf);

#endif
