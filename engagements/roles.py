"""All rights and all roles: the one file that says who may do what.

`ACTIONS` names every right; `GRANTS` gives each role "own" or "any" rows of it. The same table,
for people to read, is `tests/permissions/matrix.csv`; a test keeps the two equal.
"""

from types import MappingProxyType

from django.db.models import TextChoices

from engagements.kernel.actions import Action, action_register
from engagements.kernel.policy import Grant


class Role(TextChoices):
    """REQUIREMENTS.md K and L. The side of each is in `SIDES`."""

    PRACTICE_MANAGER = "practice_manager", "Practice manager"
    CDI_COORDINATOR = "cdi_coordinator", "CDI coordinator"
    DENIAL_ANALYST = "denial_analyst", "Denial analyst"
    COMPLIANCE_OFFICER = "compliance_officer", "Compliance officer"
    PROVIDER = "provider", "Provider"
    IN_HOUSE_CODER = "in_house_coder", "In-house coder"
    VENDOR_CODER = "vendor_coder", "Vendor coder"
    VENDOR_LEAD = "vendor_lead", "Vendor team lead"
    VENDOR_AUDITOR = "vendor_auditor", "Vendor QA auditor"
    VENDOR_QA_LEAD = "vendor_qa_lead", "Vendor QA lead"
    INDEPENDENT_AUDITOR = "independent_auditor", "Independent auditor"


PLATFORM_ADMIN = "platform_admin"

SIDES = MappingProxyType(
    {
        Role.PRACTICE_MANAGER: "practice",
        Role.CDI_COORDINATOR: "practice",
        Role.DENIAL_ANALYST: "practice",
        Role.COMPLIANCE_OFFICER: "practice",
        Role.PROVIDER: "practice",
        Role.IN_HOUSE_CODER: "practice",
        Role.VENDOR_CODER: "vendor",
        Role.VENDOR_LEAD: "vendor",
        Role.VENDOR_AUDITOR: "vendor",
        Role.VENDOR_QA_LEAD: "vendor",
        Role.INDEPENDENT_AUDITOR: "auditor",
    }
)

