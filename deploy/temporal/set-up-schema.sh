#!/bin/sh
# Creates Temporal's two databases and brings their schemas to this tool's version. Doing it again changes nothing.
# SQL_PLUGIN, SQL_HOST, SQL_PORT, SQL_USER and SQL_PASSWORD say where.
set -eu

set_up() {
  export SQL_DATABASE="$1"
  temporal-sql-tool create-database --defaultdb postgres
  temporal-sql-tool setup-schema --version 0.0
  temporal-sql-tool update-schema --schema-name "postgresql/v12/$2"
}

set_up temporal temporal
set_up temporal_visibility visibility
