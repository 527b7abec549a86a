"""The addresses of `desk`."""

from django.urls import path

from project.desk import audit_pages, calendar_pages, health, home

urlpatterns = [
    path("", home.home, name="home"),
    path("healthz", health.alive, name="health-alive"),
    path("readyz", health.ready, name="health-ready"),
    path("calendar/", calendar_pages.calendar, name="calendar"),
    path("calendar/read/", calendar_pages.read, name="calendar-read"),
    path("calendar/publish/", calendar_pages.publish, name="calendar-publish"),
    path("audit/", audit_pages.events, name="audit-list"),
    path("audit/check/", audit_pages.check, name="audit-check"),
]
