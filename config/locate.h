/*
 * Where things are when nobody says so.
 */
#ifndef CRIER_CONFIG_LOCATE_H
#define CRIER_CONFIG_LOCATE_H

#include "configuration.h"

/*
 * The database of a configuration that names none: the system's for the
 * system's configuration, else the user's. In the configuration's arena; NULL
 * without memory.
 */
const char *config_default_database(struct configuration *configuration);

#endif
