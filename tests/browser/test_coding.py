"""Coding from the keyboard alone, in Chromium."""

import datetime as dt

import pytest
from django.contrib.postgres.search import SearchVector
from django.utils import timezone
from playwright.sync_api import expect

from charts.models import (
    Chart,
    Code,
    CodeLine,
    CodeSetRelease,
    Coding,
    PendingSpell,
    WorkItem,
)
from charts.services import workitem_take
from charts.services.pending import pending_open
from engagements.kernel.scope import engagement_transaction
from engagements.selectors import actor_for
from tests.factories import charts as make

CODES = {
    "E11.9": "Type 2 diabetes mellitus without complications",
    "I10": "Essential (primary) hypertension",
    "J45.909": "Unspecified asthma, uncomplicated",
}


@pytest.fixture
def charts(world):
    """Three charts in the worklist, due one after the other, and a few codes."""
    release = CodeSetRelease.objects.create(
        kind="icd10cm", name="test", effective_on=dt.date(2015, 10, 1), source_sha256="0" * 64
    )
    Code.objects.bulk_create(
        Code(
            system="icd10cm",
            code=code,
            description=text,
            valid_from=dt.date(2015, 10, 1),
            release=release,
        )
        for code, text in CODES.items()
    )
    Code.objects.update(search=SearchVector("description", config="simple"))
    with engagement_transaction(world.own.pk):
        made = []
        for number in range(1, 4):
            due = timezone.now() + dt.timedelta(hours=number)
            chart = make.chart(
                world.own,
                encounter_ref=f"ENC-KEYS-{number}",
                date_of_service=dt.date(2026, 3, 2),
                due_at=due,
            )
            make.work_item(chart)
            made.append(chart)
    return made


def tab_to(page, name):
    """Presses Tab until the control of that name has the focus."""
    target = page.get_by_role("button", name=name)
    for _ in range(60):
        page.keyboard.press("Tab")
        if target.evaluate("element => element === document.activeElement"):
            return
    pytest.fail(f"{name} cannot be reached by Tab")


def find_diagnosis(page, words, code, row):
    page.keyboard.press("Alt+i")
    page.keyboard.type(words)
    page.keyboard.press("Enter")
    expect(page.locator(f"#id_dx-{row}-code")).to_have_value(code)


def find_procedure(page, code, row, *, modifiers="", pointers):
    page.keyboard.press("Alt+p")
    page.keyboard.type(code)
    page.keyboard.press("Enter")
    expect(page.locator(f"#id_px-{row}-modifiers")).to_be_focused()
    page.keyboard.type(modifiers)
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.type(pointers)


@pytest.mark.covers("R53", "R54")
def test_three_charts_are_coded_with_the_keyboard_alone(persona, charts, world):
    someone = persona("vendor_coder")
    page = someone.open(f"/e/{world.own.slug}/charts/worklist/")
    tab_to(page, "Next chart")
    page.keyboard.press("Enter")
    for chart in charts:
        page.wait_for_url(f"**/charts/{chart.pk}/code/")
        expect(page.locator("#dx-search")).to_be_focused()
        find_diagnosis(page, "diabetes", "E11.9", 0)
        find_diagnosis(page, "I10", "I10", 1)
        find_procedure(page, "99213", 0, modifiers="25", pointers="AB")
        page.keyboard.press("Alt+r")
        page.keyboard.press("Alt+a")
    page.wait_for_url("**/charts/worklist/")
    expect(page.get_by_text("ENC-KEYS-3 is attested")).to_be_visible()
    assert someone.problems == []
    assert someone.blocked() == []
    with engagement_transaction(world.own.pk):
        assert set(Chart.objects.values_list("state", flat=True)) == {"coded"}
        assert Coding.objects.filter(state="attested").count() == 3
        lines = CodeLine.objects.order_by("coding", "sequence")
        assert list(lines.values_list("code", "modifiers", "pointers")) == 3 * [
            ("E11.9", [], []),
            ("I10", [], []),
            ("99213", ["25"], [1, 2]),
        ]


@pytest.fixture
def coding(persona, charts, world):
    """The coding page of the first chart, open in the coder's browser."""

    def open_page(**more):
        someone = persona("vendor_coder", **more)
        page = someone.open(f"/e/{world.own.slug}/charts/worklist/")
        page.get_by_role("button", name="Next chart").click()
        page.wait_for_url(f"**/charts/{charts[0].pk}/code/")
        return someone

    return open_page


