"""Forms of the workforce."""

from engagements.forms.workforce.credentials import (
    CredentialForm,
    KindForm,
    RevokeForm,
    SpecialtyRuleForm,
    UnitsForm,
    VerifyForm,
)
from engagements.forms.workforce.guidance import InstructionForm, NoticeForm, PacksForm
from engagements.forms.workforce.places import (
    ApproveForm,
    AssignSiteForm,
    EndForm,
    ResidencyForm,
    ReviewForm,
    SiteForm,
)
from engagements.forms.workforce.roster import (
    CoverForm,
    JoinForm,
    LeaveForm,
    LeavingForm,
    RateForm,
)
from engagements.forms.workforce.training import CampaignForm, CompletionForm

__all__ = [
    "ApproveForm",
    "AssignSiteForm",
    "CampaignForm",
    "CompletionForm",
    "CoverForm",
    "CredentialForm",
    "EndForm",
    "InstructionForm",
    "JoinForm",
    "KindForm",
    "LeaveForm",
    "LeavingForm",
    "NoticeForm",
    "PacksForm",
    "RateForm",
    "ResidencyForm",
    "ReviewForm",
    "RevokeForm",
    "SiteForm",
    "SpecialtyRuleForm",
    "UnitsForm",
    "VerifyForm",
]
