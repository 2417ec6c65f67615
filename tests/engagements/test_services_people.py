"""Organizations, accounts and roles; guardian's rows are always what the memberships say."""

import datetime as dt
import re

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engagements.kernel.errors import DomainError, NotAllowed
from engagements.models import Engagement, EngagementUserPermission, Membership, User
from engagements.roles import SIDES, Role
from engagements.selectors import control_actor, engagements_of, guardian_permissions_of
from engagements.selectors.gates import engagement_today
from engagements.services import (
    engagement_create,
    engagement_update,
    grants_verify,
    invitation_mail,
    membership_grant,
    membership_revoke,
    organization_create,
    user_close,
    user_invite,
    user_unlock,
    user_update,
)
from tests.factories.world import user as make_user


@pytest.fixture
def admin(world):
    return control_actor(world.user("platform_admin"))


def projection():
    rows = EngagementUserPermission.objects.values_list(
        "content_object_id", "user_id", "permission__codename"
    )
    return set(rows)


def expected():
    return {
        (m.engagement_id, m.user_id, name)
        for m in Membership.objects.all()
        for name in guardian_permissions_of(SIDES[m.role])
    }


def test_organization_create_refuses_the_same_short_name_again(admin):
    made = organization_create(actor=admin, name="Lakeside Clinic", kind="practice")
    assert (made.slug, made.country) == ("lakeside-clinic", "US")
    with pytest.raises(DomainError, match="exists already") as refused:
        organization_create(actor=admin, name="Lakeside Clinic", kind="practice")
    assert refused.value.field == "slug"


def test_engagement_create_needs_parties_of_the_right_kind(admin, world):
    with pytest.raises(DomainError, match="not as coding vendor") as refused:
        engagement_create(
            actor=admin, name="Odd", practice=world.own.practice, vendor=world.own.auditor
        )
    assert refused.value.field == "vendor"
    assert Engagement.objects.filter(slug="odd").count() == 0


@pytest.mark.covers("R11")
def test_an_auditor_is_an_organization_apart(admin, world):
    parties = {"practice": world.own.practice, "vendor": world.own.vendor}
    for auditor in (world.own.vendor, world.own.practice, world.foreign.vendor):
        with pytest.raises(DomainError, match="not as independent auditor") as refused:
            engagement_create(actor=admin, name="Odd", auditor=auditor, **parties)
        assert refused.value.field == "auditor"
        with pytest.raises(DomainError):
            engagement_update(actor=admin, engagement=world.own, name="Own", auditor=auditor)
    for role in ("vendor_lead", "practice_manager"):
        with pytest.raises(DomainError, match="cannot hold the role 'Independent auditor'"):
            membership_grant(
                actor=admin,
                engagement=world.own,
                user=world.user(role),
                role=Role.INDEPENDENT_AUDITOR,
            )


def test_an_auditor_that_was_replaced_is_shut_out(admin, world, client_of):
    client = client_of("independent_auditor")
    url = f"/e/{world.own.slug}/"
    assert client.get(url).status_code == 200
    other = organization_create(actor=admin, name="Other Audit", kind="auditor")
    engagement_update(actor=admin, engagement=world.own, name="Own", auditor=other)
    assert client.get(url).status_code == 404


def test_control_plane_services_are_the_administrators(actor_of):
    with pytest.raises(NotAllowed):
        organization_create(actor=actor_of("practice_manager"), name="X", kind="practice")


@pytest.mark.covers("R132", "R133")
def test_membership_grant_keeps_to_the_side_of_the_organization(admin, world):
    coder = world.user("vendor_coder")
    with pytest.raises(DomainError, match="cannot hold the role 'Compliance officer'"):
        membership_grant(
            actor=admin, engagement=world.own, user=coder, role=Role.COMPLIANCE_OFFICER
        )
    outsider = world.foreign_user("vendor_coder")
    with pytest.raises(DomainError):
        membership_grant(actor=admin, engagement=world.own, user=outsider, role=Role.VENDOR_CODER)


def test_membership_grant_of_the_other_side_is_refused(actor_of, scoped):
    with pytest.raises(NotAllowed):
        membership_grant(
            actor=actor_of("vendor_lead"),
            engagement=scoped.own,
            user=scoped.user("provider"),
            role=Role.CDI_COORDINATOR,
        )


