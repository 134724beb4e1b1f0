/*
 * What makes a hook and the mail server complete: which option goes with which
 * kind of hook and way of delivery, and what follows where nothing is said.
 * What is wrong is said where the option stands that is wrong.
 */
#include "config/sections.h"

#define PORT_SUBMISSION 587 /* RFC 6409 */
#define PORT_TLS        465 /* RFC 8314 */
#define PORT_SMTP       25

/* Complains of the option where it was said. */
static void
complain_of(const struct config_value *value, const struct config_origin *said,
    const char *name, const char *text)
{
	size_t index = config_option_find(value->section, slice_of(name));
	struct config_value option = *value;
	struct config_node key = { .kind = CONFIG_NODE_TEXT,
		.at = said[index].at };

	option.option = config_option_at(index);
	config_value_complain(&option, &key, "%s", text);
}

/* ---- hooks ------------------------------------------------------------------- */

void
config_begin_hook(struct config_named *entry)
{
	struct hook *hook = entry->object;

	hook->name = entry->name;
	hook->kind = HOOK_EXEC;
	hook->file = entry->origin.source->path;
	hook->line = entry->origin.at.line;
	hook->policy.quiet_from_minute = -1;
	hook->policy.quiet_to_minute = -1;
	for (size_t i = 0; i < ARRAY_LEN(hook->policy.days); i++)
		hook->policy.days[i] = true;
}

static const struct {
	const char *name;
	enum hook_kind kind;
} ways[] = {
	{ "exec", HOOK_EXEC },
	{ "webhook", HOOK_WEBHOOK },
	{ "mail", HOOK_MAIL },
	{ "file", HOOK_FILE },
};

/* Options that mean nothing without another. */
static const struct {
	const char *name, *why;
	bool webhook; /* else of deliver */
	enum hook_deliver deliver;
} companions[] = {
	{ "allow_private", "only webhooks have it", .webhook = true },
	{ "at", "only with deliver: digest", .deliver = DELIVER_DIGEST },
	{ "days", "only with deliver: digest", .deliver = DELIVER_DIGEST },
	{ "every", "only with deliver: batch", .deliver = DELIVER_BATCH },
	{ "secret", "only webhooks have it", .webhook = true },
};

static void
check_companions(const struct config_value *value,
    const struct config_origin *said)
{
	const struct hook *hook = value->object;

	for (size_t i = 0; i < ARRAY_LEN(companions); i++) {
		bool fits = companions[i].webhook
		    ? hook->kind == HOOK_WEBHOOK
		    : hook->policy.deliver == companions[i].deliver;

		if (!fits &&
		    config_is_said(said, CONFIG_HOOK, companions[i].name))
			complain_of(value, said, companions[i].name,
			    companions[i].why);
	}
}

/* A default timeout suits programs; a receiver in the network answers sooner or
 * not at all (T26). */
static void
set_timeout(struct hook *hook, const struct config_origin *said)
{
	if (hook->kind == HOOK_WEBHOOK &&
	    !config_is_said(said, CONFIG_HOOK, "timeout"))
		hook->timeout_s = TIMEOUT_WEBHOOK_S;
}

void
config_end_hook(const struct config_value *value,
    const struct config_origin *said)
{
	static const char *const names[] = { "exec", "webhook", "mail", "file",
		NULL };
	struct hook *hook = value->object;

	config_check_one_of(value, said, names, "exec, webhook, mail or file");
	for (size_t i = 0; i < ARRAY_LEN(ways); i++)
		if (config_is_said(said, CONFIG_HOOK, ways[i].name))
			hook->kind = ways[i].kind;
	check_companions(value, said);
	if (hook->policy.deliver == DELIVER_BATCH &&
	    !config_is_said(said, CONFIG_HOOK, "every"))
		complain_of(value, said, "deliver", "a batch needs every");
	if (hook->policy.deliver == DELIVER_DIGEST &&
	    !config_is_said(said, CONFIG_HOOK, "at"))
		complain_of(value, said, "deliver", "a digest needs at");
	set_timeout(hook, said);
}

/* ---- the mail server ----------------------------------------------------------- */

static bool
is_this_machine(const char *host)
{
	static const struct slice names[] = {
		SLICE_INIT("localhost"),
		SLICE_INIT("127.0.0.1"),
		SLICE_INIT("[::1]"),
	};

	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		if (slice_eq(slice_of(host), names[i]))
			return true;
	return false;
}

static int
default_port(enum mail_tls tls)
{
	static const int ports[] = {
		[MAIL_STARTTLS] = PORT_SUBMISSION,
		[MAIL_TLS] = PORT_TLS,
		[MAIL_PLAIN] = PORT_SMTP,
	};

	return ports[tls];
}

void
config_end_mail(const struct config_value *value,
    const struct config_origin *said)
{
	struct mail_server *server = value->object;
	bool user = config_is_said(said, CONFIG_MAIL, "user");
	bool password = config_is_said(said, CONFIG_MAIL, "password");

	if (!config_is_said(said, CONFIG_MAIL, "host"))
		config_value_complain(value, value->node, "expected a host");
	if (!config_is_said(said, CONFIG_MAIL, "from"))
		config_value_complain(value, value->node,
		    "expected from, an address");
	if (user && !password)
		complain_of(value, said, "user", "only with password");
	if (password && !user)
		complain_of(value, said, "password", "only with user");
	if (user && server->tls == MAIL_PLAIN && server->host != NULL &&
	    !is_this_machine(server->host))
		complain_of(value, said, "tls",
		    "a password needs starttls or tls, for the server is "
		    "another machine");
	if (server->port == 0)
		server->port = default_port(server->tls);
}

/* Hooks that send mail need a server. */
void
config_check_mail(struct config_loader *loader)
{
	size_t mail = config_option_find(CONFIG_TOP, SLICE("mail"));
	const struct config_named *entry = loader->named[CONFIG_HOOK];

	if (loader->said[mail].source != NULL)
		return;
	for (; entry != NULL; entry = entry->hh.next) {
		const struct hook *hook = entry->object;

		if (hook->kind == HOOK_MAIL)
			config_problem_say(loader->problems,
			    entry->origin.source, entry->origin.at,
			    "hook \"%s\": mail: no mail server is configured "
			    "(\"mail:\" at the top)",
			    entry->name);
	}
}
