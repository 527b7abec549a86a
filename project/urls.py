"""The addresses of the system, room by room."""

from django.urls import path

from project.desk import health

urlpatterns = [
    path("healthz", health.alive, name="health-alive"),
    path("readyz", health.ready, name="health-ready"),
]
