"""Control plane: organizations, users, engagements and who does what in them."""

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from guardian.models import GroupObjectPermissionBase, UserObjectPermissionBase

from engagements.enums import OrganizationKind, Phase, Side
from engagements.models.base import tracked
from engagements.roles import Role
from engagements.validators import time_zone_validate


@tracked()
class Organization(models.Model):
    """A practice, a coding vendor, an independent auditor, or the platform's operator."""

    name = models.CharField(max_length=200)
    slug = models.SlugField(max_length=60, unique=True)
    kind = models.CharField(max_length=12, choices=OrganizationKind)
    country = models.CharField(max_length=2, default="US", help_text="ISO 3166 code.")
    is_demo = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str, **fields: Any) -> "User":
        return self.create_user(
            email, password, is_superuser=True, is_staff=True, is_platform_admin=True, **fields
        )

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username)


@tracked(exclude=["password", "last_login"])
class User(AbstractBaseUser, PermissionsMixin):
    """One person. Signs in by e-mail address; belongs to one organization."""

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=150)
    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, null=True, blank=True, related_name="users"
    )
    time_zone = models.CharField(
        max_length=64, default="America/New_York", validators=[time_zone_validate]
    )
    theme = models.CharField(
        max_length=5,
        default="auto",
        choices=[("auto", "Automatic"), ("light", "Light"), ("dark", "Dark")],
    )
    preferences = models.JSONField(default=dict, blank=True)
    is_platform_admin = models.BooleanField(default=False)
    is_staff = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(Lower("email"), name="user_email_unique_any_case"),
        ]

    def __str__(self) -> str:
        return self.name or self.email


@tracked()
class Engagement(models.Model):
    """A practice hands coding to a vendor; an auditor may watch. Everything hangs on it."""

    name = models.CharField(max_length=200)
    slug = models.SlugField(max_length=60, unique=True)
    practice = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="engagements_as_practice"
    )
    vendor = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="engagements_as_vendor"
    )
    auditor = models.ForeignKey(
        Organization,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="engagements_as_auditor",
    )
    time_zone = models.CharField(
        max_length=64,
        default="America/New_York",
        validators=[time_zone_validate],
        help_text="Days and months of this engagement begin and end in this zone.",
    )
    phase = models.CharField(max_length=14, choices=Phase, default=Phase.DRAFT)
    live_on = models.DateField(null=True, blank=True)
    is_demo = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["name"]
        permissions = [
            ("enter_engagement", "Can enter the engagement"),
            ("code_engagement", "Can reach its charts on the vendor's side"),
        ]
        constraints = [
            models.CheckConstraint(
                name="engagement_vendor_is_not_practice", condition=~Q(vendor=models.F("practice"))
            ),
            models.CheckConstraint(
                name="engagement_auditor_is_independent",
                condition=Q(auditor__isnull=True) | ~Q(auditor=models.F("vendor")),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def engagement_id(self) -> int:
        """An engagement's own state belongs to itself: its events stand in its scope."""
        return int(self.pk)

    def side_of(self, organization_id: int | None) -> str | None:
        """The side an organization takes here, or None."""
        return (
            {
                self.practice_id: Side.PRACTICE.value,
                self.vendor_id: Side.VENDOR.value,
                self.auditor_id: Side.AUDITOR.value,
            }.get(organization_id)
            if organization_id
            else None
        )


class EngagementUserPermission(UserObjectPermissionBase):
    """Guardian's grant on an engagement: a projection of Membership, never edited by hand."""

    content_object = models.ForeignKey(Engagement, on_delete=models.CASCADE)


class EngagementGroupPermission(GroupObjectPermissionBase):
    """Guardian asks for its group counterpart; Concord grants to people only."""

    content_object = models.ForeignKey(Engagement, on_delete=models.CASCADE)


@tracked()
class Membership(models.Model):
    """One role of one user in one engagement, from `starts_on` to `ends_on` inclusive."""

    engagement = models.ForeignKey(Engagement, on_delete=models.CASCADE, related_name="memberships")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=24, choices=Role)
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["engagement", "user", "role"]
        constraints = [
            models.UniqueConstraint(
                fields=["engagement", "user", "role"], name="membership_role_once"
            ),
            models.CheckConstraint(
                name="membership_ends_after_start",
                condition=Q(ends_on__isnull=True)
                | Q(starts_on__isnull=True)
                | Q(ends_on__gte=models.F("starts_on")),
            ),
        ]
        indexes = [models.Index(fields=["user", "engagement"])]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_role_display()} in {self.engagement}"
