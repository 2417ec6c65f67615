"""Looking up and checking codes as of a date of service."""

import re
from collections.abc import Iterable, Sequence
from datetime import date

from django.contrib.postgres.search import SearchQuery, SearchRank
from django.db.models import Case, F, IntegerField, Min, Q, QuerySet, Value, When
from django.db.models.expressions import RawSQL
from django.db.models.functions import Greatest, Length

from charts.edits import CodeFact, CodeFacts, EditResult, LineDraft, edit_coding
from charts.enums import CodeSystem
from charts.models import Code, CodeSetRelease, LicensedDescriptor
from charts.selectors.abbreviations import ABBREVIATIONS, FILLERS
from charts.selectors.edits import claim_edits
from charts.validators import icd10cm_normalize, procedure_normalize

LIMIT = 20
CANDIDATES = 500
"""How many matches are ranked; a word with more of them wants a second word anyway."""

WEIGHTS = [0.0, 0.1, 0.0, 1.0]
"""Of the classes D to A: a word of the text counts ten times one of its inclusion terms."""

COMMON = 100
"""Uses of a code past which it is no more common."""

MAX_WORDS = 8
_WORD = re.compile(r"[^\W_]+")
_CODE_LIKE = {
    CodeSystem.ICD10CM.value: re.compile(
        r"[A-Z](?:(?:[0-9][0-9A-Z]|A[0-9])\.?[0-9A-Z]{0,4}|[0-9A])?"
    ),
    CodeSystem.CPT.value: re.compile(r"[0-9]{1,4}[0-9A-Z]?"),
    CodeSystem.HCPCS.value: re.compile(r"[A-V][0-9]{0,4}"),
    CodeSystem.ICD10PCS.value: re.compile(r"[0-9A-HJ-NP-Z]{1,7}"),
}


def codes_in_force(*, system: str, on_date: date, billable: bool = True) -> QuerySet[Code]:
    """The codes of a system that may be used on a date of service."""
    rows = Code.objects.filter(
        Q(valid_to__isnull=True) | Q(valid_to__gte=on_date), system=system, valid_from__lte=on_date
    )
    return rows.filter(billable=True) if billable else rows


def code_search(*, system: str, text: str, on_date: date, limit: int = LIMIT) -> QuerySet[Code]:
    """Billable codes valid on the date whose code begins with the text or whose text holds
    every word of it (words may be unfinished, or common abbreviations).

    Of codes, the code itself comes first. Of texts, what the engagement codes most comes first,
    encounters of follow-up and sequela last, and between them short texts and general codes.
    Only the first `CANDIDATES` matches are ranked, so the commonest word costs no more than a
    rare one. Needs the engagement's scope: usage and licensed descriptors are its own.
    """
    rows = codes_in_force(system=system, on_date=on_date).defer("search")
    prefix = code_prefix(system, text)
    if prefix:
        starting = rows.filter(code__startswith=prefix)
        if starting.exists():
            return starting.annotate(exact=_exact(prefix)).order_by("exact", "code")[:limit]
    words = words_query(text)
    if not words:
        return rows.none()
    hits = RawSQL(_HITS, (words, system, CANDIDATES))  # noqa: S611 -- constant, with parameters
    found = Q(pk__in=hits)
    if system in {CodeSystem.CPT, CodeSystem.HCPCS}:
        found |= Q(code__in=_licensed(system, text))
    rank = SearchRank(
        F("search"), SearchQuery(words, config="simple", search_type="raw"), weights=WEIGHTS
    )
    return (
        rows.filter(found)
        .annotate(
            used=RawSQL(_USED, (COMMON,)),  # noqa: S611 -- constant, with a parameter
            follow_up=Q(code__regex=_FOLLOW_UP),
            rank=rank / Greatest(Length("description") * Length("code"), 1),
        )
        .order_by("-used", "follow_up", "-rank", "code")[:limit]
    )


# How often the engagement has coded it (row security keeps to its lines), counted no further than
# needed to tell common from rare.
_USED = """
    (SELECT count(*) FROM (
        SELECT 1 FROM charts_codeline l
        WHERE l.code = charts_code.code AND l.system = charts_code.system
        LIMIT %s
    ) used)
"""

