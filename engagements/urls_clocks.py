"""What the clocks go by."""

from django.urls import path

from engagements.views import clocks

urlpatterns = [
    path("documents/", clocks.Requirements.as_view(), name="clock-documents"),
    path(
        "documents/<int:record_requirement_id>/end/",
        clocks.RequirementEnd.as_view(),
        name="clock-document-end",
    ),
    path("cutoffs/", clocks.Cutoffs.as_view(), name="clock-cutoffs"),
    path("cutoffs/<int:cutoff_rule_id>/end/", clocks.CutoffEnd.as_view(), name="clock-cutoff-end"),
    path("complexity/", clocks.Complexities.as_view(), name="clock-complexity"),
    path(
        "complexity/<int:complexity_rule_id>/end/",
        clocks.ComplexityEnd.as_view(),
        name="clock-complexity-end",
    ),
    path("payers/", clocks.Payers.as_view(), name="clock-payers"),
    path("payers/<int:payer_id>/", clocks.PayerEdit.as_view(), name="clock-payer"),
]
