/*
 * Knows every spelling of a namespace's URI that feeds are seen to use, and the
 * prefix that each is usually given. URIs are compared after folding: no white
 * space at the ends, lower case, no scheme (https is http), no last "/" or "#".
 * Adding a namespace is a line in the table, and an enumerator.
 */
#include "parse/namespaces.h"

#include "compiler.h"

enum spelling {
	EXACT,
	BEGINS /* versions follow */
};

static const struct {
	const char *folded;
	enum xml_ns ns;
	const char *prefix;
	enum ns_hint hint;
	enum spelling spelling;
} uris[] = {
	/* clang-format off */
{ "purl.org/rss/1.0",                            NS_RSS, "rss", NS_HINT_RSS10, EXACT },
{ "purl.org/rss/1.0/modules/rss091",             NS_RSS, "rss", NS_HINT_RSS_OTHER, EXACT },
{ "purl.org/net/rss1.1",                         NS_RSS, "rss", NS_HINT_RSS10, BEGINS },
{ "my.netscape.com/rdf/simple/0.9",              NS_RSS, "rss", NS_HINT_RSS090, EXACT },
{ "channel.netscape.com/rdf/simple/0.9",         NS_RSS, "rss", NS_HINT_RSS090, EXACT },
{ "my.netscape.com/publish/formats/rss-0.91.dtd", NS_RSS, "rss", NS_HINT_RSS_OTHER, EXACT },
{ "purl.org/rss/2.0",                            NS_RSS, "rss", NS_HINT_RSS_OTHER, EXACT },
{ "www.rssboard.org/rss-specification",          NS_RSS, "rss", NS_HINT_RSS_OTHER, EXACT },
{ "backend.userland.com/creativecommonsrssmodule", NS_CREATIVECOMMONS, "creativeCommons", 0, EXACT },
{ "cyber.law.harvard.edu/rss/creativecommonsrssmodule.html", NS_CREATIVECOMMONS, "creativeCommons", 0, EXACT },
{ "backend.userland.com/blogchannelmodule",      NS_OTHER, "blogChannel", 0, EXACT },
{ "backend.userland.com/rss",                    NS_RSS, "rss", NS_HINT_RSS_OTHER, BEGINS },
{ "blogs.law.harvard.edu/tech/rss",              NS_RSS, "rss", NS_HINT_RSS_OTHER, EXACT },
{ "cyber.law.harvard.edu/rss/rss.html",          NS_RSS, "rss", NS_HINT_RSS_OTHER, EXACT },
{ "www.w3.org/2005/atom",                        NS_ATOM, "atom", NS_HINT_ATOM10, EXACT },
{ "purl.org/atom/ns",                            NS_ATOM, "atom", NS_HINT_ATOM03, EXACT },
{ "purl.org/atom/ns/2005",                       NS_ATOM, "atom", NS_HINT_ATOM_OTHER, EXACT },
{ "purl.org/pie",                                NS_ATOM, "atom", NS_HINT_ATOM_OTHER, EXACT },
{ "purl.org/echo",                               NS_ATOM, "atom", NS_HINT_ATOM_OTHER, EXACT },
{ "example.com/necho",                           NS_ATOM, "atom", NS_HINT_ATOM_OTHER, EXACT },
{ "example.com/newformat",                       NS_ATOM, "atom", NS_HINT_ATOM_OTHER, EXACT },
{ "uri/of/echo/namespace",                       NS_ATOM, "atom", NS_HINT_ATOM_OTHER, EXACT },
{ "www.w3.org/1999/02/22-rdf-syntax-ns",         NS_RDF, "rdf", 0, EXACT },
{ "www.w3.org/1999/xhtml",                       NS_XHTML, "xhtml", 0, EXACT },
{ "www.w3.org/tr/xhtml1/strict",                 NS_XHTML, "xhtml", 0, EXACT },
{ "www.w3.org/1999/html",                        NS_XHTML, "xhtml", 0, EXACT },
{ "www.w3.org/xml/1998/namespace",               NS_XML, "xml", 0, EXACT },
{ "purl.org/rss/1.0/modules/content",            NS_CONTENT, "content", 0, EXACT },
{ "purl.org/dc/elements/1.1",                    NS_DC, "dc", 0, EXACT },
{ "purl.org/dc/elements/1.0",                    NS_DC, "dc", 0, EXACT },
{ "purl.org/metadata/dublin_core",               NS_DC, "dc", 0, EXACT },
{ "purl.org/dc/terms",                           NS_DCTERMS, "dcterms", 0, EXACT },
{ "purl.org/rss/1.0/modules/syndication",        NS_SY, "sy", 0, EXACT },
{ "purl.org/rss/1.0/modules/slash",              NS_SLASH, "slash", 0, EXACT },
{ "wellformedweb.org/commentapi",                NS_WFW, "wfw", 0, EXACT },
{ "purl.org/syndication/thread/1.0",             NS_THR, "thr", 0, EXACT },
{ "purl.org/rss/1.0/modules/threading",          NS_THR, "thr", 0, EXACT },
{ "purl.org/syndication/history/1.0",            NS_FH, "fh", 0, EXACT },
{ "search.yahoo.com/mrss",                       NS_MEDIA, "media", 0, EXACT },
{ "video.search.yahoo.com/mrss",                 NS_MEDIA, "media", 0, EXACT },
{ "tools.search.yahoo.com/mrss",                 NS_MEDIA, "media", 0, EXACT },
{ "api.maven-co.com/mrss",                       NS_MEDIA, "media", 0, EXACT },
{ "www.rssboard.org/media-rss",                  NS_MEDIA, "media", 0, EXACT },
{ "www.itunes.com/dtds/podcast-1.0.dtd",         NS_ITUNES, "itunes", 0, EXACT },
{ "www.itunes.com/dtds/podcast-1.0",             NS_ITUNES, "itunes", 0, EXACT },
{ "itunes.com/dtds/podcast-1.0.dtd",             NS_ITUNES, "itunes", 0, EXACT },
{ "itunes.com/dtds/podcast-1.0",                 NS_ITUNES, "itunes", 0, EXACT },
{ "example.com/dtds/podcast-1.0.dtd",            NS_ITUNES, "itunes", 0, EXACT },
{ "podcastindex.org/namespace/1.0",              NS_PODCAST, "podcast", 0, EXACT },
{ "github.com/podcastindex-org/podcast-namespace/blob/main/docs/1.0.md", NS_PODCAST, "podcast", 0, EXACT },
{ "www.google.com/schemas/play-podcasts/1.0",    NS_GOOGLEPLAY, "googleplay", 0, EXACT },
{ "podlove.org/simple-chapters",                 NS_PSC, "psc", 0, BEGINS },
{ "www.georss.org/georss",                       NS_GEORSS, "georss", 0, BEGINS },
{ "www.w3.org/2003/01/geo/wgs84_pos",            NS_GEO, "geo", 0, EXACT },
{ "www.opengis.net/gml",                         NS_GML, "gml", 0, BEGINS },
{ "postneo.com/icbm",                            NS_ICBM, "icbm", 0, EXACT },
{ "creativecommons.org/ns",                      NS_CC, "cc", 0, EXACT },
{ "creativecommons.org/ns#license",              NS_CC, "cc", 0, EXACT },
{ "web.resource.org/cc",                         NS_CC, "cc", 0, EXACT },
{ "rssnamespace.org/feedburner/ext/1.0",         NS_FEEDBURNER, "feedburner", 0, EXACT },
{ "www.pheedo.com/namespace/pheedo",             NS_PHEEDO, "pheedo", 0, EXACT },
{ "webfeeds.org/rss/1.0",                        NS_WEBFEEDS, "webfeeds", 0, EXACT },
{ "webns.net/mvcb",                              NS_ADMIN, "admin", 0, EXACT },
{ "prismstandard.org/namespaces/",               NS_PRISM, "prism", 0, BEGINS },
{ "www.prismstandard.org/namespaces/",           NS_PRISM, "prism", 0, BEGINS },
{ "www.w3.org/2000/svg",                         NS_SVG, "svg", 0, EXACT },
{ "www.w3.org/1998/math/mathml",                 NS_MATHML, "math", 0, EXACT },
{ "www.w3.org/1999/xlink",                       NS_XLINK, "xlink", 0, EXACT },
{ "madskills.com/public/xml/rss/module/pingback", NS_OTHER, "pingback", 0, EXACT },
{ "madskills.com/public/xml/rss/module/trackback", NS_OTHER, "trackback", 0, EXACT },
{ "xmlns.com/foaf/0.1",                          NS_OTHER, "foaf", 0, EXACT },
{ "purl.org/rss/1.0/modules/taxonomy",           NS_OTHER, "taxo", 0, EXACT },
{ "purl.org/rss/1.0/modules/search",             NS_OTHER, "search", 0, EXACT },
{ "purl.org/rss/1.0/modules/aggregation",        NS_OTHER, "ag", 0, EXACT },
{ "purl.org/rss/1.0/modules/annotate",           NS_OTHER, "annotate", 0, EXACT },
{ "purl.org/rss/1.0/modules/company",            NS_OTHER, "cp", 0, EXACT },
{ "my.theinfo.org/changed/1.0/rss",              NS_OTHER, "cp", 0, EXACT },
{ "purl.org/rss/1.0/modules/event",              NS_OTHER, "ev", 0, EXACT },
{ "purl.org/rss/1.0/modules/image",              NS_OTHER, "image", 0, EXACT },
{ "purl.org/rss/1.0/modules/link",               NS_OTHER, "l", 0, EXACT },
{ "purl.org/rss/1.0/modules/reference",          NS_OTHER, "ref", 0, EXACT },
{ "purl.org/rss/1.0/modules/richequiv",          NS_OTHER, "reqv", 0, EXACT },
{ "purl.org/rss/1.0/modules/servicestatus",      NS_OTHER, "ss", 0, EXACT },
{ "purl.org/rss/1.0/modules/streaming",          NS_OTHER, "str", 0, EXACT },
{ "purl.org/rss/1.0/modules/wiki",               NS_OTHER, "wiki", 0, EXACT },
{ "purl.org/rss/1.0/modules/email",              NS_OTHER, "email", 0, EXACT },
{ "a9.com/-/spec/opensearch/1.1",                NS_OTHER, "opensearch", 0, EXACT },
{ "a9.com/-/spec/opensearchrss/1.0",             NS_OTHER, "opensearch", 0, EXACT },
{ "schemas.google.com/g/2005",                   NS_OTHER, "gd", 0, EXACT },
{ "gdata.youtube.com/schemas/",                  NS_OTHER, "yt", 0, BEGINS },
{ "www.youtube.com/xml/schemas/2015",            NS_OTHER, "yt", 0, EXACT },
{ "schemas.xmlsoap.org/soap/envelope",           NS_OTHER, "soap", 0, EXACT },
{ "www.w3.org/2007/app",                         NS_OTHER, "app", 0, EXACT },
	/* clang-format on */
};

