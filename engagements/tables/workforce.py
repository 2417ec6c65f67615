"""The lists of the workforce."""

from datetime import date
from typing import Any

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from engagements.kernel import presentation
from engagements.kernel.lists import TimeColumn
from engagements.kernel.lists.columns import NUMERIC
from engagements.models import Credential, Instruction, RegulatoryNotice
from engagements.selectors.workforce.credentials import standing_of


def link(table: Any, name: str, text: str, **keys: int) -> SafeString:
    slug = table.request.engagement.slug
    url = reverse(f"engagements:{name}", kwargs={"engagement": slug, **keys})
    return format_html('<a href="{}">{}</a>', url, text)


class CredentialTable(tables.Table):  # type: ignore[misc]  # django-tables2 is untyped
    user = tables.Column(verbose_name="Coder", accessor="user__name")
    kind = tables.Column(verbose_name="Credential", accessor="kind__code")
    standing = tables.Column(accessor="pk", orderable=False)
    number = tables.Column(orderable=False)
    issued_on = tables.DateColumn(verbose_name="Issued", format="Y-m-d")
    expires_on = tables.DateColumn(verbose_name="Expires", format="Y-m-d")
    evidence = tables.Column(orderable=False)
    verified_on = tables.DateColumn(verbose_name="Verified", format="Y-m-d")
    verified_by = tables.Column(verbose_name="By", orderable=False)
    verification_note = tables.Column(verbose_name="Note", orderable=False)
    ceu_earned = tables.Column(verbose_name="Units", attrs=NUMERIC)
    ceu_required = tables.Column(verbose_name="Required", attrs=NUMERIC)
    actions = tables.Column(
        accessor="pk", verbose_name="Actions", orderable=False, exclude_from_export=True
    )
    day: date

    class Meta:
        model = Credential
        fields = (
            *("user", "kind", "standing", "number", "issued_on", "expires_on", "evidence"),
            *("verified_on", "verified_by", "verification_note", "ceu_earned", "ceu_required"),
            "actions",
        )
        caption = "Credentials"

    def today(self) -> date:
        from engagements.selectors import engagement_today

        found: date = getattr(self, "day", None) or engagement_today(self.request.engagement)
        return found

    def render_standing(self, record: Credential) -> SafeString:
        standing = standing_of(record, self.today())
        return presentation.status_badge(presentation.status_of(standing.word, standing.text))

    def value_standing(self, record: Credential) -> str:
        return standing_of(record, self.today()).text

    def render_evidence(self, record: Credential) -> SafeString:
        if not self.request.actor.can("document.view"):
            return format_html("{}", record.evidence)
        return link(self, "document", "Evidence", document_id=record.evidence_id or 0)

    def value_evidence(self, record: Credential) -> str:
        return record.evidence.sha256 if record.evidence else ""

    def render_actions(self, record: Credential) -> SafeString:
        actor = self.request.actor
        links = []
        own = actor.organization_id == record.user.organization_id
        if own and actor.can("workforce.manage"):
            name, word = ("credential-units", "Units")
            if record.verified_on is None:
                name, word = ("credential-edit", "Correct")
            links.append(link(self, name, word, credential_id=record.pk))
        if actor.can("credential.verify"):
            if record.verified_on is None:
                links.append(link(self, "credential-verify", "Verify", credential_id=record.pk))
            if record.revoked_on is None:
                links.append(link(self, "credential-revoke", "Revoke", credential_id=record.pk))
        return format_html_join(" · ", "{}", ((each,) for each in links))


class NoticeTable(tables.Table):  # type: ignore[misc]  # django-tables2 is untyped
    title = tables.Column(attrs={"td": {"class": "wrap"}})
    is_read = tables.Column(verbose_name="You", orderable=False)
    kind = tables.Column()
    about = tables.Column(verbose_name="Charts of", accessor="scope", orderable=False)
    effective_from = tables.DateColumn(verbose_name="From", format="Y-m-d")
    effective_to = tables.DateColumn(verbose_name="To", format="Y-m-d")
    readers = tables.Column(verbose_name="Read by", attrs=NUMERIC)
    published_at = TimeColumn(verbose_name="Published")
    published_by = tables.Column(verbose_name="By", orderable=False)
    source = tables.Column(orderable=False, attrs={"td": {"class": "wrap"}})

    class Meta:
        model = RegulatoryNotice
        fields = (
            *("title", "is_read", "kind", "about", "effective_from", "effective_to", "readers"),
            *("published_at", "published_by", "source"),
        )
        caption = "Regulatory notices"

    def render_title(self, record: RegulatoryNotice, value: str) -> SafeString:
        return link(self, "notice", value, notice_id=record.pk)

    def value_title(self, value: str) -> str:
        return value

    def render_is_read(self, value: bool) -> SafeString:  # noqa: FBT001 -- django-tables2's signature
        word = "done" if value else "pending"
        return presentation.status_badge(
            presentation.status_of(word, "read" if value else "unread")
        )

    def value_is_read(self, value: bool) -> str:  # noqa: FBT001 -- django-tables2's signature
        return "read" if value else "unread"

    def render_about(self, record: RegulatoryNotice) -> str:
        return about(record)


def about(record: Any) -> str:
    """Which charts a row with a payer scope is about, in words."""
    parts = [str(record.payer) if record.payer_id else "", record.payer_state]
    return " in ".join(part for part in parts if part) or "every payer"


class InstructionTable(tables.Table):  # type: ignore[misc]  # django-tables2 is untyped
    title = tables.Column(attrs={"td": {"class": "wrap"}})
    version = tables.Column(attrs=NUMERIC)
    is_acknowledged = tables.Column(verbose_name="You", orderable=False)
    about = tables.Column(verbose_name="Charts of", accessor="scope", orderable=False)
    effective_from = tables.DateColumn(verbose_name="From", format="Y-m-d")
    effective_to = tables.DateColumn(verbose_name="To", format="Y-m-d")
    acknowledged = tables.Column(verbose_name="Acknowledged by", attrs=NUMERIC)
    source = tables.Column(orderable=False)
    created_by = tables.Column(verbose_name="Written by", orderable=False)

    class Meta:
        model = Instruction
        fields = (
            *("title", "version", "is_acknowledged", "about", "effective_from", "effective_to"),
            *("acknowledged", "source", "created_by"),
        )
        caption = "Coding instructions"

    def render_title(self, record: Instruction, value: str) -> SafeString:
        return link(self, "instruction", value, instruction_id=record.pk)

    def value_title(self, value: str) -> str:
        return value

    def render_is_acknowledged(self, value: bool) -> SafeString:  # noqa: FBT001 -- django-tables2's signature
        word = "done" if value else "pending"
        return presentation.status_badge(
            presentation.status_of(word, "acknowledged" if value else "not yet")
        )

    def value_is_acknowledged(self, value: bool) -> str:  # noqa: FBT001 -- django-tables2's signature
        return "acknowledged" if value else "not yet"

    def render_about(self, record: Instruction) -> str:
        parts = [
            str(record.payer) if record.payer_id else "",
            record.location,
            presentation.humanize(record.specialty) if record.specialty else "",
        ]
        return ", ".join(part for part in parts if part) or "every chart"
