"""Pages of qa."""

from django.urls import path

from qa import views

app_name = "qa"
urlpatterns = [
    path("samples/", views.SampleList.as_view(), name="sample_list"),
    path("samples/new/", views.SampleNew.as_view(), name="sample_new"),
    path("samples/<int:sample_id>/", views.SampleDetail.as_view(), name="sample_detail"),
    path("samples/<int:sample_id>/frame.csv", views.SampleFrame.as_view(), name="sample_frame"),
    path("samples/<int:sample_id>/sign-off/", views.SampleSignOff.as_view(), name="sample_lock"),
    path("audits/", views.AuditList.as_view(), name="audit_list"),
    path("audits/<int:audit_id>/", views.AuditDetail.as_view(), name="audit_detail"),
    path("audits/<int:audit_id>/start/", views.AuditStart.as_view(), name="audit_start"),
    path("audits/<int:audit_id>/agree/", views.AuditAgree.as_view(), name="audit_agree"),
    path("audits/<int:audit_id>/judge/", views.AuditJudge.as_view(), name="audit_judge"),
    path("audits/<int:audit_id>/replace/", views.AuditReplace.as_view(), name="audit_replace"),
    path("audits/<int:audit_id>/release/", views.AuditRelease.as_view(), name="audit_release"),
    path("findings/", views.FindingList.as_view(), name="finding_list"),
    path("findings/<int:finding_id>/", views.FindingDetail.as_view(), name="finding_detail"),
    path(
        "findings/<int:finding_id>/respond/",
        views.FindingRespond.as_view(),
        name="finding_respond",
    ),
    path("findings/<int:finding_id>/decide/", views.FindingDecide.as_view(), name="finding_decide"),
    path(
        "findings/<int:finding_id>/withdraw/",
        views.FindingWithdraw.as_view(),
        name="finding_withdraw",
    ),
    path("accuracy/", views.AccuracyPage.as_view(), name="accuracy"),
]
