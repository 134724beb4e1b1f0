/*
 * THE table of elements, sorted by namespace and name, so that a name is found
 * by bisection; a test checks the order. A name may have several rows: one for
 * each place in which it means something else, and several for one place where
 * it feeds several keys. Ranks are the order of ">" in section 2 of the parsing
 * rules; what a row's function does stands in the file of its format.
 */
#include "parse/elements.h"

#include "limits.h"
#include "parse/atom.h"
#include "parse/draft.h"
#include "parse/element_values.h"
#include "parse/ext.h"
#include "parse/geo.h"
#include "parse/media.h"
#include "parse/podcast.h"
#include "parse/rdf.h"
#include "parse/rss.h"

#define IN_FEED   IN(PLACE_FEED)
#define IN_ENTRY  IN(PLACE_ENTRY)
#define IN_SOURCE IN(PLACE_SOURCE)
#define IN_ANY    (IN_FEED | IN_ENTRY | IN_SOURCE)

/* Ranks count in eights behind the table: of what counts only alone. */
#define FALLBACK (RANK_ALONE / 8)

/* clang-format off */
#define ROW(n, w, p, t, e, f, r) \
	.ns = NS_##n, .name = (w), .places = (p), .takes = (t), .end = (e), \
	.field = (f), .rank = (r)
/* Its text; its attributes alone; a text construct; a container. */
#define TEXT(n, w, p, e, f, r) { ROW(n, w, p, TAKES_TEXT, e, f, r) }
#define ATTRS(n, w, p, e, f, r) { ROW(n, w, p, TAKES_NOTHING, e, f, r) }
#define MARKUP(n, w, p, e, f, r, u) \
	{ ROW(n, w, p, TAKES_MARKUP, e, f, r), .rule = (u) }
#define HOLDS(n, w, p, t, e, f, r, o, s) \
	{ ROW(n, w, p, t, e, f, r), .opens = (o), .start = (s) }

