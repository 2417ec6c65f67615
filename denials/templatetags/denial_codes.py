"""What codes mean, for templates."""

from django import template
from django.utils.safestring import SafeString

from denials.carc import reason_of, remark_of
from denials.enums import DenialClass
from denials.tables import claim_outcome
from engagements.kernel.presentation import status_badge

register = template.Library()


@register.filter
def remark(code: str) -> str:
    """Our words for a RARC."""
    return remark_of(code).label


@register.filter
def carc(code: str) -> str:
    """Our words for a CARC."""
    return reason_of(code).label


@register.filter
def class_label(value: str) -> str:
    return str(DenialClass(value).label)


@register.filter
def outcome(claim: object) -> SafeString:
    """A claim's outcome as icon, word and colour."""
    return status_badge(*claim_outcome(claim))  # type: ignore[arg-type]  # templates give a Claim
