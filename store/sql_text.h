/* The SQL files of store/ as strings; see tools/embed-sql. */
#ifndef CRIER_STORE_SQL_TEXT_H
#define CRIER_STORE_SQL_TEXT_H

extern const char sql_schema[];      /* store/schema.sql: version 1 */
extern const char sql_migration_2[]; /* store/migrations/2.sql */
extern const char sql_views[]; /* store/views.sql: after every migration */

#endif
