"""Pilots and challenges, under the transition."""

from django.urls import path

from reporting.views import challenges, trials

app_name = "trials"
urlpatterns = [
    path("", trials.TrialsPage.as_view(), name="trials"),
    path("pilots/new/", trials.PilotPlan.as_view(), name="pilot_plan"),
    path("pilots/<int:pilot_id>/", trials.PilotPage.as_view(), name="pilot"),
    path("pilots/<int:pilot_id>/report.pdf", trials.PilotPdf.as_view(), name="pilot_pdf"),
    path("pilots/<int:pilot_id>/decide/", trials.PilotDecide.as_view(), name="pilot_decide"),
    path("pilots/<int:pilot_id>/cancel/", trials.PilotCancel.as_view(), name="pilot_cancel"),
    path("challenges/new/", challenges.ChallengePlan.as_view(), name="challenge_plan"),
    path("challenges/<int:challenge_id>/", challenges.ChallengePage.as_view(), name="challenge"),
    path(
        "challenges/<int:challenge_id>/comparison.csv",
        challenges.ChallengeCsv.as_view(),
        name="challenge_csv",
    ),
    path(
        "challenges/<int:challenge_id>/start/",
        challenges.ChallengeStart.as_view(),
        name="challenge_start",
    ),
    path(
        "challenges/<int:challenge_id>/end/",
        challenges.ChallengeEnd.as_view(),
        name="challenge_end",
    ),
    path(
        "challenges/<int:challenge_id>/cancel/",
        challenges.ChallengeCancel.as_view(),
        name="challenge_cancel",
    ),
    path(
        "challenges/<int:challenge_id>/sample/",
        challenges.ChallengeSample.as_view(),
        name="challenge_sample",
    ),
]
