"""One release of one kind of code set into its tables."""

import datetime as dt
from collections.abc import Callable, Iterable
from typing import Any

from django.db import connection, transaction

from charts.enums import CodeSetKind, CodeSystem, EditKind, EditService, ReferenceSystem
from charts.models import CodeEdit, CodeSetRelease, EmBenchmark, FeeScheduleAmount
from charts.rows import AddOnRow, BenchmarkRow, CodeRow, MueRow, PtpRow, RvuRow
from charts.services.codesets.dated import STAGED, Dated, changes_count, segment_load
from charts.services.codesets.stated import stated_load
from charts.services.copying import copy_rows
from engagements.kernel.errors import DomainError
from engagements.kernel.policy import Actor

Counts = dict[str, int]

CODE_TABLE = "charts_code"
EDIT_TABLE = "charts_codeedit"
SEARCH = (
    "search: setweight(to_tsvector('simple', s.code || ' ' || s.description), 'A')"
    " || setweight(to_tsvector('simple', s.terms), 'C')"
)


def _codes(where: str) -> Dated:
    return Dated(
        table=CODE_TABLE,
        key=("system", "code"),
        content=("description", "billable"),
        where=where,
        blank_keeps="description",
        derived=SEARCH,
    )


def _edits(kind: str) -> Dated:
    return Dated(
        table=EDIT_TABLE,
        key=("kind", "column_1", "column_2", "service"),
        content=("modifier_indicator", "max_units", "rationale"),
        where=f"c.kind = '{kind}'",
    )


ICD10CM = _codes(f"c.system = '{CodeSystem.ICD10CM}'")
POS = _codes(f"c.system = '{ReferenceSystem.POS}'")
MUE = _edits(EditKind.MUE)
ADD_ON = _edits(EditKind.ADD_ON)


@transaction.atomic
def codeset_load(
    *,
    actor: Actor | None,
    kind: str,
    name: str,
    effective_on: dt.date,
    rows: Iterable[Any],
    source_sha256: str,
) -> CodeSetRelease:
    """Loads one release; the same file under the same name again changes nothing.

    `counts` of the release say what it changed when it was loaded: total, new, deleted, revised.
    Code sets are shared by all engagements: `actor` is the platform admin, or None for a command.
    """
    if actor is not None:
        actor.require("platform.administer")
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"codeset:{kind}"])
    release = _release(kind, name, effective_on)
    if release.source_sha256 == source_sha256:
        return release
    release.source_sha256 = source_sha256
    release.save()
    release.counts = _LOADERS[CodeSetKind(kind)](release, rows)
    if not release.counts["total"]:
        raise DomainError(
            f"The file holds no rows of {CodeSetKind(kind).label}.",
            field="file",
            remedy="Check that the kind and the file belong together.",
        )
    release.save(update_fields=["counts"])
    return release


def _release(kind: str, name: str, effective_on: dt.date) -> CodeSetRelease:
    known = CodeSetRelease.objects.filter(kind=kind)
    named = known.filter(name=name).first()
    if named is not None and named.effective_on != effective_on:
        raise DomainError(
            f"Release {name} is loaded as effective {named.effective_on}.",
            field="effective",
            remedy="Give that date, or another name.",
        )
    same_day = known.filter(effective_on=effective_on).exclude(name=name).first()
    if same_day is not None:
        raise DomainError(
            f"Release {same_day.name} already takes effect on {effective_on}.",
            field="effective",
            remedy=f"Load it again under the name {same_day.name} to replace it.",
        )
    return named or CodeSetRelease(kind=kind, name=name, effective_on=effective_on)


def _segment_end(release: CodeSetRelease) -> dt.date | None:
    """The day before the next later release that is loaded takes effect."""
    later = CodeSetRelease.objects.filter(kind=release.kind, effective_on__gt=release.effective_on)
    following = later.order_by("effective_on").first()
    return following.effective_on - dt.timedelta(days=1) if following else None


def _stage(like: str, columns: tuple[str, ...], rows: Iterable[Any], more: str = "") -> None:
    """A temporary table shaped like ours, filled; gone when the transaction ends."""
    names = ", ".join(columns)
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS {STAGED}")
        cursor.execute(
            f"CREATE TEMP TABLE {STAGED} ON COMMIT DROP AS SELECT {names}{more} FROM {like} LIMIT 0"  # noqa: S608 -- names are constants here
        )
    copy_rows(STAGED, (*columns, "terms") if more else columns, rows)
    with connection.cursor() as cursor:
        cursor.execute(f"ANALYZE {STAGED}")


def _segment(table: Dated, release: CodeSetRelease) -> Counts:
    ends = _segment_end(release)
    counts = changes_count(table, starts=release.effective_on, ends=ends)
    segment_load(table, release_id=release.pk, starts=release.effective_on, ends=ends)
    return counts


