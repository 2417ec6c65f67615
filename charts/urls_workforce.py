"""Pages of the workforce that read charts: the roster, capacity, validity and overrides."""

from django.urls import path

from charts.views import guards, workforce

app_name = "workforce"
urlpatterns = [
    path("roster/", workforce.Roster.as_view(), name="roster"),
    path("roster/join/", workforce.RosterJoin.as_view(), name="roster-join"),
    path("roster/<int:entry_id>/leave/", workforce.RosterLeave.as_view(), name="roster-leave"),
    path("roster/cover/", workforce.CoverAdd.as_view(), name="cover-create"),
    path("roster/cover/<int:cover_id>/end/", workforce.CoverEnd.as_view(), name="cover-end"),
    path("roster/leaves/new/", workforce.LeaveAdd.as_view(), name="leave-create"),
    path(
        "roster/leaves/<int:leave_id>/cancel/", workforce.LeaveCancel.as_view(), name="leave-cancel"
    ),
    path("capacity/", workforce.CapacityPlan.as_view(), name="capacity"),
    path("capacity/rate/", workforce.RateSet.as_view(), name="capacity-rate"),
    path("validity/", guards.ValidityMonth.as_view(), name="validity"),
    path("validity/<int:chart_id>/", guards.ChartValidity.as_view(), name="chart-validity"),
    path(
        "validity/<int:chart_id>/override/",
        guards.GuardOverrideAdd.as_view(),
        name="guard-override",
    ),
    path("overrides/", guards.Overrides.as_view(), name="overrides"),
]
