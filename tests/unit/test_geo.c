#include <check.h>

#include "compiler.h"
#include "parse_fixture.h"

/* clang-format off */
#define HEAD "<rss version=\"2.0\" xmlns:georss=\"http://www.georss.org/georss\" " \
	"xmlns:gml=\"http://www.opengis.net/gml\" xmlns:geo=\"http://www.w3.org/2003/01/geo/wgs84_pos#\"><channel><item><title>t</title>"
#define TAIL "</item></channel></rss>"
#define POINT(x, y) "{\"type\":\"Point\",\"coordinates\":[" x "," y "]}"

static const struct parse_row places[] = {
	{ "point", "<georss:point>12.5 -3.25</georss:point>", { { "0.geo", POINT("-3.25", "12.5") } } },
	{ "commas", "<georss:point>12.5,-3.25</georss:point>", { { "0.geo", POINT("-3.25", "12.5") } } },
	{ "numbers that JSON spells otherwise", "<georss:point>+007.50 -.5</georss:point>", { { "0.geo", POINT("-0.5", "7.50") } } },
	{ "one number", "<georss:point>12.5</georss:point>", { { "0.geo", NULL } } },
	{ "a word", "<georss:point>12.5 east</georss:point>", { { "0.geo", NULL } } },
	{ "a latitude over 90", "<georss:point>90.1 0</georss:point>", { { "0.geo", NULL } } },
	{ "the pole", "<georss:point>-90.0 0</georss:point>", { { "0.geo", POINT("0", "-90.0") } } },
	{ "line", "<georss:line>1 2 3 4</georss:line>", { { "0.geo", "{\"type\":\"LineString\",\"coordinates\":[[2,1],[4,3]]}" } } },
	{ "a line of one position", "<georss:line>1 2</georss:line>", { { "0.geo", NULL } } },
	{ "polygon", "<georss:polygon>0 0 0 1 1 1 0 0</georss:polygon>", { { "0.geo", "{\"type\":\"Polygon\",\"coordinates\":[[[0,0],[1,0],[1,1],[0,0]]]}" } } },
	{ "a ring that is too short", "<georss:polygon>0 0 0 1 0 0</georss:polygon>", { { "0.geo", NULL } } },
	{ "box", "<georss:box>1 2 3 4</georss:box>", { { "0.geo", "{\"type\":\"Box\",\"coordinates\":[[2,1],[4,3]]}" } } },
	{ "GML point", "<georss:where><gml:Point><gml:pos>1 2</gml:pos></gml:Point></georss:where>", { { "0.geo", POINT("2", "1") } } },
	{ "GML without where", "<gml:Point><gml:pos>1 2</gml:pos></gml:Point>", { { "0.geo", POINT("2", "1") } } },
	{ "GML polygon", "<georss:where><gml:Polygon><gml:exterior><gml:LinearRing><gml:posList>0 0 0 1 1 1 0 0</gml:posList></gml:LinearRing></gml:exterior></gml:Polygon></georss:where>", { { "0.geo", "{\"type\":\"Polygon\",\"coordinates\":[[[0,0],[1,0],[1,1],[0,0]]]}" } } },
	{ "envelope", "<georss:where><gml:Envelope><gml:lowerCorner>1 2</gml:lowerCorner><gml:upperCorner>3 4</gml:upperCorner></gml:Envelope></georss:where>", { { "0.geo", "{\"type\":\"Box\",\"coordinates\":[[2,1],[4,3]]}" } } },
	{ "a projected system keeps its order", "<gml:Point srsName=\"urn:ogc:def:crs:EPSG::32633\"><gml:pos>500000 4649776</gml:pos></gml:Point>", { { "0.geo", POINT("500000", "4649776") } } },
	{ "three numbers", "<gml:Point srsDimension=\"3\"><gml:pos>1 2 9</gml:pos></gml:Point>", { { "0.geo", "{\"type\":\"Point\",\"coordinates\":[2,1,9]}" } } },
	{ "geo", "<geo:lat>1</geo:lat><geo:long>2</geo:long>", { { "0.geo", POINT("2", "1") } } },
	{ "geo in a point", "<geo:Point><geo:long>2</geo:long><geo:lat>1</geo:lat></geo:Point>", { { "0.geo", POINT("2", "1") } } },
	{ "georss before gml before geo", "<geo:lat>5</geo:lat><geo:long>6</geo:long><gml:Point><gml:pos>3 4</gml:pos></gml:Point><georss:point>1 2</georss:point><georss:point>7 8</georss:point>", { { "0.geo", POINT("2", "1") } } },
};
/* clang-format on */

START_TEST(places_have_the_longitude_first)
{
	parse_row_check(&places[_i], HEAD, TAIL);
}
END_TEST

Suite *geo_suite(void);

Suite *
geo_suite(void)
{
	Suite *suite = suite_create("geo");
	TCase *tests = tcase_create("rules");

	tcase_add_loop_test(tests, places_have_the_longitude_first, 0,
	    ARRAY_LEN(places));
	suite_add_tcase(suite, tests);
	return suite;
}
