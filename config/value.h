/*
 * One value of one option: text to a field of a struct, by the type that the
 * table of options names.
 */
#ifndef CRIER_CONFIG_VALUE_H
#define CRIER_CONFIG_VALUE_H

#include "config/loader.h"

struct config_value {
	struct config_loader *loader;
	const struct config_source *source; /* NULL for a default */
	const struct config_option *option; /* NULL: the entry as a whole */
	const struct config_node *node;
	enum config_section section;
	const char *name; /* of the feed, topic, ...; NULL at the top */
	void *object;     /* the section's struct */
};

/* Fills the option's fields. False after a complaint. */
bool config_value_set(const struct config_value *value);

/* Says "feed \"NAME\": OPTION: text" of the node, as far as there is a name
 * and an option; nothing of a broken node. Returns false. */
bool config_value_complain(const struct config_value *value,
    const struct config_node *node, const char *format, ...) PRINTF_LIKE(3, 4);
/* "...: expected WHAT, found (the node)". */
bool config_value_expected(const struct config_value *value,
    const struct config_node *node, const char *what);
/* True if the node is a text and not empty; else complains. */
bool config_value_is_text(const struct config_value *value,
    const struct config_node *node, const char *what);
/* Into the option's field: bytes, or a pointer to what the arena holds; into
 * its second one: how many they are. */
void config_value_store(const struct config_value *value, const void *bytes,
    size_t size);
void config_value_store_pointer(const struct config_value *value,
    const void *pointer);
void config_value_store_count(const struct config_value *value, size_t count);
/* A copy that lives as long as the configuration; NULL without memory. */
const char *
config_value_keep(const struct config_value *value, struct slice text);
/* The absolute path that a text of this file means, or NULL. */
const char *config_value_path(const struct config_value *value,
    const struct config_node *node);

/* The choice that a text names; NULL for another or where there are none. */
const struct config_choice *
config_find_choice(const struct config_choice *choices, struct slice word);
/* "a or b", "a, b or c": what the choices allow in this version. */
void config_list_choices(const struct config_choice *choices, char *text,
    size_t size);

/* Setters of value_list.c. */
bool config_set_words(const struct config_value *value);
bool config_set_mailboxes(const struct config_value *value);
bool config_set_hook_name(const struct config_value *value);
bool config_set_queries(const struct config_value *value);
bool config_set_headers(const struct config_value *value);
bool config_set_addresses(const struct config_value *value);
bool config_set_tags(const struct config_value *value);
bool config_set_references(const struct config_value *value);
bool config_set_argv(const struct config_value *value);
bool config_set_include(const struct config_value *value);

/* Setters of value_time.c. */
bool config_set_minute(const struct config_value *value);
bool config_set_hours(const struct config_value *value);
bool config_set_moment(const struct config_value *value);

/* Setters of value_mail.c. */
bool config_set_secret(const struct config_value *value);
bool config_set_mailbox(const struct config_value *value);
/* One address alone, "a@b". */
bool config_is_mail_address(struct slice text);

/* Setters of value_net.c. */
bool config_set_host_name(const struct config_value *value);
bool config_set_url(const struct config_value *value);
bool config_set_header(const struct config_value *value);
/* The host as it stands in a URL: lower case, IPv6 in brackets. Absent where
 * text is no host. */
struct slice config_host_name(struct arena *arena, struct slice text);

#endif
