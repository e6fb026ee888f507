#!/bin/sh
# Run once by the PostgreSQL image on an empty volume: two databases with an owner each, because Prefect keeps a version
# table of its own and must not own our records. Passwords come from postgres.env.
set -eu
psql --set ON_ERROR_STOP=1 --username "$POSTGRES_USER" --set ocop="$OCOP_DB_PASSWORD" --set prefect="$PREFECT_DB_PASSWORD" <<'SQL'
CREATE ROLE ocop LOGIN PASSWORD :'ocop';
CREATE DATABASE ocop OWNER ocop ENCODING 'UTF8';
CREATE ROLE prefect LOGIN PASSWORD :'prefect';
CREATE DATABASE prefect OWNER prefect ENCODING 'UTF8';
\connect prefect
CREATE EXTENSION IF NOT EXISTS pg_trgm;
SQL
