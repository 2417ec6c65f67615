"""Quality work in a browser: the keys of the workspace, and every state of its pages."""

import datetime as dt
import os
from pathlib import Path

from django.urls import reverse
from playwright.sync_api import expect

from charts.rows import CodeRow
from charts.services.codesets import codeset_load
from engagements.kernel.scope import engagement_transaction
from engagements.selectors import actor_for
from qa.models import Audit, Finding
from qa.services import audit_start
from tests.browser.conftest import DESKTOP, PHONE, THEMES
from tests.qa.factories import coded_charts, one_finding, sample

# Where to keep pictures of what was checked; none are kept unless asked for.
PICTURES = os.environ.get("CONCORD_PICTURES", "")


def url(name, **kwargs):
    return reverse(f"qa:{name}", kwargs={"engagement": "own", **kwargs})


def arrange(world, make):
    with engagement_transaction(world.own.pk):
        acting = {
            role: actor_for(user=world.user(role), engagement=world.own)
            for role in ("vendor_qa_lead", "vendor_auditor")
        }
        return make(acting["vendor_qa_lead"], acting["vendor_auditor"])


def undercoded(world):
    coder = world.user("vendor_coder")
    return lambda lead, auditor: one_finding(world.own, coder, lead, auditor)


def looked_at(someone, name):
    """Light, dark and phone: nothing axe objects to, nothing wider than the window."""
    page = someone.page
    for theme, rules in THEMES:
        someone.theme(theme)
        if PICTURES:
            page.screenshot(path=Path(PICTURES) / f"{name}-{theme}.png", full_page=True)
        assert someone.violations(rules) == [], (name, theme)
    someone.theme("light")
    page.set_viewport_size(PHONE)
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / f"{name}-phone.png", full_page=True)
    assert someone.overflow() <= 0, name
    page.set_viewport_size(DESKTOP)
    someone.unbroken()


def test_an_auditor_works_blind_with_the_keyboard(world, persona):
    def make(lead, _auditor):
        coded_charts(world.own, world.user("vendor_coder"), 2)
        return [audit.pk for audit in sample(lead, 2).audits.order_by("ordinal")]

    first, second = arrange(world, make)
    someone = persona("vendor_auditor")
    page = someone.open(url("audit_detail", audit_id=first))
    looked_at(someone, "audit-open")
    page.keyboard.press("b")
    page.wait_for_selector("text=Hidden until you compare")
    looked_at(someone, "audit-blind")
    page.fill("#id_dx-0-code", "I10")
    page.fill("#id_px-0-code", "99214")
    page.fill("#id_px-0-pointers", "A")
    page.keyboard.press("Alt+c")
    page.wait_for_selector("text=Judge what differs")
    looked_at(someone, "audit-judge")
    page.fill("[name$=rule_source]", "AMA CPT")
    page.fill("[name$=rationale]", "Moderate decision making is documented.")
    page.select_option("#id_payment_direction", "under")
    page.keyboard.press("Alt+d")
    page.wait_for_selector("text=3 of 4 components correct")
    looked_at(someone, "audit-complete")
    someone.open(url("audit_detail", audit_id=second))
    page.keyboard.press("f")
    page.wait_for_selector("text=Agree with all")
    looked_at(someone, "audit-assisted")
    page.locator("body").press("a")
    page.wait_for_selector("text=Both codings agree")
    with engagement_transaction(world.own.pk):
        states = Audit.objects.order_by("ordinal").values_list("state", "encounter_correct")
        assert list(states) == [("completed", False), ("completed", True)]


def test_an_auditor_finds_codes_by_words_and_gets_more_rows(world, persona):
    codeset_load(
        actor=None,
        kind="icd10cm",
        name="A",
        effective_on=dt.date(2015, 10, 1),
        source_sha256="1",
        rows=[CodeRow("icd10cm", "I10", "Essential (primary) hypertension")],
    )

    def make(lead, auditor):
        coded_charts(world.own, world.user("vendor_coder"), 1)
        return audit_start(actor=auditor, audit=sample(lead, 1).audits.get(), mode="blind").pk

    someone = persona("vendor_auditor")
    page = someone.open(url("audit_detail", audit_id=arrange(world, make)))
    for row in range(4):
        page.locator("body").press("Alt+i")
        page.keyboard.type("hypertension")
        page.get_by_role("option").first.wait_for()
        page.keyboard.press("Enter")
        expect(page.locator(f"#id_dx-{row}-code")).to_have_value("I10")
    expect(page.locator("[name=dx-TOTAL_FORMS]")).to_have_value("4")
    assert page.locator("[data-rows=dx] th[scope=row]").all_inner_texts() == ["A", "B", "C", "D"]
    looked_at(someone, "audit-search")
    page.keyboard.press("Alt+s")
    page.wait_for_selector("text=The edits say")
    someone.check()


def test_a_coder_disputes_on_a_phone_and_the_auditor_decides(world, persona):
    finding = arrange(
        world,
        lambda lead, auditor: one_finding(world.own, world.user("vendor_coder"), lead, auditor),
    )
    coder = persona("vendor_coder", phone=True)
    page = coder.open(url("finding_list"))
    coder.check()
    page.click("table a[href*='/findings/']")
    page.wait_for_selector("text=Your answer")
    coder.check()
    page.fill("#id_response", "History of present illness, line 4.")
    page.click("button:has-text('Dispute')")
    page.wait_for_selector("text=The auditor decides next")
    auditor = persona("vendor_auditor")
    page = auditor.open(url("finding_detail", finding_id=finding.pk))
    looked_at(auditor, "finding-disputed")
    page.fill("#id_decision", "The line supports it.")
    page.click("button:has-text('Overturn')")
    page.wait_for_selector("text=the score was computed again")
    with engagement_transaction(world.own.pk):
        assert Finding.objects.get().state == "overturned"


def test_the_planner_shows_what_a_sample_can_prove(world, persona):
    arrange(world, lambda *_: coded_charts(world.own, world.user("vendor_coder"), 12))
    someone = persona("practice_manager")
    page = someone.open(url("sample_new"))
    page.fill("#id_period_start", "2020-01-01")
    page.fill("#id_period_end", "2035-01-01")
    page.fill("#id_size", "10")
    page.locator("#id_size").dispatch_event("change")
    page.wait_for_selector("text=Charts in the frame")
    looked_at(someone, "sample-plan")
    page.click("button:has-text('Draw')")
    page.wait_for_selector("text=Certificate of the draw")
    looked_at(someone, "sample")
    someone.open(url("sample_list"))
    looked_at(someone, "samples")


def test_accuracy_reads_in_light_dark_and_on_a_phone(world, persona):
    arrange(
        world,
        lambda lead, auditor: one_finding(world.own, world.user("vendor_coder"), lead, auditor),
    )
    someone = persona("practice_manager")
    page = someone.open(url("accuracy"))
    looked_at(someone, "accuracy")
    page.click("a[aria-label^='Encounter']")
    page.wait_for_selector("text=Counted in")
    looked_at(someone, "audits")
    someone.open(url("finding_list"))
    looked_at(someone, "findings")
