/*
 * Scalars: numbers, durations, sizes, words, paths. One function a type, found
 * through a table; every complaint names the option, what was expected and what
 * was found. Lists stand in value_list.c, what HTTP demands in value_net.c.
 */
#include "config/value.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <sys/stat.h>

#include "byte_size.h"
#include "config/sections.h"
#include "duration.h"

/* Choices are stored as int whatever enum the field has. */
static_assert(sizeof(enum on_first) == sizeof(int), "enums are ints");
static_assert(sizeof(enum sandbox_mode) == sizeof(int), "enums are ints");
static_assert(sizeof(enum log_level) == sizeof(int), "enums are ints");
static_assert(sizeof(enum hook_deliver) == sizeof(int), "enums are ints");
static_assert(sizeof(enum mail_tls) == sizeof(int), "enums are ints");
static_assert(sizeof(enum feed_fulltext) == sizeof(int), "enums are ints");

bool
config_value_complain(const struct config_value *value,
    const struct config_node *node, const char *format, ...)
{
	char text[sizeof(((struct error *)0)->text) * 2];
	struct config_quote name = { "" };
	/* The mail server, retention and lists of feeds have no names. */
	bool nameless = value->section == CONFIG_MAIL ||
	    value->section == CONFIG_RETENTION || value->section == CONFIG_OPML;
	const char *noun = value->name != NULL || nameless
	    ? config_section_kind(value->section)->noun
	    : NULL;
	va_list args;

	if (node->kind == CONFIG_NODE_BROKEN)
		return false; /* it was reported when it was read */
	va_start(args, format);
	if (vsnprintf(text, sizeof(text), format, args) < 0)
		text[0] = '\0';
	va_end(args);
	assert(value->source != NULL); /* defaults are right */
	if (value->name != NULL)
		name = config_quote(slice_of(value->name));
	config_problem_say(value->loader->problems, value->source, node->at,
	    "%s%s%s%s%s%s%s", noun == NULL ? "" : noun,
	    value->name == NULL ? "" : " ", name.text, noun == NULL ? "" : ": ",
	    value->option == NULL ? "" : value->option->name,
	    value->option == NULL ? "" : ": ", text);
	return false;
}

bool
config_value_expected(const struct config_value *value,
    const struct config_node *node, const char *what)
{
	struct config_quote found = config_node_quote(node);

	return config_value_complain(value, node, "expected %s, found %s", what,
	    found.text);
}

bool
config_value_is_text(const struct config_value *value,
    const struct config_node *node, const char *what)
{
	if (node->kind == CONFIG_NODE_TEXT && node->text.len > 0)
		return true;
	return config_value_expected(value, node, what);
}

void
config_value_store(const struct config_value *value, const void *bytes,
    size_t size)
{
	memcpy((char *)value->object + value->option->at, bytes, size);
}

void
config_value_store_pointer(const struct config_value *value,
    const void *pointer)
{
	config_value_store(value, &pointer, sizeof(pointer));
}

void
config_value_store_count(const struct config_value *value, size_t count)
{
	memcpy((char *)value->object + value->option->count_at, &count,
	    sizeof(count));
}

const char *
config_value_keep(const struct config_value *value, struct slice text)
{
	return arena_string(&value->loader->configuration->arena, text);
}

static bool
store_string(const struct config_value *value, const char *string)
{
	config_value_store_pointer(value, string);
	return string != NULL;
}

static bool
keep_text(const struct config_value *value)
{
	return store_string(value, config_value_keep(value, value->node->text));
}

/* ---- words ----------------------------------------------------------------- */

void
config_list_choices(const struct config_choice *choices, char *text,
    size_t size)
{
	const struct config_choice *last = NULL;
	size_t len = 0;

	text[0] = '\0';
	for (const struct config_choice *c = choices; c->word != NULL; c++)
		last = c->later ? last : c;
	for (const struct config_choice *c = choices; c->word != NULL; c++) {
		if (c->later || len >= size)
			continue;
		len += (size_t)snprintf(text + len, size - len, "%s%s",
		    len == 0        ? ""
			: c == last ? " or "
				    : ", ",
		    c->word);
	}
}

const struct config_choice *
config_find_choice(const struct config_choice *choices, struct slice word)
{
	if (choices == NULL)
		return NULL;
	for (; choices->word != NULL; choices++) {
		if (slice_eq(slice_of(choices->word), word))
			return choices;
	}
	return NULL;
}

