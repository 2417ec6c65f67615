"""The migrated database that every test process copies.

`python -m tests.database` makes it ahead, beside the static checks.
"""

import fcntl
import hashlib
import os
import tempfile
from pathlib import Path

import django
from django.conf import settings
from django.db import connection


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


def main() -> None:
    """Needs DJANGO_SETTINGS_MODULE."""
    django.setup()
    from config.dbroles import owner_connection

    with owner_connection():
        template_database()


if __name__ == "__main__":
    main()
