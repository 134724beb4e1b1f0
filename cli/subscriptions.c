/*
 * Puts the feeds of the configuration and those of the database together. On a
 * conflict of names the file wins, as it does for crierd.
 */
#include "cli/subscriptions.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "store_changes.h"

static int
by_name(const void *a, const void *b)
{
	const struct subscription *left = a, *right = b;

	return strcmp(left->feed->name, right->feed->name);
}

static bool
no_memory(struct error *err)
{
	return error_set(err, ERROR_MEMORY, "no memory for the feeds");
}

static bool
collect(struct subscriptions *all, struct cli *cli, const struct feed *own,
    size_t own_count, struct error *err)
{
	const struct configuration *configuration = cli->configuration;

	all->items = arena_alloc_array(&cli->arena,
	    configuration->feed_count + own_count + 1, sizeof(*all->items));
	if (all->items == NULL)
		return no_memory(err);
	for (size_t i = 0; i < configuration->feed_count; i++)
		all->items[all->count++].feed = &configuration->feeds[i];
	for (size_t i = 0; i < own_count; i++)
		if (configuration_feed(configuration, own[i].name) == NULL)
			all->items[all->count++].feed = &own[i];
	qsort(all->items, all->count, sizeof(*all->items), by_name);
	for (size_t i = 0; i < all->count; i++)
		all->items[i].title = slice_of(all->items[i].feed->title);
	return true;
}

/* ---- what the database knows of them ---------------------------------------- */

struct filling {
	struct subscriptions *all;
	struct arena *arena;
	size_t next; /* both go by name */
};

static bool
fill_in(const struct feed_row *row, void *arg)
{
	struct filling *filling = arg;
	struct subscriptions *all = filling->all;
	struct subscription *item;

	while (filling->next < all->count &&
	    slice_cmp(slice_of(all->items[filling->next].feed->name),
		row->name) < 0)
		filling->next++;
	if (filling->next == all->count)
		return false;
	item = &all->items[filling->next];
	if (!slice_eq(slice_of(item->feed->name), row->name))
		return true;
	item->paused = row->state.paused;
	if (item->title.ptr == NULL)
		item->title = arena_slice(filling->arena, row->title);
	return true;
}

static bool
load_with_store(struct subscriptions *all, struct cli *cli, struct error *err)
{
	struct filling filling = { .all = all, .arena = &cli->arena };
	struct feed_state *states;
	struct feed *own;
	size_t own_count;

	if (!store_own_feeds(cli->store, &cli->arena, &own, &states, &own_count,
		err) ||
	    !collect(all, cli, own, own_count, err) ||
	    !store_list_feeds(cli->store, fill_in, &filling, err))
		return false;
	return !cli->arena.failed || no_memory(err);
}

bool
subscriptions_load(struct subscriptions *all, struct cli *cli,
    struct error *err)
{
	const char *database = cli->configuration->database;

	*all = (struct subscriptions){ .count = 0 };
	if (cli->store == NULL && access(database, F_OK) != 0 &&
	    errno == ENOENT)
		return collect(all, cli, NULL, 0, err);
	return (cli->store != NULL ||
		   store_open_reader(&cli->store, database, err)) &&
	    load_with_store(all, cli, err);
}