static bool
set_choice(const struct config_value *value)
{
	const struct config_choice *choice;
	char words[128];

	config_list_choices(value->option->choices, words, sizeof(words));
	if (!config_value_is_text(value, value->node, words))
		return false;
	choice = config_find_choice(value->option->choices, value->node->text);
	if (choice == NULL)
		return config_value_expected(value, value->node, words);
	if (choice->later)
		return config_value_complain(value, value->node,
		    "\"%s\" is not supported by this version", choice->word);
	config_value_store(value, &choice->value, sizeof(choice->value));
	return true;
}

static bool
set_bool(const struct config_value *value)
{
	static const struct config_choice words[] = {
		{ "true", true, false },
		{ "false", false, false },
		{ "yes", true, false },
		{ "no", false, false },
		{ "on", true, false },
		{ "off", false, false },
		{ NULL, 0, false },
	};
	const struct config_choice *choice;
	bool truth;

	if (!config_value_is_text(value, value->node, "true or false"))
		return false;
	choice = config_find_choice(words, value->node->text);
	if (choice == NULL)
		return config_value_expected(value, value->node,
		    "true or false");
	truth = choice->value != 0;
	config_value_store(value, &truth, sizeof(truth));
	return true;
}

/* ---- numbers --------------------------------------------------------------- */

static bool
set_count(const struct config_value *value)
{
	const struct config_option *option = value->option;
	char what[64];
	int64_t number;
	int count;

	(void)snprintf(what, sizeof(what), "a number from %d to %d",
	    (int)option->min, (int)option->max);
	if (!config_value_is_text(value, value->node, what))
		return false;
	if (!slice_to_int64(value->node->text, option->min, option->max,
		&number))
		return config_value_expected(value, value->node, what);
	count = (int)number; /* the table's bounds are ints */
	config_value_store(value, &count, sizeof(count));
	return true;
}

static bool
set_duration(const struct config_value *value)
{
	const struct config_option *option = value->option;
	const struct config_choice *word;
	char least[DURATION_TEXT], most[DURATION_TEXT], what[96];
	int64_t seconds;

	(void)snprintf(what, sizeof(what), "%sa time such as 90s, 30m or 14d",
	    option->choices == NULL ? "" : "auto or ");
	if (!config_value_is_text(value, value->node, what))
		return false;
	word = config_find_choice(option->choices, value->node->text);
	if (word != NULL)
		seconds = word->value;
	else if (!duration_parse(value->node->text, &seconds))
		return config_value_expected(value, value->node, what);
	else if (seconds < option->min || seconds > option->max) {
		(void)snprintf(what, sizeof(what), "a time from %s to %s",
		    duration_format(option->min, least),
		    duration_format(option->max, most));
		return config_value_expected(value, value->node, what);
	}
	config_value_store(value, &seconds, sizeof(seconds));
	return true;
}

static bool
set_size(const struct config_value *value)
{
	const struct config_option *option = value->option;
	char what[64];
	int64_t bytes;

	(void)snprintf(what, sizeof(what), "a size from %dKiB to %dMiB",
	    (int)(option->min / (int64_t)KIB),
	    (int)(option->max / (int64_t)MIB));
	if (!config_value_is_text(value, value->node, what))
		return false;
	if (!byte_size_parse(value->node->text, &bytes) ||
	    bytes < option->min || bytes > option->max)
		return config_value_expected(value, value->node, what);
	config_value_store(value, &bytes, sizeof(bytes));
	return true;
}

/* ---- texts ----------------------------------------------------------------- */

static bool
set_text(const struct config_value *value)
{
	if (!config_value_is_text(value, value->node, "a line of text"))
		return false;
	if (slice_find_char(value->node->text, '\n') != SIZE_MAX)
		return config_value_expected(value, value->node,
		    "one line of text");
	return keep_text(value);
}

static bool
set_query(const struct config_value *value)
{
	if (!config_value_is_text(value, value->node, "a query"))
		return false;
	return keep_text(value);
}

const char *
config_value_path(const struct config_value *value,
    const struct config_node *node)
{
	struct slice path = node->text;

	if (!config_value_is_text(value, node, "a path"))
		return NULL;
	if (slice_has_prefix(path, SLICE("~"))) {
		config_value_complain(value, node,
		    "\"~\" is not expanded in paths: write the folder");
		return NULL;
	}
	if (slice_has_prefix(path, SLICE("/")))
		return config_value_keep(value, path);
	while (slice_has_prefix(path, SLICE("./")))
		path = slice_from(path, 2);
	return arena_format(&value->loader->configuration->arena, "%s%s",
	    value->source->absolute, path.ptr);
}