def test_a_changed_key_is_stored_with_its_owner_and_never_traps_the_keyboard(coding, world):
    someone = coding()
    page = someone.page
    page.locator("#dx-search").press("Escape")
    page.locator("main").focus()
    page.keyboard.press("?")
    button = page.get_by_role("button", name="Change the key for Save the draft")
    button.click()
    page.keyboard.press("Tab")
    expect(page.locator("#shortcuts-status")).to_contain_text("Choose another key")
    button.click()
    with page.expect_response("**/preferences/") as answer:
        page.keyboard.press("Alt+z")
    assert answer.value.status == 204
    expect(page.locator("#shortcuts-status")).to_have_text("“Save the draft” is now Alt+Z.")
    stored = type(world.user("vendor_coder")).objects.get(pk=world.user("vendor_coder").pk)
    assert stored.preferences["shortcuts"] == {"chart.save": "Alt+Z"}
    page.reload()
    expect(page.locator("[data-command='chart.save']")).to_have_attribute(
        "aria-keyshortcuts", "Alt+Z"
    )
    assert someone.problems == []


def test_the_draft_saves_itself_and_marks_what_is_wrong(coding, world):
    someone = coding()
    page = someone.page
    page.keyboard.type("asthma")
    page.keyboard.press("Enter")
    expect(page.locator("#draft-status")).to_contain_text("Draft saved")
    page.keyboard.press("Alt+p")
    page.keyboard.type("99213")
    page.keyboard.press("Enter")
    expect(page.locator("#px-0-problems")).to_contain_text("Point to at least one diagnosis")
    expect(page.locator("#id_px-0-pointers")).to_have_attribute("aria-invalid", "true")
    page.keyboard.press("Alt+g")
    expect(page.locator("#id_px-0-pointers")).to_be_focused()
    page.keyboard.type("A")
    page.keyboard.press("Tab")
    expect(page.locator("#id_px-0-pointers")).not_to_have_attribute("aria-invalid", "true")
    page.keyboard.press("Alt+k")
    expect(page.locator("#id_dx-3-code")).to_be_focused()
    page.keyboard.press("Alt+x")
    expect(page.locator("#id_dx-3-code")).to_be_hidden()
    assert someone.problems == []


SAVED = """async ([address, words]) =>
  (await (await fetch(address)).text()).includes(words)"""


def test_what_was_typed_is_kept_at_a_pause_and_when_one_leaves(coding):
    someone = coding()
    page = someone.page
    address = page.url
    page.keyboard.type("I10")
    page.keyboard.press("Enter")
    expect(page.locator("#draft-status")).to_contain_text("Draft saved")
    with page.expect_response("**/draft/") as pause:
        page.locator("#id_dx-0-evidence").press_sequentially("HPI, line 3")
    assert pause.value.status == 200
    page.locator("#id_dx-0-rationale").press_sequentially("Two readings")
    page.get_by_role("link", name="Worklist").click()
    page.wait_for_url("**/charts/worklist/")
    page.wait_for_function(SAVED, arg=[address, "Two readings"])
    page.go_back()
    expect(page.locator("#id_dx-0-code")).to_have_value("I10")
    expect(page.locator("#id_dx-0-evidence")).to_have_value("HPI, line 3")
    expect(page.locator("#id_dx-0-rationale")).to_have_value("Two readings")
    assert someone.problems == []


def test_the_keys_are_listed_without_conflict_and_can_be_changed(coding):
    page = coding().page
    assert page.evaluate("window.concord.shortcuts.conflicts()") == []
    page.locator("h1").click()
    page.keyboard.press("?")
    sheet = page.get_by_role("dialog", name="Keyboard shortcuts")
    expect(sheet).to_be_visible()
    sheet.get_by_role("button", name="Change the key for Find a diagnosis code").press("Enter")
    page.keyboard.press("Alt+a")
    expect(sheet.get_by_role("status")).to_contain_text("already does “Attest and go to next”")
    sheet.get_by_role("button", name="Change the key for Find a diagnosis code").press("Enter")
    page.keyboard.press("Alt+z")
    expect(sheet.get_by_role("status")).to_contain_text("“Find a diagnosis code” is now Alt+Z")
    page.keyboard.press("Escape")
    page.keyboard.press("Alt+p")
    page.keyboard.press("Alt+z")
    expect(page.locator("#dx-search")).to_be_focused()
    assert page.evaluate("window.concord.shortcuts.conflicts()") == []


