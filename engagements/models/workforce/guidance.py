"""What coders are told: notices of changed rules, and the instructions of the account."""

from django.db import models
from django.db.models import Q

from engagements.enums.workforce import InstructionScope, NoticeKind, PayerScope
from engagements.models.base import EngagementOwned, tracked
from engagements.models.directory import Payer
from engagements.models.people import User
from engagements.models.workforce.base import EffectiveDated, ends_after_start
from engagements.models.workforce.sites import scope_is_said


@tracked()
class RegulatoryNotice(EffectiveDated):
    """A changed or standing rule from outside. The chart shows those of its payer and state."""

    kind = models.CharField(max_length=16, choices=NoticeKind)
    title = models.CharField(max_length=160)
    body = models.TextField()
    source = models.CharField(max_length=300, help_text="The bulletin, manual or page.")
    scope = models.CharField(max_length=12, choices=PayerScope)
    payer = models.ForeignKey(
        Payer, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    payer_state = models.CharField(max_length=2, blank=True)
    published_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    published_at = models.DateTimeField()

    class Meta:
        ordering = ["-published_at", "-id"]
        constraints = [
            scope_is_said("notice_says_its_scope"),
            ends_after_start("notice_ends_after_start"),
        ]
        indexes = [models.Index(fields=["engagement", "-published_at"], name="notice_published")]

    def __str__(self) -> str:
        return self.title


class NoticeReceipt(EngagementOwned):
    """Somebody has read a notice. Append-only."""

    notice = models.ForeignKey(RegulatoryNotice, on_delete=models.PROTECT, related_name="receipts")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    read_at = models.DateTimeField()

    class Meta:
        ordering = ["read_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["engagement", "notice", "user"], name="noticereceipt_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} read {self.notice_id}"


@tracked()
class Instruction(EffectiveDated):
    """One version of a coding instruction of the account, such as a payer's carve-out.

    It is about every chart, or about those that match all of payer, location and specialty
    as far as they are given; at least one is.
    """

    code = models.SlugField(max_length=60)
    version = models.PositiveIntegerField()
    title = models.CharField(max_length=160)
    body = models.TextField()
    scope = models.CharField(max_length=6, choices=InstructionScope)
    payer = models.ForeignKey(
        Payer, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    location = models.CharField(max_length=60, blank=True)
    specialty = models.CharField(max_length=60, blank=True)
    source = models.CharField(max_length=200, blank=True)
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["title", "-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["engagement", "code", "version"], name="instruction_version_once"
            ),
            ends_after_start("instruction_ends_after_start"),
            models.CheckConstraint(
                name="instruction_says_its_scope",
                condition=Q(
                    scope=InstructionScope.EVERY, payer__isnull=True, location="", specialty=""
                )
                | (
                    Q(scope=InstructionScope.SOME)
                    & ~Q(payer__isnull=True, location="", specialty="")
                ),
            ),
        ]
        indexes = [
            models.Index(fields=["engagement", "effective_from"], name="instruction_from"),
        ]

    def __str__(self) -> str:
        return f"{self.title} (v{self.version})"


class InstructionAcknowledgement(EngagementOwned):
    """A coder has read a version and works by it. Append-only."""

    instruction = models.ForeignKey(
        Instruction, on_delete=models.PROTECT, related_name="acknowledgements"
    )
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at"]
        constraints = [
            models.UniqueConstraint(
                fields=["engagement", "instruction", "user"], name="acknowledgement_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} acknowledged {self.instruction_id}"
