"""A paper that the practice and the vendor sign, each for itself."""

from django.db import models

from engagements.models.people import User


class SignedByBoth(models.Model):
    """Name and title of each side's signatory, the account that signed, and when."""

    practice_signatory = models.CharField(max_length=150, blank=True)
    practice_title = models.CharField(max_length=150, blank=True)
    practice_signed_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    practice_signed_at = models.DateTimeField(null=True, blank=True)
    vendor_signatory = models.CharField(max_length=150, blank=True)
    vendor_title = models.CharField(max_length=150, blank=True)
    vendor_signed_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    vendor_signed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True

    @property
    def has_signature(self) -> bool:
        """Signed by one side at least."""
        return self.practice_signed_at is not None or self.vendor_signed_at is not None

    @property
    def is_signed(self) -> bool:
        """Signed by both."""
        return self.practice_signed_at is not None and self.vendor_signed_at is not None
