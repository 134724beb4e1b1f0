/*
 * libxml2's push parser as a front end. It sees neither declaration nor DTD,
 * expands nothing, and ends at the first error after which it would lose text:
 * the loose tokenizer does the rest. Names are pointers of its dictionary, so
 * that what a name means is looked up once.
 */
#include "parse/sax.h"

#include <libxml/parser.h>
#include <libxml/parserInternals.h>

#include "parse/entities.h"

#define CHUNK       (64U * KIB) /* one of 10 MB ends in "huge input lookup" */
#define NAME_SLOTS  256
#define ATTR_FIELDS 5 /* of an attribute as libxml2 hands it */

/* What a name means; looked up by the addresses of its parts. */
struct known_name {
	const xmlChar *local, *prefix, *uri;
	struct ns_meaning ns;
	struct element_rows rows;
	bool known;
};

struct sax {
	struct pass *pass;
	const struct prescan *scan;
	xmlParserCtxtPtr parser;
	struct known_name names[NAME_SLOTS];
	struct buffer attrs;  /* struct event_attr */
	struct buffer values; /* of attributes that had to be decoded */
	xmlEntity entity;     /* that was asked for last */
	struct buffer entity_text;
	bool recovered; /* something was wrong, whether it lost text or not */
	bool damaged;
};

static struct slice
slice_of_xml(const xmlChar *text)
{
	return slice_of((const char *)text);
}

static size_t
slot_of(const xmlChar *local, const xmlChar *prefix, const xmlChar *uri)
{
	uintptr_t mixed = (uintptr_t)local / 2 ^ (uintptr_t)prefix / 16 ^
	    (uintptr_t)uri / 4;

	return (mixed ^ mixed >> 8) % NAME_SLOTS;
}

static struct ns_meaning
resolve(struct sax *sax, const xmlChar *local, const xmlChar *prefix,
    const xmlChar *uri)
{
	struct namespaces *document = &sax->pass->namespaces;

	if (!document->root_seen)
		return namespaces_resolve_root(document, slice_of_xml(prefix),
		    slice_of_xml(local), slice_of_xml(uri));
	return namespaces_resolve(document, slice_of_xml(prefix),
	    slice_of_xml(uri));
}

static const struct known_name *
know_name(struct sax *sax, const xmlChar *local, const xmlChar *prefix,
    const xmlChar *uri)
{
	struct known_name *name = &sax->names[slot_of(local, prefix, uri)];

	if (name->known && name->local == local && name->prefix == prefix &&
	    name->uri == uri)
		return name;
	*name = (struct known_name){ .local = local,
		.prefix = prefix,
		.uri = uri,
		.known = true };
	name->ns = resolve(sax, local, prefix, uri);
	name->rows = pass_rows(sax->pass, name->ns, slice_of_xml(local));
	return name;
}

static struct event_tag
tag_of(const struct known_name *name)
{
	return (struct event_tag){
		.ns = name->ns,
		.local = slice_of_xml(name->local),
		.prefix = slice_of_xml(name->prefix),
		.rows = name->rows,
	};
}

#define ESCAPED_AMPERSAND "&#38;"

/*
 * libxml2 hands an attribute's ampersands on as references, for a tree that
 * would decode them again; all else is decoded. Values are found again by
 * their offset, for the buffer may move: see settle_values.
 */
static bool
append_value(struct sax *sax, struct slice value)
{
	size_t at = slice_find(value, SLICE(ESCAPED_AMPERSAND));

	if (at == SIZE_MAX)
		return false;
	for (; at != SIZE_MAX;
	     at = slice_find(value, SLICE(ESCAPED_AMPERSAND))) {
		buffer_append(&sax->values, slice_sub(value, 0, at));
		buffer_append_char(&sax->values, '&');
		value = slice_from(value, at + sizeof(ESCAPED_AMPERSAND) - 1);
	}
	buffer_append(&sax->values, value);
	return true;
}

/* Gives values that were decoded their place, in the order in which they were
 * appended. */
