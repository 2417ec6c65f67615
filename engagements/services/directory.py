"""The provider directory and who receives the monthly report."""

from django.db import IntegrityError, transaction

from engagements.kernel.errors import DomainError
from engagements.kernel.policy import Actor
from engagements.models import Provider, ReportRecipient, User
from engagements.policies import ProviderPolicy, RecipientPolicy
from engagements.roles import Role
from engagements.selectors import members_with_role
from engagements.services.mail import address_clean
from engagements.validators import npi_is_valid


@transaction.atomic
def provider_save(
    *,
    actor: Actor,
    provider: Provider | None,
    npi: str,
    name: str,
    specialty: str = "",
    user: User | None = None,
    is_active: bool = True,
) -> Provider:
    """Adds or changes a provider; `user` answers this provider's queries."""
    actor.require("provider.manage")
    if not npi_is_valid(npi):
        raise DomainError(
            f"{npi!r} is no NPI: ten digits with a valid check digit.",
            field="npi",
            remedy="Look it up in the NPI registry.",
        )
    if provider is None:
        provider = Provider(engagement=actor.engagement)
    else:
        ProviderPolicy.check(actor, "provider.manage", provider)
    if user is not None and user not in members_with_role(actor.engagement, Role.PROVIDER):
        raise DomainError(
            f"{user} does not have the provider role here.",
            field="user",
            remedy="Give the role under People and roles first.",
        )
    provider.npi, provider.name, provider.specialty = npi, name.strip(), specialty.strip()
    provider.user, provider.is_active = user, is_active
    try:
        with transaction.atomic():
            provider.save()
    except IntegrityError:
        raise DomainError(
            f"The directory has a provider with the NPI {npi} already.",
            field="npi",
            remedy="Change that entry.",
        ) from None
    return provider


@transaction.atomic
def recipient_add(*, actor: Actor, email: str, name: str = "") -> ReportRecipient:
    """Adds a recipient of the monthly report, or wakes up one that was removed."""
    actor.require("recipient.manage")
    recipient, _ = ReportRecipient.objects.update_or_create(
        engagement=actor.engagement,
        email=address_clean(email),
        defaults={"name": name.strip(), "is_active": True},
    )
    return recipient


@transaction.atomic
def recipient_remove(*, actor: Actor, recipient: ReportRecipient) -> None:
    """Stops the mails; that the address received earlier reports stays known."""
    RecipientPolicy.check(actor, "recipient.manage", recipient)
    ReportRecipient.objects.filter(pk=recipient.pk).update(is_active=False)