static bool
set_path(const struct config_value *value)
{
	return store_string(value, config_value_path(value, value->node));
}

static bool
is_zone_name(struct slice name)
{
	if (slice_has_prefix(name, SLICE("/")) ||
	    slice_find(name, SLICE("..")) != SIZE_MAX)
		return false;
	for (size_t i = 0; i < name.len; i++) {
		char c = name.ptr[i];

		if (!(c >= 'a' && c <= 'z') && !(c >= 'A' && c <= 'Z') &&
		    !(c >= '0' && c <= '9') && strchr("/_+-", c) == NULL)
			return false;
	}
	return true;
}

/* The C library takes an unknown zone for UTC without a word. */
static bool
set_timezone(const struct config_value *value)
{
	static const char what[] = "a time zone such as Europe/Paris";
	struct slice name = value->node->text;
	char path[256];
	struct stat st;

	if (!config_value_is_text(value, value->node, what))
		return false;
	if (!is_zone_name(name))
		return config_value_expected(value, value->node, what);
	(void)snprintf(path, sizeof(path), "/usr/share/zoneinfo/%s", name.ptr);
	if (!slice_eq(name, SLICE("UTC")) &&
	    (stat(path, &st) != 0 || !S_ISREG(st.st_mode)))
		return config_value_complain(value, value->node,
		    "this system has no time zone \"%.64s\"", name.ptr);
	return keep_text(value);
}

static bool
is_subtag(struct slice subtag)
{
	for (size_t i = 0; i < subtag.len; i++) {
		char c = subtag.ptr[i];

		if (!(c >= 'a' && c <= 'z') && !(c >= 'A' && c <= 'Z') &&
		    !(c >= '0' && c <= '9'))
			return false;
	}
	return subtag.len >= 1 && subtag.len <= 8;
}

/* In outline BCP 47: what it names is the topic stage's business. */
static bool
set_language(const struct config_value *value)
{
	static const char what[] = "a language such as ko or en-GB";
	struct slice rest = value->node->text, subtag;

	if (!config_value_is_text(value, value->node, what))
		return false;
	if (slice_has_suffix(rest, SLICE("!")))
		return config_value_complain(value, value->node,
		    "\"!\" is not supported by this version");
	if (slice_sub(rest, 1, 1).len == 0)
		return config_value_expected(value, value->node, what);
	while (slice_cut(&rest, '-', &subtag)) {
		if (!is_subtag(subtag))
			return config_value_expected(value, value->node, what);
	}
	return keep_text(value);
}

/* ---- the table ------------------------------------------------------------- */

/* CONFIG_LATER, CONFIG_NAMED and CONFIG_PART are for read.c alone. */
static bool (*const setters[CONFIG_TYPES])(const struct config_value *) = {
	[CONFIG_INCLUDE] = config_set_include,
	[CONFIG_TEXT] = set_text,
	[CONFIG_QUERY] = set_query,
	[CONFIG_QUERIES] = config_set_queries,
	[CONFIG_PATH] = set_path,
	[CONFIG_URL] = config_set_url,
	[CONFIG_DURATION] = set_duration,
	[CONFIG_SIZE] = set_size,
	[CONFIG_COUNT] = set_count,
	[CONFIG_BOOL] = set_bool,
	[CONFIG_CHOICE] = set_choice,
	[CONFIG_WORDS] = config_set_words,
	[CONFIG_TIMEZONE] = set_timezone,
	[CONFIG_MINUTE] = config_set_minute,
	[CONFIG_HOURS] = config_set_hours,
	[CONFIG_MOMENT] = config_set_moment,
	[CONFIG_LANGUAGE] = set_language,
	[CONFIG_HEADER] = config_set_header,
	[CONFIG_HEADERS] = config_set_headers,
	[CONFIG_ADDRESSES] = config_set_addresses,
	[CONFIG_TAGS] = config_set_tags,
	[CONFIG_SELECTORS] = config_set_references,
	[CONFIG_HOOKS] = config_set_references,
	[CONFIG_HOOK_NAME] = config_set_hook_name,
	[CONFIG_ARGV] = config_set_argv,
	[CONFIG_SECRET] = config_set_secret,
	[CONFIG_MAILBOX] = config_set_mailbox,
	[CONFIG_MAILBOXES] = config_set_mailboxes,
	[CONFIG_HOST_NAME] = config_set_host_name,
};

bool
config_value_set(const struct config_value *value)
{
	assert(setters[value->option->type] != NULL);
	if (value->node->kind == CONFIG_NODE_BROKEN)
		return false;
	return setters[value->option->type](value);
}
