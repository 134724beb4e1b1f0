/*
 * RSS 1.0 and its modules where they nest: content:items, and resources named
 * in attributes.
 */
#ifndef CRIER_PARSE_RDF_H
#define CRIER_PARSE_RDF_H

#include "parse/pass.h"

/* @rdf:resource (or @resource, or the text) as a URL: enum plain_field. */
void rdf_resource(struct pass *pass, const struct leaf *leaf);
/* admin:generatorAgent: the URL, and the name if there is no other. */
void rdf_generator(struct pass *pass, const struct leaf *leaf);
/* One rdf:value, or one that is typed by content:format. */
void rdf_content_format(struct pass *pass, const struct leaf *leaf);
void rdf_content_value(struct pass *pass, const struct leaf *leaf);
/* The modules syndication and slash. */
void sy_period(struct pass *pass, const struct leaf *leaf);
void sy_frequency(struct pass *pass, const struct leaf *leaf);
void slash_category(struct pass *pass, const struct leaf *leaf);
/* dcterms:valid: "start=...;end=...". */
void dcterms_valid(struct pass *pass, const struct leaf *leaf);

#endif
