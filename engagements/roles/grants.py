"""Who may do what: `GRANTS` gives each role "own" or "any" rows of each right.

The same table, for people to read, is `tests/permissions/matrix.csv`; a test keeps the two equal.
"""

from types import MappingProxyType

from engagements.kernel.policy import Grant
from engagements.roles.people import PLATFORM_ADMIN, Role


def _grants(any_: str = "", own: str = "") -> MappingProxyType[str, Grant]:
    base = "engagement.enter savedview.manage codeset.search alert.view"
    table: dict[str, Grant] = dict.fromkeys(("job.view " + own).split(), "own")
    table |= dict.fromkeys((base + " " + any_).split(), "any")
    return MappingProxyType(table)


_SEE_CONTRACT = "member.view baa.view terms.view calendar.view document.view"
_SEE_ALL_WORK = (
    "provider.view chart.view worklist.view coding.view sample.view audit.view finding.view"
    " accuracy.view query.view query.text remittance.view denial.view dashboard.view report.view"
)

GRANTS: MappingProxyType[str, MappingProxyType[str, Grant]] = MappingProxyType(
    {
        Role.PRACTICE_MANAGER: _grants(
            f"{_SEE_CONTRACT} {_SEE_ALL_WORK}"
            " engagement.configure baa.manage baa.sign terms.propose terms.accept calendar.manage"
            " provider.manage recipient.manage document.manage accesslog.view"
            " baseline.view baseline.record signoff.give raci.view raci.manage"
            " subcontractor.manage document.require incident.view incident.record incident.report"
            " incident.close incident.text"
            " chart.import chart.edit chart.export worklist.assign"
            " chart.document chart.classify clockrule.view clockrule.manage"
            " sample.draw"
            " query.manage querytemplate.manage"
            " remittance.import denial.work"
            " report.send portfolio.view vendorfigure.record"
            " invoice.view invoice.rows invoice.dispute invoice.approve actionplan.decide"
            " systemicerror.view systemicerror.record"
            " transition.view phase.change phase.override phase.plan phasechecklist.manage"
            " kpibound.manage rollback.propose rollback.decide pilot.manage challenge.manage"
            " workforce.view credential.verify workforcerule.manage training.manage guidance.view"
            " guidance.manage guard.view guard.override guard.override_roster"
            " queue.view queue.manage board.view pending.view pending.resolve pending.route"
            " escalation.view escalation.manage mail.view mail.release"
            " rework.ask"
            " denial.answer parallel.view parallel.settle"
            " exit.view exit.manage exit.download exit.sign",
            own="member.manage selection.manage workforce.manage rework.withdraw",
        ),
        Role.CDI_COORDINATOR: _grants(
            f"{_SEE_CONTRACT}"
            " provider.view provider.manage"
            " baseline.view raci.view incident.record"
            " chart.view coding.view"
            " chart.document clockrule.view"
            " query.view query.ask query.manage query.text querytemplate.manage"
            " dashboard.view report.view"
            " transition.view phasechecklist.manage"
            " parallel.view parallel.settle"
            " guidance.view guidance.manage"
            " pending.view pending.resolve"
            " escalation.view",
        ),
        Role.DENIAL_ANALYST: _grants(
            f"{_SEE_CONTRACT}"
            " provider.view"
            " baseline.view raci.view incident.record"
            " chart.view chart.export coding.view"
            " clockrule.view"
            " audit.view finding.view"
            " query.view query.ask query.text"
            " rework.ask"
            " remittance.view remittance.import denial.view denial.work"
            " denial.answer"
            " dashboard.view report.view"
            " systemicerror.view systemicerror.record"
            " transition.view phasechecklist.manage"
            " guidance.view"
            " pending.view pending.resolve",
            own="rework.withdraw",
        ),
        Role.COMPLIANCE_OFFICER: _grants(
            f"{_SEE_CONTRACT} {_SEE_ALL_WORK}"
            " document.manage accesslog.view"
            " baseline.view baseline.record signoff.give raci.view document.require incident.view"
            " incident.record incident.report incident.close incident.text"
            " chart.export"
            " clockrule.view"
            " sample.draw"
            " invoice.view invoice.rows systemicerror.view"
            " transition.view phasechecklist.manage rollback.propose"
            " parallel.view"
            " workforce.view credential.verify workforcerule.manage training.manage guidance.view"
            " guidance.manage guard.view guard.override"
            " queue.view pending.view"
            " escalation.view mail.view"
            " exit.view exit.download",
        ),
        Role.PROVIDER: _grants(
            own="chart.view query.view query.answer query.text",
        ),
        Role.IN_HOUSE_CODER: _grants(
            "provider.view incident.record worklist.next",
            own="chart.view worklist.view coding.view coding.write query.view query.ask query.text"
            " guidance.view pending.view pending.resolve denial.learn",
        ),
        Role.VENDOR_CODER: _grants(
            "provider.view incident.record worklist.next",
            own="chart.view worklist.view coding.view coding.write audit.view finding.view"
            " finding.respond query.view query.ask query.text guidance.view pending.view"
            " pending.resolve denial.learn",
        ),
        Role.VENDOR_LEAD: _grants(
            f"{_SEE_CONTRACT}"
            " baa.sign terms.propose terms.accept calendar.manage provider.view document.manage"
            " baseline.view raci.view subcontractor.manage incident.view incident.record"
            " incident.report incident.text"
            " chart.view worklist.view worklist.assign coding.view"
            " clockrule.view"
            " sample.view audit.view finding.view finding.respond accuracy.view"
            " query.view query.ask query.text"
            " denial.view"
            " denial.answer parallel.view"
            " dashboard.view report.view vendorfigure.record"
            " invoice.view invoice.rows invoice.issue invoice.meter invoice.answer"
            " actionplan.submit systemicerror.view"
            " transition.view phasechecklist.manage challenge.manage"
            " workforce.view training.manage guidance.view guidance.manage guard.view"
            " guard.override_roster"
            " queue.view queue.manage board.view pending.view pending.resolve"
            " escalation.view"
            " rework.ask"
            " exit.view exit.sign",
            own="member.manage denial.work workforce.manage rework.withdraw",
        ),
        Role.VENDOR_AUDITOR: _grants(
            "provider.view"
            " incident.record"
            " chart.view coding.view"
            " sample.view audit.view finding.view accuracy.view"
            " guidance.view",
            own="audit.perform finding.decide",
        ),
        Role.VENDOR_QA_LEAD: _grants(
            f"{_SEE_CONTRACT}"
            " provider.view"
            " baseline.view raci.view incident.view incident.record incident.report incident.text"
            " chart.view coding.view"
            " clockrule.view"
            " sample.view sample.draw audit.view finding.view finding.decide accuracy.view"
            " query.view query.text"
            " dashboard.view report.view vendorfigure.record"
            " systemicerror.view"
            " transition.view"
            " parallel.view"
            " workforce.view guidance.view guard.view"
            " rework.ask"
            " pending.view pending.resolve"
            " escalation.view",
            own="audit.perform rework.withdraw",
        ),
        Role.INDEPENDENT_AUDITOR: _grants(
            f"{_SEE_CONTRACT}"
            " provider.view"
            " baseline.view raci.view"
            " clockrule.view"
            " sample.view sample.draw audit.view finding.view accuracy.view"
            " report.view"
            " transition.view"
            " workforce.view guidance.view"
            " escalation.view",
            own="chart.view coding.view audit.perform finding.decide guard.view",
        ),
        PLATFORM_ADMIN: MappingProxyType({"platform.administer": "any", "selection.manage": "any"}),
    }
)


def grants_of(roles: frozenset[str]) -> dict[str, Grant]:
    """The rights of several roles together: "any" wins over "own"."""
    merged: dict[str, Grant] = {}
    for role in roles:
        for action, grant in GRANTS[role].items():
            if merged.get(action) != "any":
                merged[action] = grant
    return merged
