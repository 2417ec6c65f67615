"""Tables of denials, claims and remittances."""

from typing import Any

import django_tables2 as tables
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from denials.enums import DenialClass
from denials.models import Claim, Denial, Remittance
from denials.selectors import deadline_aging
from denials.selectors.causes import Aging, cause_aging
from engagements.kernel.lists import MoneyColumn, StatusColumn
from engagements.kernel.lists.columns import NUMERIC
from engagements.kernel.presentation import status_badge


def link(table: Any, name: str, keyword: str, pk: int, words: str) -> SafeString:
    slug = table.request.engagement.slug
    url = reverse(name, kwargs={"engagement": slug, keyword: pk})
    return format_html('<a class="text-nowrap" href="{}">{}</a>', url, words)


def aged_day(day: Any, aging: Aging | None) -> SafeString:
    """A day, and a word where it is near or past."""
    if aging is None or aging.status == "on_time":
        return format_html('<span class="text-nowrap">{}</span>', day.isoformat())
    words = f"{-aging.days} d over" if aging.days < 0 else f"{aging.days} d left"
    return format_html(
        '<span class="text-nowrap">{}</span> {}',
        day.isoformat(),
        status_badge(aging.status, words),
    )


def _cause_badge(aging: Aging) -> SafeString:
    """Beside a suggestion that the contract wants confirmed; nothing while there is time."""
    if aging.status == "on_time":
        return SafeString("")
    words = f"{-aging.days} d over" if aging.days < 0 else f"{aging.days} d left"
    return format_html("<br>{}", status_badge(aging.status, f"Cause: {words}"))


def codes(denial: Denial) -> SafeString:
    """CARC and RARCs, each a button that says what it means (components in the page layer)."""
    return SafeString(render_to_string("denials/snippets/codes.html", {"denial": denial}))


def attributed_words(denial: Denial, value: str) -> SafeString:
    """The class, and whether it is only suggested."""
    label = format_html('<span class="text-nowrap">{}</span>', DenialClass(value).label)
    if denial.root_cause:
        return label
    return format_html('{} <span class="text-secondary">suggested</span>', label)


class DenialTable(tables.Table):  # type: ignore[misc]  # django-tables2 is untyped
    claim = tables.Column(verbose_name="Claim", accessor="claim__patient_control_number")
    codes = tables.Column(verbose_name="Codes", accessor="carc")
    reason = tables.Column(
        verbose_name="Reason",
        accessor="label",
        orderable=False,
        attrs={"td": {"class": "wrap"}},
    )
    amount = MoneyColumn(verbose_name="Amount")
    deadline_on = tables.Column(verbose_name="Deadline")
    root_cause_due_on = tables.Column(verbose_name="Root cause by", empty_values=())
    attributed = tables.Column(verbose_name="Class")
    attribution = StatusColumn(verbose_name="Attribution")
    owner_side = tables.Column(verbose_name="Whose it is")
    handoff = tables.Column(verbose_name="Handoff")
    procedure = tables.Column(verbose_name="Procedure")
    payer = tables.Column(verbose_name="Payer", accessor="claim__payer_name")
    specialty = tables.Column(verbose_name="Specialty", accessor="claim__specialty")
    coder = tables.Column(verbose_name="Coder", accessor="coder__name")
    assignee = tables.Column(verbose_name="Assigned to", accessor="assignee__name")
    state = StatusColumn(verbose_name="State")
    denied_on = tables.DateColumn(verbose_name="Denied", format="Y-m-d")

    class Meta:
        model = Denial
        fields = (
            *("claim", "codes", "reason", "amount", "deadline_on", "attributed"),
            *(
                "root_cause_due_on",
                "attribution",
                "owner_side",
                "handoff",
                "procedure",
                "payer",
                "specialty",
                "coder",
                "assignee",
                "state",
                "denied_on",
            ),
        )
        caption = "Denials"

    def render_claim(self, record: Denial, value: str) -> SafeString:
        return link(self, "denials:denial_detail", "denial_id", record.pk, value)

    def render_codes(self, record: Denial) -> SafeString:
        return codes(record)

    def value_codes(self, record: Denial) -> str:
        return " ".join([f"{record.group}-{record.carc}", *record.rarcs])

    def render_deadline_on(self, record: Denial, value: Any) -> SafeString:
        return aged_day(value, deadline_aging(record, self.request.engagement.time_zone))

    def value_deadline_on(self, value: Any) -> Any:
        return value

    def render_root_cause_due_on(self, record: Denial, value: Any) -> SafeString:
        if record.root_cause:
            return status_badge("done", "Named")
        if value is None:
            return status_badge("")
        return aged_day(value, cause_aging(record, self.request.engagement.time_zone))

    def value_root_cause_due_on(self, value: Any) -> Any:
        return value

    def render_attributed(self, record: Denial, value: str) -> SafeString:
        aging = cause_aging(record, self.request.engagement.time_zone)
        badge = _cause_badge(aging) if aging and not record.root_cause else ""
        return format_html("{}{}", attributed_words(record, value), badge)

    def value_attributed(self, record: Denial, value: str) -> str:
        how = "root cause" if record.root_cause else "suggested"
        return f"{DenialClass(value).label} ({how})"

    def render_specialty(self, value: str) -> str:
        return value.replace("_", " ").capitalize()