# The seventh characters of subsequent encounters and sequelae; A, B and C are initial encounters.
_FOLLOW_UP = r"^.{7}[D-S]$"

# The index over words must drive: without statistics the planner would read the whole system.
_HITS = """
    WITH hits AS MATERIALIZED (
        SELECT id FROM charts_code
        WHERE search @@ to_tsquery('simple', %s) AND system || '' = %s
        LIMIT %s
    )
    SELECT id FROM hits
"""


def code_prefix(system: str, text: str) -> str:
    """The text as the beginning of a code of the system, or nothing if it cannot be one."""
    typed = procedure_normalize(text)
    pattern = _CODE_LIKE.get(system)
    if pattern is None or not pattern.fullmatch(typed):
        return ""
    if system != CodeSystem.ICD10CM:
        return typed
    return typed if typed.endswith(".") else icd10cm_normalize(typed)


def words_query(text: str) -> str:
    """Every word, unfinished, or what it is short for, in the words of `to_tsquery`."""
    typed = _WORD.findall(text.casefold())
    words = [word for word in typed if word not in FILLERS] or typed
    return " & ".join(map(_word_query, words[:MAX_WORDS]))


def _word_query(word: str) -> str:
    if (meant := ABBREVIATIONS.get(word)) is None:
        return f"'{word}':*"
    spelled = " & ".join(f"'{each}':*" for each in meant.split())
    return f"('{word}' | {spelled})"


def _exact(prefix: str) -> Case:
    return Case(When(code=prefix, then=Value(0)), default=Value(1), output_field=IntegerField())


def _licensed(system: str, text: str) -> QuerySet[LicensedDescriptor, str]:
    rows = LicensedDescriptor.objects.filter(system=system)
    for word in _WORD.findall(text)[:MAX_WORDS]:
        rows = rows.filter(description__icontains=word)
    return rows.values_list("code", flat=True)


def code_texts(
    *, codes: Iterable[tuple[str, str]], on_date: date | None = None
) -> dict[tuple[str, str], str]:
    """What codes mean on a date (or at last), where the text may be shown. Two queries.

    A descriptor that the tenant is licensed to use wins; needs its scope.
    """
    wanted = set(codes)
    names = {code for _, code in wanted}
    rows = Code.objects.filter(code__in=names).exclude(description="").order_by("valid_from")
    if on_date is not None:
        rows = rows.filter(
            Q(valid_to__isnull=True) | Q(valid_to__gte=on_date), valid_from__lte=on_date
        )
    licensed = LicensedDescriptor.objects.filter(code__in=names)
    texts = {
        (system, code): text
        for found in (rows, licensed)
        for system, code, text in found.values_list("system", "code", "description")
    }
    return {key: text for key, text in texts.items() if key in wanted}


def code_facts(*, codes: Iterable[tuple[str, str]]) -> CodeFacts:
    """All that is known of some codes, on all dates. Two queries."""
    wanted = set(codes)
    known: dict[tuple[str, str], list[CodeFact]] = {}
    rows = Code.objects.filter(
        system__in={system for system, _ in wanted}, code__in={code for _, code in wanted}
    )
    for system, code, billable, starts, ends in rows.values_list(
        "system", "code", "billable", "valid_from", "valid_to"
    ):
        known.setdefault((system, code), []).append(CodeFact(billable, starts, ends))
    releases = CodeSetRelease.objects.order_by("kind").values_list("kind")
    since = dict(releases.annotate(Min("effective_on")))
    return CodeFacts(loaded=frozenset(since), known=known, since=since)


def codes_validate(
    *, lines: Sequence[LineDraft], on_date: date, evidence_required: bool = False
) -> list[EditResult]:
    """Every problem of a coding on its date of service: syntax, validity, linkage, NCCI edits."""
    facts = code_facts(codes=[(line.system, line.code) for line in lines])
    found = edit_coding(lines, facts, on_date, evidence_required=evidence_required)
    return [*found, *claim_edits(lines=lines, on_date=on_date)]
