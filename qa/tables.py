"""Tables of samples, audits and findings."""

from typing import Any

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from charts.selectors.naming import WITHHELD
from engagements.enums import Side
from engagements.kernel.lists import MoneyColumn, StatusColumn, TimeColumn
from engagements.kernel.lists.columns import NUMERIC
from engagements.kernel.presentation import DASH, humanize, status_badge
from qa.models import Audit, Finding, Sample
from qa.policies import auditor_is_blinded, coder_is_blinded

WRAP = {"td": {"class": "wrap"}}
BLINDED = WITHHELD


def auditor_label(actor: Any, audit: Audit) -> str:
    """The auditor's name, or who they work for where the name is withheld."""
    if auditor_is_blinded(actor, audit):
        return "Independent auditor"
    return audit.auditor.name if audit.auditor else DASH


def coder_label(actor: Any, audit: Audit) -> str:
    return BLINDED if coder_is_blinded(actor, audit) else audit.coder.name


class QaTable(tables.Table):  # type: ignore[misc]  # django-tables2 is untyped
    """Tables that know who is reading and link inside the engagement."""

    def link(self, name: str, text: object, **kwargs: int) -> SafeString:
        slug = self.request.engagement.slug
        url = reverse(f"qa:{name}", kwargs={"engagement": slug, **kwargs})
        return format_html('<a href="{}">{}</a>', url, text)

    @property
    def actor(self) -> Any:
        return self.request.actor

    def order_coder(self, rows: Any, is_descending: bool) -> tuple[Any, bool]:  # noqa: FBT001 -- django-tables2 passes it so
        """Nothing is put in the order of names that are withheld."""
        return rows, self.actor.side == Side.AUDITOR


class SampleTable(QaTable):
    name = tables.Column(verbose_name="Sample", attrs=WRAP)
    sample_type = StatusColumn(verbose_name="Type")
    drawn_for = tables.Column(verbose_name="Audited by")
    coder = tables.Column(verbose_name="Coder", accessor="coder__name", default="All coders")
    specialty = tables.Column(verbose_name="Specialty", default="All")
    period_start = tables.Column(verbose_name="Period")
    size = tables.Column(verbose_name="Charts", attrs=NUMERIC)
    frame_size = tables.Column(verbose_name="Of", attrs=NUMERIC)
    audits_done = tables.Column(verbose_name="Audited", attrs=NUMERIC)
    audits_left = tables.Column(verbose_name="Left", attrs=NUMERIC)
    drawn_at = TimeColumn(verbose_name="Drawn")
    locked_at = TimeColumn(verbose_name="Signed off")

    class Meta:
        model = Sample
        fields = (
            "name",
            "sample_type",
            "drawn_for",
            "coder",
            "specialty",
            "period_start",
            "size",
            "frame_size",
            "audits_done",
            "audits_left",
            "drawn_at",
            "locked_at",
        )
        caption = "Samples"

    def render_name(self, record: Sample, value: str) -> SafeString:
        return self.link("sample_detail", value, sample_id=record.pk)

    def value_name(self, value: str) -> str:
        return value

    def render_period_start(self, record: Sample) -> str:
        return f"{record.period_start} to {record.period_end}"

    def render_specialty(self, value: str) -> str:
        return humanize(value)

    def render_coder(self, record: Sample, value: str) -> str:
        if self.actor.side == Side.AUDITOR and record.coder_id and record.locked_at is None:
            return BLINDED
        return value

    value_coder = render_coder


class AuditTable(QaTable):
    chart = tables.Column(verbose_name="Chart", accessor="chart__encounter_ref")
    state = StatusColumn(verbose_name="State")
    sample = tables.Column(verbose_name="Sample", accessor="sample__name", default=DASH, attrs=WRAP)
    ordinal = tables.Column(verbose_name="No.", attrs=NUMERIC)
    coder = tables.Column(verbose_name="Coder", accessor="coder__name")
    auditor = tables.Column(verbose_name="Auditor", accessor="auditor__name", empty_values=())
    mode = StatusColumn(verbose_name="Mode")
    specialty = tables.Column(verbose_name="Specialty")
    encounter_correct = tables.Column(verbose_name="Result", empty_values=())
    findings_total = tables.Column(verbose_name="Findings", attrs=NUMERIC)
    payment_effect = MoneyColumn(verbose_name="Correct less billed")
    completed_at = TimeColumn(verbose_name="Completed")

    class Meta:
        model = Audit
        fields = (
            "chart",
            "state",
            "sample",
            "ordinal",
            "coder",
            "auditor",
            "mode",
            "specialty",
            "encounter_correct",
            "findings_total",
            "payment_effect",
            "completed_at",
        )
        caption = "Audits"

    def render_chart(self, record: Audit, value: str) -> SafeString:
        return self.link("audit_detail", value, audit_id=record.pk)

    def value_chart(self, value: str) -> str:
        return value

    def render_coder(self, record: Audit) -> str:
        return coder_label(self.actor, record)

    def render_auditor(self, record: Audit) -> str:
        return auditor_label(self.actor, record)

    value_coder, value_auditor = render_coder, render_auditor

    def render_specialty(self, value: str) -> str:
        return humanize(value)

    def render_encounter_correct(self, record: Audit) -> SafeString | str:
        if record.state != "completed":
            return DASH
        if record.encounter_correct:
            return status_badge("correct", "All correct")
        return status_badge("wrong", f"{4 - record.components_correct} of 4 wrong")

    def value_encounter_correct(self, record: Audit) -> str:
        return "" if record.state != "completed" else str(record.encounter_correct)


class FindingTable(QaTable):
    chart = tables.Column(verbose_name="Chart", accessor="audit__chart__encounter_ref")
    state = StatusColumn(verbose_name="State")
    kind = tables.Column(verbose_name="Kind")
    coder_code = tables.Column(verbose_name="Coded", default=DASH)
    auditor_code = tables.Column(verbose_name="Should be", default=DASH)
    category = tables.Column(verbose_name="Category", accessor="category__label", default=DASH)
    direction = StatusColumn(verbose_name="Direction")
    severity = StatusColumn(verbose_name="Severity")
    coder = tables.Column(verbose_name="Coder", accessor="audit__coder__name")
    owner_side = tables.Column(verbose_name="Whose it is", default=DASH)
    handoff = tables.Column(verbose_name="Handoff", default=DASH)
    rule_source = tables.Column(verbose_name="Rule", default=DASH)
    completed_at = TimeColumn(verbose_name="Audited", accessor="audit__completed_at")

    class Meta:
        model = Finding
        fields = (
            "chart",
            "state",
            "kind",
            "coder_code",
            "auditor_code",
            "category",
            "direction",
            "severity",
            "coder",
            "owner_side",
            "handoff",
            "rule_source",
            "completed_at",
        )
        caption = "Findings"

    def render_chart(self, record: Finding, value: str) -> SafeString:
        return self.link("finding_detail", value, finding_id=record.pk)

    def value_chart(self, value: str) -> str:
        return value

    def render_coder_code(self, value: str) -> SafeString:
        return format_html('<span class="code">{}</span>', value)

    render_auditor_code = render_coder_code

    def render_coder(self, record: Finding) -> str:
        return coder_label(self.actor, record.audit)

    value_coder = render_coder