def _load_codes(table: Dated) -> Callable[[CodeSetRelease, Iterable[CodeRow]], Counts]:
    def load(release: CodeSetRelease, rows: Iterable[CodeRow]) -> Counts:
        unique = {(row.system, row.code): row for row in rows}
        staged = (
            (row.system, row.code, row.title, row.billable, row.terms) for row in unique.values()
        )
        columns = ("system", "code", "description", "billable")
        _stage(CODE_TABLE, columns, staged, ", ''::text AS terms")
        return _segment(table, release)

    return load


def _load_stated(
    systems: tuple[str, ...], *, complete: bool
) -> Callable[[CodeSetRelease, Iterable[CodeRow]], Counts]:
    def load(release: CodeSetRelease, rows: Iterable[CodeRow]) -> Counts:
        unique = {(row.system, row.code): row for row in rows if row.system in systems}
        staged = (
            (row.system, row.code, row.title, row.starts, row.ends)
            for row in unique.values()
            if not (row.starts and row.ends and row.ends < row.starts)
        )
        _stage(CODE_TABLE, ("system", "code", "description", "valid_from", "valid_to"), staged)
        return stated_load(release, systems=systems, complete=complete)

    return load


def _load_mue(release: CodeSetRelease, rows: Iterable[MueRow]) -> Counts:
    unique = {(row.code, row.service): row for row in rows}
    return _load_edits(
        MUE,
        release,
        (
            (EditKind.MUE.value, row.code, "", row.adjudication, row.units, row.service, "")
            for row in unique.values()
        ),
    )


def _load_add_on(release: CodeSetRelease, rows: Iterable[AddOnRow]) -> Counts:
    unique = {(row.add_on, row.primary): row for row in rows}
    return _load_edits(
        ADD_ON,
        release,
        (
            (EditKind.ADD_ON.value, row.add_on, row.primary, row.edit_type, None, "", "")
            for row in unique.values()
        ),
    )


def _load_edits(table: Dated, release: CodeSetRelease, rows: Iterable[tuple[Any, ...]]) -> Counts:
    columns = (
        "kind", "column_1", "column_2", "modifier_indicator", "max_units", "service", "rationale",
    )  # fmt: skip
    _stage(EDIT_TABLE, columns, rows)
    return _segment(table, release)


def _load_ptp(release: CodeSetRelease, rows: Iterable[PtpRow]) -> Counts:
    """The file states the end of each pair itself and is complete: it replaces the one before."""
    kind, service = EditKind.PTP.value, EditService.PRACTITIONER.value
    deleted, _ = CodeEdit.objects.filter(kind=kind, service=service).delete()
    total = 0

    def copied() -> Iterable[tuple[Any, ...]]:
        nonlocal total
        for row in rows:
            total += 1
            yield (
                kind, row.column_1, row.column_2, row.modifier_indicator, row.ends, service, "",
                release.pk,
            )  # fmt: skip

    columns = (
        "kind", "column_1", "column_2", "modifier_indicator", "valid_to", "service", "rationale",
        "release_id",
    )  # fmt: skip
    copy_rows(EDIT_TABLE, columns, copied())
    return {"total": total, "new": total, "deleted": deleted, "revised": 0}


def _load_rvu(release: CodeSetRelease, rows: Iterable[RvuRow]) -> Counts:
    year = release.effective_on.year
    deleted, _ = FeeScheduleAmount.objects.filter(year=year).delete()
    unique = {(row.code, row.modifier): row for row in rows}
    columns = (
        "code", "modifier", "status", "total_rvu_facility", "total_rvu_non_facility",
        "conversion_factor", "global_days", "year", "release_id",
    )  # fmt: skip
    copied = ((*row, year, release.pk) for row in unique.values())
    copy_rows("charts_feescheduleamount", columns, copied)
    return {"total": len(unique), "new": len(unique), "deleted": deleted, "revised": 0}


def _load_benchmark(release: CodeSetRelease, rows: Iterable[BenchmarkRow]) -> Counts:
    deleted, _ = EmBenchmark.objects.filter(release=release).delete()
    given = list(rows)
    columns = ("specialty", "code", "services", "release_id")
    copy_rows("charts_embenchmark", columns, ((*row, release.pk) for row in given))
    return {"total": len(given), "new": len(given), "deleted": deleted, "revised": 0}


_LOADERS: dict[CodeSetKind, Callable[[CodeSetRelease, Iterable[Any]], Counts]] = {
    CodeSetKind.ICD10CM: _load_codes(ICD10CM),
    CodeSetKind.POS: _load_codes(POS),
    CodeSetKind.HCPCS: _load_stated((CodeSystem.HCPCS.value,), complete=True),
    CodeSetKind.CPT: _load_stated((CodeSystem.CPT.value,), complete=False),
    CodeSetKind.CARC_RARC: _load_stated(
        (ReferenceSystem.CARC.value, ReferenceSystem.RARC.value), complete=False
    ),
    CodeSetKind.NCCI: _load_ptp,
    CodeSetKind.MUE: _load_mue,
    CodeSetKind.ADD_ON: _load_add_on,
    CodeSetKind.RVU: _load_rvu,
    CodeSetKind.EM_BENCHMARK: _load_benchmark,
}
