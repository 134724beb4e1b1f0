/*
 * What libyaml complains about, in words for people who do not know YAML.
 */
#ifndef CRIER_CONFIG_YAML_ERRORS_H
#define CRIER_CONFIG_YAML_ERRORS_H

#include <yaml.h>

#include "config/problems.h"

/* The error of a parser that has failed, with its place. */
void config_yaml_error(const yaml_parser_t *parser, struct config_place *at,
    struct error *err);
struct config_place config_place_of(yaml_mark_t mark);

#endif
