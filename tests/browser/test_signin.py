"""Account pages in a real browser: codes, passkeys and the session's warning under a strict CSP."""

import re
import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value

from tests.browser.conftest import THEMES
from tests.factories.world import PASSWORD

ACCOUNT_PAGES = (
    "/accounts/profile/",
    "/accounts/password/change/",
    "/accounts/2fa/",
    "/accounts/2fa/totp/activate/",
    "/accounts/2fa/webauthn/add/",
    "/accounts/sessions/",
    "/accounts/logout/",
)
PUBLIC_PAGES = (
    "/accounts/login/",
    "/accounts/signup/",
    "/accounts/password/reset/",
    "/accounts/inactive/",
)


def sign_in(someone, user):
    page = someone.open("/accounts/login/")
    page.get_by_label("Email").fill(user.email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    return page


def authenticator_of(someone):
    """A platform authenticator with user verification, as a laptop has one."""
    tools = someone.context.new_cdp_session(someone.page)
    tools.send("WebAuthn.enable")
    tools.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )
    return tools


@pytest.mark.parametrize("phone", [False, True])
def test_account_pages_are_clean_in_both_themes(phone, persona, world):
    someone = persona(phone=phone)
    for path in PUBLIC_PAGES:
        someone.open(path)
        for theme, rules in THEMES:
            someone.theme(theme)
            someone.check(rules)
    sign_in(someone, world.user("practice_manager"))
    for path in ACCOUNT_PAGES:
        someone.open(path)
        for theme, rules in THEMES:
            someone.theme(theme)
            someone.check(rules)


@pytest.mark.covers("R48", "R49")
def test_vendor_enrols_a_code_and_is_let_in(persona, world):
    someone = persona()
    page = sign_in(someone, world.user("vendor_coder"))
    page.wait_for_url("**/2fa/totp/activate/")
    secret = page.get_by_label("Key", exact=True).input_value()
    code = format_hotp_value(hotp_value(secret, int(time.time()) // 30))
    page.get_by_label("Authenticator code").fill(code)
    page.get_by_role("button", name="Finish").click()
    page.get_by_role("heading", name="Recovery codes").wait_for()
    someone.check()
    page.get_by_role("link", name="Continue to my work").click()
    page.get_by_role("heading", name="My work", level=1).wait_for()


@pytest.mark.covers("R49")
def test_passkey_is_added_and_signs_in_under_the_strict_policy(persona, world, live_server):
    someone = persona()
    someone.base = live_server.url.replace("127.0.0.1", "localhost")
    tools = authenticator_of(someone)
    user = world.user("vendor_lead")
    page = sign_in(someone, user)
    page.wait_for_url("**/2fa/totp/activate/")
    page = someone.open("/accounts/2fa/webauthn/add/")
    page.get_by_label("Passwordless").check()
    page.get_by_role("button", name="Add", exact=True).click()
    page.get_by_role("heading", name="Recovery codes").wait_for()
    assert Authenticator.objects.filter(user=user, type="webauthn").count() == 1
    someone.context.clear_cookies()
    page = someone.open("/accounts/login/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.get_by_role("heading", name="My work", level=1).wait_for()
    assert someone.blocked() == []
    tools.detach()


@pytest.mark.covers("R49")
def test_warning_appears_before_an_idle_session_ends_and_keeps_it(persona, world, settings):
    settings.SESSION_WARNING_SECONDS = settings.SESSION_IDLE_SECONDS - 5
    someone = persona("practice_manager")
    page = someone.open(f"/e/{world.own.slug}/")
    dialog = page.get_by_role("dialog", name="Still there?")
    dialog.wait_for()
    someone.check()
    assert re.search(r"Time left: 1\d:\d\d", dialog.inner_text())
    with page.expect_response("**/accounts/session/") as answer:
        dialog.get_by_role("button", name="Stay signed in").click()
    kept = answer.value.json()
    assert kept["remaining"] > settings.SESSION_WARNING_SECONDS
    assert kept["ending"] == "idle"


def test_session_that_has_ended_leads_to_sign_in_and_back(persona, world, settings):
    settings.SESSION_WARNING_SECONDS = 1
    settings.SESSION_IDLE_SECONDS = 3
    someone = persona("practice_manager")
    page = someone.open(f"/e/{world.own.slug}/people/")
    page.wait_for_url("**/accounts/login/?next=*people*")
