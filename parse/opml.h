/*
 * Lists of feeds: OPML 1.0, 1.1 and 2.0 (section 7.2 of the parsing rules).
 */
#ifndef CRIER_PARSE_OPML_H
#define CRIER_PARSE_OPML_H

#include "parse/listing_build.h"
#include "parse/prescan.h"

enum opml_result {
	OPML_READ,
	OPML_IS_NONE, /* neither the root nor an outline with a feed */
	OPML_NO_MEMORY
};

/*
 * Reads the text that scan has looked at into listing, which is empty. Sets
 * listing->recovered where the markup was not sound. Linear; scan has not
 * refused it.
 */
enum opml_result opml_run(const struct prescan *scan, enum charset_mend mend,
    struct listing *listing);

#endif
