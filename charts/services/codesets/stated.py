"""Code lists whose files state the dates of every code."""

from typing import Any

from django.db import connection

from charts.models import CodeSetRelease
from charts.services.codesets.dated import STAGED

_COUNT = f"""
    SELECT count(s.code),
           count(s.code) FILTER (WHERE c.code IS NULL),
           count(s.code) FILTER (
               WHERE c.code IS NOT NULL AND c.valid_to IS NULL AND s.valid_to IS NOT NULL),
           count(s.code) FILTER (
               WHERE c.code IS NOT NULL AND s.description NOT IN ('', c.description))
    FROM {STAGED} s
    LEFT JOIN charts_code c
      ON c.system = s.system AND c.code = s.code AND c.valid_from = s.valid_from
"""  # noqa: S608 -- constants

_STATEMENTS = (
    # A code whose file names no start began, as far as anybody knows, with the release.
    f"""UPDATE {STAGED} s SET valid_from = COALESCE(
            (SELECT min(c.valid_from) FROM charts_code c
             WHERE c.system = s.system AND c.code = s.code), %(effective)s)
        WHERE s.valid_from IS NULL""",  # noqa: S608 -- constants
    f"DELETE FROM {STAGED} WHERE valid_to < valid_from",  # noqa: S608 -- constants
    f"""DELETE FROM charts_code c USING {STAGED} s
        WHERE c.system = s.system AND c.code = s.code AND c.valid_from <> s.valid_from""",  # noqa: S608 -- constants
    f"""INSERT INTO charts_code
            (system, code, description, billable, valid_from, valid_to, release_id, search)
        SELECT system, code, description, TRUE, valid_from, valid_to, %(release)s,
               to_tsvector('simple', code || ' ' || description)
        FROM {STAGED}
        ON CONFLICT (system, code, valid_from) DO UPDATE SET
            valid_to = EXCLUDED.valid_to,
            release_id = EXCLUDED.release_id,
            description = COALESCE(NULLIF(EXCLUDED.description, ''), charts_code.description),
            search = CASE WHEN EXCLUDED.description = '' THEN charts_code.search
                          ELSE EXCLUDED.search END
        WHERE charts_code.valid_to IS DISTINCT FROM EXCLUDED.valid_to
           OR EXCLUDED.description NOT IN ('', charts_code.description)""",  # noqa: S608 -- constants
)

_END_ABSENT = f"""
    UPDATE charts_code c SET valid_to = %(effective)s::date - 1
    WHERE c.system = ANY(%(systems)s) AND c.valid_to IS NULL AND c.valid_from < %(effective)s
      AND NOT EXISTS (SELECT 1 FROM {STAGED} s WHERE s.system = c.system AND s.code = c.code)
"""  # noqa: S608 -- constants


def stated_load(
    release: CodeSetRelease, *, systems: tuple[str, ...], complete: bool
) -> dict[str, int]:
    """Takes over the staged codes with their dates.

    Where the file is `complete`, a code it no longer lists ended the day before the release.
    """
    values: dict[str, Any] = {
        "effective": release.effective_on,
        "release": release.pk,
        "systems": list(systems),
    }
    with connection.cursor() as cursor:
        cursor.execute(_STATEMENTS[0], values)
        cursor.execute(_COUNT)
        total, new, deleted, revised = cursor.fetchone()
        for statement in _STATEMENTS[1:]:
            cursor.execute(statement, values)
        if complete:
            cursor.execute(_END_ABSENT, values)
            deleted += cursor.rowcount
    return {"total": total, "new": new, "deleted": deleted, "revised": revised}
