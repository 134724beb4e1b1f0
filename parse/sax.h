/*
 * libxml2's SAX2 events to a pass (section 1.4 of the parsing rules).
 */
#ifndef CRIER_PARSE_SAX_H
#define CRIER_PARSE_SAX_H

#include "parse/pass.h"
#include "parse/prescan.h"

enum sax_result {
	SAX_SOUND,
	SAX_DAMAGED, /* stopped at the first error that loses text */
	SAX_NO_MEMORY
};

/*
 * Feeds the text that scan has looked at through libxml2 into pass. Sets
 * pass->state.recovered for errors that lose nothing.
 */
enum sax_result sax_run(struct pass *pass, const struct prescan *scan);

/* Whether the text is well-formed: what libxml2 says of it, and nothing else. */
bool sax_is_sound(const struct prescan *scan);

#endif
