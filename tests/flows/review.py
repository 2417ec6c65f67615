"""Samples are drawn, auditors code blind, findings are answered, disputed and decided."""

import datetime as dt
import re
from dataclasses import dataclass, field

from django.utils import timezone

from tests.flows.cases import BY_REF, FIRST, SECOND, Answer, Case
from tests.flows.people import SECOND_CODER, Story

AUDITOR, QA_LEAD, QA_AUDITOR = "independent_auditor", "vendor_qa_lead", "vendor_auditor"
AGREED = "Both codings agree: the audit is complete."


@dataclass
class Reviewed:
    """What the auditors did: the charts that the draws gave, and what became of the errors."""

    audited: list[Case] = field(default_factory=list)
    overturned: list[Case] = field(default_factory=list)

    @property
    def wrong(self) -> list[Case]:
        found = [case for case in self.audited if case.coded != case.truth]
        return [case for case in found if case not in self.overturned]

    def code_counts(self) -> tuple[int, int]:
        """Codes the coders had right, of the codes the auditors had (code over code)."""
        right = total = 0
        for case in self.audited:
            truth = case.coded if case in self.overturned else case.truth
            right += len(codes(case.coded) & codes(truth))
            total += len(codes(truth))
        return right, total


def codes(answer: Answer) -> set[str]:
    return {*answer.diagnoses, *(code for code, *_ in answer.procedures)}


def charts_are_audited(story: Story) -> Reviewed:
    """Of the first coder by the independent auditor, blind; of the second by the vendor's QA."""
    done = Reviewed()
    outside = draw(story, "practice_manager", "vendor_coder", size=5, drawn_for="auditor")
    assert len(selected(story, AUDITOR, outside)) == 5 < len(FIRST)
    for path, case in selected(story, AUDITOR, outside).items():
        audit_blind(story, path, case)
        done.audited.append(case)
    sign_off(story, outside)
    inside = draw(story, QA_LEAD, SECOND_CODER, size=2, drawn_for="vendor")
    assert len(selected(story, QA_AUDITOR, inside)) == 2 < len(SECOND)
    for path, case in selected(story, QA_AUDITOR, inside).items():
        visitor = story.visitor(QA_AUDITOR)
        page = visitor.submit(visitor.get(path), "/start/", mode="assisted")
        assert AGREED in visitor.submit(page, "/agree/").text
        done.audited.append(case)
    return done


def draw(story: Story, who: str, coder: str, *, size: int, drawn_for: str) -> str:
    """The address of the drawn sample; drawing again proves that the draw holds."""
    visitor = story.visitor(who)
    today = timezone.now().astimezone(story.zone).date()
    page = visitor.submit(
        visitor.get(story.path("qa/samples/new/")),
        name=f"Monthly sample of {coder}",
        sample_type="random",
        drawn_for=drawn_for,
        period_start=(today - dt.timedelta(days=1)).isoformat(),
        period_end=(today + dt.timedelta(days=1)).isoformat(),
        coder=story.users[coder].pk,
        size=size,
        spares=1,
    )
    assert "drawing again gave the same charts in the same order" in page.text
    return page.path


def selected(story: Story, who: str, sample: str) -> dict[str, Case]:
    """The audits of a sample by address, with the encounter of each."""
    page = story.visitor(who).get(sample)
    found = re.findall(r'href="([^"]*/qa/audits/\d+/)">(\S+)</a>', page.html)
    return {path: BY_REF[ref] for path, ref in found}


def audit_blind(story: Story, path: str, case: Case) -> None:
    """Codes what the record supports; what differs comes out of the comparison."""
    visitor = story.visitor(AUDITOR)
    page = visitor.submit(visitor.get(path), "/start/", mode="blind")
    assert "Hidden until you compare" in page.text
    assert "Vendor Coder" not in page.text
    page = visitor.submit(page, do="compare", **fields_of(case.truth))
    if case.coded == case.truth:
        assert AGREED in page.text
        return
    assert "Judge each finding" in page.text
    fields = page.form("/judge/").fields
    (finding,) = {name.partition("-rationale")[0] for name in fields if "-rationale" in name}
    assert fields[f"{finding}-category"], "the taxonomy has a suggestion for it"
    judged = {
        f"{finding}-direction": "under",
        f"{finding}-severity": "major",
        f"{finding}-rule_source": "AMA CPT",
        f"{finding}-rationale": "The record supports the code that is missing.",
    }
    page = visitor.submit(page, "/judge/", payment_direction="under", **judged)
    assert "The audit is complete" in page.text


def fields_of(answer: Answer) -> dict[str, str]:
    fields = {f"dx-{row}-code": code for row, code in enumerate(answer.diagnoses)}
    for row, (code, modifiers, pointers) in enumerate(answer.procedures):
        fields |= {
            f"px-{row}-system": "cpt",
            f"px-{row}-code": code,
            f"px-{row}-modifiers": modifiers,
            f"px-{row}-pointers": pointers,
        }
    return fields


def sign_off(story: Story, sample: str) -> None:
    """Only now does the vendor see what the independent auditor found."""
    assert "No findings" in story.get("vendor_coder", "qa/findings/").text
    visitor = story.visitor(AUDITOR)
    page = visitor.submit(visitor.get(sample), "/sign-off/")
    assert "open to the vendor" in page.text


def findings_are_answered(story: Story, done: Reviewed) -> None:
    """The coder disputes one and agrees with another; the auditor overturns the disputed one."""
    disputed, agreed, *_ = done.wrong
    answer(story, disputed, agrees="no", response="The record says so, second paragraph.")
    answer(story, agreed, agrees="yes")
    visitor = story.visitor(AUDITOR)
    page = visitor.get(finding_path(story, AUDITOR, disputed, state="disputed"))
    page = visitor.submit(page, "/decide/", upheld="no", decision="The second paragraph decides.")
    assert "Overturned" in page.text
    done.overturned.append(disputed)


def answer(story: Story, case: Case, **given: str) -> None:
    visitor = story.visitor("vendor_coder")
    page = visitor.get(finding_path(story, "vendor_coder", case, state="open"))
    assert case.ref in page.text
    visitor.submit(page, "/respond/", **given)


def finding_path(story: Story, who: str, case: Case, *, state: str) -> str:
    """The one finding of the chart in the list of that state."""
    page = story.get(who, "qa/findings/", state=state)
    rows = [row for row in re.split(r"<tr\b", page.html) if case.ref in row]
    (path,) = {path for row in rows for path in re.findall(r'href="([^"]*/findings/\d+/)"', row)}
    return path
