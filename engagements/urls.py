"""Pages of the engagement itself."""

from django.urls import include, path

from engagements import views

app_name = "engagements"
urlpatterns = [
    path("", views.EngagementHome.as_view(), name="home"),
    path("agreement/", include("engagements.urls_agreement")),
    path("clocks/", include("engagements.urls_clocks")),
    path("setup/", views.Setup.as_view(), name="setup"),
    path("people/", views.People.as_view(), name="people"),
    path("people/roles/", views.Roles.as_view(), name="roles"),
    path("people/add/", views.MembershipCreate.as_view(), name="membership-create"),
    path("people/invite/", views.Invite.as_view(), name="invite"),
    path(
        "people/<int:membership_id>/revoke/",
        views.MembershipRevoke.as_view(),
        name="membership-revoke",
    ),
    path("baa/", views.BaaList.as_view(), name="baa"),
    path("baa/new/", views.BaaEdit.as_view(), name="baa-create"),
    path("baa/<int:baa_id>/edit/", views.BaaEdit.as_view(), name="baa-edit"),
    path("baa/<int:baa_id>/sign/", views.BaaSign.as_view(), name="baa-sign"),
    path("baa/<int:baa_id>/terminate/", views.BaaTerminate.as_view(), name="baa-terminate"),
    path("documents/<int:document_id>/", views.DocumentDownload.as_view(), name="document"),
    path("terms/", views.TermsPage.as_view(), name="terms"),
    path("terms/propose/", views.TermsPropose.as_view(), name="terms-propose"),
    path("terms/<int:terms_id>/", views.TermsPage.as_view(), name="terms-detail"),
    path("terms/<int:terms_id>/accept/", views.TermsAccept.as_view(), name="terms-accept"),
    path("terms/<int:terms_id>/withdraw/", views.TermsWithdraw.as_view(), name="terms-withdraw"),
    path("calendars/", views.CalendarList.as_view(), name="calendars"),
    path("calendars/new/", views.CalendarEdit.as_view(), name="calendar-create"),
    path("calendars/<int:calendar_id>/", views.CalendarEdit.as_view(), name="calendar-edit"),
    path("providers/", views.ProviderList.as_view(), name="providers"),
    path("providers/new/", views.ProviderEdit.as_view(), name="provider-create"),
    path("providers/<int:provider_id>/", views.ProviderEdit.as_view(), name="provider-edit"),
    path("recipients/", views.Recipients.as_view(), name="recipients"),
    path(
        "recipients/<int:recipient_id>/remove/",
        views.RecipientRemove.as_view(),
        name="recipient-remove",
    ),
    path("workforce/", include("engagements.urls_workforce")),
    path("risks/", include("engagements.urls_risk")),
    path("my-work/count/", views.MyWorkCount.as_view(), name="my-work-count"),
    path("access-log/", views.AccessLogList.as_view(), name="access-log"),
    path("transition/", include("engagements.urls_transition")),
    path("jobs/", views.JobList.as_view(), name="jobs"),
    path("jobs/<int:job_id>/", views.JobDetail.as_view(), name="job"),
    path("alerts/", include("engagements.urls_alerts")),
    path("exit/", include("engagements.urls_leaving")),
]
