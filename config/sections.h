/*
 * Sections: what stands behind a name, and what makes it complete.
 */
#ifndef CRIER_CONFIG_SECTIONS_H
#define CRIER_CONFIG_SECTIONS_H

#include "config/value.h"

struct config_section_kind {
	const char *noun;     /* NULL: the top */
	const char *expected; /* as its value */
	size_t size;
	size_t limit; /* of names over all files */
	bool has_options;
	void (*begin)(struct config_named *entry);
	/* A text in place of options; NULL: none is allowed. */
	bool (*read_text)(const struct config_value *value);
	/* said: by index of option. */
	void (*end)(const struct config_value *value,
	    const struct config_origin *said);
};

const struct config_section_kind *
config_section_kind(enum config_section section);

bool config_is_said(const struct config_origin *said,
    enum config_section section, const char *name);
/* Complains unless exactly one of the options was said. */
void config_check_one_of(const struct config_value *value,
    const struct config_origin *said, const char *const *names,
    const char *all);

/* hook_section.c */
void config_begin_hook(struct config_named *entry);
void config_end_hook(const struct config_value *value,
    const struct config_origin *said);
void config_end_mail(const struct config_value *value,
    const struct config_origin *said);

#endif
