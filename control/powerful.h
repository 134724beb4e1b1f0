/* Options that decide what crierd runs, reads, trusts or sends. */
#ifndef CRIER_CONTROL_POWERFUL_H
#define CRIER_CONTROL_POWERFUL_H

#include "slice.h"

/* Whether an option of that name may only stand in a configuration file,
 * wherever it stands there (DESIGN section 6). */
bool option_is_powerful(struct slice name);

#endif