class LearningTable(tables.Table):  # type: ignore[misc]  # django-tables2 is untyped
    """A coder's view: what was denied and why, without amounts and deadlines."""

    denied_on = tables.DateColumn(verbose_name="Denied", format="Y-m-d")
    chart = tables.Column(verbose_name="Chart", accessor="claim__patient_control_number")
    procedure = tables.Column(verbose_name="Procedure")
    codes = tables.Column(verbose_name="Codes", accessor="carc")
    reason = tables.Column(
        verbose_name="Reason", accessor="label", orderable=False, attrs={"td": {"class": "wrap"}}
    )
    attributed = tables.Column(verbose_name="Class")
    evidence = tables.Column(
        verbose_name="What the analyst found",
        accessor="root_cause_evidence",
        orderable=False,
        attrs={"td": {"class": "wrap"}},
    )
    group = tables.Column(verbose_name="Group")
    specialty = tables.Column(verbose_name="Specialty", accessor="claim__specialty")
    state = StatusColumn(verbose_name="State")

    class Meta:
        model = Denial
        fields = (
            *("denied_on", "chart", "procedure", "codes", "reason", "attributed", "evidence"),
            *("group", "specialty", "state"),
        )
        caption = "Denials of my charts"

    render_codes = DenialTable.render_codes
    value_codes = DenialTable.value_codes
    value_attributed = DenialTable.value_attributed
    render_specialty = DenialTable.render_specialty

    def render_chart(self, record: Denial, value: str) -> SafeString:
        return link(self, "charts:chart_detail", "chart_id", record.chart_id, value)

    def value_chart(self, value: str) -> str:
        return value

    def render_attributed(self, record: Denial, value: str) -> SafeString:
        return attributed_words(record, value)


class ClaimTable(tables.Table):  # type: ignore[misc]  # django-tables2 is untyped
    claim = tables.Column(verbose_name="Claim", accessor="patient_control_number")
    status = tables.Column(verbose_name="Outcome", accessor="status")
    charge = MoneyColumn(verbose_name="Charge")
    paid = MoneyColumn(verbose_name="Paid")
    denied_amount = MoneyColumn(verbose_name="Denied")
    payer = tables.Column(verbose_name="Payer", accessor="payer_name")
    specialty = tables.Column(verbose_name="Specialty")
    coder = tables.Column(verbose_name="Coder", accessor="coder__name")
    adjudicated_on = tables.DateColumn(verbose_name="Adjudicated", format="Y-m-d")
    service_from = tables.DateColumn(verbose_name="Service", format="Y-m-d")

    class Meta:
        model = Claim
        fields = (
            *("claim", "status", "charge", "paid", "denied_amount", "payer", "specialty"),
            *("coder", "adjudicated_on", "service_from"),
        )
        order_by = "-adjudicated_on"
        caption = "Claims"

    def render_claim(self, record: Claim, value: str) -> SafeString:
        return link(self, "denials:claim_detail", "claim_id", record.pk, value)

    def render_status(self, record: Claim) -> SafeString:
        words = [claim_outcome(record)]
        if record.reversed_by_id:
            words.append(("void", "Reversed later"))
        return format_html_join(" ", "{}", ((status_badge(*pair),) for pair in words))

    def value_status(self, record: Claim) -> str:
        return claim_outcome(record)[1]

    def render_specialty(self, value: str) -> str:
        return value.replace("_", " ").capitalize()


def claim_outcome(claim: Claim) -> tuple[str, str]:
    """(word for colour and icon, words) of what the payer decided."""
    if claim.is_reversal:
        return "rolled_back", "Reversal"
    if claim.is_denied and claim.paid == 0:
        return "denied", "Denied"
    if claim.is_denied:
        return "partial", "Partly denied"
    return "paid", "Paid" if claim.paid else "Processed, nothing due"


class RemittanceTable(tables.Table):  # type: ignore[misc]  # django-tables2 is untyped
    payment = tables.Column(verbose_name="Remittance", accessor="trace_number", empty_values=())
    verdict = tables.Column(verbose_name="Verdict", accessor="is_balanced")
    payment_date = tables.DateColumn(verbose_name="Paid", format="Y-m-d")
    payer_name = tables.Column(verbose_name="Payer", attrs={"td": {"class": "wrap"}})
    payment_amount = MoneyColumn(verbose_name="BPR02")
    claim_count = tables.Column(verbose_name="Claims", attrs=NUMERIC)
    service_line_count = tables.Column(verbose_name="Lines", attrs=NUMERIC)
    denied_count = tables.Column(verbose_name="Denied", attrs=NUMERIC)
    reversal_count = tables.Column(verbose_name="Reversals", attrs=NUMERIC)
    file = tables.Column(verbose_name="File", accessor="file__name")

    class Meta:
        model = Remittance
        fields = (
            *("payment", "verdict", "payment_date", "payer_name", "payment_amount"),
            *("claim_count", "service_line_count", "denied_count", "reversal_count", "file"),
        )
        caption = "Remittances"

    def render_payment(self, record: Remittance) -> SafeString:
        words = record.trace_number or record.control_number
        return link(self, "denials:remittance_detail", "remittance_id", record.pk, words)

    def value_payment(self, record: Remittance) -> str:
        return record.trace_number or record.control_number

    def render_verdict(self, record: Remittance) -> SafeString:
        return remittance_verdict(record)

    def value_verdict(self, record: Remittance) -> str:
        return record.verdict


def remittance_verdict(record: Remittance) -> SafeString:
    return (
        status_badge("balanced", "Balanced")
        if record.is_consistent
        else status_badge("unbalanced", "Out of balance")
    )
