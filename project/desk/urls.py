"""The addresses of `desk`."""

from django.urls import path

from project.desk import audit_pages, health, home

urlpatterns = [
    path("", home.home, name="home"),
    path("healthz", health.alive, name="health-alive"),
    path("readyz", health.ready, name="health-ready"),
    path("audit/", audit_pages.events, name="audit-list"),
    path("audit/check/", audit_pages.check, name="audit-check"),
]
