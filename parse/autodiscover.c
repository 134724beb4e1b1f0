/*
 * The feeds that a page names in its head. Reads the page twice with the
 * tokenizer of HTML, once for the base, which may stand behind the links, and
 * once for these; comments, scripts and styles are passed over by it.
 */
#include "parse/autodiscover.h"

#include "buffer.h"
#include "compiler.h"
#include "limits.h"
#include "parse/entities.h"
#include "parse/feed_address.h"
#include "parse/html_tokens.h"
#include "utf8.h"

void
autodiscover_init(struct autodiscover *found, struct arena *arena)
{
	*found = (struct autodiscover){ .arena = arena };
}

/* Next word of *rest, parted by any white space; false at the end. */
static bool
cut_word(struct slice *rest, struct slice *word)
{
	size_t len = 0;

	while (rest->len > 0 && html_is_space(rest->ptr[0]))
		*rest = slice_from(*rest, 1);
	while (len < rest->len && !html_is_space(rest->ptr[len]))
		len++;
	*word = slice_sub(*rest, 0, len);
	*rest = slice_from(*rest, len);
	return len > 0;
}

/* What rel says. */
struct relation {
	bool is_alternate, is_feed, is_stylesheet;
};

static struct relation
read_relation(struct slice rel)
{
	struct relation relation = { 0 };
	struct slice word;

	while (cut_word(&rel, &word)) {
		relation.is_alternate |= slice_eq_nocase(word,
		    SLICE("alternate"));
		relation.is_feed |= slice_eq_nocase(word, SLICE("feed"));
		relation.is_stylesheet |= slice_eq_nocase(word,
		    SLICE("stylesheet"));
	}
	return relation;
}

static bool
is_feed_type(struct slice type, bool json_counts)
{
	static const struct slice types[] = {
		SLICE_INIT("application/rss+xml"),
		SLICE_INIT("application/atom+xml"),
		SLICE_INIT("application/rdf+xml"),
		SLICE_INIT("application/feed+json"),
		SLICE_INIT("application/xml"),
		SLICE_INIT("application/x-rss+xml"),
		SLICE_INIT("application/x-atom+xml"),
		SLICE_INIT("text/xml"),
	};
	struct slice name = SLICE_NONE;

	(void)slice_cut(&type, ';', &name); /* parameters mean nothing here */
	name = slice_trim(name);
	for (size_t i = 0; i < ARRAY_LEN(types); i++) {
		if (slice_eq_nocase(name, types[i]))
			return true;
	}
	return json_counts && slice_eq_nocase(name, SLICE("application/json"));
}

static bool
names_feed(const struct autodiscover_candidate *candidate)
{
	struct relation relation = read_relation(candidate->rel);

	return (relation.is_alternate || relation.is_feed) &&
	    !relation.is_stylesheet &&
	    is_feed_type(candidate->type,
		relation.is_feed || candidate->title.ptr != NULL);
}

static bool
is_known(const struct autodiscover *found, struct slice url)
{
	for (const struct autodiscover_link *link = found->first; link != NULL;
	     link = link->next) {
		if (slice_eq(link->url, url))
			return true;
	}
	return false;
}

static bool
add(struct autodiscover *found, struct slice url,
    const struct autodiscover_candidate *candidate)
{
	struct autodiscover_link *link = arena_alloc(found->arena,
	    sizeof(*link));

	if (link == NULL)
		return false;
	link->url = arena_slice(found->arena, url);
	link->type = arena_slice(found->arena, candidate->type);
	link->title = arena_slice(found->arena, candidate->title);
	link->hreflang = arena_slice(found->arena, candidate->hreflang);
	if (found->last == NULL)
		found->first = link;
	else
		found->last->next = link;
	found->last = link;
	found->count++;
	return !found->arena->failed;
}

bool
autodiscover_add(struct autodiscover *found, struct slice base,
    const struct autodiscover_candidate *candidate)
{
	struct buffer url;
	bool ok = true;

	if (!names_feed(candidate) || found->count == LIMIT_AUTODISCOVER_LINKS)
		return true;
	buffer_init(&url, LIMIT_URL);
	if (feed_address(base, candidate->href, &url) != FEED_ADDRESS_NONE &&
	    !is_known(found, buffer_slice(&url)))
		ok = add(found, buffer_slice(&url), candidate);
	buffer_finish(&url);
	return ok;
}

