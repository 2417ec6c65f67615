#!/bin/bash
# First start of the database server: the two roles and the database, nothing that is a superuser.
set -euo pipefail
owner_password=$(cat /run/secrets/database_owner_password)
app_password=$(cat /run/secrets/database_app_password)
psql --set ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname postgres \
  --set owner_password="$owner_password" --set app_password="$app_password" <<'SQL'
CREATE ROLE concord_owner LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEROLE PASSWORD :'owner_password';
CREATE ROLE concord_app LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEROLE NOCREATEDB PASSWORD :'app_password';
CREATE DATABASE concord OWNER concord_owner;
REVOKE CONNECT ON DATABASE concord FROM PUBLIC;
GRANT CONNECT ON DATABASE concord TO concord_app;
SQL
