"""Accounts: invited, changed, locked out, closed. Sessions of an account end when it weakens."""

from allauth.account.forms import default_token_generator
from allauth.account.models import EmailAddress
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from axes.utils import reset as axes_reset
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.db import IntegrityError, transaction
from django.template.loader import render_to_string
from django.urls import reverse

from engagements.kernel.errors import DomainError, NotAllowed
from engagements.kernel.policy import Actor
from engagements.models import Organization, User
from engagements.services.mail import address_clean, site_url
from engagements.services.preferences import THEMES
from engagements.validators import time_zone_validate


def _require_manager_of(actor: Actor, organization: Organization | None) -> None:
    """The platform's administrator, or whoever manages the people of that very organization."""
    if actor.can("platform.administer"):
        return
    actor.require("member.manage")
    if organization is None or actor.organization_id != organization.pk:
        raise NotAllowed("You manage the people of your own organization.", action="member.manage")


def _zone(time_zone: str) -> str:
    try:
        time_zone_validate(time_zone)
    except ValidationError as error:
        raise DomainError(
            error.messages[0], field="time_zone", remedy="Choose one such as America/New_York."
        ) from None
    return time_zone


@transaction.atomic
def user_invite(
    *,
    actor: Actor,
    email: str,
    name: str,
    organization: Organization,
    time_zone: str = "America/New_York",
    is_platform_admin: bool = False,
) -> User:
    """Makes an account without a password. Inviting somebody who has not begun changes nothing.

    The caller enqueues the mail; it carries a link that sets the password once.
    """
    _require_manager_of(actor, organization)
    if is_platform_admin:
        actor.require("platform.administer")
    address = address_clean(email)
    try:
        with transaction.atomic():
            return User.objects.create_user(
                address,
                name=name.strip(),
                organization=organization,
                time_zone=_zone(time_zone),
                is_platform_admin=is_platform_admin,
            )
    except IntegrityError:
        user = User.objects.get(email__iexact=address)
    if user.organization_id != organization.pk or user.has_usable_password():
        raise DomainError(
            f"{address} has an account already.",
            field="email",
            remedy="Give that person a role, or use the address of somebody else.",
        )
    return user


def invitation_url(user: User) -> str:
    """A link that sets the password once; it dies when used, and after three days."""
    key = default_token_generator.make_token(user)
    path = reverse(
        "account_reset_password_from_key", kwargs={"uidb36": user_pk_to_url_str(user), "key": key}
    )
    return site_url(path)


def invitation_mail(*, user_id: int) -> bool:
    """Mails the invitation; nothing to somebody who has a password or whose account is closed."""
    user = User.objects.select_related("organization").filter(pk=user_id, is_active=True).first()
    if user is None or user.has_usable_password():
        return False
    context = {"user": user, "url": invitation_url(user), "organization": user.organization}
    EmailMessage(
        subject="Concord: your invitation",
        body=render_to_string("account/email/invitation.txt", context),
        to=[user.email],
    ).send()
    return True


@transaction.atomic
def user_update(*, actor: Actor, user: User, name: str, email: str) -> User:
    """Corrects name or address. A new address ends the sessions: it is the identity."""
    _require_manager_of(actor, user.organization)
    address = address_clean(email)
    changed = address != user.email
    if changed:
        actor.require("platform.administer")
    user.name, user.email = name.strip(), address
    try:
        with transaction.atomic():
            user.save(update_fields=["name", "email"])
    except IntegrityError:
        raise DomainError(
            f"{address} belongs to another account.", field="email", remedy="Use another address."
        ) from None
    if changed:
        addresses_forget(user=user)
        sessions_end(user=user)
    return user


@transaction.atomic
def user_close(*, actor: Actor, user: User) -> None:
    """Nobody can sign in to it from now on; what its owner did stays."""
    _require_manager_of(actor, user.organization)
    if actor.user_id == user.pk:
        raise DomainError(
            "You cannot close your own account.", remedy="Ask another administrator to do it."
        )
    User.objects.filter(pk=user.pk).update(is_active=False)
    sessions_end(user=user)


@transaction.atomic
def user_open(*, actor: Actor, user: User) -> None:
    _require_manager_of(actor, user.organization)
    User.objects.filter(pk=user.pk).update(is_active=True)


def user_unlock(*, actor: Actor, user: User) -> int:
    """Forgets the failed sign-ins of an account."""
    _require_manager_of(actor, user.organization)
    return int(axes_reset(username=user.email.lower()))


@transaction.atomic
def second_factor_reset(*, actor: Actor, user: User) -> None:
    """For a lost phone: removes all factors, so that the next sign-in sets one up again."""
    actor.require("platform.administer")
    Authenticator.objects.filter(user=user).delete()
    sessions_end(user=user)


@transaction.atomic
def profile_update(*, user: User, name: str, time_zone: str, theme: str) -> User:
    """What people may change about themselves."""
    if theme not in THEMES:
        raise DomainError(
            f"{theme!r} is no theme.", field="theme", remedy=f"Choose one of {', '.join(THEMES)}."
        )
    if not name.strip():
        raise DomainError("A name is needed.", field="name", remedy="Type your name.")
    user.name, user.time_zone, user.theme = name.strip(), _zone(time_zone), theme
    user.save(update_fields=["name", "time_zone", "theme"])
    return user


def addresses_forget(*, user: User) -> None:
    """Allauth notes each address it mails a link to, and goes on signing its holder in by it and
    mailing links there: whoever reads an address that was the account's must not open it.
    """
    EmailAddress.objects.filter(user=user).delete()


def sessions_end(*, user: User) -> None:
    """Signs the account out everywhere."""
    for session in UserSession.objects.filter(user=user):
        session.end()
