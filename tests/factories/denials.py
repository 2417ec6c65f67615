"""Remittances, claims and denials for tests. All need the scope of their engagement."""

import datetime as dt
import itertools
from decimal import Decimal
from typing import Any

from django.db.models import F

from denials.models import Adjustment, Claim, Denial, Remittance, RemittanceFile
from denials.services import claim_summary_refresh
from engagements.models import Engagement, Payer

_numbers = itertools.count(1)


def remittance(engagement: Engagement, **fields: Any) -> Remittance:
    number = next(_numbers)
    file = RemittanceFile.objects.create(
        engagement=engagement, name=f"era-{number}.835", sha256=f"{number:064d}", size=1000
    )
    defaults: dict[str, Any] = {
        "content_sha256": f"{number:064d}",
        "control_number": "0001",
        "trace_number": f"TRACE-{number}",
        "payer_name": "Medicare",
        "payment_date": dt.date(2026, 3, 2),
        "payment_amount": Decimal(100),
        "claims_paid": Decimal(100),
        "is_balanced": True,
        "verdict": "Balanced at service line, claim and payment level.",
    }
    return Remittance.objects.create(engagement=engagement, file=file, **(defaults | fields))


def claim(engagement: Engagement, **fields: Any) -> Claim:
    """A claim of 100 dollars paid in full, unless told otherwise."""
    number = next(_numbers)
    defaults: dict[str, Any] = {
        "position": number,
        "patient_control_number": f"ENC-{number:06d}",
        "payer": Payer.objects.filter(engagement=engagement, name="Medicare").first(),
        "payer_name": "Medicare",
        "specialty": "family_medicine",
        "encounter_class": "outpatient",
        "status": "1",
        "charge": Decimal(100),
        "paid": Decimal(100),
        "adjudicated_on": dt.date(2026, 3, 2),
    }
    values = defaults | fields
    if "remittance" not in values:
        values["remittance"] = remittance(engagement)
    return Claim.objects.create(engagement=engagement, **values)


def denial(on: Claim, **fields: Any) -> Denial:
    """A coding denial (CARC 97) of 50 dollars on the claim, with its adjustment."""
    number = next(_numbers)
    defaults: dict[str, Any] = {
        "group": "CO",
        "carc": "97",
        "rarcs": ["N19"],
        "procedure": "20610",
        "amount": Decimal(50),
        "denied_on": on.adjudicated_on,
        "chart_id": on.chart_id,
        "coder_id": on.coder_id,
        "suggested_class": "coding",
        "suggested_category": "unbundling",
        "suggestion_confidence": "high",
        "suggestion_reason": "CARC 97: Included in the payment of another service",
    }
    values = defaults | fields
    adjustment = Adjustment.objects.create(
        engagement_id=on.engagement_id,
        claim=on,
        position=number,
        group=values["group"],
        carc=values["carc"],
        amount=values["amount"],
        rarcs=values["rarcs"],
    )
    made = Denial.objects.create(
        engagement_id=on.engagement_id, claim=on, adjustment=adjustment, **values
    )
    denied = F("denied_amount") + values["amount"]
    Claim.objects.filter(pk=on.pk).update(is_denied=True, denied_amount=denied)
    claim_summary_refresh(on.pk)
    return made
