"""The document vault: what has to be on file, what is, until when, and what it replaced."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field

from django.db.models import QuerySet

from engagements.enums import DocumentKind, Side
from engagements.enums.agreement import DEFAULT_REQUIREMENTS, KEPT_ELSEWHERE
from engagements.models import Document, DocumentRequirement, Engagement, Subcontractor, User
from engagements.selectors.dates import NOTICE_DAYS


@dataclass(frozen=True)
class VaultEntry:
    """One kind of document: whether it is required, whose it is, what is on file."""

    kind: DocumentKind
    side: str
    is_required: bool
    owner: User | None = None
    note: str = ""
    current: Document | None = None
    earlier: list[Document] = field(default_factory=list)

    @property
    def ends_on(self) -> dt.date | None:
        return document_end(self.current) if self.current else None

    def word(self, today: dt.date) -> str:
        """The state in a word: missing, expired, ends_soon, on_file, optional."""
        if self.current is None:
            return "missing" if self.is_required else "optional"
        return document_word(self.current, today)


def document_end(document: Document) -> dt.date | None:
    """The last day on which it proves something: its expiry, or the end of what it covers."""
    days = [day for day in (document.expires_on, document.period_end) if day]
    return min(days, default=None)


def document_word(document: Document, today: dt.date) -> str:
    end = document_end(document)
    if end is None:
        return "on_file"
    if end < today:
        return "expired"
    return "ends_soon" if (end - today).days <= NOTICE_DAYS[0] else "on_file"


def documents_of(engagement: Engagement) -> QuerySet[Document]:
    """The documents of the contract, newest first; what is kept elsewhere is left out."""
    rows = Document.objects.filter(engagement=engagement).exclude(kind__in=KEPT_ELSEWHERE)
    return rows.select_related("uploaded_by").order_by("-uploaded_at", "-id")


def vault_of(engagement: Engagement) -> list[VaultEntry]:
    """Every kind that is required, expected or on file. Two queries."""
    rules = {
        row.kind: row
        for row in DocumentRequirement.objects.filter(engagement=engagement).select_related("owner")
    }
    filed: dict[str, list[Document]] = defaultdict(list)
    for document in documents_of(engagement):
        filed[document.kind].append(document)
    entries = []
    for kind in DocumentKind:
        if kind.value not in rules and kind not in DEFAULT_REQUIREMENTS and kind.value not in filed:
            continue
        side, required = DEFAULT_REQUIREMENTS.get(kind, (Side.PRACTICE, False))
        rule = rules.get(kind.value)
        versions = filed.get(kind.value, [])
        entries.append(
            VaultEntry(
                kind=kind,
                side=rule.side if rule else side.value,
                is_required=rule.is_required if rule else required,
                owner=rule.owner if rule else None,
                note=rule.note if rule else "",
                current=versions[0] if versions else None,
                earlier=versions[1:],
            )
        )
    return entries


def subcontractors_of(engagement: Engagement) -> QuerySet[Subcontractor]:
    return Subcontractor.objects.filter(engagement=engagement).select_related(
        "document", "added_by"
    )