static const struct element elements[] = {
	MARKUP(RSS,             "abstract",           IN_ENTRY, leaf_take_text, CONSTRUCT_SUMMARY, 0, TEXT_RULE_SNIFF),
	HOLDS(RSS,              "author",             IN_FEED | IN_SOURCE, TAKES_TEXT, leaf_take_person, PERSON_AUTHOR, 1, PLACE_PERSON, person_begin),
	HOLDS(RSS,              "author",             IN_ENTRY, TAKES_TEXT, leaf_take_person, PERSON_AUTHOR, 0, PLACE_PERSON, person_begin),
	TEXT(RSS,               "category",           IN_ANY, leaf_take_category, 0, 0),
	ATTRS(RSS,              "cloud",              IN_FEED, rss_cloud, 0, 0),
	TEXT(RSS,               "commentrss",         IN_ENTRY, leaf_take_url, PLAIN_COMMENTS_FEED, 0),
	TEXT(RSS,               "comments",           IN_ENTRY, leaf_take_url, PLAIN_COMMENTS, 0),
	MARKUP(RSS,             "copyright",          IN_ANY, leaf_take_text, CONSTRUCT_RIGHTS, 0, TEXT_RULE_SNIFF),
	TEXT(RSS,               "date",               IN_ANY, leaf_take_date, DATE_PUBLISHED, 0),
	TEXT(RSS,               "day",                IN(PLACE_SKIP_DAYS), rss_skip_day, 0, 0),
	MARKUP(RSS,             "description",        IN_ANY, leaf_take_text, CONSTRUCT_SUMMARY, 0, TEXT_RULE_HTML),
	TEXT(RSS,               "description",        IN(PLACE_IMAGE), rss_image_part, IMAGE_DESCRIPTION, 0),
	TEXT(RSS,               "description",        IN(PLACE_TEXTINPUT), rss_textinput_part, IMAGE_DESCRIPTION, 0),
	TEXT(RSS,               "docs",               IN_FEED, leaf_take_url, PLAIN_DOCS, 0),
	TEXT(RSS,               "email",              IN(PLACE_PERSON), person_email, 0, 0),
	ATTRS(RSS,              "enclosure",          IN_ENTRY, rss_enclosure, 0, 0),
	TEXT(RSS,               "expirationdate",     IN_ENTRY, leaf_take_date, DATE_EXPIRED, 0),
	MARKUP(RSS,             "fullitem",           IN_ENTRY, leaf_take_content, 0, 0, TEXT_RULE_HTML),
	TEXT(RSS,               "generator",          IN_FEED | IN_SOURCE, rss_generator, 0, 0),
	TEXT(RSS,               "guid",               IN_ENTRY, rss_guid, 0, 0),
	TEXT(RSS,               "guid",               IN_FEED | IN_SOURCE, rss_guid, 0, 3),
	TEXT(RSS,               "height",             IN(PLACE_IMAGE), rss_image_part, IMAGE_HEIGHT, 0),
	TEXT(RSS,               "homepage",           IN(PLACE_PERSON), person_url, 0, 0),
	TEXT(RSS,               "hour",               IN(PLACE_SKIP_HOURS), rss_skip_hour, 0, 0),
	HOLDS(RSS,              "image",              IN_FEED, TAKES_TEXT, rss_image, 0, 1, PLACE_IMAGE, rss_image_begin),
	HOLDS(RSS,              "image",              IN_ENTRY, TAKES_TEXT, rss_image, 0, 4, PLACE_IMAGE, rss_image_begin),
	HOLDS(RSS,              "items",              IN_FEED, TAKES_NOTHING, NULL, 0, 0, PLACE_CLOSED, NULL),
	TEXT(RSS,               "keywords",           IN_FEED | IN_ENTRY, leaf_take_keywords, 0, 0),
	TEXT(RSS,               "language",           IN_FEED | IN_SOURCE, leaf_take_language, 0, 0),
	TEXT(RSS,               "language",           IN_ENTRY, leaf_take_language, 0, 2),
	TEXT(RSS,               "lastbuilddate",      IN_FEED | IN_SOURCE, leaf_take_date, DATE_UPDATED, 0),
	TEXT(RSS,               "lastbuilddate",      IN_ENTRY, leaf_take_date, DATE_UPDATED, 3),
	TEXT(RSS,               "link",               IN_ANY, rss_link, 0, 0),
	TEXT(RSS,               "link",               IN(PLACE_IMAGE), rss_image_part, IMAGE_LINK, 0),
	TEXT(RSS,               "link",               IN(PLACE_TEXTINPUT), rss_textinput_part, IMAGE_LINK, 0),
	TEXT(RSS,               "managingeditor",     IN_FEED | IN_SOURCE, leaf_take_person, PERSON_AUTHOR, 0),
	TEXT(RSS,               "name",               IN(PLACE_TEXTINPUT), rss_textinput_part, IMAGE_TITLE, 0),
	TEXT(RSS,               "name",               IN(PLACE_PERSON), person_name, 0, 0),
	TEXT(RSS,               "newlocation",        IN_FEED, leaf_take_url, PLAIN_NEWLOCATION, 1),
	TEXT(RSS,               "pubdate",            IN_ANY, leaf_take_date, DATE_PUBLISHED, 0),
	TEXT(RSS,               "pubdatetime",        IN_ANY, leaf_take_date, DATE_PUBLISHED, 0),
	TEXT(RSS,               "rating",             IN_FEED, leaf_take_plain, PLAIN_RATING, 0),
	HOLDS(RSS,              "skipdays",           IN_FEED, TAKES_NOTHING, NULL, 0, 0, PLACE_SKIP_DAYS, NULL),
	HOLDS(RSS,              "skiphours",          IN_FEED, TAKES_NOTHING, NULL, 0, 0, PLACE_SKIP_HOURS, NULL),
	HOLDS(RSS,              "source",             IN_ENTRY, TAKES_TEXT, source_end, 0, 0, PLACE_SOURCE, source_begin),
	MARKUP(RSS,             "summary",            IN_ENTRY, leaf_take_text, CONSTRUCT_SUMMARY, 0, TEXT_RULE_SNIFF),
	TEXT(RSS,               "tags",               IN_ENTRY, leaf_take_keywords, 0, 0),
	HOLDS(RSS,              "textinput",          IN_FEED, TAKES_NOTHING, NULL, 0, 0, PLACE_TEXTINPUT, NULL),
	MARKUP(RSS,             "title",              IN_ANY, leaf_take_title, 0, 0, TEXT_RULE_SNIFF),
	TEXT(RSS,               "title",              IN(PLACE_IMAGE), rss_image_part, IMAGE_TITLE, 0),
	TEXT(RSS,               "title",              IN(PLACE_TEXTINPUT), rss_textinput_part, IMAGE_TITLE, 0),
	TEXT(RSS,               "ttl",                IN_FEED, leaf_take_number, PLAIN_TTL, 0),
	TEXT(RSS,               "uri",                IN(PLACE_PERSON), person_url, 0, 0),
	TEXT(RSS,               "url",                IN(PLACE_IMAGE), rss_image_part, IMAGE_URL, 0),
	TEXT(RSS,               "url",                IN(PLACE_PERSON), person_url, 0, 0),
	TEXT(RSS,               "webmaster",          IN_FEED | IN_SOURCE, leaf_take_person, PERSON_PUBLISHER, 2),
	TEXT(RSS,               "width",              IN(PLACE_IMAGE), rss_image_part, IMAGE_WIDTH, 0),
	HOLDS(ATOM,             "author",             IN_FEED | IN_SOURCE, TAKES_TEXT, leaf_take_person, PERSON_AUTHOR, 1, PLACE_PERSON, person_begin),
	HOLDS(ATOM,             "author",             IN_ENTRY, TAKES_TEXT, leaf_take_person, PERSON_AUTHOR, 0, PLACE_PERSON, person_begin),
	TEXT(ATOM,              "category",           IN_ANY, leaf_take_category, 0, 0),
	MARKUP(ATOM,            "content",            IN_ENTRY, leaf_take_content, 0, 0, TEXT_RULE_CONTENT),
	HOLDS(ATOM,             "contributor",        IN_ANY, TAKES_TEXT, leaf_take_person, PERSON_CONTRIBUTOR, 0, PLACE_PERSON, person_begin),
	MARKUP(ATOM,            "copyright",          IN_ANY, leaf_take_text, CONSTRUCT_RIGHTS, 3, TEXT_RULE_ATOM),
	TEXT(ATOM,              "created",            IN_ANY, leaf_take_date, DATE_CREATED, 0),
	TEXT(ATOM,              "email",              IN(PLACE_PERSON), person_email, 0, 0),
	TEXT(ATOM,              "generator",          IN_FEED | IN_SOURCE, rss_generator, 0, 0),
	TEXT(ATOM,              "homepage",           IN(PLACE_PERSON), person_url, 0, 0),
	TEXT(ATOM,              "icon",               IN_FEED | IN_SOURCE, leaf_take_url, PLAIN_ICON, 0),
	TEXT(ATOM,              "id",                 IN_FEED | IN_SOURCE, atom_id, 0, 0),
	TEXT(ATOM,              "id",                 IN_ENTRY, atom_id, 0, 1),
	MARKUP(ATOM,            "info",               IN_FEED, leaf_take_text, CONSTRUCT_INFO, 0, TEXT_RULE_ATOM),
	TEXT(ATOM,              "issued",             IN_ANY, leaf_take_date, DATE_PUBLISHED, 1),
	TEXT(ATOM,              "link",               IN_ANY, atom_link, 0, 0),
	TEXT(ATOM,              "logo",               IN_FEED | IN_SOURCE, leaf_take_url, PLAIN_LOGO, 0),
	TEXT(ATOM,              "modified",           IN_ENTRY, leaf_take_date, DATE_UPDATED, 0),
	TEXT(ATOM,              "modified",           IN_FEED | IN_SOURCE, leaf_take_date, DATE_UPDATED, 1),
	TEXT(ATOM,              "name",               IN(PLACE_PERSON), person_name, 0, 0),
	TEXT(ATOM,              "published",          IN_ANY, leaf_take_date, DATE_PUBLISHED, 1),
	MARKUP(ATOM,            "rights",             IN_ANY, leaf_take_text, CONSTRUCT_RIGHTS, 3, TEXT_RULE_ATOM),
	HOLDS(ATOM,             "source",             IN_ENTRY, TAKES_TEXT, source_end, 0, 0, PLACE_SOURCE, source_begin),
	MARKUP(ATOM,            "subtitle",           IN_FEED | IN_SOURCE, leaf_take_text, CONSTRUCT_SUMMARY, 1, TEXT_RULE_ATOM),
	MARKUP(ATOM,            "subtitle",           IN_ENTRY, leaf_take_text, CONSTRUCT_SUBTITLE, 1, TEXT_RULE_ATOM),
	MARKUP(ATOM,            "summary",            IN_ENTRY, leaf_take_text, CONSTRUCT_SUMMARY, 2, TEXT_RULE_ATOM),
	MARKUP(ATOM,            "tagline",            IN_FEED | IN_SOURCE, leaf_take_text, CONSTRUCT_SUMMARY, 1, TEXT_RULE_ATOM),
	MARKUP(ATOM,            "title",              IN_ANY, leaf_take_title, 0, 2, TEXT_RULE_ATOM),
	TEXT(ATOM,              "updated",            IN_ENTRY, leaf_take_date, DATE_UPDATED, 0),
	TEXT(ATOM,              "updated",            IN_FEED | IN_SOURCE, leaf_take_date, DATE_UPDATED, 1),
	TEXT(ATOM,              "uri",                IN(PLACE_PERSON), person_url, 0, 0),
	TEXT(ATOM,              "url",                IN(PLACE_PERSON), person_url, 0, 0),
	MARKUP(RDF,             "value",              IN(PLACE_CONTENT_ITEMS), rdf_content_value, 0, 0, TEXT_RULE_HTML),
	MARKUP(XHTML,           "body",               IN_ENTRY, leaf_take_content, 0, 0, TEXT_RULE_CONTENT),
	MARKUP(XHTML,           "div",                IN_ENTRY, leaf_take_content, 0, 0, TEXT_RULE_CONTENT),
	MARKUP(CONTENT,         "encoded",            IN_ENTRY, leaf_take_content, 0, 0, TEXT_RULE_HTML),
	TEXT(CONTENT,           "format",             IN(PLACE_CONTENT_ITEMS), rdf_content_format, 0, 0),
	HOLDS(CONTENT,          "items",              IN_ENTRY, TAKES_NOTHING, NULL, 0, 0, PLACE_CONTENT_ITEMS, NULL),
	TEXT(DC,                "author",             IN_FEED | IN_SOURCE, leaf_take_person, PERSON_AUTHOR, 3),
	TEXT(DC,                "author",             IN_ENTRY, leaf_take_person, PERSON_AUTHOR, 0),
	TEXT(DC,                "contributor",        IN_ANY, leaf_take_person, PERSON_CONTRIBUTOR, 0),
	TEXT(DC,                "creator",            IN_FEED | IN_SOURCE, leaf_take_person, PERSON_AUTHOR, 2),
	TEXT(DC,                "creator",            IN_ENTRY, leaf_take_person, PERSON_AUTHOR, 0),
	TEXT(DC,                "date",               IN_ENTRY, leaf_take_date, DATE_PUBLISHED, 3),
	TEXT(DC,                "date",               IN_ENTRY, leaf_take_date, DATE_UPDATED, 2),
	TEXT(DC,                "date",               IN_FEED | IN_SOURCE, leaf_take_date, DATE_UPDATED, 3),
	MARKUP(DC,              "description",        IN_FEED, leaf_take_text, CONSTRUCT_SUMMARY, 2, TEXT_RULE_HTML),
	MARKUP(DC,              "description",        IN_ENTRY, leaf_take_text, CONSTRUCT_SUMMARY, 1, TEXT_RULE_HTML),
	TEXT(DC,                "identifier",         IN_FEED | IN_ENTRY, leaf_take_plain, PLAIN_ID, 3),
	TEXT(DC,                "language",           IN_ANY, leaf_take_language, 0, 1),
	TEXT(DC,                "publisher",          IN_ANY, leaf_take_person, PERSON_PUBLISHER, 0),
	MARKUP(DC,              "rights",             IN_ANY, leaf_take_text, CONSTRUCT_RIGHTS, 1, TEXT_RULE_SNIFF),
	TEXT(DC,                "subject",            IN_ANY, leaf_take_category, 0, 0),
	MARKUP(DC,              "title",              IN_ANY, leaf_take_title, 0, 1, TEXT_RULE_SNIFF),
	TEXT(DCTERMS,           "created",            IN_ANY, leaf_take_date, DATE_CREATED, 1),
	TEXT(DCTERMS,           "created",            IN_ENTRY, leaf_take_date, DATE_PUBLISHED, 6),
	TEXT(DCTERMS,           "date",               IN_ANY, leaf_take_date, DATE_PUBLISHED, 4),
	TEXT(DCTERMS,           "issued",             IN_ANY, leaf_take_date, DATE_PUBLISHED, 2),
	TEXT(DCTERMS,           "modified",           IN_ENTRY, leaf_take_date, DATE_UPDATED, 1),
	TEXT(DCTERMS,           "modified",           IN_FEED | IN_SOURCE, leaf_take_date, DATE_UPDATED, 2),
	MARKUP(DCTERMS,         "rights",             IN_ANY, leaf_take_text, CONSTRUCT_RIGHTS, 2, TEXT_RULE_SNIFF),
	TEXT(DCTERMS,           "valid",              IN_FEED | IN_ENTRY, dcterms_valid, 0, 1),
	TEXT(SY,                "updatebase",         IN_FEED, leaf_take_date, DATE_UPDATE_BASE, 0),
	TEXT(SY,                "updatefrequency",    IN_FEED, sy_frequency, 0, 0),
	TEXT(SY,                "updateperiod",       IN_FEED, sy_period, 0, 0),
	TEXT(SLASH,             "comments",           IN_ENTRY, leaf_take_number, PLAIN_COMMENTS_COUNT, 0),
	TEXT(SLASH,             "department",         IN_ENTRY, slash_category, 0, 0),
	TEXT(SLASH,             "section",            IN_ENTRY, slash_category, 0, 0),
	TEXT(WFW,               "comment",            IN_ENTRY, NULL, 0, 0),
	TEXT(WFW,               "commentrss",         IN_ENTRY, leaf_take_url, PLAIN_COMMENTS_FEED, 0),
	ATTRS(THR,              "in-reply-to",        IN_FEED | IN_ENTRY, atom_in_reply_to, 0, 0),
	TEXT(THR,               "total",              IN_ENTRY, leaf_take_number, PLAIN_COMMENTS_COUNT, 1),
	ATTRS(FH,               "archive",            IN_FEED, leaf_take_flag, PLAIN_ARCHIVE, 0),
	ATTRS(FH,               "complete",           IN_FEED, leaf_take_flag, PLAIN_COMPLETE, 0),
	TEXT(MEDIA,             "category",           IN_FEED | IN_ENTRY, media_category, 0, 0),
	HOLDS(MEDIA,            "content",            IN_FEED | IN_ENTRY, TAKES_NOTHING, media_content, 0, 3, PLACE_MEDIA_CONTENT, NULL),
	MARKUP(MEDIA,           "copyright",          IN_FEED, leaf_take_text, CONSTRUCT_RIGHTS, 4, TEXT_RULE_SNIFF),
	TEXT(MEDIA,             "credit",             IN_FEED | IN_ENTRY, media_credit, 0, 0),
	MARKUP(MEDIA,           "description",        IN_FEED, leaf_take_text, CONSTRUCT_SUMMARY, 6, TEXT_RULE_SNIFF),
	MARKUP(MEDIA,           "description",        IN_ENTRY, leaf_take_text, CONSTRUCT_SUMMARY, 5, TEXT_RULE_SNIFF),
	HOLDS(MEDIA,            "group",              IN_FEED | IN_ENTRY, TAKES_NOTHING, NULL, 0, 0, PLACE_WRAPPER, NULL),
	TEXT(MEDIA,             "keywords",           IN_FEED | IN_ENTRY, media_keywords, 0, 0),
	TEXT(MEDIA,             "license",            IN_FEED | IN_ENTRY, media_license, 0, 3),
	TEXT(MEDIA,             "player",             IN_FEED | IN_ENTRY, ext_put_known, 0, 0),
	TEXT(MEDIA,             "rating",             IN_FEED | IN_ENTRY, ext_put_known, 0, 0),
	TEXT(MEDIA,             "restriction",        IN_FEED | IN_ENTRY, ext_put_known, 0, 0),
	TEXT(MEDIA,             "thumbnail",          IN_FEED, media_thumbnail, 0, 5),
	TEXT(MEDIA,             "thumbnail",          IN_ENTRY | IN(PLACE_MEDIA_CONTENT), media_thumbnail, 0, 2),
	MARKUP(MEDIA,           "title",              IN_FEED | IN_ENTRY, leaf_take_title, 0, 4, TEXT_RULE_SNIFF),
	TEXT(ITUNES,            "author",             IN_FEED, leaf_take_person, PERSON_AUTHOR, 4),
	TEXT(ITUNES,            "author",             IN_ENTRY, leaf_take_person, PERSON_AUTHOR, FALLBACK),
	TEXT(ITUNES,            "author",             IN_FEED | IN_ENTRY, itunes_text, ITUNES_AUTHOR, 0),
	TEXT(ITUNES,            "block",              IN_FEED | IN_ENTRY, itunes_flag, ITUNES_BLOCK, 0),
	HOLDS(ITUNES,           "category",           IN_FEED | IN_ENTRY, TAKES_NOTHING, NULL, 0, 0, PLACE_ITUNES_CATEGORY, itunes_category),
	HOLDS(ITUNES,           "category",           IN(PLACE_ITUNES_CATEGORY), TAKES_NOTHING, NULL, 0, 0, PLACE_ITUNES_CATEGORY, itunes_category),
	TEXT(ITUNES,            "complete",           IN_FEED, itunes_flag, ITUNES_COMPLETE, 0),
	TEXT(ITUNES,            "duration",           IN_FEED | IN_ENTRY, itunes_duration, ITUNES_DURATION, 0),
	TEXT(ITUNES,            "email",              IN(PLACE_PERSON), person_email, 0, 0),
	TEXT(ITUNES,            "episode",            IN_ENTRY, itunes_number, ITUNES_EPISODE, 0),
	TEXT(ITUNES,            "episodetype",        IN_ENTRY, itunes_text, ITUNES_EPISODE_TYPE, 0),
	TEXT(ITUNES,            "explicit",           IN_FEED | IN_ENTRY, itunes_explicit, ITUNES_EXPLICIT, 0),
	TEXT(ITUNES,            "image",              IN_FEED, itunes_image, 0, 2),
	TEXT(ITUNES,            "image",              IN_ENTRY, itunes_image, 0, 1),
	TEXT(ITUNES,            "keywords",           IN_FEED | IN_ENTRY, itunes_keywords, 0, 0),
	ATTRS(ITUNES,           "link",               IN_FEED | IN_ENTRY, itunes_link, 0, 2),
	TEXT(ITUNES,            "name",               IN(PLACE_PERSON), person_name, 0, 0),
	TEXT(ITUNES,            "new-feed-url",       IN_FEED, leaf_take_url, PLAIN_NEWLOCATION, 0),
	TEXT(ITUNES,            "order",              IN_ENTRY, itunes_text, ITUNES_ORDER, 0),
	HOLDS(ITUNES,           "owner",              IN_FEED | IN_ENTRY, TAKES_TEXT, itunes_owner, PERSON_PUBLISHER, 1, PLACE_PERSON, person_begin),
	TEXT(ITUNES,            "season",             IN_ENTRY, itunes_number, ITUNES_SEASON, 0),
	MARKUP(ITUNES,          "subtitle",           IN_FEED, leaf_take_text, CONSTRUCT_SUMMARY, 4, TEXT_RULE_SNIFF),
	MARKUP(ITUNES,          "subtitle",           IN_ENTRY, leaf_take_text, CONSTRUCT_SUMMARY, 6, TEXT_RULE_SNIFF),
	MARKUP(ITUNES,          "subtitle",           IN_ENTRY, leaf_take_text, CONSTRUCT_SUBTITLE, 0, TEXT_RULE_SNIFF),
	MARKUP(ITUNES,          "subtitle",           IN_FEED | IN_ENTRY, itunes_text, ITUNES_SUBTITLE, 0, TEXT_RULE_SNIFF),
	MARKUP(ITUNES,          "summary",            IN_FEED, leaf_take_text, CONSTRUCT_SUMMARY, 3, TEXT_RULE_SNIFF),
	MARKUP(ITUNES,          "summary",            IN_ENTRY, leaf_take_text, CONSTRUCT_SUMMARY, 3, TEXT_RULE_SNIFF),
	MARKUP(ITUNES,          "summary",            IN_FEED | IN_ENTRY, itunes_text, ITUNES_SUMMARY, 0, TEXT_RULE_SNIFF),
	MARKUP(ITUNES,          "title",              IN_ENTRY, leaf_take_title, 0, 3, TEXT_RULE_SNIFF),
	MARKUP(ITUNES,          "title",              IN_FEED | IN_ENTRY, itunes_text, ITUNES_TITLE, 0, TEXT_RULE_SNIFF),
	TEXT(ITUNES,            "type",               IN_FEED, itunes_text, ITUNES_TYPE, 0),
	HOLDS(PODCAST,          "alternateenclosure", IN_ENTRY, TAKES_NOTHING, NULL, 0, 0, PLACE_ALTERNATE, podcast_alternate_begin),
	TEXT(PODCAST,           "chapters",           IN_ENTRY, podcast_part, PODCAST_CHAPTERS, 0),
	TEXT(PODCAST,           "episode",            IN_ENTRY, podcast_part, PODCAST_EPISODE, 0),
	TEXT(PODCAST,           "funding",            IN_FEED | IN_ENTRY, podcast_part, PODCAST_FUNDING, 0),
	TEXT(PODCAST,           "guid",               IN_FEED, podcast_part, PODCAST_GUID, 0),
	TEXT(PODCAST,           "image",              IN_FEED, media_image, 0, 4),
	TEXT(PODCAST,           "image",              IN_ENTRY, media_image, 0, 6),
	ATTRS(PODCAST,          "images",             IN_FEED, podcast_images, 0, 4),
	ATTRS(PODCAST,          "images",             IN_ENTRY, podcast_images, 0, 6),
	TEXT(PODCAST,           "license",            IN_FEED | IN_ENTRY, podcast_license, 0, 4),
	HOLDS(PODCAST,          "liveitem",           IN_FEED, TAKES_NOTHING, NULL, 0, 0, PLACE_CLOSED, NULL),
	TEXT(PODCAST,           "location",           IN_FEED | IN_ENTRY, podcast_part, PODCAST_LOCATION, 0),
	TEXT(PODCAST,           "locked",             IN_FEED, podcast_part, PODCAST_LOCKED, 0),
	TEXT(PODCAST,           "medium",             IN_FEED, podcast_part, PODCAST_MEDIUM, 0),
	TEXT(PODCAST,           "person",             IN_FEED | IN_ENTRY, podcast_part, PODCAST_PERSON, 0),
	TEXT(PODCAST,           "season",             IN_ENTRY, podcast_part, PODCAST_SEASON, 0),
	TEXT(PODCAST,           "soundbite",          IN_ENTRY, podcast_part, PODCAST_SOUNDBITE, 0),
	ATTRS(PODCAST,          "source",             IN(PLACE_ALTERNATE), podcast_alternate_source, 0, 16),
	TEXT(PODCAST,           "transcript",         IN_ENTRY, podcast_part, PODCAST_TRANSCRIPT, 0),
	HOLDS(PODCAST,          "value",              IN_FEED | IN_ENTRY, TAKES_NOTHING, NULL, 0, 0, PLACE_CLOSED, NULL),
	TEXT(GOOGLEPLAY,        "author",             IN_FEED, leaf_take_person, PERSON_AUTHOR, 5),
	TEXT(GOOGLEPLAY,        "author",             IN_ENTRY, leaf_take_person, PERSON_AUTHOR, FALLBACK + 1),
	MARKUP(GOOGLEPLAY,      "description",        IN_FEED, leaf_take_text, CONSTRUCT_SUMMARY, 5, TEXT_RULE_SNIFF),
	MARKUP(GOOGLEPLAY,      "description",        IN_ENTRY, leaf_take_text, CONSTRUCT_SUMMARY, 4, TEXT_RULE_SNIFF),
	TEXT(GOOGLEPLAY,        "image",              IN_FEED, media_image, 0, 3),
	TEXT(GOOGLEPLAY,        "image",              IN_ENTRY, media_image, 0, 1),
	ATTRS(PSC,              "chapter",            IN(PLACE_CHAPTERS), chapters_chapter, 0, 0),
	HOLDS(PSC,              "chapters",           IN_FEED | IN_ENTRY, TAKES_NOTHING, NULL, 0, 0, PLACE_CHAPTERS, chapters_begin),
	TEXT(GEORSS,            "box",                IN_FEED | IN_ENTRY, geo_simple, GEO_BOX, 0),
	TEXT(GEORSS,            "line",               IN_FEED | IN_ENTRY, geo_simple, GEO_LINE, 0),
	TEXT(GEORSS,            "point",              IN_FEED | IN_ENTRY, geo_simple, GEO_POINT, 0),
	TEXT(GEORSS,            "polygon",            IN_FEED | IN_ENTRY, geo_simple, GEO_POLYGON, 0),
	HOLDS(GEORSS,           "where",              IN_FEED | IN_ENTRY, TAKES_NOTHING, NULL, 0, 0, PLACE_GEO, geo_shape_begin),
	TEXT(GEO,               "lat",                IN_FEED | IN_ENTRY, geo_ordinate, PLAIN_GEO_LAT, 2),
	TEXT(GEO,               "lon",                IN_FEED | IN_ENTRY, geo_ordinate, PLAIN_GEO_LONG, 2),
	TEXT(GEO,               "long",               IN_FEED | IN_ENTRY, geo_ordinate, PLAIN_GEO_LONG, 2),
	TEXT(GML,               "coordinates",        IN(PLACE_GEO), geo_positions, 0, 1),
	HOLDS(GML,              "envelope",           IN_FEED | IN_ENTRY | IN(PLACE_GEO), TAKES_NOTHING, NULL, GEO_BOX, 0, PLACE_GEO, geo_shape_begin),
	HOLDS(GML,              "exterior",           IN(PLACE_GEO), TAKES_NOTHING, NULL, 0, 0, PLACE_GEO, geo_shape_begin),
	HOLDS(GML,              "linearring",         IN(PLACE_GEO), TAKES_NOTHING, NULL, 0, 0, PLACE_GEO, geo_shape_begin),
	HOLDS(GML,              "linestring",         IN_FEED | IN_ENTRY | IN(PLACE_GEO), TAKES_NOTHING, NULL, GEO_LINE, 0, PLACE_GEO, geo_shape_begin),
	TEXT(GML,               "lowercorner",        IN(PLACE_GEO), geo_corner, GEO_LOWER, 1),
	HOLDS(GML,              "outerboundaryis",    IN(PLACE_GEO), TAKES_NOTHING, NULL, 0, 0, PLACE_GEO, geo_shape_begin),
	HOLDS(GML,              "point",              IN_FEED | IN_ENTRY | IN(PLACE_GEO), TAKES_NOTHING, NULL, GEO_POINT, 0, PLACE_GEO, geo_shape_begin),
	HOLDS(GML,              "polygon",            IN_FEED | IN_ENTRY | IN(PLACE_GEO), TAKES_NOTHING, NULL, GEO_POLYGON, 0, PLACE_GEO, geo_shape_begin),
	TEXT(GML,               "pos",                IN(PLACE_GEO), geo_positions, 0, 1),
	TEXT(GML,               "poslist",            IN(PLACE_GEO), geo_positions, 0, 1),
	TEXT(GML,               "uppercorner",        IN(PLACE_GEO), geo_corner, GEO_UPPER, 1),
	TEXT(ICBM,              "latitude",           IN_FEED | IN_ENTRY, geo_ordinate, PLAIN_GEO_LAT, 2),
	TEXT(ICBM,              "longitude",          IN_FEED | IN_ENTRY, geo_ordinate, PLAIN_GEO_LONG, 2),
	TEXT(CC,                "license",            IN_FEED | IN_ENTRY, rdf_resource, PLAIN_LICENSE, 0),
	TEXT(CREATIVECOMMONS,   "license",            IN_FEED | IN_ENTRY, rdf_resource, PLAIN_LICENSE, 1),
	MARKUP(FEEDBURNER,      "browserfriendly",    IN_FEED, leaf_take_text, CONSTRUCT_INFO, 1, TEXT_RULE_SNIFF),
	TEXT(FEEDBURNER,        "origenclosurelink",  IN_ENTRY, leaf_take_url, PLAIN_ENCLOSURE_ORIGINAL, 0),
	TEXT(FEEDBURNER,        "origlink",           IN_FEED | IN_ENTRY, rss_original_link, 0, 0),
	TEXT(PHEEDO,            "origlink",           IN_FEED | IN_ENTRY, rss_original_link, 0, 0),
	TEXT(WEBFEEDS,          "icon",               IN_FEED, leaf_take_url, PLAIN_ICON, 1),
	TEXT(WEBFEEDS,          "logo",               IN_FEED, leaf_take_url, PLAIN_LOGO, 1),
	TEXT(ADMIN,             "errorreportsto",     IN_FEED, rdf_resource, PLAIN_ERRORS_TO, 0),
	TEXT(ADMIN,             "generatoragent",     IN_FEED, rdf_generator, 0, 1),
	TEXT(PRISM,             "publicationdate",    IN_ENTRY, leaf_take_date, DATE_PUBLISHED, 5),
};
/* clang-format on */

