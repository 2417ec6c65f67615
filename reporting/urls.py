"""Pages of reporting."""

from django.urls import path

from reporting import views

app_name = "reporting"
urlpatterns = [
    path("", views.HealthView.as_view(), name="health"),
    path("numbers.csv", views.NumbersCsvView.as_view(), name="numbers_csv"),
    path("monthly/", views.ReportList.as_view(), name="report_list"),
    path("monthly/publish/", views.ReportPublish.as_view(), name="report_publish"),
    path("monthly/<int:report_id>/", views.ReportDetail.as_view(), name="report_detail"),
    path("monthly/<int:report_id>/pdf/", views.ReportPdf.as_view(), name="report_pdf"),
    path(
        "monthly/deliveries/<int:delivery_id>/release/",
        views.DeliveryRelease.as_view(),
        name="delivery_release",
    ),
    path("now/", views.NowView.as_view(), name="now"),
    path("numbers/", views.NumbersView.as_view(), name="numbers"),
    path("attainment/", views.AttainmentView.as_view(), name="attainment"),
    path("dnfc/", views.DnfcView.as_view(), name="dnfc"),
    path("turnaround/", views.TurnaroundView.as_view(), name="turnaround"),
    path("three-ways/", views.ThreeWayView.as_view(), name="threeway"),
    path("three-ways/vendor/", views.VendorFigureNew.as_view(), name="vendorfigure_new"),
    path("portfolio/", views.PortfolioView.as_view(), name="portfolio"),
]
