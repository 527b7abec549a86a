"""The addresses of the system, room by room."""

from django.urls import include, path

urlpatterns = [
    path("", include("project.desk.urls")),
    path("", include("project.accounts.urls")),
    path("", include("workflows.urls")),
    path("", include("notifications.urls")),
]

handler400 = "project.desk.refusing.bad_request"