struct element_rows
elements_all(void)
{
	return (struct element_rows){ elements, ARRAY_LEN(elements) };
}

static int
compare(enum xml_ns ns, struct slice name, const struct element *row)
{
	if (ns != row->ns)
		return ns < row->ns ? -1 : 1;
	return slice_cmp(name, slice_of(row->name));
}

/* The first row that is not before (ns, name). */
static size_t
lower_bound(enum xml_ns ns, struct slice name)
{
	size_t low = 0, high = ARRAY_LEN(elements);

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (compare(ns, name, &elements[middle]) > 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static struct element_rows
find_rows(enum xml_ns ns, struct slice name)
{
	size_t first = lower_bound(ns, name), end = first;

	while (
	    end < ARRAY_LEN(elements) && compare(ns, name, &elements[end]) == 0)
		end++;
	return (struct element_rows){ &elements[first], end - first };
}

struct element_rows
elements_find(enum xml_ns ns, struct slice local, enum xml_ns home)
{
	char folded[LIMIT_NAME_BYTES];
	struct slice name = { folded, local.len };
	struct element_rows rows;

	if (local.len > sizeof(folded))
		return (struct element_rows){ NULL, 0 };
	for (size_t i = 0; i < local.len; i++)
		folded[i] = slice_lower(local.ptr[i]);
	rows = find_rows(ns == NS_NONE ? home : ns, name);
	/* Core is one: pubDate in Atom, published in RSS. */
	if (rows.count == 0 && namespace_is_core(ns)) {
		rows = find_rows(NS_RSS, name);
		if (rows.count == 0)
			rows = find_rows(NS_ATOM, name);
	}
	return rows;
}

const struct element *
elements_in_place(struct element_rows rows, enum place place)
{
	const struct element *row = rows.rows;

	for (size_t i = 0; i < rows.count; i++, row++) {
		if ((row->places & IN(place)) != 0)
			return row;
	}
	return NULL;
}
