/*
 * Puts requests together and has them carried out. Which change there is and
 * what it takes is said in control/; who carries it out, control_change finds
 * out.
 */
#include "cli/asking.h"

#include <limits.h>

void
asking_begin(struct asking *asking, struct cli *cli, const char *name)
{
	*asking = (struct asking){ .cli = cli, .request = json_object() };
	asking_text(asking, "do", name);
}

static void
put(struct asking *asking, const char *key, json_t *value)
{
	if (json_object_set_new(asking->request, key, value) != 0)
		asking->wrong = key;
}

void
asking_slice(struct asking *asking, const char *key, struct slice text)
{
	if (text.ptr != NULL)
		put(asking, key, json_stringn(text.ptr, text.len));
}

void
asking_text(struct asking *asking, const char *key, const char *text)
{
	asking_slice(asking, key, slice_of(text));
}

void
asking_flag(struct asking *asking, const char *key, int flag)
{
	put(asking, key, json_boolean(flag));
}

void
asking_number(struct asking *asking, const char *key, int64_t number)
{
	put(asking, key, json_integer(number));
}

static void
append(struct asking *asking, const char *key, json_t *item)
{
	json_t *list = json_object_get(asking->request, key);

	if (list == NULL) {
		put(asking, key, json_array());
		list = json_object_get(asking->request, key);
	}
	if (json_array_append_new(list, item) != 0)
		asking->wrong = key;
}

void
asking_append(struct asking *asking, const char *key, const char *text)
{
	append(asking, key, json_string(text));
}

void
asking_append_number(struct asking *asking, const char *key, int64_t number)
{
	append(asking, key, json_integer(number));
}

void
asking_append_object(struct asking *asking, const char *key, json_t *object)
{
	append(asking, key, object);
}

void
asking_append_option(struct asking *asking, const char *key, const char *option)
{
	const struct option_values *options = &asking->cli->options;

	for (size_t i = 0; i < options->count; i++)
		if (slice_eq(slice_of(options->rows[i]->name),
			slice_of(option)))
			asking_append(asking, key, options->values[i]);
}

static bool
can_be_said(const struct asking *asking, struct error *err)
{
	return asking->wrong == NULL ||
	    error_set(err, ERROR_USAGE, "%s: %s is not text in UTF-8",
		asking->cli->command->name, asking->wrong);
}

/* Nothing of the database may be open in this process while it becomes the
 * writer. */
bool
asking_change(struct asking *asking, struct error *err)
{
	struct cli *cli = asking->cli;

	store_close(cli->store);
	cli->store = NULL;
	json_decref(asking->result);
	asking->result = NULL;
	return can_be_said(asking, err) &&
	    control_change(cli->configuration, asking->request, &asking->result,
		err);
}

bool
asking_crierd(struct asking *asking, struct control_call call,
    struct error *err)
{
	char path[PATH_MAX];

	if (!can_be_said(asking, err) ||
	    !control_socket_path(asking->cli->configuration, path, sizeof(path),
		err))
		return false;
	call.socket_path = path;
	call.request = asking->request;
	return control_ask(&call, &asking->result, err);
}

void
asking_finish(struct asking *asking)
{
	json_decref(asking->request);
	json_decref(asking->result);
}

int64_t
asking_get_number(const json_t *object, const char *key)
{
	return json_integer_value(json_object_get(object, key));
}

const char *
asking_get_text(const json_t *object, const char *key)
{
	const char *text = json_string_value(json_object_get(object, key));

	return text == NULL ? "" : text;
}

bool
asking_has_words(const struct cli *cli, size_t count, const char *missing,
    struct error *err)
{
	return cli->options.argument_count >= count ||
	    error_set(err, ERROR_USAGE, "%s: %s", cli->command->name, missing);
}

int
asking_only(struct asking *asking, struct error *err)
{
	int code = asking_change(asking, err) ? CLI_FOUND : -1;

	asking_finish(asking);
	return code;
}

const char *
asking_plural(int64_t number)
{
	return number == 1 ? "" : "s";
}
