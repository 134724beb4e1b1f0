/*
 * Answers: {"ok": true, "result"} and {"ok": false, "kind", "error"}. An error
 * that crosses the socket is the same error on the other side: its kind decides
 * an exit code there, its text names the thing.
 */
#include "control/answer.h"

#include "limits.h"
#include "utf8.h"

json_t *
control_answer_ok(json_t *result)
{
	return json_pack("{s:b, s:o*}", "ok", 1, "result", result);
}

json_t *
control_text(const char *text)
{
	struct buffer clean;
	json_t *value;

	buffer_init(&clean, LIMIT_CONTROL_FRAME);
	utf8_clean_line(slice_of(text), &clean);
	value = json_string(buffer_string(&clean));
	buffer_finish(&clean);
	return value;
}

json_t *
control_answer_error(const struct error *err)
{
	json_t *answer = json_pack("{s:b, s:s, s:o}", "ok", 0, "kind",
	    error_kind_name(err->kind), "error", control_text(err->text));

	if (answer == NULL || err->line == 0)
		return answer;
	json_object_set_new(answer, "line", json_integer(err->line));
	json_object_set_new(answer, "column", json_integer(err->column));
	return answer;
}

bool
answer_is_last(const json_t *message)
{
	return json_object_get(message, "ok") != NULL;
}

static enum error_kind
kind_of(const char *name)
{
	for (int kind = ERROR_NONE + 1; kind <= ERROR_REFUSED; kind++)
		if (slice_eq(slice_of(error_kind_name((enum error_kind)kind)),
			slice_of(name)))
			return (enum error_kind)kind;
	return ERROR_PROTOCOL;
}

static int
place_of(const json_t *message, const char *key)
{
	json_int_t place = json_integer_value(json_object_get(message, key));

	return place > 0 && place <= INT32_MAX ? (int)place : 0;
}

bool
answer_read(const json_t *message, json_t **result, struct error *err)
{
	const json_t *ok = json_object_get(message, "ok");
	const char *text = json_string_value(json_object_get(message, "error"));

	*result = NULL;
	if (json_is_true(ok)) {
		*result = json_incref(json_object_get(message, "result"));
		return true;
	}
	if (!json_is_false(ok) || text == NULL)
		return error_set(err, ERROR_PROTOCOL,
		    "crierd answered something else than was agreed");
	return error_set_at(err,
	    kind_of(json_string_value(json_object_get(message, "kind"))),
	    place_of(message, "line"), place_of(message, "column"), "%s", text);
}
