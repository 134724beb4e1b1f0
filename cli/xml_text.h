/* Text on its way into XML: the one place where it is escaped. */
#ifndef CRIER_CLI_XML_TEXT_H
#define CRIER_CLI_XML_TEXT_H

#include "buffer.h"
#include "slice.h"

enum xml_place {
	XML_CONTENT,  /* between tags */
	XML_ATTRIBUTE /* between the quotes of an attribute */
};
/* Appends text. What XML 1.0 has no place for, and what a terminal should not
 * see, is left out. */
void xml_append(enum xml_place place, struct slice text, struct buffer *out);
/* Appends ' name="value"', or nothing where value is absent. */
void
xml_append_attribute(const char *name, struct slice value, struct buffer *out);
/* Appends "<name>text</name>" and a line end. */
void
xml_append_element(const char *name, struct slice text, struct buffer *out);

#endif
