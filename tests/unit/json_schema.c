#include "json_schema.h"

#include <check.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "compiler.h"

struct checking {
	json_t *root;
	char problem[400]; /* "" while all fits */
};

static bool fits(struct checking *checking, json_t *schema, json_t *value,
    const char *place);

static bool PRINTF_LIKE(3, 4)
    wrong(struct checking *checking, const char *place, const char *format, ...)
{
	char what[200];
	va_list args;

	va_start(args, format);
	vsnprintf(what, sizeof(what), format, args);
	va_end(args);
	snprintf(checking->problem, sizeof(checking->problem), "%s: %s", place,
	    what);
	return false;
}

static bool
is_of_type(json_t *value, const char *type)
{
	static const char *const names[] = {
		[JSON_OBJECT] = "object",
		[JSON_ARRAY] = "array",
		[JSON_STRING] = "string",
		[JSON_INTEGER] = "integer",
		[JSON_REAL] = "number",
		[JSON_TRUE] = "boolean",
		[JSON_FALSE] = "boolean",
		[JSON_NULL] = "null",
	};

	if (strcmp(type, "number") == 0)
		return json_is_number(value);
	return strcmp(type, names[json_typeof(value)]) == 0;
}

static bool
check_type(struct checking *checking, json_t *rule, json_t *value,
    const char *place)
{
	if (json_is_string(rule))
		return is_of_type(value, json_string_value(rule)) ||
		    wrong(checking, place, "not of type %s",
			json_string_value(rule));
	for (size_t i = 0; i < json_array_size(rule); i++)
		if (is_of_type(value,
			json_string_value(json_array_get(rule, i))))
			return true;
	return wrong(checking, place, "of none of the types");
}

static bool
check_enum(struct checking *checking, json_t *rule, json_t *value,
    const char *place)
{
	for (size_t i = 0; i < json_array_size(rule); i++)
		if (json_equal(json_array_get(rule, i), value))
			return true;
	return wrong(checking, place, "none of the values: %s",
	    json_is_string(value) ? json_string_value(value) : "?");
}

/* "2019-08-05T08:05:09Z": the one spelling that crier prints. This keyword and
 * the bounds say nothing of values of other types. */
static bool
check_format(struct checking *checking, json_t *rule, json_t *value,
    const char *place)
{
	static const char shape[] = "dddd-dd-ddTdd:dd:ddZ";
	const char *text = json_string_value(value);

	ck_assert_str_eq(json_string_value(rule), "date-time");
	if (text == NULL)
		return true;
	for (size_t i = 0; i < sizeof(shape); i++) {
		bool digit = text[i] >= '0' && text[i] <= '9';

		if (shape[i] == 'd' ? !digit : text[i] != shape[i])
			return wrong(checking, place, "no time: %s", text);
	}
	return true;
}

static bool
check_required(struct checking *checking, json_t *rule, json_t *value,
    const char *place)
{
	for (size_t i = 0; i < json_array_size(rule); i++) {
		const char *key = json_string_value(json_array_get(rule, i));

		if (json_is_object(value) &&
		    json_object_get(value, key) == NULL)
			return wrong(checking, place, "no %s", key);
	}
	return true;
}

/* properties and additionalProperties together. */
static bool
check_members(struct checking *checking, json_t *schema, json_t *value,
    const char *place)
{
	json_t *known = json_object_get(schema, "properties");
	json_t *others = json_object_get(schema, "additionalProperties");
	const char *key;
	json_t *member;

	json_object_foreach(value, key, member) {
		json_t *rule = json_object_get(known, key);
		char inside[200];

		snprintf(inside, sizeof(inside), "%.120s.%.60s", place, key);
		if (rule == NULL && json_is_false(others))
			return wrong(checking, inside, "unknown");
		if (rule == NULL)
			rule = others;
		if (json_is_object(rule) &&
		    !fits(checking, rule, member, inside))
			return false;
	}
	return true;
}

