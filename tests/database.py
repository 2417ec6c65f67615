"""The migrated database that every test process copies.

`python -m tests.database` makes it ahead, beside the static checks.
"""

import fcntl
import hashlib
import os
import tempfile
from pathlib import Path

import django
import psycopg2
from django.conf import settings
from django.db import connection
from django.db.backends.utils import CursorWrapper

from config.embedded.places import data_folder, read_place


def _schema_fingerprint() -> str:
    """Changes when any migration or the roles' grants change."""
    root = Path(settings.BASE_DIR)
    files = [*root.glob("*/migrations/*.py"), root / "config/dbroles.py", root / "requirements.txt"]
    digest = hashlib.sha256()
    for file in sorted(files):
        digest.update(file.read_bytes())
    digest.update((root / "engagements/kernel/tenancy.py").read_bytes())
    digest.update((root / "reporting/dirty.py").read_bytes())
    digest.update((root / "reporting/paths.py").read_bytes())
    return digest.hexdigest()[:16]


def template_database() -> str:
    """A migrated database to copy: made once per state of the migrations, by one process."""
    name = f"concord_template_{_schema_fingerprint()}"
    lock = Path(tempfile.gettempdir()) / f"{name}-{os.getuid()}.lock"
    with lock.open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        with connection._nodb_cursor() as cursor:
            cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [f"{name}_ready"])
            if cursor.fetchone():
                return f"{name}_ready"
        connection.settings_dict["TEST"]["NAME"] = name
        original = connection.settings_dict["NAME"]
        connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
        with connection.cursor() as cursor:
            # Only the harness empties tables between transactional tests.
            role = connection.ops.quote_name(settings.APP_DB_ROLE)
            cursor.execute(f"GRANT TRUNCATE ON ALL TABLES IN SCHEMA public TO {role}")
        connection.close()
        connection.settings_dict["NAME"] = settings.DATABASES["default"]["NAME"] = original
        with connection._nodb_cursor() as cursor:
            cursor.execute(f'ALTER DATABASE "{name}" RENAME TO "{name}_ready"')
    return f"{name}_ready"


# TRUNCATE makes new files for two hundred tables and all their indexes; deleting a handful of rows
# costs a fraction of that. Only a superuser's function may pass the append-only rules. A table
# that has grown is truncated after all, so that nobody reads its dead rows for ever.
EMPTYING = """
CREATE SCHEMA harness;
CREATE FUNCTION harness.empty_tables(names text[]) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER
SET session_replication_role = replica SET search_path = public, pg_temp
AS $$
DECLARE
    name text;
    listed text;
BEGIN
    SELECT string_agg(format('%I', each), ', ') INTO listed FROM unnest(names) AS each;
    EXECUTE 'LOCK TABLE ' || listed || ' IN ACCESS EXCLUSIVE MODE';
    IF EXISTS (SELECT FROM unnest(names) AS each WHERE pg_relation_size(each::regclass) > 2000000)
    THEN
        RETURN false;
    END IF;
    FOR name IN SELECT each FROM unnest(names) AS each WHERE pg_relation_size(each::regclass) > 0
    LOOP
        EXECUTE format('DELETE FROM %I', name);
    END LOOP;
    RETURN true;
END
$$;
GRANT USAGE ON SCHEMA harness TO PUBLIC;
"""


def prepare_emptying(database: str) -> None:
    """Lets tests empty this database cheaply, where the server is our own and has a superuser."""
    place = read_place(data_folder())
    if place is None or settings.DATABASES["default"]["HOST"] != place.sockets:
        return
    superuser = psycopg2.connect(host=place.sockets, user="postgres", dbname=database)
    with superuser, superuser.cursor() as cursor:
        cursor.execute(EMPTYING)
    superuser.close()


def empty_tables(cursor: CursorWrapper, names: tuple[str, ...]) -> None:
    """Deletes the rows of these tables, whatever refers to them or forbids it."""
    cursor.execute("SELECT to_regproc('harness.empty_tables') IS NOT NULL")
    if cursor.fetchone() == (True,):
        cursor.execute("SELECT harness.empty_tables(%s)", [list(names)])
        if cursor.fetchone() == (True,):
            return
    listed = ", ".join(f'"{name}"' for name in names)
    cursor.execute(f"TRUNCATE {listed}")


def main() -> None:
    """Needs DJANGO_SETTINGS_MODULE."""
    django.setup()
    from config.dbroles import owner_connection

    with owner_connection():
        template_database()


if __name__ == "__main__":
    main()