static void
settle_values(struct sax *sax)
{
	struct event_attr *attrs = (void *)sax->attrs.ptr;
	size_t count = sax->attrs.len / sizeof(*attrs);
	const char *at = sax->values.ptr;

	for (size_t i = 0; i < count; i++) {
		if (attrs[i].value.ptr != NULL)
			continue;
		attrs[i].value.ptr = at;
		at += attrs[i].value.len;
	}
}

static void
read_attrs(struct sax *sax, int count, const xmlChar **fields)
{
	buffer_reset(&sax->attrs);
	buffer_reset(&sax->values);
	for (int i = 0; i < count; i++, fields += ATTR_FIELDS) {
		struct event_attr attr = {
			.name = slice_of_xml(fields[0]),
			.prefix = slice_of_xml(fields[1]),
			.value = { (const char *)fields[3],
			    (size_t)(fields[4] - fields[3]) },
		};

		size_t len;

		if (fields[1] != NULL)
			attr.ns = namespaces_resolve(&sax->pass->namespaces,
			    attr.prefix, slice_of_xml(fields[2]))
				      .ns;
		len = sax->values.len;
		if (append_value(sax, attr.value))
			attr.value = (struct slice){ NULL,
				sax->values.len - len };
		buffer_append_bytes(&sax->attrs, &attr, sizeof(attr));
	}
	if (sax->values.len > 0)
		settle_values(sax);
}

static void
/* NOLINTNEXTLINE(readability-function-size): libxml2 has nine parameters */
on_start(void *arg, const xmlChar *local, const xmlChar *prefix,
    const xmlChar *uri, int ns_count, const xmlChar **namespaces,
    int attr_count, int defaulted_count, const xmlChar **attrs)
{
	struct sax *sax = arg;
	bool root_seen = sax->pass->namespaces.root_seen;
	struct event_tag tag = tag_of(know_name(sax, local, prefix, uri));

	(void)ns_count;
	(void)namespaces;
	(void)defaulted_count;
	read_attrs(sax, attr_count, attrs);
	tag.attrs = (const struct event_attr *)(void *)sax->attrs.ptr;
	tag.attr_count = sax->attrs.len / sizeof(*tag.attrs);
	pass_start(sax->pass, &tag);
	/* What names without a namespace mean is known from the root on. */
	if (!root_seen && sax->pass->namespaces.root_seen)
		memset(sax->names, 0, sizeof(sax->names));
}

static void
on_end(void *arg, const xmlChar *local, const xmlChar *prefix,
    const xmlChar *uri)
{
	struct sax *sax = arg;
	struct event_tag tag = tag_of(know_name(sax, local, prefix, uri));

	pass_end(sax->pass, &tag);
}

static void
on_text(void *arg, const xmlChar *text, int len)
{
	struct sax *sax = arg;

	pass_text(sax->pass, (struct slice){ (const char *)text, (size_t)len },
	    EVENT_TEXT);
}

static void
on_cdata(void *arg, const xmlChar *text, int len)
{
	struct sax *sax = arg;

	pass_text(sax->pass, (struct slice){ (const char *)text, (size_t)len },
	    EVENT_CDATA);
}

static void
fill_entity(xmlEntity *entity, const xmlChar *name, struct slice content)
{
	*entity = (xmlEntity){
		.type = XML_ENTITY_DECL,
		.name = name,
		.etype = XML_INTERNAL_PREDEFINED_ENTITY,
		.length = (int)content.len,
	};
	/* libxml2 does not write to it, but its type is not const. */
	memcpy(&entity->content, &content.ptr, sizeof(entity->content));
}

/*
 * The references of HTML, and the document's own, as if they were predefined.
 * In an attribute libxml2 takes one byte of them only: the loose pass reads
 * those.
 */
