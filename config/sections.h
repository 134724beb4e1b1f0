/*
 * Sections: what stands behind a name, and what makes it complete.
 */
#ifndef CRIER_CONFIG_SECTIONS_H
#define CRIER_CONFIG_SECTIONS_H

#include "config/value.h"

struct config_section_kind {
	const char *noun;
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

#endif
