/*
 * Which elements are open in markup whose end tags cannot be trusted (rules 5
 * and 6 of section 1.5): tags in, balanced starts and ends out to a pass.
 */
#ifndef CRIER_PARSE_LOOSE_STRUCTURE_H
#define CRIER_PARSE_LOOSE_STRUCTURE_H

#include "limits.h"
#include "parse/pass.h"

enum open_kind {
	OPEN_ROOT, /* rss, rdf, feed, channel */
	OPEN_ENTRY,
	OPEN_OTHER
};

struct open_element {
	struct slice local, prefix; /* in the text */
	struct ns_meaning ns;
	struct element_rows rows;
	enum open_kind kind;
	bool ended;        /* a root whose end tag came: more may follow */
	uint32_t declared; /* namespaces that were declared before it */
};

/* A namespace that is declared, or a prefix that nobody declared. */
struct declared_ns {
	struct slice prefix, uri;
	struct ns_meaning meaning;
};

struct loose_structure {
	struct pass *pass;
	struct open_element open[LIMIT_DEPTH];
	uint32_t count;
	struct declared_ns declared[LIMIT_NAMESPACES];
	uint32_t declared_count;
	struct declared_ns undeclared[LIMIT_TAG_NAMESPACES];
	uint32_t undeclared_count;
};

/* One start tag; attributes whose namespace is not looked up yet. */
struct loose_tag {
	struct slice local, prefix;
	struct event_attr *attrs;
	size_t attr_count;
	struct declared_ns own[LIMIT_TAG_NAMESPACES]; /* without meaning */
	uint32_t own_count;
	bool is_empty; /* "/>" */
};

void loose_structure_init(struct loose_structure *s, struct pass *pass);
/* Looks up the namespaces of the tag, and gives its start to the pass. */
void loose_structure_start(struct loose_structure *s, struct loose_tag *from);
void loose_structure_end(struct loose_structure *s, struct slice prefix,
    struct slice local);
/* Closes everything; true if the text ended before the feed did. */
bool loose_structure_close(struct loose_structure *s);

/* True for names that tags with blanks in odd places are forgiven for. */
bool loose_structure_knows(const struct loose_structure *s, struct slice local);
/* The name of the leaf that is open, or an absent slice. */
struct slice loose_structure_leaf(const struct loose_structure *s);

#endif
