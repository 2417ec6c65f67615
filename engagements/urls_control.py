"""Pages outside any engagement."""

from django.urls import include, path

from engagements import views

app_name = "control"
urlpatterns = [
    path("", views.Home.as_view(), name="home"),
    path("engagements/", views.Switcher.as_view(), name="engagements"),
    path("engagements/menu/", views.SwitcherMenu.as_view(), name="switcher"),
    path("preferences/", views.Preferences.as_view(), name="preferences"),
    path("vendor-selection/", include("engagements.urls_selection")),
    path("platform/", views.Platform.as_view(), name="platform"),
    path("platform/organizations/", views.OrganizationList.as_view(), name="organizations"),
    path(
        "platform/organizations/new/",
        views.OrganizationCreate.as_view(),
        name="organization-create",
    ),
    path(
        "platform/organizations/<int:organization_id>/",
        views.OrganizationEdit.as_view(),
        name="organization",
    ),
    path("platform/accounts/", views.UserList.as_view(), name="users"),
    path("platform/accounts/invite/", views.UserInvite.as_view(), name="user-invite"),
    path("platform/accounts/<int:user_id>/", views.UserEdit.as_view(), name="user"),
    path(
        "platform/accounts/<int:user_id>/<slug:verb>/",
        views.UserAction.as_view(),
        name="user-action",
    ),
    path("platform/engagements/new/", views.EngagementCreate.as_view(), name="engagement-create"),
    path(
        "platform/engagements/<int:engagement_id>/",
        views.EngagementSetup.as_view(),
        name="engagement",
    ),
    path(
        "platform/engagements/<int:engagement_id>/edit/",
        views.EngagementEdit.as_view(),
        name="engagement-edit",
    ),
    path(
        "platform/engagements/<int:engagement_id>/roles/<slug:side>/",
        views.EngagementRole.as_view(),
        name="engagement-role",
    ),
    path(
        "platform/roles/<int:membership_id>/revoke/",
        views.EngagementRoleRevoke.as_view(),
        name="membership-revoke",
    ),
]