def test_membership_grant_again_changes_only_the_dates(actor_of, scoped):
    lead, coder = actor_of("vendor_lead"), scoped.user("vendor_coder")
    day = dt.date(2027, 1, 31)
    again = membership_grant(
        actor=lead, engagement=scoped.own, user=coder, role=Role.VENDOR_CODER, ends_on=day
    )
    assert Membership.objects.filter(user=coder).count() == 1
    assert again.ends_on == day
    with pytest.raises(DomainError, match="before it begins"):
        membership_grant(
            actor=lead,
            engagement=scoped.own,
            user=coder,
            role=Role.VENDOR_CODER,
            starts_on=day,
            ends_on=day - dt.timedelta(days=1),
        )
    over = engagement_today(scoped.own) - dt.timedelta(days=1)
    with pytest.raises(DomainError, match="which is past"):
        membership_grant(
            actor=lead, engagement=scoped.own, user=coder, role=Role.VENDOR_CODER, ends_on=over
        )


@pytest.mark.covers("R48")
def test_membership_revoke_takes_effect_at_the_next_request(actor_of, scoped, client_of):
    client = client_of("denial_analyst")
    url = f"/e/{scoped.own.slug}/people/"
    assert client.get(url).status_code == 200
    membership = Membership.objects.get(user=scoped.user("denial_analyst"))
    membership_revoke(actor=actor_of("practice_manager"), membership=membership)
    assert client.get(url).status_code == 404
    membership_revoke(actor=actor_of("practice_manager"), membership=membership)
    assert scoped.own not in engagements_of(scoped.user("denial_analyst"))


@pytest.mark.covers("R49")
def test_in_an_emergency_the_administrator_gives_a_role_for_the_day(world, client_of):
    """45 CFR 164.312(a)(2)(ii): the person enters at once; who gave it stays on record."""
    stand_in = make_user("stand_in@own.example", world.own.practice)
    entered = {"engagement": world.own.slug}
    page = reverse("charts:chart_list", kwargs=entered)
    person = client_of(stand_in)
    assert person.get(page).status_code == 404
    keys = {"engagement_id": world.own.pk, "side": "practice"}
    today = engagement_today(world.own)
    sent = {"user": stand_in.pk, "role": "practice_manager", "ends_on": today}
    given = client_of("platform_admin").post(reverse("control:engagement-role", kwargs=keys), sent)
    assert given.status_code == 302
    assert person.get(page).status_code == 200
    row = Membership.objects.get(user=stand_in)
    assert (row.created_by, row.ends_on) == (world.admin, today)
    Membership.objects.filter(pk=row.pk).update(ends_on=today - dt.timedelta(days=1))
    assert person.get(page).status_code == 404


def test_last_practice_manager_stays(actor_of, scoped):
    manager = actor_of("practice_manager")
    membership = Membership.objects.get(user=scoped.user("practice_manager"))
    second = make_user("second_manager@own.example", scoped.own.practice)
    given = {"actor": manager, "engagement": scoped.own, "role": "practice_manager"}
    today = engagement_today(scoped.own)
    for ends_on in (today, today + dt.timedelta(days=90)):
        with pytest.raises(DomainError, match="last practice manager"):
            membership_grant(user=membership.user, ends_on=ends_on, **given)
    with pytest.raises(DomainError, match="last practice manager"):
        membership_revoke(actor=manager, membership=membership)
    other = membership_grant(user=second, ends_on=today, **given)
    with pytest.raises(DomainError, match="last practice manager"):
        membership_revoke(actor=manager, membership=membership)
    assert other == membership_grant(user=second, **given)
    membership_grant(user=membership.user, ends_on=today, **given)
    with pytest.raises(DomainError, match="last practice manager"):
        membership_grant(user=second, ends_on=today, **given)


OPERATIONS = st.lists(
    st.tuples(
        st.booleans(),
        st.sampled_from(list(Role)),
        st.sampled_from(list(Role)),
        st.sampled_from(["own", "foreign"]),
    ),
    max_size=12,
)


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(operations=OPERATIONS)
def test_projection_equals_memberships_after_any_grants_and_revokes(world, operations):
    for grant, person, role, where in operations:
        engagement = world.own if where == "own" else world.foreign
        user = world.users[where, person.value]
        try:
            if grant:
                membership_grant(actor=None, engagement=engagement, user=user, role=role)
            else:
                for membership in Membership.objects.filter(
                    engagement=engagement, user=user, role=role
                ):
                    membership_revoke(actor=None, membership=membership)
        except DomainError:
            pass
        assert projection() == expected()
    assert grants_verify() == []