static xmlEntityPtr
on_entity(void *arg, const xmlChar *name)
{
	struct sax *sax = arg;
	struct slice called = slice_of_xml(name);
	struct slice declared = prescan_entity(sax->scan, called);
	size_t number;

	if (sax->parser->instate == XML_PARSER_ATTRIBUTE_VALUE)
		return NULL;
	if (declared.ptr != NULL) {
		buffer_reset(&sax->entity_text);
		buffer_append(&sax->entity_text, declared);
		fill_entity(&sax->entity, name,
		    slice_of(buffer_string(&sax->entity_text)));
		return &sax->entity;
	}
	number = entity_find(called);
	if (number == ENTITY_COUNT)
		return NULL;
	if (!sax->scan->declares_html)
		sax->recovered = true;
	fill_entity(&sax->entity, name, entity_text(number));
	return &sax->entity;
}

/* Errors after which nothing is missing (1.4). */
static bool
is_harmless(int code)
{
	switch (code) {
	case XML_WAR_NS_URI:
	case XML_WAR_NS_URI_RELATIVE:
	case XML_ERR_UNKNOWN_VERSION:
	case XML_NS_ERR_XML_NAMESPACE:
	case XML_NS_ERR_UNDEFINED_NAMESPACE:
	case XML_NS_ERR_QNAME:
		return true;
	}
	return false;
}

static void
on_error(void *arg, xmlErrorPtr error)
{
	struct sax *sax = arg;

	sax->recovered = true;
	if (error->level < XML_ERR_ERROR || is_harmless(error->code))
		return;
	sax->damaged = true;
	xmlStopParser(sax->parser);
}

static const xmlSAXHandler handlers = {
	.initialized = XML_SAX2_MAGIC,
	.startElementNs = on_start,
	.endElementNs = on_end,
	.characters = on_text,
	.ignorableWhitespace = on_text,
	.cdataBlock = on_cdata,
	.getEntity = on_entity,
	.serror = on_error,
};

static void
push(struct sax *sax, struct slice text)
{
	while (text.len > 0 && !sax->damaged &&
	    (sax->pass == NULL || pass_is_sound(sax->pass))) {
		struct slice chunk = slice_sub(text, 0, CHUNK);

		/* What it returns has been told to on_error. */
		(void)xmlParseChunk(sax->parser, chunk.ptr, (int)chunk.len, 0);
		text = slice_from(text, chunk.len);
	}
}

static enum sax_result
run(struct sax *sax, const xmlSAXHandler *handle)
{
	xmlSAXHandler own = *handle;

	sax->parser = xmlCreatePushParserCtxt(&own, sax, NULL, 0, NULL);
	if (sax->parser == NULL)
		return SAX_NO_MEMORY;
	xmlCtxtUseOptions(sax->parser,
	    XML_PARSE_NONET | XML_PARSE_RECOVER | XML_PARSE_IGNORE_ENC);
	xmlDictSetLimit(sax->parser->dict, LIMIT_NAME_DICT);
	buffer_init(&sax->attrs, LIMIT_FRAME_BYTES);
	buffer_init(&sax->values, LIMIT_FRAME_BYTES);
	buffer_init(&sax->entity_text, LIMIT_FRAME_BYTES);
	push(sax, sax->scan->before);
	push(sax, sax->scan->after);
	if (!sax->damaged)
		(void)xmlParseChunk(sax->parser, NULL, 0, 1);
	xmlFreeParserCtxt(sax->parser);
	buffer_finish(&sax->attrs);
	buffer_finish(&sax->values);
	buffer_finish(&sax->entity_text);
	return sax->damaged ? SAX_DAMAGED : SAX_SOUND;
}

enum sax_result
sax_run(struct pass *pass, const struct prescan *scan)
{
	struct sax sax = { .pass = pass, .scan = scan };
	enum sax_result result = run(&sax, &handlers);

	pass->state.recovered |= sax.recovered;
	return result;
}

bool
sax_is_sound(const struct prescan *scan)
{
	static const xmlSAXHandler judges = {
		.initialized = XML_SAX2_MAGIC,
		.getEntity = on_entity,
		.serror = on_error,
	};
	struct sax sax = { .scan = scan };

	return run(&sax, &judges) == SAX_SOUND && !sax.recovered;
}
