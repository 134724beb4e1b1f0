/*
 * Values that end in a request: URLs, headers, hosts. What could smuggle a line
 * into a request (T25), or a password into a log (T7), is refused here.
 */
#include "config/value.h"

#include <arpa/inet.h>
#include <stdio.h>

#include "url.h"

/* "[::1]" or "::1" as a URL has it; absent where it is no such address. */
static struct slice
ipv6_name(struct arena *arena, struct slice text)
{
	unsigned char address[sizeof(struct in6_addr)];
	char name[INET6_ADDRSTRLEN];
	struct slice inner = text;

	if (slice_has_prefix(text, SLICE("[")) &&
	    slice_has_suffix(text, SLICE("]")))
		inner = slice_sub(text, 1, text.len - 2);
	if (inner.len >= sizeof(name))
		return SLICE_NONE;
	(void)snprintf(name, sizeof(name), "%.*s", SLICE_FMT(inner));
	if (inet_pton(AF_INET6, name, address) != 1)
		return SLICE_NONE;
	for (char *c = name; *c != '\0'; c++)
		*c = slice_lower(*c);
	return slice_of(arena_format(arena, "[%s]", name));
}

/* ---- URLs ------------------------------------------------------------------ */

static bool
has_blank(struct slice text)
{
	for (size_t i = 0; i < text.len; i++) {
		unsigned char c = (unsigned char)text.ptr[i];

		if (c <= ' ' || c == 0x7F)
			return true;
	}
	return false;
}

static bool
port_is_right(struct slice port)
{
	int64_t number;

	return port.len == 0 || slice_to_int64(port, 1, 65535, &number);
}

bool
config_set_url(const struct config_value *value)
{
	const struct config_node *node = value->node;
	struct url url;
	const char *text;

	if (!config_value_is_text(value, node, "an http or https URL"))
		return false;
	if (has_blank(node->text))
		return config_value_complain(value, node,
		    "a URL cannot contain blanks or control characters");
	if (node->text.len > LIMIT_URL)
		return config_value_complain(value, node,
		    "longer than %u bytes", (unsigned)LIMIT_URL);
	if (!url_is_http(node->text))
		return config_value_expected(value, node,
		    "an http or https URL");
	url_split(node->text, &url);
	if (url.host.len == 0)
		return config_value_expected(value, node, "a URL with a host");
	if (url.userinfo.ptr != NULL) /* not quoted: it may be a password */
		return config_value_complain(value, node,
		    "a user name or password in a URL is not supported by "
		    "this version");
	if (url.host.ptr[0] == '[' &&
	    ipv6_name(&value->loader->scratch, url.host).ptr == NULL)
		return config_value_expected(value, node,
		    "a URL with an IPv6 address between its brackets");
	if (!port_is_right(url.port))
		return config_value_expected(value, node,
		    "a URL with a port from 1 to 65535");
	text = config_value_keep(value, node->text);
	config_value_store_pointer(value, text);
	return text != NULL;
}

/* ---- headers --------------------------------------------------------------- */

/* RFC 9110 5.6.2 */
static bool
is_token(struct slice text)
{
	for (size_t i = 0; i < text.len; i++) {
		char c = text.ptr[i];

		if (c <= ' ' || c > '~' || strchr("\"(),/:;<=>?@[\\]{}", c))
			return false;
	}
	return text.len > 0;
}

static bool
is_header_value(struct slice text)
{
	for (size_t i = 0; i < text.len; i++) {
		if (text.ptr[i] < ' ' || text.ptr[i] > '~')
			return false;
	}
	return text.len > 0 && text.len <= LIMIT_HEADER_VALUE &&
	    slice_trim(text).len == text.len;
}

static const char header_value[] = "a line of printable ASCII";

bool
config_set_header(const struct config_value *value)
{
	const char *text;

	if (!config_value_is_text(value, value->node, header_value))
		return false;
	if (!is_header_value(value->node->text))
		return config_value_expected(value, value->node, header_value);
	text = config_value_keep(value, value->node->text);
	config_value_store_pointer(value, text);
	return text != NULL;
}

