"""The numbers QA's facts support. Facts: completed audits of random samples, on the local day of
completion. Targeted audits are counted nowhere, because nothing may be generalised from them; an
independent auditor's count once their sample is signed off.
"""

from django.db.models import Q

from engagements.enums import AccuracyMethod
from engagements.kernel.metrics import METRICS, Direction, Family, Kpi, Measure, Unit
from qa.accuracy import METHODS
from qa.enums import AuditState, SampleType
from qa.enums import Direction as Toward
from qa.policies import accuracy_rows
from qa.selectors.accuracy import COUNTED

RANDOM = Q(sample_type=SampleType.RANDOM)
STANDING = RANDOM & ~Q(state=AuditState.CANCELLED)
DAY = "completed_at"


def _done(key: str, label: str, where: Q | None = None, *, total: str | None = None) -> Measure:
    return Measure(key, day=DAY, label=label, where=COUNTED & (where or Q()), sum=total)


AUDITS = Family(
    key="audits",
    facts="qa.Audit",
    rollup="reporting.AuditDaily",
    list_url="qa:audit_list",
    action="accuracy.view",
    visible=accuracy_rows,
    dimensions={
        "specialty": "specialty",
        "coder": "coder",
        "side": "side",
        "encounter_class": "encounter_class",
    },
    measures=(
        _done("audits", "charts audited"),
        _done(
            "encounters_correct", "charts with all components correct", Q(encounter_correct=True)
        ),
        _done("payment_judged", "charts judged for payment", Q(payment_correct__isnull=False)),
        _done("payment_correct", "charts paid correctly as coded", Q(payment_correct=True)),
        _done("reviewer_codes", "auditor's codes", total="reviewer_codes"),
        _done("coder_codes", "coder's codes", total="coder_codes"),
        _done("correct_codes", "codes correct", total="correct_codes"),
        _done("extra_codes", "extra codes", total="extra_codes"),
        _done("union_codes", "codes either side has", total="union_codes"),
        _done("net_codes", "codes correct less extra", total="net_codes"),
        _done("components_correct", "components correct", total="components_correct"),
        _done("components", "components judged", total="components_total"),
        _done("findings", "findings that stand", total="findings_total"),
        _done("findings_over", "findings of overcoding", total="findings_over"),
        _done("findings_under", "findings of undercoding", total="findings_under"),
        _done("overcoded", "charts overcoded", Q(payment_direction=Toward.OVER)),
        _done("undercoded", "charts undercoded", Q(payment_direction=Toward.UNDER)),
        _done("payment_effect", "correct less billed", total="payment_effect"),
        _done("disputes_decided", "disputes decided", total="disputes_decided"),
        _done("disputes_overturned", "disputes overturned", total="disputes_overturned"),
        Measure("planned", day="created_at", label="audits drawn", where=STANDING),
        Measure("planned_done", day="created_at", label="audits drawn and done", where=COUNTED),
    ),
)

SOURCE = "AHIMA, benchmarking of coding accuracy; the contract's method"
ACCURACY_KPIS = tuple(
    Kpi(
        key=f"accuracy_{each.method.value}",
        label=f"Accuracy: {AccuracyMethod(each.method).label}",
        family="audits",
        numerator=each.numerator,
        denominator=each.denominator,
        definition=each.definition,
        source=SOURCE,
        method=str(AccuracyMethod(each.method).label),
        sampled=each.proportion,
        by=("specialty", "coder", "side"),
    )
    for each in METHODS
)


def _share(key: str, label: str, numerator: str, denominator: str, definition: str) -> Kpi:
    return Kpi(
        key=key,
        label=label,
        family="audits",
        numerator=numerator,
        denominator=denominator,
        definition=definition,
        source=SOURCE,
        direction=Direction.DOWN,
        by=("specialty", "coder", "side"),
    )


KPIS = (
    *ACCURACY_KPIS,
    Kpi(
        key="audits_done",
        label="Charts audited",
        family="audits",
        numerator="audits",
        unit=Unit.COUNT,
        definition="Audits of random samples completed in the period.",
        source="the contract's reporting terms",
        by=("specialty", "coder", "side"),
    ),
    Kpi(
        key="audit_completion",
        label="Audits done of those drawn",
        family="audits",
        numerator="planned_done",
        denominator="planned",
        definition="Of the random-sample audits drawn in the period, those completed by now;"
        " units replaced by a spare are left out.",
        source="the contract's reporting terms",
        by=("coder", "side"),
    ),
    _share(
        "overcoding_rate",
        "Charts overcoded",
        "overcoded",
        "audits",
        "Audited charts that would be paid less when coded correctly, over charts audited.",
    ),
    _share(
        "undercoding_rate",
        "Charts undercoded",
        "undercoded",
        "audits",
        "Audited charts that would be paid more when coded correctly, over charts audited.",
    ),
    Kpi(
        key="overturn_rate",
        label="Findings overturned",
        family="audits",
        numerator="disputes_overturned",
        denominator="disputes_decided",
        definition="Disputed findings decided in the coder's favour, over disputes decided, of"
        " audits completed in the period.",
        source="the contract's reporting terms",
        direction=Direction.BAND,
        by=("side",),
    ),
    Kpi(
        key="audit_net_payment",
        label="Net payment effect of errors",
        family="audits",
        numerator="payment_effect",
        unit=Unit.MONEY,
        direction=Direction.NONE,
        definition="Correct less billed, summed over audited charts with an estimate: negative is"
        " overpaid, positive is revenue left behind. Not extrapolated.",
        source="the contract's reporting terms",
        by=("specialty", "side"),
    ),
)


def register() -> None:
    METRICS.register(AUDITS, *KPIS)
