/*
 * Namespaces by their meaning (section 1.7 of the parsing rules): URIs in all
 * their spellings, and what a prefix means that nobody declared.
 */
#ifndef CRIER_PARSE_NAMESPACES_H
#define CRIER_PARSE_NAMESPACES_H

#include <stdbool.h>
#include <stdint.h>

#include "slice.h"

enum xml_ns {
	NS_NONE, /* no namespace: core of the document's own format */
	NS_UNKNOWN,
	NS_RSS,  /* core of RSS and RDF */
	NS_ATOM, /* core of Atom */
	NS_RDF,
	NS_XHTML,
	NS_XML,
	NS_CONTENT,
	NS_DC,
	NS_DCTERMS,
	NS_SY,
	NS_SLASH,
	NS_WFW,
	NS_THR,
	NS_FH,
	NS_MEDIA,
	NS_ITUNES,
	NS_PODCAST,
	NS_GOOGLEPLAY,
	NS_PSC,
	NS_GEORSS,
	NS_GEO,
	NS_GML,
	NS_ICBM,
	NS_CC,
	NS_CREATIVECOMMONS,
	NS_FEEDBURNER,
	NS_PHEEDO,
	NS_WEBFEEDS,
	NS_ADMIN,
	NS_PRISM,
	NS_SVG,
	NS_MATHML,
	NS_XLINK,
	NS_OTHER, /* known, so that it is never mistaken for core */
	NS_COUNT
};

/* What the spelling of a URI says of the version of the format. */
enum ns_hint {
	NS_HINT_NONE,
	NS_HINT_RSS10,
	NS_HINT_RSS090,
	NS_HINT_RSS_OTHER,
	NS_HINT_ATOM10,
	NS_HINT_ATOM03,
	NS_HINT_ATOM_OTHER
};

struct ns_meaning {
	enum xml_ns ns;
	enum ns_hint hint;
	struct slice prefix; /* the usual one; static; absent if unknown */
};

/* Of a document: the namespace that its root made core. */
struct namespaces {
	char core_uri[256]; /* "" where there is none */
	bool root_seen;
};

/* What a URI means; folded as the rules say. */
struct ns_meaning namespace_of_uri(struct slice uri);
/* What a prefix means that is not declared. */
struct ns_meaning namespace_of_prefix(struct slice prefix);

/*
 * The meaning of an element's or attribute's namespace. uri is absent where the
 * prefix is not declared, or where there is neither.
 */
struct ns_meaning namespaces_resolve(const struct namespaces *document,
    struct slice prefix, struct slice uri);
/*
 * The same for the root, whose unknown namespace becomes core in this document
 * if its local name is that of a feed.
 */
struct ns_meaning namespaces_resolve_root(struct namespaces *document,
    struct slice prefix, struct slice local, struct slice uri);

/* The format's own: RSS, Atom, or none. */
bool namespace_is_core(enum xml_ns ns);
/* rss, rdf, feed, channel, in any case. */
bool namespace_is_root_name(struct slice local);

#endif
