"""One party's full answer for one chart, as immutable revisions."""

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from charts.enums import CodeSystem, CodingState, Party, SuggestionSource
from charts.models.chart import Chart
from charts.models.work import WorkItem
from engagements.models import EngagementOwned, User


class Coding(EngagementOwned):
    """A draft until attested; attested it never changes (a trigger sees to it). A change is a new
    revision with its reason, naming the one it supersedes.
    """

    chart = models.ForeignKey(Chart, on_delete=models.PROTECT, related_name="codings")
    work_item = models.ForeignKey(
        WorkItem, on_delete=models.PROTECT, null=True, blank=True, related_name="codings"
    )
    party = models.CharField(max_length=10, choices=Party)
    coder = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=CodingState, default=CodingState.DRAFT)
    revision = models.PositiveIntegerField(default=1)
    supersedes = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="superseded_by"
    )
    reason = models.CharField(max_length=200, blank=True)
    documentation_reviewed = models.BooleanField(default=False)
    rationale = models.TextField(blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    attested_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["chart", "party", "revision"]
        constraints = [
            models.UniqueConstraint(
                fields=["engagement", "chart", "party", "revision"],
                condition=~Q(party=Party.AUDITOR) & ~Q(state=CodingState.DISCARDED),
                name="coding_revision_once",
            ),
            models.CheckConstraint(
                name="coding_attested_is_reviewed",
                condition=~Q(state=CodingState.ATTESTED)
                | Q(attested_at__isnull=False, documentation_reviewed=True),
            ),
        ]
        indexes = [
            models.Index(fields=["engagement", "chart", "party", "-revision"]),
            models.Index(fields=["engagement", "coder", "attested_at"]),
        ]
        triggers = [
            pgtrigger.Protect(
                name="attested_is_immutable",
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Q(old__state=CodingState.ATTESTED),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_party_display()} coding r{self.revision}"


class CodeLine(EngagementOwned):
    """One code of a coding. `pointers` are the sequence numbers of diagnosis lines (linkage)."""

    coding = models.ForeignKey(Coding, on_delete=models.CASCADE, related_name="lines")
    sequence = models.PositiveSmallIntegerField()
    system = models.CharField(max_length=8, choices=CodeSystem)
    code = models.CharField(max_length=10)
    modifiers = ArrayField(models.CharField(max_length=2), default=list, blank=True)
    units = models.PositiveIntegerField(default=1)
    pointers = ArrayField(models.PositiveSmallIntegerField(), default=list, blank=True)
    evidence = models.CharField(
        max_length=200, blank=True, help_text="Where in the record: document, section, line."
    )
    suggestion = models.CharField(
        max_length=10, choices=SuggestionSource, default=SuggestionSource.NONE, blank=True
    )
    rationale = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["coding", "sequence"]
        constraints = [
            models.UniqueConstraint(
                fields=["engagement", "coding", "sequence"], name="codeline_sequence_once"
            ),
            models.CheckConstraint(name="codeline_units_positive", condition=Q(units__gte=1)),
        ]
        indexes = [models.Index(fields=["engagement", "code"], name="codeline_code")]
        triggers = [
            pgtrigger.Trigger(
                name="lines_of_attested_fixed",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                func="""
                    IF EXISTS (
                        SELECT 1 FROM charts_coding c
                        WHERE c.state = 'attested'
                          AND c.id IN (
                            CASE WHEN TG_OP = 'INSERT' THEN NEW.coding_id ELSE OLD.coding_id END,
                            CASE WHEN TG_OP = 'DELETE' THEN OLD.coding_id ELSE NEW.coding_id END)
                    ) THEN
                        RAISE EXCEPTION 'pgtrigger: the lines of an attested coding never change';
                    END IF;
                    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
                """,
            ),
        ]

    def __str__(self) -> str:
        return self.code
