"""Pages of the workforce; those about charts are in charts.urls_workforce."""

from django.urls import path

from engagements.views.workforce import base, credentials, guidance, sites, training

urlpatterns = [
    path("", base.WorkforceHome.as_view(), name="workforce"),
    path("mine/", guidance.Mine.as_view(), name="workforce-mine"),
    path("credentials/", credentials.Credentials.as_view(), name="credentials"),
    path("credentials/records/", credentials.CredentialList.as_view(), name="credential-list"),
    path("credentials/new/", credentials.CredentialEdit.as_view(), name="credential-create"),
    path(
        "credentials/<int:credential_id>/edit/",
        credentials.CredentialEdit.as_view(),
        name="credential-edit",
    ),
    path(
        "credentials/<int:credential_id>/units/",
        credentials.CredentialUnits.as_view(),
        name="credential-units",
    ),
    path(
        "credentials/<int:credential_id>/verify/",
        credentials.CredentialVerify.as_view(),
        name="credential-verify",
    ),
    path(
        "credentials/<int:credential_id>/revoke/",
        credentials.CredentialRevoke.as_view(),
        name="credential-revoke",
    ),
    path("rules/", credentials.SpecialtyRules.as_view(), name="specialty-rules"),
    path("rules/new/", credentials.SpecialtyRuleAdd.as_view(), name="specialty-rule-create"),
    path(
        "rules/<int:specialtyrule_id>/end/",
        credentials.SpecialtyRuleEnd.as_view(),
        name="specialty-rule-end",
    ),
    path("catalogue/fill/", credentials.CatalogueFill.as_view(), name="catalogue-fill"),
    path("catalogue/new/", credentials.KindEdit.as_view(), name="credential-kind-create"),
    path("catalogue/<int:kind_id>/", credentials.KindEdit.as_view(), name="credential-kind-edit"),
    path("training/", training.Training.as_view(), name="training"),
    path("training/new/", training.CampaignAdd.as_view(), name="campaign-create"),
    path(
        "training/<int:campaign_id>/withdraw/",
        training.CampaignWithdraw.as_view(),
        name="campaign-withdraw",
    ),
    path(
        "training/<int:campaign_id>/complete/",
        training.CompletionAdd.as_view(),
        name="campaign-complete",
    ),
    path("notices/", guidance.Notices.as_view(), name="notices"),
    path("notices/new/", guidance.NoticeAdd.as_view(), name="notice-create"),
    path("notices/prepared/", guidance.PacksAdd.as_view(), name="notice-packs"),
    path("notices/<int:notice_id>/", guidance.NoticeDetail.as_view(), name="notice"),
    path("notices/<int:notice_id>/read/", guidance.NoticeRead.as_view(), name="notice-read"),
    path("notices/<int:notice_id>/end/", guidance.NoticeEnd.as_view(), name="notice-end"),
    path("instructions/", guidance.Instructions.as_view(), name="instructions"),
    path("instructions/new/", guidance.InstructionAdd.as_view(), name="instruction-create"),
    path(
        "instructions/<int:instruction_id>/",
        guidance.InstructionDetail.as_view(),
        name="instruction",
    ),
    path(
        "instructions/<int:instruction_id>/next/",
        guidance.InstructionAdd.as_view(),
        name="instruction-next",
    ),
    path(
        "instructions/<int:instruction_id>/acknowledge/",
        guidance.InstructionAcknowledge.as_view(),
        name="instruction-acknowledge",
    ),
    path(
        "instructions/<int:instruction_id>/end/",
        guidance.InstructionEnd.as_view(),
        name="instruction-end",
    ),
    path("sites/", sites.Sites.as_view(), name="sites"),
    path("sites/new/", sites.SiteEdit.as_view(), name="site-create"),
    path("sites/assign/", sites.SiteAssign.as_view(), name="site-assign"),
    path("sites/<int:site_id>/edit/", sites.SiteEdit.as_view(), name="site-edit"),
    path("sites/<int:site_id>/approve/", sites.SiteApprove.as_view(), name="site-approve"),
    path("sites/<int:site_id>/close/", sites.SiteClose.as_view(), name="site-close"),
    path("residency/new/", sites.ResidencyAdd.as_view(), name="residency-create"),
    path(
        "residency/<int:residency_id>/review/",
        sites.ResidencyReview.as_view(),
        name="residency-review",
    ),
    path("residency/<int:residency_id>/end/", sites.ResidencyEnd.as_view(), name="residency-end"),
]