/* Where the usual prefix is not the only one, or does not mean its URI. */
static const struct {
	const char *prefix;
	enum xml_ns ns;
} prefixes[] = {
	{ "rss", NS_NONE },
	{ "feed", NS_NONE },
	{ "a10", NS_ATOM },
	{ "atom10", NS_ATOM },
	{ "atom03", NS_ATOM },
	{ "html", NS_XHTML },
	{ "h", NS_XHTML },
	{ "dct", NS_DCTERMS },
	{ "mrss", NS_MEDIA },
	{ "xml", NS_XML },
};

static const struct ns_meaning none = { .ns = NS_NONE };
static const struct ns_meaning unknown = { .ns = NS_UNKNOWN };

static struct slice
without_scheme(struct slice uri)
{
	static const struct slice schemes[] = { SLICE_INIT("http://"),
		SLICE_INIT("https://") };

	for (size_t i = 0; i < ARRAY_LEN(schemes); i++) {
		if (slice_has_prefix_nocase(uri, schemes[i]))
			return slice_from(uri, schemes[i].len);
	}
	return uri;
}

static struct slice
fold(struct slice uri)
{
	uri = without_scheme(slice_trim(uri));
	if (uri.len > 0 &&
	    (uri.ptr[uri.len - 1] == '/' || uri.ptr[uri.len - 1] == '#'))
		uri.len--;
	return uri;
}

