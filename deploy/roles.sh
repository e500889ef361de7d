#!/bin/sh
# Run once by the database image: the owner of the tables, and the role the application works as.
set -eu
psql -v ON_ERROR_STOP=1 --username postgres --dbname liaison \
    -v owner_password="$(cat /run/secrets/owner_password)" \
    -v app_password="$(cat /run/secrets/app_password)" <<'SQL'
CREATE ROLE liaison_owner LOGIN PASSWORD :'owner_password';
CREATE ROLE liaison_app LOGIN PASSWORD :'app_password';
ALTER DATABASE liaison OWNER TO liaison_owner;
SQL
