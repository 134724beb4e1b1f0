/*
 * The Link header (RFC 8288 section 3), as far as it names feeds.
 */
#ifndef CRIER_PARSE_LINK_HEADER_H
#define CRIER_PARSE_LINK_HEADER_H

#include "parse/autodiscover.h"

/*
 * Takes the next link off *rest, several headers being joined by commas. Texts
 * lie in the header, or in arena where they had to be decoded. A link of
 * another context than the document (anchor) comes without rel. False at the
 * end. The header is valid UTF-8.
 */
bool link_header_next(struct slice *rest, struct arena *arena,
    struct autodiscover_candidate *candidate);

#endif