struct ns_meaning
namespace_of_uri(struct slice uri)
{
	struct slice folded = fold(uri);

	for (size_t i = 0; i < ARRAY_LEN(uris); i++) {
		struct slice known = slice_of(uris[i].folded);
		bool same = uris[i].spelling == BEGINS
		    ? slice_has_prefix_nocase(folded, known)
		    : slice_eq_nocase(folded, known);

		if (same) {
			return (struct ns_meaning){ uris[i].ns, uris[i].hint,
				slice_of(uris[i].prefix) };
		}
	}
	return unknown;
}

/* Where only the prefix is known: the version of today. */
static enum ns_hint
hint_of(enum xml_ns ns)
{
	return ns == NS_ATOM ? NS_HINT_ATOM10 : NS_HINT_NONE;
}

struct ns_meaning
namespace_of_prefix(struct slice prefix)
{
	for (size_t i = 0; i < ARRAY_LEN(prefixes); i++) {
		if (slice_eq_nocase(prefix, slice_of(prefixes[i].prefix)))
			return (struct ns_meaning){ prefixes[i].ns,
				hint_of(prefixes[i].ns), SLICE_NONE };
	}
	for (size_t i = 0; i < ARRAY_LEN(uris); i++) {
		struct slice usual = slice_of(uris[i].prefix);

		if (slice_eq_nocase(prefix, usual))
			return (struct ns_meaning){ uris[i].ns,
				hint_of(uris[i].ns), usual };
	}
	return unknown;
}