static bool
check_items(struct checking *checking, json_t *rule, json_t *value,
    const char *place)
{
	for (size_t i = 0; i < json_array_size(value); i++) {
		char inside[200];

		snprintf(inside, sizeof(inside), "%.150s[%zu]", place, i);
		if (!fits(checking, rule, json_array_get(value, i), inside))
			return false;
	}
	return true;
}

static bool
check_min_items(struct checking *checking, json_t *rule, json_t *value,
    const char *place)
{
	return !json_is_array(value) ||
	    (json_int_t)json_array_size(value) >= json_integer_value(rule) ||
	    wrong(checking, place, "too few items");
}

static bool
check_minimum(struct checking *checking, json_t *rule, json_t *value,
    const char *place)
{
	return !json_is_integer(value) ||
	    json_integer_value(value) >= json_integer_value(rule) ||
	    wrong(checking, place, "too small");
}

static bool
check_maximum(struct checking *checking, json_t *rule, json_t *value,
    const char *place)
{
	return !json_is_integer(value) ||
	    json_integer_value(value) <= json_integer_value(rule) ||
	    wrong(checking, place, "too large");
}

static bool
check_ref(struct checking *checking, json_t *rule, json_t *value,
    const char *place)
{
	static const char folder[] = "#/$defs/";
	const char *name = json_string_value(rule);
	json_t *definitions = json_object_get(checking->root, "$defs");
	json_t *definition;

	ck_assert_mem_eq(name, folder, sizeof(folder) - 1);
	definition = json_object_get(definitions, name + sizeof(folder) - 1);
	ck_assert_msg(definition != NULL, "no %s", name);
	return fits(checking, definition, value, place);
}

static bool
check_nothing(struct checking *checking, json_t *rule, json_t *value,
    const char *place)
{
	(void)checking;
	(void)rule;
	(void)value;
	(void)place;
	return true;
}

static const struct {
	const char *keyword;
	bool (*check)(struct checking *checking, json_t *rule, json_t *value,
	    const char *place);
} keywords[] = {
	{ "type", check_type },
	{ "enum", check_enum },
	{ "format", check_format },
	{ "required", check_required },
	{ "items", check_items },
	{ "minItems", check_min_items },
	{ "minimum", check_minimum },
	{ "maximum", check_maximum },
	{ "$ref", check_ref },
	{ "properties", check_nothing }, /* check_members does them */
	{ "additionalProperties", check_nothing },
	{ "$schema", check_nothing },
	{ "$defs", check_nothing },
	{ "title", check_nothing },
	{ "description", check_nothing },
};

static bool
check_keyword(struct checking *checking, const char *keyword, json_t *rule,
    json_t *value, const char *place)
{
	for (size_t i = 0; i < ARRAY_LEN(keywords); i++)
		if (strcmp(keywords[i].keyword, keyword) == 0)
			return keywords[i].check(checking, rule, value, place);
	ck_abort_msg("unknown keyword %s in a schema", keyword);
	return false;
}

static bool
fits(struct checking *checking, json_t *schema, json_t *value,
    const char *place)
{
	const char *keyword;
	json_t *rule;

	/* The type first, for the others rely on it. */
	rule = json_object_get(schema, "type");
	if (rule != NULL && !check_type(checking, rule, value, place))
		return false;
	json_object_foreach(schema, keyword, rule) {
		if (!check_keyword(checking, keyword, rule, value, place))
			return false;
	}
	return check_members(checking, schema, value, place);
}

json_t *
json_schema_load(const char *name)
{
	const char *root = getenv("srcdir");
	char path[500];
	json_error_t err;
	json_t *schema;

	snprintf(path, sizeof(path), "%s/tests/data/schema/%s",
	    root != NULL ? root : ".", name);
	schema = json_load_file(path, 0, &err);
	ck_assert_msg(schema != NULL, "%s:%d: %s", path, err.line, err.text);
	return schema;
}

bool
json_schema_fits(json_t *schema, json_t *value)
{
	struct checking checking = { .root = schema };

	return fits(&checking, schema, value, "$");
}

void
json_schema_check(json_t *schema, json_t *value)
{
	struct checking checking = { .root = schema };

	ck_assert_msg(fits(&checking, schema, value, "$"), "%s",
	    checking.problem);
}
