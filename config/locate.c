/*
 * Where the configuration is, and where the database is if it does not say:
 * XDG's base folders for people, /etc and /var/lib for the system. Whether what
 * is found can be read is for others to find out.
 */
#include "config/locate.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define SYSTEM_FILE     "/etc/crier/crier.yaml"
#define SYSTEM_DATABASE "/var/lib/crier/crier.db"
#define USER_FILE       "crier/crier.yaml"
#define USER_DATABASE   "crier/crier.db"

/* An XDG folder: variable, else fallback under $HOME; "" where neither is
 * known. Relative values are to be ignored, says the standard. */
struct xdg_folder {
	const char *root, *below;
};

static struct xdg_folder
xdg_folder(const char *variable, const char *fallback)
{
	const char *value = getenv(variable), *home = getenv("HOME");

	if (value != NULL && value[0] == '/')
		return (struct xdg_folder){ value, "/" };
	if (home != NULL && home[0] == '/')
		return (struct xdg_folder){ home, fallback };
	return (struct xdg_folder){ "", NULL };
}

/* text[0] is NUL where there is no such folder or it is too long. */
static void
user_file(char *text, size_t size)
{
	struct xdg_folder folder = xdg_folder("XDG_CONFIG_HOME", "/.config/");
	int len;

	text[0] = '\0';
	if (folder.below == NULL)
		return;
	len = snprintf(text, size, "%s%s%s", folder.root, folder.below,
	    USER_FILE);
	if (len < 0 || (size_t)len >= size)
		text[0] = '\0';
}

static bool
take(const char *found, char *path, size_t size, struct error *err)
{
	int len = snprintf(path, size, "%s", found);

	if (len < 0 || (size_t)len >= size)
		return error_set(err, ERROR_CONFIG,
		    "the path of the configuration is longer than %zu bytes",
		    size - 1);
	return true;
}

static bool
exists(const char *path)
{
	return path[0] != '\0' && access(path, F_OK) == 0;
}

static bool
missing(const char *user, enum configuration_place place, struct error *err)
{
	const char *shown = user[0] == '\0' ? "~/.config/" USER_FILE : user;

	if (place == CONFIGURATION_SYSTEM)
		return error_set(err, ERROR_CONFIG,
		    "there is no configuration %s", SYSTEM_FILE);
	if (place == CONFIGURATION_USER)
		return error_set(err, ERROR_CONFIG,
		    "there is no configuration %s", shown);
	return error_set(err, ERROR_CONFIG,
	    "there is no configuration: neither %s nor %s (-c FILE names "
	    "another)",
	    shown, SYSTEM_FILE);
}

bool
configuration_find(const char *option_path, enum configuration_place place,
    char *path, size_t size, struct error *err)
{
	const char *environment = getenv("CRIER_CONFIG");
	char user[4096];

	if (option_path != NULL)
		return take(option_path, path, size, err);
	if (place == CONFIGURATION_SEARCH && environment != NULL &&
	    environment[0] != '\0')
		return take(environment, path, size, err);
	user_file(user, sizeof(user));
	if (place != CONFIGURATION_SYSTEM && exists(user))
		return take(user, path, size, err);
	if (place != CONFIGURATION_USER && exists(SYSTEM_FILE))
		return take(SYSTEM_FILE, path, size, err);
	return missing(user, place, err);
}

const char *
config_default_database(struct configuration *configuration)
{
	struct xdg_folder folder = xdg_folder("XDG_DATA_HOME",
	    "/.local/share/");

	if (strcmp(configuration->path, SYSTEM_FILE) == 0 ||
	    folder.below == NULL)
		return SYSTEM_DATABASE;
	return arena_format(&configuration->arena, "%s%s%s", folder.root,
	    folder.below, USER_DATABASE);
}