static bool
is_core_uri(const struct namespaces *document, struct slice uri)
{
	return document->core_uri[0] != '\0' &&
	    slice_eq(uri, slice_of(document->core_uri));
}

struct ns_meaning
namespaces_resolve(const struct namespaces *document, struct slice prefix,
    struct slice uri)
{
	/* The prefix xml cannot be taken away. */
	if (slice_eq(prefix, SLICE("xml")))
		return (
		    struct ns_meaning){ .ns = NS_XML, .prefix = SLICE("xml") };
	if (slice_trim(uri).len == 0) {
		if (prefix.len == 0 || uri.ptr != NULL)
			return none;
		return namespace_of_prefix(prefix);
	}
	if (is_core_uri(document, uri))
		return none;
	return namespace_of_uri(uri);
}

bool
namespace_is_core(enum xml_ns ns)
{
	return ns == NS_NONE || ns == NS_RSS || ns == NS_ATOM;
}

bool
namespace_is_root_name(struct slice local)
{
	static const struct slice roots[] = { SLICE_INIT("rss"),
		SLICE_INIT("rdf"), SLICE_INIT("feed"), SLICE_INIT("channel") };

	for (size_t i = 0; i < ARRAY_LEN(roots); i++) {
		if (slice_eq_nocase(local, roots[i]))
			return true;
	}
	return false;
}

struct ns_meaning
namespaces_resolve_root(struct namespaces *document, struct slice prefix,
    struct slice local, struct slice uri)
{
	struct ns_meaning meaning = namespaces_resolve(document, prefix, uri);

	if (!namespace_is_root_name(local))
		return meaning;
	document->root_seen = true;
	if (meaning.ns != NS_UNKNOWN || uri.len >= sizeof(document->core_uri))
		return meaning;
	if (uri.len > 0)
		memcpy(document->core_uri, uri.ptr, uri.len);
	document->core_uri[uri.len] = '\0';
	return none;
}
