"""The exit: checklist, data return, certificate, end of access."""

from django.urls import path

from engagements.views import leaving

urlpatterns = [
    path("", leaving.ExitPage.as_view(), name="exit"),
    path("package/", leaving.DataReturnBuild.as_view(), name="exit-package"),
    path(
        "package/<int:data_return_id>/", leaving.DataReturnDownload.as_view(), name="exit-download"
    ),
    path("steps/", leaving.ExitStepMark.as_view(), name="exit-step"),
    path("certificate/", leaving.CertificateDraft.as_view(), name="exit-certificate"),
    path(
        "certificate/<int:certificate_id>/sign/",
        leaving.CertificateSign.as_view(),
        name="exit-certificate-sign",
    ),
    path(
        "certificate/<int:certificate_id>/withdraw/",
        leaving.CertificateWithdraw.as_view(),
        name="exit-certificate-withdraw",
    ),
    path("access/", leaving.AccessEnd.as_view(), name="exit-access"),
]