static bool
is_named(const struct html_token *token, const char *name)
{
	return token->element != NULL &&
	    strcmp(token->element->name, name) == 0;
}

/* The head ends: where it says so, or where an element stands that shows. */
static bool
ends_head(const struct html_token *token)
{
	static const char *const of_head[] = { "html", "head", "title", "meta",
		"link", "base", "basefont", "bgsound", "script", "style",
		"noscript", "template", "object", "param" };

	if (token->kind == HTML_TEXT || token->element == NULL)
		return false;
	if (token->kind == HTML_END)
		return is_named(token, "head");
	for (size_t i = 0; i < ARRAY_LEN(of_head); i++) {
		if (is_named(token, of_head[i]))
			return false;
	}
	return true;
}

/* The next start tag called name in the head; false if there is none. */
static bool
next_in_head(struct html_tokens *tokens, const char *name,
    struct html_token *token)
{
	while (html_tokens_next(tokens, token) && !ends_head(token)) {
		if (token->kind == HTML_START && is_named(token, name))
			return true;
	}
	return false;
}

/* The attribute's value, decoded, in arena; absent if it is not there. */
static struct slice
find_value(const struct html_token *token, struct slice name,
    struct arena *arena)
{
	struct slice rest = token->attributes, key, value, kept = SLICE_NONE;
	struct buffer decoded;

	while (html_attribute_next(&rest, &key, &value)) {
		if (!slice_eq_nocase(key, name))
			continue;
		buffer_init(&decoded, LIMIT_AUTODISCOVER);
		references_decode(value, REFERENCE_HTML_ATTRIBUTE, &decoded);
		if (decoded.len > 0)
			kept = arena_slice(arena, buffer_slice(&decoded));
		buffer_finish(&decoded);
		break;
	}
	return kept;
}

/* The same as one line of text. */
static struct slice
find_line(const struct html_token *token, struct slice name,
    struct arena *arena)
{
	struct slice value = find_value(token, name, arena);
	struct slice kept = SLICE_NONE;
	struct buffer line;

	buffer_init(&line, LIMIT_AUTODISCOVER);
	utf8_clean_line(value, &line);
	if (line.len > 0)
		kept = arena_slice(arena, buffer_slice(&line));
	buffer_finish(&line);
	return kept;
}

/* Appends the base: of the first base element with an href, against url. */
static void
find_base(struct slice head, struct slice url, struct arena *arena,
    struct buffer *base)
{
	struct html_tokens tokens;
	struct html_token token;

	html_tokens_init(&tokens, head, HTML_READ_VISIBLE);
	while (next_in_head(&tokens, "base", &token)) {
		struct slice href = find_value(&token, SLICE("href"), arena);

		if (href.ptr == NULL)
			continue;
		/* Where it is none, out stays empty. */
		(void)feed_address(url, href, base);
		break;
	}
	if (base->len == 0)
		buffer_append(base, url);
}

bool
autodiscover_read(struct autodiscover *found, struct slice page,
    struct slice url)
{
	struct arena *arena = found->arena;
	struct html_tokens tokens;
	struct html_token token;
	struct buffer base;
	bool ok = true;

	page = utf8_cut(page, LIMIT_AUTODISCOVER);
	buffer_init(&base, LIMIT_URL);
	find_base(page, url, arena, &base);
	html_tokens_init(&tokens, page, HTML_READ_VISIBLE);
	while (ok && next_in_head(&tokens, "link", &token)) {
		struct autodiscover_candidate candidate = {
			.rel = find_value(&token, SLICE("rel"), arena),
			.href = find_value(&token, SLICE("href"), arena),
			.type = find_line(&token, SLICE("type"), arena),
			.title = find_line(&token, SLICE("title"), arena),
			.hreflang = find_line(&token, SLICE("hreflang"), arena),
		};

		ok = autodiscover_add(found, buffer_slice(&base), &candidate);
	}
	buffer_finish(&base);
	return ok && !arena->failed;
}