@pytest.mark.parametrize("phone", [False, True])
def test_the_coding_page_is_clean_in_both_themes_and_widths(coding, phone):
    someone = coding(phone=phone)
    someone.page.locator("#dx-search").fill("I10")
    expect(someone.page.locator("#dx-options .code-option")).to_have_count(1)
    for theme in ("light", "dark"):
        someone.theme(theme)
        someone.check()


OUTSIDE = """lists => lists.flatMap(list => {
  const edge = list.closest(".card").getBoundingClientRect().right;
  return [...list.querySelectorAll("input, svg")]
    .filter(field => field.getBoundingClientRect().right > edge)
    .map(field => field.id || "the bin");
})"""


def test_every_field_of_a_line_stays_inside_its_card(coding):
    page = coding().page
    assert page.locator(".code-layout > .code-panels").count() == 1
    outside = {}
    for width in (1600, 1366, 1280, 1260, 1200, 1000, 780, 390):
        page.set_viewport_size({"width": width, "height": 800})
        outside[width] = page.locator(".code-lines").evaluate_all(OUTSIDE)
    assert {width: found for width, found in outside.items() if found} == {}


@pytest.mark.parametrize("phone", [False, True])
def test_charts_and_worklist_are_clean(persona, charts, world, phone):
    someone = persona("practice_manager", phone=phone)
    for path in ("", "worklist/", f"{charts[0].pk}/"):
        someone.open(f"/e/{world.own.slug}/charts/{path}")
        someone.check()


@pytest.mark.covers("R53", "R61")
def test_a_chart_is_set_pending_from_the_keyboard_with_its_reason(coding, charts, world):
    someone = coding()
    page = someone.page
    page.locator("#dx-search").press("Alt+u")
    expect(page.locator("#put-back-reason")).to_be_focused()
    page.keyboard.press("Alt+w")
    reason = page.locator("select[name=reason]")
    expect(reason).to_be_focused()
    page.keyboard.type("Missing")
    expect(reason).to_have_value("missing_document")
    page.keyboard.press("Tab")
    page.keyboard.type("The operative note")
    page.keyboard.press("Enter")
    page.wait_for_url("**/charts/worklist/")
    expect(page.get_by_text("ENC-KEYS-1 is pending: Missing document.")).to_be_visible()
    assert someone.problems == []
    with engagement_transaction(world.own.pk):
        spell = PendingSpell.objects.get(chart=charts[0])
        assert (spell.reason, spell.note) == ("missing_document", "The operative note")


@pytest.mark.covers("R66")
def test_a_lead_reassigns_charts_and_settles_one_from_the_keyboard(persona, charts, world):
    coder = world.user("vendor_coder")
    someone = persona("vendor_lead")
    page = someone.open(f"/e/{world.own.slug}/charts/worklist/")
    page.keyboard.press("j")
    page.keyboard.press("x")
    page.keyboard.press("j")
    page.keyboard.press("x")
    expect(page.locator("[data-bulk-count]")).to_have_text("2 selected")
    page.keyboard.press("b")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Coder")).to_be_focused()
    page.keyboard.type(coder.name)
    page.keyboard.press("Tab")
    page.keyboard.type("On the early shift")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_text("2 work items done.")).to_be_visible()
    with engagement_transaction(world.own.pk):
        given = WorkItem.objects.filter(assignee=coder).values_list("chart", flat=True)
        assert set(given) == {charts[0].pk, charts[1].pk}
        actor = actor_for(user=coder, engagement=world.own)
        WorkItem.objects.filter(chart=charts[2]).update(assignee=coder)
        item = workitem_take(actor=actor, item=WorkItem.objects.get(chart=charts[2]))
        spell = pending_open(actor=actor, item=item, reason="system", note="No access")
    page = someone.open(f"/e/{world.own.slug}/charts/pending/")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/charts/pending/{spell.pk}/")
    tab_to(page, "Settle and give the chart back")
    page.get_by_label("Resolution").press_sequentially("Access was restored")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Settled; the chart is back with its coder.")).to_be_visible()
    assert someone.problems == []


def test_a_list_becomes_cards_on_a_phone_though_most_of_its_columns_are_figures(
    persona, charts, world
):
    with engagement_transaction(world.own.pk):
        ago = timezone.now() - dt.timedelta(hours=5)
        Chart.objects.filter(pk=charts[0].pk).update(clock_started_at=ago, due_at=ago)
    page = persona("vendor_lead", phone=True).open(f"/e/{world.own.slug}/charts/late/")
    row = page.locator("#list-rows table.stacks > tbody > tr")
    expect(row).to_have_count(1)
    expect(row.locator("td").nth(2)).to_have_attribute("data-label", "Late by")