/* Headers that crier makes itself (R1 to R8), and the option to be used. */
static const struct reserved {
	struct slice name;
	const char *option; /* NULL: none */
} reserved[] = {
	{ SLICE_INIT("Accept-Encoding"), NULL },
	{ SLICE_INIT("Authorization"), "auth" },
	{ SLICE_INIT("Connection"), NULL },
	{ SLICE_INIT("Content-Length"), NULL },
	{ SLICE_INIT("Cookie"), "cookies" },
	{ SLICE_INIT("Expect"), NULL },
	{ SLICE_INIT("Host"), NULL },
	{ SLICE_INIT("If-Modified-Since"), NULL },
	{ SLICE_INIT("If-None-Match"), NULL },
	{ SLICE_INIT("Proxy-Authorization"), "proxy" },
	{ SLICE_INIT("Range"), NULL },
	{ SLICE_INIT("TE"), NULL },
	{ SLICE_INIT("Transfer-Encoding"), NULL },
	{ SLICE_INIT("Upgrade"), NULL },
	{ SLICE_INIT("User-Agent"), "user_agent" },
};

static bool
is_free(const struct config_value *value, const struct config_node *name)
{
	for (size_t i = 0; i < ARRAY_LEN(reserved); i++) {
		if (!slice_eq_nocase(reserved[i].name, name->text))
			continue;
		if (reserved[i].option != NULL)
			return config_value_complain(value, name,
			    "%s has an option of its own: %s",
			    reserved[i].name.ptr, reserved[i].option);
		return config_value_complain(value, name,
		    "%s is set by crier itself", reserved[i].name.ptr);
	}
	return true;
}

static bool
is_new(const struct config_value *value, const struct config_node *name)
{
	const struct config_node *other = value->node->first;

	for (; other != name; other = other->next) {
		if (slice_eq_nocase(other->text, name->text))
			return config_value_complain(value, name,
			    "%s is there twice", name->text.ptr);
	}
	return true;
}

static bool
header_is_right(const struct config_value *value,
    const struct config_node *name)
{
	if (name->kind == CONFIG_NODE_BROKEN)
		return false;
	if (!is_token(name->text) || name->text.len > LIMIT_CONFIG_NAME)
		return config_value_expected(value, name,
		    "the name of a header");
	if (!is_free(value, name) || !is_new(value, name))
		return false;
	if (!config_value_is_text(value, name->value, header_value))
		return false;
	return is_header_value(name->value->text) ||
	    config_value_expected(value, name->value, header_value);
}

bool
config_set_headers(const struct config_value *value)
{
	struct arena *arena = &value->loader->configuration->arena;
	const struct config_node *node = value->node, *name;
	struct feed_header *headers;
	size_t count = 0;

	if (node->kind != CONFIG_NODE_MAPPING)
		return config_value_expected(value, node,
		    "a mapping of headers");
	if (node->count > LIMIT_CONFIG_LIST)
		return config_value_complain(value, node, "more than %d items",
		    LIMIT_CONFIG_LIST);
	headers = arena_alloc_array(arena, node->count, sizeof(*headers));
	if (headers == NULL)
		return false;
	for (name = node->first; name != NULL; name = name->next) {
		if (!header_is_right(value, name))
			continue;
		headers[count++] = (struct feed_header){
			.name = config_value_keep(value, name->text),
			.value = config_value_keep(value, name->value->text),
		};
	}
	config_value_store_pointer(value, headers);
	config_value_store_count(value, count);
	return count == node->count;
}

/* ---- hosts ----------------------------------------------------------------- */

static bool
is_host_char(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' ||
	    c == '.' || c == '_';
}

struct slice
config_host_name(struct arena *arena, struct slice text)
{
	char *name;

	if (slice_find_char(text, ':') != SIZE_MAX)
		return ipv6_name(arena, text);
	name = arena_string(arena, text);
	if (name == NULL)
		return SLICE_NONE;
	for (size_t i = 0; i < text.len; i++) {
		name[i] = slice_lower(name[i]);
		if (!is_host_char(name[i]))
			return SLICE_NONE;
	}
	return slice_of(name);
}

bool
config_set_host_name(const struct config_value *value)
{
	static const char what[] = "a host such as mail.example.org";
	struct slice host;

	if (!config_value_is_text(value, value->node, what))
		return false;
	host = config_host_name(&value->loader->configuration->arena,
	    value->node->text);
	if (host.len == 0)
		return config_value_expected(value, value->node, what);
	config_value_store_pointer(value, host.ptr);
	return true;
}
