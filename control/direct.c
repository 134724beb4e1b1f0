/*
 * The way of a change: over the socket where crierd listens, else by the very
 * same functions under the writer's lock.
 *
 * Only the owner of the database writes it, so that no file in its folder ever
 * belongs to somebody else; root becomes the owner first, for good, which is no
 * loss in a program that ends. Between the two ways crierd may start or stop:
 * then both are tried again for a few seconds. A change that crierd had begun
 * is never tried again, for it may have been done.
 */
#include <errno.h>
#include <grp.h>
#include <poll.h>
#include <pwd.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "clock.h"
#include "control/client.h"
#include "limits.h"

/* ---- whose it is --------------------------------------------------------------------- */

/* Of the database, or of the folder in which it will be made. */
static bool
find_owner(const char *database, struct stat *st, struct error *err)
{
	const char *slash = strrchr(database, '/');
	char folder[PATH_MAX] = ".";
	size_t len = slash == NULL ? 0 : (size_t)(slash - database) + 1;

	if (stat(database, st) == 0)
		return true;
	if (len >= sizeof(folder))
		return error_set(err, ERROR_UNAVAILABLE, "%s: %s", database,
		    strerror(ENAMETOOLONG));
	if (len > 0) {
		memcpy(folder, database, len);
		folder[len] = '\0';
	}
	return stat(folder, st) == 0 ||
	    error_set(err, ERROR_UNAVAILABLE, "%s: %s", folder,
		strerror(errno));
}

/* NULL where the uid has no name. crier has one thread. */
static const struct passwd *
find_user(uid_t uid)
{
	/* cppcheck-suppress getpwuidCalled */
	return getpwuid(uid);
}

static bool
become(const struct stat *owner, struct error *err)
{
	const struct passwd *entry = find_user(owner->st_uid);
	int groups = entry == NULL ? setgroups(0, NULL)
				   : initgroups(entry->pw_name, owner->st_gid);

	if (groups == 0 &&
	    setresgid(owner->st_gid, owner->st_gid, owner->st_gid) == 0 &&
	    setresuid(owner->st_uid, owner->st_uid, owner->st_uid) == 0)
		return true;
	return error_set(err, ERROR_UNAVAILABLE,
	    "cannot become the owner of the database (uid %u): %s",
	    (unsigned)owner->st_uid, strerror(errno));
}

bool
control_be_owner(const char *database, struct error *err)
{
	const struct passwd *entry;
	struct stat owner;

	if (!find_owner(database, &owner, err))
		return false;
	if (owner.st_uid == geteuid())
		return true;
	if (geteuid() == 0)
		return become(&owner, err);
	entry = find_user(owner.st_uid);
	if (entry == NULL)
		return error_set(err, ERROR_UNAVAILABLE,
		    "crierd does not run, and %s belongs to uid %u: start "
		    "crierd",
		    database, (unsigned)owner.st_uid);
	return error_set(err, ERROR_UNAVAILABLE,
	    "crierd does not run, and %s belongs to %s: start crierd, or use "
	    "sudo -u %s crier",
	    database, entry->pw_name, entry->pw_name);
}

/* ---- both ways -------------------------------------------------------------------------- */

static bool
apply_here(const struct configuration *configuration, const json_t *request,
    json_t **result, struct error *err)
{
	struct change_context context;
	struct store *store;
	json_t *filled;
	bool ok;

	if (!control_be_owner(configuration->database, err) ||
	    !store_open_writer(&store, configuration->database, err))
		return false;
	context = control_context(store, configuration,
	    clock_now_at(clock_real()));
	filled = json_object();
	ok = control_apply(&context, request, filled, err);
	store_close(store);
	if (ok) {
		*result = filled;
		filled = NULL;
	}
	json_decref(filled);
	return ok;
}

bool
control_change(const struct configuration *configuration, const json_t *request,
    json_t **result, struct error *err)
{
	const struct clock *clock = clock_real();
	int64_t until_mono_ms = clock_mono_ms(clock) +
	    TIMEOUT_CONTROL_RACE_S * INT64_C(1000);
	bool was_there = false;
	char path[PATH_MAX];
	struct control_call call = { .socket_path = path,
		.request = request,
		.timeout_s = TIMEOUT_CONTROL_S };

	*result = NULL;
	if (!control_socket_path(configuration, path, sizeof(path), err))
		return false;
	for (;;) {
		enum client_end end = client_call(&call, result, err);

		if (end != CLIENT_NOBODY && end != CLIENT_CLOSED)
			return end == CLIENT_OK;
		was_there = was_there || end == CLIENT_CLOSED;
		if (apply_here(configuration, request, result, err))
			return true;
		/* Somebody has the lock and does not listen yet, or not any
		 * more; or who was there a moment ago comes back. */
		if (err->kind != ERROR_LOCKED &&
		    !(was_there && err->kind == ERROR_UNAVAILABLE))
			return false;
		if (clock_mono_ms(clock) >= until_mono_ms)
			return false;
		poll(NULL, 0, PAUSE_CONTROL_MS);
	}
}
