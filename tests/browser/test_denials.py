"""A denial analyst's morning: codes explain themselves, the cause is set, the denial goes on."""

import os
from pathlib import Path

import pytest
from django.urls import reverse

from engagements.kernel.scope import engagement_transaction
from tests.browser.conftest import DESKTOP, PHONE, THEMES
from tests.factories import denials as make
from tests.factories.charts import coded_chart

SLUG = {"engagement": "own"}
REASONS = (
    ("97", ["N19"], "coding", "unbundling", 480),
    ("4", [], "coding", "modifier", 312),
    ("197", [], "front_end", "authorization", 1250),
    ("16", ["M76", "MA130"], "coding", "diagnosis_code", 220),
    ("50", ["N115"], "review", "medical_necessity", 95),
    ("29", [], "billing", "timely_filing", 140),
)


@pytest.fixture
def denials(world):
    """Six denials on four claims, matched to charts; one claim holds three of them."""
    made = []
    with engagement_transaction(world.own.pk):
        coder = world.user("vendor_coder")
        chart = coded_chart(world.own, coder, encounter_ref="ENC-2026-0417")
        big = make.claim(
            world.own,
            patient_control_number="ENC-2026-0417",
            chart=chart,
            coder=coder,
            charge=1900,
            paid=0,
            specialty="cardiology",
        )
        for number, (carc, rarcs, kind, category, amount) in enumerate(REASONS):
            made.append(
                make.denial(
                    big if number < 3 else make.claim(world.own, coder=coder, paid=0),
                    carc=carc,
                    rarcs=rarcs,
                    suggested_class=kind,
                    suggested_category=category,
                    amount=amount,
                    appeal_allowed="MA130" not in rarcs,
                )
            )
        remittance = make.remittance(
            world.own,
            is_balanced=False,
            payment_amount=1222,
            claims_paid=1222,
            provider_adjustments=-2,
            verdict="Out of balance: the payment (BPR02) is 1222 but claims less provider "
            "adjustments come to 1224, a difference of -2. Ask the payer for a corrected 835.",
            problems=["SE01 says 39 segments, 41 were read: check that nothing is missing."],
        )
    return made, remittance


def _shot(someone, name):
    """Keeps a picture where CONCORD_SCREENSHOTS names a folder: for people who judge pages."""
    folder = os.environ.get("CONCORD_SCREENSHOTS")
    if folder:
        someone.page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


def test_denial_pages_hold_in_both_themes_and_on_a_phone(persona, denials):
    made, remittance = denials
    someone = persona("denial_analyst")
    addresses = {
        "list": reverse("denials:denial_list", kwargs=SLUG),
        "denial": reverse("denials:denial_detail", kwargs=SLUG | {"denial_id": made[0].pk}),
        "unprocessable": reverse("denials:denial_detail", kwargs=SLUG | {"denial_id": made[3].pk}),
        "claim": reverse("denials:claim_detail", kwargs=SLUG | {"claim_id": made[0].claim_id}),
        "claims": reverse("denials:claim_list", kwargs=SLUG),
        "remittances": reverse("denials:remittance_list", kwargs=SLUG),
        "remittance": reverse(
            "denials:remittance_detail", kwargs=SLUG | {"remittance_id": remittance.pk}
        ),
        "import": reverse("denials:remittance_import", kwargs=SLUG),
        "deadlines": reverse("denials:deadlines", kwargs=SLUG),
        "pareto": reverse("denials:pareto", kwargs=SLUG)
        + "?by=carc&then=class&from=2026-03-01&to=2026-03-31",
    }
    for name, address in addresses.items():
        someone.open(address)
        for theme, rules in THEMES:
            someone.theme(theme)
            assert someone.violations(rules) == [], (name, theme)
            _shot(someone, f"{name}-{theme}")
        assert someone.blocked() == []
        someone.page.set_viewport_size(PHONE)
        assert someone.overflow() <= 0, name
        _shot(someone, f"{name}-phone")
        someone.page.set_viewport_size(DESKTOP)
    assert someone.problems == []


def test_codes_open_by_keyboard_and_the_denial_is_worked(persona, denials):
    made, _ = denials
    someone = persona("denial_analyst")
    page = someone.open(reverse("denials:denial_list", kwargs=SLUG))
    words = page.locator(f"#codes-{made[0].pk}")
    assert not words.is_visible()
    page.locator(f'button[popovertarget="codes-{made[0].pk}"]').focus()
    page.keyboard.press("Enter")
    words.wait_for(state="visible")
    assert "Incidental to the main procedure" in words.inner_text()
    assert someone.violations() == []
    _shot(someone, "codes-open")
    page.keyboard.press("Escape")
    words.wait_for(state="hidden")

    someone.open(reverse("denials:denial_detail", kwargs=SLUG | {"denial_id": made[0].pk}))
    assert page.get_by_role("button", name="Appeal").is_disabled()
    page.get_by_role("combobox", name="Root cause").select_option("coding")
    page.get_by_label("Evidence").fill("Modifier 59 was documented and not billed.")
    page.get_by_role("button", name="Set the root cause").click()
    page.get_by_role("button", name="Appeal").click()
    page.get_by_text("The denial is now: appealed.").wait_for()
    someone.check()
