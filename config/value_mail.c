/*
 * Values of mail, and the names of secrets. What could smuggle a line or a
 * command into a message or a dialogue with its server (T24) is refused here;
 * a secret itself never stands in a configuration, only where it is kept.
 */
#include "config/value.h"

#include "secret.h"

/* ---- addresses --------------------------------------------------------------- */

static bool
is_plain(char c)
{
	return c > ' ' && c <= '~' && strchr("\"(),:;<>@[\\]", c) == NULL;
}

/* Dots stand between other characters only. */
static bool
is_dotted(struct slice text)
{
	struct slice part;

	while (slice_cut(&text, '.', &part)) {
		if (part.len == 0)
			return false;
		for (size_t i = 0; i < part.len; i++)
			if (!is_plain(part.ptr[i]))
				return false;
	}
	return true;
}

bool
config_is_mail_address(struct slice text)
{
	size_t at = slice_find_char(text, '@');

	return at != SIZE_MAX && at > 0 && at + 1 < text.len &&
	    text.len <= LIMIT_MAIL_ADDRESS &&
	    is_dotted(slice_sub(text, 0, at)) &&
	    is_dotted(slice_from(text, at + 1));
}

/* "Name <a@b>"; the name may be any text without quotes, brackets, breaks. */
static bool
is_mailbox(struct slice text)
{
	size_t open = slice_find_char(text, '<');
	struct slice name = slice_sub(text, 0, open);

	if (open == SIZE_MAX)
		return config_is_mail_address(text);
	for (size_t i = 0; i < name.len; i++)
		if ((unsigned char)name.ptr[i] < ' ' || name.ptr[i] == 0x7F ||
		    strchr("\"<>\\", name.ptr[i]) != NULL)
			return false;
	return name.len <= LIMIT_MAIL_ADDRESS &&
	    slice_has_suffix(text, SLICE(">")) &&
	    config_is_mail_address(
		slice_sub(text, open + 1, text.len - open - 2));
}

bool
config_set_mailbox(const struct config_value *value)
{
	static const char what[] =
	    "an address such as desk@example.org or Desk <desk@example.org>";
	const char *text;

	if (!config_value_is_text(value, value->node, what))
		return false;
	if (!is_mailbox(value->node->text))
		return config_value_expected(value, value->node, what);
	text = config_value_keep(value, value->node->text);
	config_value_store_pointer(value, text);
	return text != NULL;
}

/* ---- secrets ------------------------------------------------------------------- */

/* A found text is not quoted: it may be the secret itself. */
bool
config_set_secret(const struct config_value *value)
{
	static const char what[] = "credential:NAME or file:PATH";
	struct config_node path;
	const char *name;

	if (!config_value_is_text(value, value->node, what))
		return false;
	if (!secret_name_is_right(value->node->text))
		return config_value_complain(value, value->node, "expected %s",
		    what);
	if (slice_has_prefix(value->node->text, SLICE(SECRET_FILE))) {
		path = *value->node;
		path.text = slice_from(path.text, strlen(SECRET_FILE));
		name = config_value_path(value, &path);
		if (name == NULL)
			return false;
		name = arena_format(&value->loader->configuration->arena,
		    SECRET_FILE "%s", name);
	} else
		name = config_value_keep(value, value->node->text);
	config_value_store_pointer(value, name);
	return name != NULL;
}
