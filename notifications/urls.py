"""The addresses of `notifications` (design.md section 8)."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
