/*
 * Daily copies, "crier-20261125.db" in a folder of their own, the newest few of
 * them kept. Each is made by store_backup on a connection of its own, which
 * only reads: whoever writes meanwhile is not held up, and a thread may do it.
 * What a copy left that did not come to its end has six more characters in its
 * name and is removed by the next one.
 */
#include "store_changes.h"

#include <dirent.h>
#include <errno.h>
#include <linux/limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "clock.h"
#include "memory.h"
#include "store/disk.h"
#include "store/snapshot.h"

#define FOLDER_MODE 0700

static const char pattern[] = "crier-########.db"; /* '#': a digit */

/* Whether name begins as a snapshot is called; the rest of it. */
static const char *
skip_name(const char *name)
{
	for (const char *p = pattern; *p != '\0'; p++, name++) {
		bool digit = *name >= '0' && *name <= '9';

		if (*p == '#' ? !digit : *p != *name)
			return NULL;
	}
	return name;
}

static int
is_snapshot(const struct dirent *entry)
{
	const char *rest = skip_name(entry->d_name);

	return rest != NULL && *rest == '\0';
}

static int
is_debris(const struct dirent *entry)
{
	const char *rest = skip_name(entry->d_name);

	return rest != NULL && *rest == '.' &&
	    strlen(rest) == strlen(".XXXXXX");
}

/* ---- lists ---------------------------------------------------------------------- */

static int
newest_first(const struct dirent **a, const struct dirent **b)
{
	return -strcmp((*a)->d_name, (*b)->d_name);
}

/* The names in the folder that are so; none where there is no folder. */
static bool
list_names(struct snapshots *list, const char *folder,
    int (*is)(const struct dirent *), struct error *err)
{
	struct dirent **entries;
	int count = scandir(folder, &entries, is, newest_first);

	*list = (struct snapshots){ .count = 0 };
	if (count < 0)
		return errno == ENOENT || disk_error(folder, err);
	list->names = xcalloc((size_t)count + 1, sizeof(*list->names));
	for (; list->count < (size_t)count; list->count++) {
		list->names[list->count] = xstrdup(
		    entries[list->count]->d_name);
		free(entries[list->count]);
	}
	free(entries);
	return true;
}

bool
snapshots_list(struct snapshots *list, const char *folder, struct error *err)
{
	return list_names(list, folder, is_snapshot, err);
}

void
snapshots_finish(struct snapshots *list)
{
	for (size_t i = 0; i < list->count; i++)
		free(list->names[i]);
	free(list->names);
	*list = (struct snapshots){ .count = 0 };
}

/* ---- the folder --------------------------------------------------------------------- */

bool
snapshots_folder(const char *database, char folder[PATH_MAX], struct error *err)
{
	const char *slash = strrchr(database, '/');
	int len = slash == NULL ? 0 : (int)(slash - database) + 1;

	return snprintf(folder, PATH_MAX, "%.*ssnapshots", len, database) <
	    PATH_MAX ||
	    error_set(err, ERROR_IO, "%s is too long a path", database);
}

static bool
make_folder(const char *folder, struct error *err)
{
	return mkdir(folder, FOLDER_MODE) == 0 || errno == EEXIST ||
	    disk_error(folder, err);
}

static bool
remove_file(const char *folder, const char *name, struct error *err)
{
	char path[PATH_MAX];

	if (snprintf(path, sizeof(path), "%s/%s", folder, name) <
		(int)sizeof(path) &&
	    unlink(path) == 0)
		return true;
	return error_set(err, ERROR_IO, "%s/%s: %s", folder, name,
	    strerror(errno));
}

/* All but the first of them. */
static bool
remove_names(const char *folder, size_t first, int (*is)(const struct dirent *),
    struct error *err)
{
	struct snapshots list;
	bool ok = list_names(&list, folder, is, err);

	for (size_t i = first; ok && i < list.count; i++)
		ok = remove_file(folder, list.names[i], err);
	snapshots_finish(&list);
	return ok;
}

/* ---- making one ----------------------------------------------------------------------- */

static bool
copy(const char *database, const char *path, struct error *err)
{
	struct store *store;
	bool ok;

	if (!store_open_reader(&store, database, err))
		return false;
	ok = store_backup(store, path, err);
	store_close(store);
	return ok;
}

static bool
make_snapshot(const char *database, const char *folder, int64_t now_at,
    bool *made, struct error *err)
{
	char path[PATH_MAX], day[21];

	clock_format_utc(now_at, day);
	if (snprintf(path, sizeof(path), "%s/crier-%.4s%.2s%.2s.db", folder,
		day, day + 5, day + 8) >= (int)sizeof(path))
		return error_set(err, ERROR_IO, "%s is too long a path",
		    folder);
	if (access(path, F_OK) == 0)
		return true;
	*made = remove_names(folder, 0, is_debris, err) &&
	    copy(database, path, err);
	return *made;
}

bool
store_snapshot(const struct store_snapshot *snapshot, bool *made,
    struct error *err)
{
	char folder[PATH_MAX];

	*made = false;
	if (snapshot->keep == 0)
		return true;
	return snapshots_folder(snapshot->database, folder, err) &&
	    make_folder(folder, err) &&
	    make_snapshot(snapshot->database, folder, snapshot->now_at, made,
		err) &&
	    remove_names(folder, snapshot->keep, is_snapshot, err);
}
