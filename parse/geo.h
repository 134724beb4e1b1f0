/*
 * Places: GeoRSS, GML, the W3C's geo and icbm, as GeoJSON with the longitude
 * first (section 2.5 of the parsing rules).
 */
#ifndef CRIER_PARSE_GEO_H
#define CRIER_PARSE_GEO_H

#include "parse/pass.h"

/* row->field of shapes. */
enum geo_shape {
	GEO_NONE,
	GEO_POINT,
	GEO_LINE,
	GEO_POLYGON,
	GEO_BOX
};

/* georss:point and its like: pairs in the text. */
void geo_simple(struct pass *pass, const struct leaf *leaf);
/* gml:Point ...: notes the shape and its reference system. */
void geo_shape_begin(struct pass *pass, const struct leaf *leaf);
void geo_positions(struct pass *pass, const struct leaf *leaf);
void geo_corner(struct pass *pass, const struct leaf *leaf);
enum geo_corner {
	GEO_LOWER,
	GEO_UPPER
};
/* geo:lat and geo:long: row->field says which (enum plain_field). */
void geo_ordinate(struct pass *pass, const struct leaf *leaf);

#endif
