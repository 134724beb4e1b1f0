/*
 * The identity of a build. It has to differ where two programs would lay out
 * frames differently or read feeds differently, and to be the same for two
 * builds of the same source; so it is the version and a sum over the layout,
 * worked out by the compiler.
 */
#include "reader.h"

#include <stddef.h>

#include "reader/wire.h"

#define WIRE_VERSION 1 /* grows with every change of what frames mean */

#define MIX(sum, value) ((sum)*16777619U ^ (uint32_t)(value))
#define LAYOUT_WIRE                                                       \
	MIX(MIX(MIX(2166136261U, WIRE_VERSION), sizeof(struct wire_job)), \
	    sizeof(struct wire_end))
#define LAYOUT_FEED                                    \
	MIX(MIX(LAYOUT_WIRE, sizeof(struct doc_feed)), \
	    offsetof(struct doc_feed, ext))
#define LAYOUT_ENTRY                                    \
	MIX(MIX(LAYOUT_FEED, sizeof(struct doc_entry)), \
	    offsetof(struct doc_entry, stored_html))
#define LAYOUT                                          \
	MIX(MIX(LAYOUT_ENTRY, sizeof(struct doc_text)), \
	    sizeof(struct doc_enclosure) +              \
		DOC_FORMAT_COUNT * sizeof(struct doc_value))

#define DIGIT(at)                        \
	((char)(((LAYOUT) >> (at)&15U) + \
	    (((LAYOUT) >> (at)&15U) < 10 ? '0' : 'a' - 10)))

static const struct {
	char version[sizeof(PACKAGE_VERSION "-") - 1];
	char layout[9];
} build_id = {
	PACKAGE_VERSION "-",
	{ DIGIT(28), DIGIT(24), DIGIT(20), DIGIT(16), DIGIT(12), DIGIT(8),
	    DIGIT(4), DIGIT(0), '\0' },
};

const char *
reader_build_id(void)
{
	return (const char *)&build_id;
}
