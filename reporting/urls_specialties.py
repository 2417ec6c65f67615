"""The matrix of specialties, under the workforce."""

from django.urls import path

from reporting.views import specialties

app_name = "specialties"
urlpatterns = [
    path("", specialties.Specialties.as_view(), name="specialties"),
    path("export.csv", specialties.SpecialtiesCsv.as_view(), name="export"),
]