ACTIONS: tuple[Action, ...] = (
    # Control plane
    Action("platform.administer", "Administer organizations, users and engagements"),
    # The engagement
    Action("engagement.enter", "Enter the engagement"),
    Action("engagement.configure", "Change the engagement's settings"),
    Action("member.view", "See who has which role"),
    Action("member.manage", "Grant and revoke roles of one's own side"),
    Action("baa.view", "See the BAA"),
    Action("baa.manage", "Draft and terminate the BAA"),
    Action("baa.sign", "Sign the BAA for one's own side"),
    Action("terms.view", "See the terms"),
    Action("terms.propose", "Propose terms"),
    Action("terms.accept", "Accept the other side's terms"),
    Action("calendar.view", "See the calendars"),
    Action("calendar.manage", "Change the calendars"),
    Action("provider.view", "See the provider directory", gated=True),
    Action("provider.manage", "Change the provider directory"),
    Action("recipient.manage", "Change the report's recipients"),
    Action("document.view", "See stored documents"),
    Action("document.manage", "Add documents"),
    Action("job.view", "See jobs"),
    Action("savedview.manage", "Keep saved views"),
    Action("accesslog.view", "Search the access log"),
    # The agreement
    Action("baseline.view", "See the baselines"),
    Action("baseline.record", "Record and correct baselines"),
    Action("signoff.give", "Answer for an unusual choice, with a reason"),
    Action("raci.view", "See which side owns which step"),
    Action("raci.manage", "Decide which side owns a step"),
    Action("subcontractor.manage", "Keep the register of subcontractors"),
    Action("document.require", "Decide which documents are required"),
    Action("incident.view", "See the register of incidents"),
    Action("incident.record", "Record an incident"),
    Action("incident.report", "Report an incident to the other side"),
    Action("incident.close", "Close or dismiss an incident"),
    Action("incident.text", "Read what was written about an incident"),
    Action("selection.manage", "Compare and choose vendors"),
    # Charts
    Action("chart.view", "See charts", gated=True),
    Action("chart.import", "Import charts"),
    Action("chart.edit", "Change a chart's class, urgency or documentation", gated=True),
    Action("chart.export", "Export chart lists", gated=True),
    Action("worklist.view", "See the worklist", gated=True),
    Action("worklist.next", "Take the next chart", gated=True),
    Action("worklist.assign", "Assign and release work", gated=True),
    Action("coding.view", "See codings", gated=True),
    Action("coding.write", "Code a chart", gated=True),
    Action("codeset.search", "Search code sets"),
    # Clocks
    Action("chart.document", "Record the documents of a chart", gated=True),
    Action("chart.classify", "Set a chart's class, urgency or complexity", gated=True),
    Action("clockrule.view", "See cutoffs, required documents and payers' filing limits"),
    Action("clockrule.manage", "Change cutoffs, required documents and payers' filing limits"),
    # QA
    Action("sample.view", "See samples", gated=True),
    Action("sample.draw", "Draw a sample", gated=True),
    Action("audit.view", "See audits", gated=True),
    Action("audit.perform", "Perform audits", gated=True),
    Action("finding.view", "See findings", gated=True),
    Action("finding.respond", "Agree with or dispute findings", gated=True),
    Action("finding.decide", "Decide disputed findings", gated=True),
    Action("accuracy.view", "See accuracy figures", gated=True),
    # Queries
    Action("query.view", "See provider queries", gated=True),
    Action("query.ask", "Ask a provider", gated=True),
    Action("query.answer", "Answer a query"),
    Action("query.manage", "Triage, cancel and reassign queries"),
    Action("query.text", "Read the text of queries", gated=True),
    Action("querytemplate.manage", "Change query templates"),
    # Denials
    Action("remittance.view", "See remittances"),
    Action("remittance.import", "Import remittances"),
    Action("denial.view", "See denials", gated=True),
    Action("denial.work", "Work denials: assign, set the root cause, resolve"),
    # Reporting
    Action("dashboard.view", "See the engagement's health", gated=True),
    Action("report.view", "See monthly reports"),
    Action("report.send", "Freeze, render and send the monthly report"),
    Action("portfolio.view", "Compare one's engagements"),
    # Transition
    Action("transition.view", "See phases, bounds, pilots and challenges"),
    Action("phase.change", "Change the engagement's phase"),
    Action("phase.override", "Override a gate that does not pass"),
    Action("phase.plan", "Plan when phases begin and end"),
    Action("phasechecklist.manage", "Work the checklist of a phase"),
    Action("kpibound.manage", "Set the bounds of numbers after go-live"),
    Action("rollback.propose", "Propose to roll back, or withdraw the proposal"),
    Action("rollback.decide", "Accept or decline a rollback"),
    Action("pilot.manage", "Plan and decide pilots"),
    Action("challenge.manage", "Plan, start and end challenges"),
    # Workforce
    Action("workforce.view", "See credentials, training, sites and the roster"),
    Action("workforce.manage", "Keep the records of one's own side's coders"),
    Action("credential.verify", "Verify credentials against their evidence"),
    Action("workforcerule.manage", "Change which credentials, sites and countries charts need"),
    Action("training.manage", "Announce training and record who completed it"),
    Action("guidance.view", "Read notices and coding instructions"),
    Action("guidance.manage", "Publish notices and coding instructions"),
    Action("guard.view", "See whether each chart's coder was allowed it", gated=True),
    Action("guard.override", "Set a contract guard aside, with a reason", gated=True),
    Action("guard.override_roster", "Set the roster or a leave aside, with a reason", gated=True),
    # Queues, pending charts, the board
    Action("queue.view", "See queues and the rules that fill them"),
    Action("queue.manage", "Change one's own side's queues, rules and members", gated=True),
    Action("board.view", "See the board of capacity, backlog and who works on what", gated=True),
    Action("pending.view", "See pending charts", gated=True),
    Action("pending.resolve", "Settle why a chart is pending", gated=True),
    Action("pending.route", "Say who settles which reason"),
    # Alerts, escalations, the scheduler's mail
    Action("alert.view", "See the alerts one is addressed by"),
    Action("escalation.view", "See the escalation matrix and what was escalated"),
    Action("escalation.manage", "Change the escalation matrix"),
    Action("mail.view", "See the scheduler's runs and mail"),
    Action("mail.release", "Send a message of unknown fate again"),
    # The exit
    Action("exit.view", "See the exit: its checklist, certificate and ended access"),
    Action("exit.manage", "Build the data return, draft the certificate, end access"),
    Action("exit.download", "Download the data-return package"),
    Action("exit.sign", "Sign the certificate for one's own side"),
)
for _action in ACTIONS:
    action_register(_action)


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
            " report.send portfolio.view"
            " transition.view phase.change phase.override phase.plan phasechecklist.manage"
            " kpibound.manage rollback.propose rollback.decide pilot.manage challenge.manage"
            " workforce.view credential.verify workforcerule.manage training.manage guidance.view"
            " guidance.manage guard.view guard.override guard.override_roster"
            " queue.view queue.manage board.view pending.view pending.resolve pending.route"
            " escalation.view escalation.manage mail.view mail.release"
            " exit.view exit.manage exit.download exit.sign",
            own="member.manage selection.manage workforce.manage",
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
            " remittance.view remittance.import denial.view denial.work"
            " dashboard.view report.view"
            " transition.view phasechecklist.manage"
            " guidance.view"
            " pending.view pending.resolve",
        ),
        Role.COMPLIANCE_OFFICER: _grants(
            f"{_SEE_CONTRACT} {_SEE_ALL_WORK}"
            " document.manage accesslog.view"
            " baseline.view baseline.record signoff.give raci.view document.require incident.view"
            " incident.record incident.report incident.close incident.text"
            " chart.export"
            " clockrule.view"
            " sample.draw"
            " transition.view phasechecklist.manage rollback.propose"
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
            " guidance.view pending.view pending.resolve",
        ),
        Role.VENDOR_CODER: _grants(
            "provider.view incident.record worklist.next",
            own="chart.view worklist.view coding.view coding.write audit.view finding.view"
            " finding.respond query.view query.ask query.text guidance.view pending.view"
            " pending.resolve",
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
            " dashboard.view report.view"
            " transition.view phasechecklist.manage challenge.manage"
            " workforce.view training.manage guidance.view guidance.manage guard.view"
            " guard.override_roster"
            " queue.view queue.manage board.view pending.view pending.resolve"
            " escalation.view"
            " exit.view exit.sign",
            own="member.manage denial.work workforce.manage",
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
            " dashboard.view report.view"
            " transition.view"
            " workforce.view guidance.view guard.view"
            " pending.view pending.resolve"
            " escalation.view",
            own="audit.perform",
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

MFA_SIDES = frozenset({"vendor", "auditor"})


def role_side(role: str) -> str:
    return SIDES[Role(role)]


def grants_of(roles: frozenset[str]) -> dict[str, Grant]:
    """The rights of several roles together: "any" wins over "own"."""
    merged: dict[str, Grant] = {}
    for role in roles:
        for action, grant in GRANTS[role].items():
            if merged.get(action) != "any":
                merged[action] = grant
    return merged
