"""Pages of the specialties' risks."""

from django.urls import path

from engagements.views import risk

urlpatterns = [
    path("", risk.Risks.as_view(), name="risks"),
    path("fill/", risk.RisksFill.as_view(), name="risks-fill"),
    path("new/", risk.RiskAdd.as_view(), name="risk-create"),
    path("<int:risk_id>/", risk.RiskEdit.as_view(), name="risk-edit"),
    path("<int:risk_id>/end/", risk.RiskEnd.as_view(), name="risk-end"),
]