def test_verify_grants_finds_and_repairs_drift(world, capsys):
    coder = world.user("vendor_coder")
    EngagementUserPermission.objects.filter(
        user=coder, permission__codename="code_engagement"
    ).delete()
    Membership.objects.filter(user=world.user("provider")).delete()
    with pytest.raises(CommandError, match="2 differences"):
        call_command("verify_grants")
    call_command("verify_grants", "--repair")
    assert "2 repaired" in capsys.readouterr().out
    assert projection() == expected()
    call_command("verify_grants")


def test_grants_are_compared_in_as_many_queries_for_one_as_for_all(
    world, django_assert_num_queries
):
    with django_assert_num_queries(3):
        assert grants_verify() == []
    Membership.objects.exclude(user=world.user("vendor_coder")).delete()
    grants_verify(repair=True)
    with django_assert_num_queries(3):
        assert grants_verify() == []


def test_ended_membership_leaves_the_projection(world):
    coder = world.user("vendor_coder")
    Membership.objects.filter(user=coder).update(ends_on=dt.date(2020, 1, 1))
    grants_verify(repair=True)
    assert {row for row in projection() if row[1] == coder.pk} == set()


def test_user_invite_mails_a_link_that_sets_the_password_once(admin, world):
    user = user_invite(
        actor=admin,
        email="New.Coder@Vendor.example",
        name="New Coder",
        organization=world.own.vendor,
    )
    assert (user.email, user.has_usable_password()) == ("new.coder@vendor.example", False)
    assert invitation_mail(user_id=user.pk) is True
    message = mail.outbox[0]
    assert (message.subject, message.to) == ("Concord: your invitation", [user.email])
    link = re.search(r"http://[^/]+(/\S+)", message.body).group(1)
    client = Client()
    form = client.get(link, follow=True)
    secret = "a long and private sentence"
    sent = {"password1": secret, "password2": secret}
    assert client.post(form.redirect_chain[-1][0], sent).status_code == 302
    user.refresh_from_db()
    assert user.check_password(secret)
    assert "no longer works" in Client().get(link).content.decode()
    assert invitation_mail(user_id=user.pk) is False


def test_user_invite_again_before_the_start_changes_nothing(admin, world):
    invite = {"actor": admin, "email": "a@b.example", "name": "A", "organization": world.own.vendor}
    assert user_invite(**invite) == user_invite(**invite)
    with pytest.raises(DomainError, match="has an account already"):
        user_invite(**(invite | {"organization": world.own.practice}))
    with pytest.raises(DomainError, match="no e-mail address"):
        user_invite(**(invite | {"email": "not an address"}))


def test_user_invite_into_another_organization_is_refused(actor_of, scoped):
    lead = actor_of("vendor_lead")
    invite = {"actor": lead, "email": "a@b.example", "name": "A"}
    assert user_invite(**invite, organization=scoped.own.vendor).organization == scoped.own.vendor
    with pytest.raises(NotAllowed):
        user_invite(**invite, organization=scoped.own.practice)
    with pytest.raises(NotAllowed):
        user_invite(**invite, organization=scoped.own.vendor, is_platform_admin=True)


@pytest.mark.covers("R49")
def test_user_close_ends_sessions_and_sign_in(admin, world, client_of):
    user = world.user("practice_manager")
    client = client_of(user)
    assert client.get("/accounts/profile/").status_code == 200
    user_close(actor=admin, user=user)
    assert client.get("/accounts/profile/").status_code == 302
    with pytest.raises(DomainError, match="own account"):
        user_close(actor=admin, user=world.user("platform_admin"))


def test_user_update_keeps_addresses_unique_in_any_case(admin, world):
    user = world.user("provider")
    taken = world.user("practice_manager").email.upper()
    with pytest.raises(DomainError, match="belongs to another account"):
        user_update(actor=admin, user=User.objects.get(pk=user.pk), name="P", email=taken)


def test_user_unlock_forgets_failures(admin, world):
    user = world.user("practice_manager")
    for _ in range(5):
        Client().post("/accounts/login/", {"login": user.email, "password": "wrong"})
    user_unlock(actor=admin, user=user)
    answer = Client().post("/accounts/login/", {"login": user.email, "password": "wrong"})
    assert answer.status_code == 200
