"""Signing in as people do it: password, second factor, lockout, limits of the session."""

import datetime as dt
import re
import time
from urllib.parse import urlencode

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core import mail
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from engagements.models import User
from engagements.roles import SIDES, Role
from engagements.selectors import control_actor
from engagements.services import (
    invitation_mail,
    membership_grant,
    user_invite,
    user_update,
)
from tests.factories.world import PASSWORD

LOGIN = "/accounts/login/"
ENROL = "/accounts/2fa/totp/activate/"


def code_of(secret, at=None):
    return format_hotp_value(hotp_value(secret, int(at or time.time()) // 30))


def sign_in(client, user, password=PASSWORD, **extra):
    return client.post(LOGIN, {"login": user.email, "password": password}, **extra)


def secret_on(page):
    return re.search(r'id="authenticator_secret"[^>]*value="([A-Z2-7]+)"', page).group(1)


def enrol(client):
    secret = secret_on(client.get(ENROL).content.decode())
    assert client.post(ENROL, {"code": code_of(secret)}).status_code == 302
    return secret


def home(world):
    return reverse("engagements:home", kwargs={"engagement": world.own.slug})


@pytest.mark.covers("R49")
@pytest.mark.parametrize("role", [*Role, "platform_admin"])
def test_second_factor_is_required_of_vendor_auditor_and_administrator(world, role):
    client = Client()
    sign_in(client, world.user(role))
    response = client.get(home(world))
    if role in SIDES and SIDES[role] == "practice":
        assert response.status_code == 200
    else:
        assert (response.status_code, response.url) == (302, ENROL)


def test_second_factor_answers_apis_and_fragments_in_their_own_way(world):
    client = Client()
    sign_in(client, world.user("vendor_coder"))
    api = client.get(f"/api/v1/e/{world.own.slug}/charts/")
    assert api.status_code in {403, 404}
    fragment = client.get(home(world), headers={"HX-Request": "true"})
    assert (fragment.status_code, fragment["HX-Redirect"]) == (204, ENROL)


@pytest.mark.covers("R48")
def test_enrolment_end_to_end_with_codes_and_recovery(world):
    user = world.user("vendor_coder")
    client = Client()
    assert sign_in(client, user).status_code == 302
    before = client.session.session_key
    secret = enrol(client)
    codes = client.get("/accounts/2fa/recovery-codes/").content.decode()
    recovery = re.findall(r"<li class=\"col-6 col-sm-4\">([0-9a-z-]+)</li>", codes)
    assert len(recovery) == 10
    assert client.get(home(world)).status_code == 200
    assert client.session.session_key != before
    stored = Authenticator.objects.get(user=user, type="totp").data["secret"]
    assert secret not in stored

    client.post("/accounts/logout/")
    step = sign_in(client, user)
    assert step.url == "/accounts/2fa/authenticate/"
    assert client.get(home(world)).status_code == 302
    assert client.post(step.url, {"code": "000000"}).status_code == 200
    code = code_of(secret)
    assert client.post(step.url, {"code": code}).status_code == 302
    assert client.get(home(world)).status_code == 200

    other = Client()
    step = sign_in(other, user)
    replay = other.post(step.url, {"code": code})
    assert "Incorrect code" in replay.content.decode()
    assert other.post(step.url, {"code": recovery[0]}).status_code == 302
    assert other.get(home(world)).status_code == 200


def test_used_code_stays_used_while_the_tolerance_accepts_it(world):
    user = world.user("vendor_coder")
    with time_machine.travel(dt.datetime(2026, 3, 2, 15, 0, 1, tzinfo=dt.UTC), tick=False) as clock:
        client = Client()
        sign_in(client, user)
        secret = enrol(client)
        clock.shift(120)
        first = Client()
        code = code_of(secret)
        assert first.post(sign_in(first, user).url, {"code": code}).status_code == 302
        clock.shift(40)
        second = Client()
        replay = second.post(sign_in(second, user).url, {"code": code})
        assert "Incorrect code" in replay.content.decode()


def test_last_factor_of_a_vendor_cannot_be_removed_but_a_practice_may(world):
    for role, allowed in (("vendor_lead", False), ("practice_manager", True)):
        client = Client()
        sign_in(client, world.user(role))
        enrol(client)
        page = client.get("/accounts/2fa/totp/deactivate/")
        assert ("require two-factor" in page.content.decode()) is not allowed
        client.post("/accounts/2fa/totp/deactivate/")
        held = Authenticator.objects.filter(user=world.user(role), type="totp").exists()
        assert held is not allowed


@pytest.mark.covers("R49")
def test_lockout_after_five_failures_however_the_address_is_written(world):
    user = world.user("practice_manager")
    client = Client()
    answers = [
        client.post(LOGIN, {"login": email, "password": "wrong"}).status_code
        for email in (user.email, user.email.upper(), f" {user.email}", user.email, user.email)
    ]
    assert answers == [200, 200, 200, 200, 429]
    locked = sign_in(Client(), user)
    assert locked.status_code == 429
    assert "15 minutes" in locked.content.decode()
    assert sign_in(Client(), world.user("denial_analyst")).status_code == 302


def test_lockout_ends_by_itself_and_more_guesses_do_not_prolong_it(world):
    user = world.user("practice_manager")
    with time_machine.travel(dt.datetime(2026, 3, 2, 15, tzinfo=dt.UTC), tick=False) as clock:
        for _ in range(5):
            sign_in(Client(), user, "wrong")
        clock.shift(14 * 60)
        assert sign_in(Client(), user, "wrong").status_code == 429
        clock.shift(61)
        assert sign_in(Client(), user).status_code == 302


def test_failures_are_forgotten_after_a_success(world):
    user = world.user("practice_manager")
    for _ in range(4):
        sign_in(Client(), user, "wrong")
    assert sign_in(Client(), user).status_code == 302
    for _ in range(4):
        assert sign_in(Client(), user, "wrong").status_code == 200


@pytest.mark.covers("R49")
def test_idle_session_ends_after_fifteen_minutes(world):
    user = world.user("practice_manager")
    with time_machine.travel(dt.datetime(2026, 3, 2, 15, tzinfo=dt.UTC), tick=False) as clock:
        client = Client()
        sign_in(client, user)
        assert client.get(home(world)).status_code == 200
        clock.shift(14 * 60 + 59)
        assert client.get(home(world)).status_code == 200
        clock.shift(15 * 60)
        response = client.get(home(world))
        assert (response.status_code, response.url) == (302, f"{LOGIN}?next=%2Fe%2Fown%2F")
        assert "nobody used this session" in client.get(response.url).content.decode()
        assert client.get(home(world)).status_code == 302


def test_a_fragment_of_a_signed_out_page_leads_to_sign_in_and_back_to_the_page(client, world):
    page = f"/e/{world.own.slug}/charts/"
    htmx = {"HX-Request": "true", "HX-Current-URL": f"http://testserver{page}"}
    answer = client.post(f"{page}worklist/next/", headers=htmx)
    assert (answer.status_code, answer.content) == (204, b"")
    assert answer.headers["HX-Redirect"] == f"/accounts/login/?{urlencode({'next': page})}"


def test_no_browser_keeps_a_page_of_somebody_signed_in(client_of, world):
    page = client_of("practice_manager").get(f"/e/{world.own.slug}/charts/")
    assert page.headers["Cache-Control"] == "no-store, private"


def test_requests_of_the_page_itself_do_not_count_as_use(world):
    with time_machine.travel(dt.datetime(2026, 3, 2, 15, tzinfo=dt.UTC), tick=False) as clock:
        client = Client()
        sign_in(client, world.user("practice_manager"))
        client.get(home(world))
        for _ in range(3):
            clock.shift(5 * 60)
            response = client.get(home(world), headers={"X-Background": "1"})
        assert response.status_code == 302


def test_session_ends_after_a_working_day_however_busy(world):
    with time_machine.travel(dt.datetime(2026, 3, 2, 8, tzinfo=dt.UTC), tick=False) as clock:
        client = Client()
        sign_in(client, world.user("practice_manager"))
        client.get(home(world))
        busy = f"/api/v1/e/{world.own.slug}/charts/charts/"
        for _ in range(12 * 6 - 1):
            clock.shift(10 * 60)
            assert client.get(busy).status_code == 200
        clock.shift(10 * 60)
        assert client.get(home(world)).status_code == 302


def test_session_state_tells_without_counting_and_keeps_when_posted(world):
    with time_machine.travel(dt.datetime(2026, 3, 2, 15, tzinfo=dt.UTC), tick=False) as clock:
        client = Client()
        assert client.get("/accounts/session/").status_code == 401
        sign_in(client, world.user("practice_manager"))
        client.get(home(world))
        clock.shift(14 * 60)
        asked = client.get("/accounts/session/", headers={"X-Background": "1"})
        assert asked.json() == {"remaining": 60, "ending": "idle"}
        kept = client.post("/accounts/session/")
        assert kept.json() == {"remaining": 900, "ending": "idle"}


def test_sign_up_is_closed(client, db):
    for answer in (
        client.get("/accounts/signup/"),
        client.post("/accounts/signup/", {"email": "new@example.org", "password1": PASSWORD}),
    ):
        assert "made by invitation" in answer.content.decode()


def test_session_key_rotates_at_sign_in(world):
    client = Client()
    client.get(LOGIN)
    client.session["probe"] = 1
    before = client.session.session_key
    sign_in(client, world.user("practice_manager"))
    assert client.session.session_key not in {None, before}


def test_password_reset_mails_a_link_that_works_once(world):
    user = world.user("practice_manager")
    client = Client()
    client.post("/accounts/password/reset/", {"email": user.email})
    link = re.search(r"http://testserver(/\S+)", mail.outbox[0].body).group(1)
    form = client.get(link, follow=True)
    target = form.redirect_chain[-1][0]
    new = "another long enough secret"
    assert client.post(target, {"password1": new, "password2": new}).status_code == 302
    assert sign_in(Client(), user, new).status_code == 302
    assert "no longer works" in Client().get(link).content.decode()


def set_password(body, password):
    """Follows the link of a mail and sets the password there."""
    client = Client()
    link = re.search(r"http://[^/]+(/\S+)", body).group(1)
    page = client.get(link, follow=True)
    target = page.redirect_chain[-1][0] if page.redirect_chain else link
    return client.post(target, {"password1": password, "password2": password})


@pytest.mark.covers("R48", "R49")
def test_somebody_invited_to_the_vendor_sets_up_a_second_factor_and_gets_to_work(world):
    user = user_invite(
        actor=control_actor(world.user("platform_admin")),
        email="new@vendor.example",
        name="New Lead",
        organization=world.own.vendor,
    )
    membership_grant(actor=None, engagement=world.own, user=user, role=Role.VENDOR_LEAD)
    invitation_mail(user_id=user.pk)
    assert set_password(mail.outbox[0].body, PASSWORD).status_code == 302
    client = Client()
    assert sign_in(client, user).status_code == 302
    assert client.get(home(world)).url == ENROL
    enrol(client)
    assert client.get(home(world)).status_code == 200


@pytest.mark.covers("R49")
def test_a_former_address_neither_signs_in_nor_receives_a_link(world):
    admin = control_actor(world.user("platform_admin"))
    typed = {"email": "typo@wrong.example", "name": "P", "organization": world.own.practice}
    user = user_invite(actor=admin, **typed)
    invitation_mail(user_id=user.pk)
    invitation = mail.outbox.pop().body
    user = user_update(actor=admin, user=user, name="P", email="right@own.example")
    assert "no longer works" in set_password(invitation, PASSWORD).content.decode()
    Client().post("/accounts/password/reset/", {"email": "typo@wrong.example"})
    assert mail.outbox == []
    invitation_mail(user_id=user.pk)
    set_password(mail.outbox[0].body, PASSWORD)
    former = Client().post(LOGIN, {"login": "typo@wrong.example", "password": PASSWORD})
    assert former.status_code == 200
    assert sign_in(Client(), user).status_code == 302


@pytest.mark.covers("R49")
@pytest.mark.parametrize("password", ["new lead 1234", "new@vendor.exampl"])
def test_a_password_like_the_name_or_the_address_is_refused(world, password):
    user = User(name="New Lead", email="new@vendor.example")
    with pytest.raises(ValidationError, match="too similar"):
        validate_password(password, user)


def test_password_reset_says_nothing_of_unknown_addresses(world):
    known = Client().post("/accounts/password/reset/", {"email": world.user("provider").email})
    unknown = Client().post("/accounts/password/reset/", {"email": "nobody@example.org"})
    assert (known.status_code, known.url) == (unknown.status_code, unknown.url)
    assert len(mail.outbox) == 1


INLINE = re.compile(
    r"<script(?![^>]*\bsrc=)(?![^>]*application/json)|\sstyle=|\son[a-z]+=\"", re.IGNORECASE
)


@pytest.mark.covers("R49")
@pytest.mark.parametrize(
    "path",
    [
        "2fa/",
        "2fa/totp/activate/",
        "2fa/webauthn/add/",
        "2fa/webauthn/",
        "password/change/",
        "profile/",
        "sessions/",
        "logout/",
        "reauthenticate/",
    ],
)
def test_account_pages_have_nothing_inline_and_a_strict_policy(world, path):
    client = Client()
    sign_in(client, world.user("practice_manager"))
    response = client.get(f"/accounts/{path}")
    assert response.status_code == 200
    assert INLINE.search(response.content.decode()) is None
    policy = response["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy


@pytest.mark.parametrize("path", ["login/", "signup/", "password/reset/", "inactive/"])
def test_signed_out_pages_have_nothing_inline(client, db, path):
    response = client.get(f"/accounts/{path}")
    assert response.status_code == 200
    assert INLINE.search(response.content.decode()) is None


def test_profile_is_saved_and_rubbish_refused(world):
    client = Client()
    user = world.user("practice_manager")
    sign_in(client, user)
    good = {"name": "Robin Reyes", "time_zone": "America/Chicago", "theme": "dark"}
    assert client.post("/accounts/profile/", good).status_code == 302
    user.refresh_from_db()
    assert (user.name, user.time_zone, user.theme) == ("Robin Reyes", "America/Chicago", "dark")
    bad = client.post("/accounts/profile/", good | {"time_zone": "Mars/Olympus"})
    assert bad.status_code == 400
    assert "Select a valid choice" in bad.content.decode()


def test_session_limits_come_from_settings():
    assert (
        settings.SESSION_IDLE_SECONDS,
        settings.SESSION_WARNING_SECONDS,
        settings.AXES_FAILURE_LIMIT,
    ) == (900, 120, 5)
