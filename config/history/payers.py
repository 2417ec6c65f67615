"""The payers' answers: remittances for coded charts, written as real 835 files."""

import datetime as dt
import io
from decimal import Decimal
from random import Random

from charts.models import Chart
from denials.services import remittance_import
from denials.x12 import write_remittance
from denials.x12.records import (
    Adjustment,
    Claim,
    Header,
    Procedure,
    ServiceLine,
    Transaction,
)
from denials.x12.verdict import Verdict
from engagements.kernel.policy import Actor

DENIED_SHARE = 0.09
# (CARC, RARC): some about coding, some not, in the mix a practice sees.
REASONS = (
    ("11", ""), ("16", "M76"), ("197", ""), ("97", "M15"), ("4", ""), ("27", ""), ("50", "N115"),
    ("29", ""), ("150", ""), ("16", "MA130"),
)  # fmt: skip
CENT = Decimal("0.01")


def claim_of(chart: Chart, position: int, random: Random) -> Claim:
    """One claim with one service line: paid with a contractual write-off, or denied."""
    charge = chart.billed_amount or Decimal("100.00")
    line = ServiceLine(
        position=1,
        procedure=Procedure("HC", _procedure(chart)),
        charge=charge,
        paid=Decimal(0),
        units=Decimal(1),
        service_from=chart.date_of_service,
    )
    if random.random() < DENIED_SHARE:
        carc, rarc = random.choice(REASONS)
        line.adjustments = [Adjustment("CO", carc, charge)]
        line.remarks = [rarc] if rarc else []
        status = "4"
    else:
        allowed = (charge * Decimal("0.62")).quantize(CENT)
        share = (allowed * Decimal("0.2")).quantize(CENT)
        line.paid = allowed - share
        line.adjustments = [Adjustment("CO", "45", charge - allowed), Adjustment("PR", "2", share)]
        status = "1"
    return Claim(
        position=position,
        reference=chart.encounter_ref,
        status=status,
        charge=charge,
        paid=line.paid,
        patient_responsibility=Decimal(0),
        filing_indicator="MB",
        payer_control_number=f"DEMO{chart.pk:08d}",
        lines=[line],
    )


def _procedure(chart: Chart) -> str:
    codes = [
        line.code
        for coding in chart.codings.all()
        for line in coding.lines.all()
        if line.system == "cpt"
    ]
    return codes[0] if codes else "99213"


def remittance_of(charts: list[Chart], *, day: dt.date, control: int, payer: str) -> bytes:
    random = Random(f"835:{control}")  # noqa: S311 -- a reproducible demo, no secret
    claims = [claim_of(chart, n, random) for n, chart in enumerate(charts, start=1)]
    header = Header(
        number=1,
        control_number=f"{control:04d}",
        version="005010X221A1",
        is_test=False,
        amount=sum((claim.paid for claim in claims), Decimal(0)),
        is_debit=False,
        payment_method="ACH",
        payment_date=day,
        trace_number=f"DEMO{control:06d}",
        originator_id="1999999999",
        payer_name=payer,
        payer_id="DEMO",
        payee_name="Cedar Hollow Physicians (demo)",
        payee_id="1000000012",
    )
    verdict = Verdict(header.control_number, header.amount)
    transaction = Transaction(header, claims, [], verdict)
    return write_remittance(
        [transaction], control=control, sender="DEMOPAYER", receiver="DEMOPRACTICE", day=day
    )


def remittances_import(*, actor: Actor, charts: list[Chart], day: dt.date, control: int) -> int:
    """One file per payer of the charts; returns the next free control number."""
    by_payer: dict[str, list[Chart]] = {}
    for chart in charts:
        by_payer.setdefault(chart.payer.name if chart.payer else "Demo payer", []).append(chart)
    for payer, theirs in sorted(by_payer.items()):
        content = remittance_of(theirs, day=day, control=control, payer=payer)
        name = f"demo-{day:%Y%m%d}-{control}.835"
        remittance_import(actor=actor, stream=io.BytesIO(content), name=name)
        control += 1
    return control
