"""The addresses of `notifications` (design.md section 8)."""

from django.urls import URLPattern, path

from notifications.pages import (
    deliveries,
    digests,
    inbox,
    preferences,
    rehearsals,
    robots,
    summaries,
    summary_templates,
)
from notifications.pages.building import progress
from notifications.pages.summary_rows import summary_rows

urlpatterns: list[URLPattern] = [
    path("messages/", inbox.messages, name="message-list"),
    path("messages/<int:pk>/", inbox.message, name="message"),
    path("me/messages/", preferences.preferences, name="preferences"),
    path("deliveries/", deliveries.deliveries, name="delivery-list"),
    path("deliveries/dead/", deliveries.dead, name="delivery-dead"),
    path("robots/", robots.robots, name="robot-list"),
    path("robots/add/", robots.add, name="robot-add"),
    path("robots/<int:pk>/", robots.robot, name="robot"),
    path("robots/<int:pk>/test/", robots.try_out, name="robot-test"),
    path("robots/<int:pk>/change/", robots.change, name="robot-change"),
    path("robots/<int:pk>/off/", robots.off, name="robot-off"),
    path("digests/<slug:plan>/", digests.digests, name="digest-list"),
    path("digests/<slug:plan>/<slug:week>/", digests.digest, name="digest"),
    path("digests/<slug:plan>/<slug:week>/pdf/", digests.as_file, name="digest-file"),
    path("digests/<slug:plan>/<slug:week>/hold/", digests.hold, name="digest-hold"),
    path("digests/<slug:plan>/<slug:week>/let-go/", digests.let_go, name="digest-let-go"),
    path("cycles/<slug:plan>/<slug:key>/rehearse/", rehearsals.rehearsal, name="rehearse"),
    path(
        "plans/<slug:plan>/summary-template/",
        summary_templates.summary_template,
        name="summary-template",
    ),
    path(
        "plans/<slug:plan>/summary-template/<int:pk>/use/",
        summary_templates.put_in_force,
        name="summary-template-use",
    ),
    path(
        "plans/<slug:plan>/summary-template/<int:pk>/end/",
        summary_templates.put_aside,
        name="summary-template-end",
    ),
    path(
        "plans/<slug:plan>/summary-template/<int:pk>/try/",
        summary_templates.try_out,
        name="summary-template-try",
    ),
    path(
        "plans/<slug:plan>/summary-template/<int:pk>/trial/",
        summary_templates.trial,
        name="summary-template-trial",
    ),
    path(
        "plans/<slug:plan>/summary-template/<int:pk>/file/",
        summary_templates.as_file,
        name="summary-template-file",
    ),
    path("summaries/<slug:plan>/<slug:key>/", summaries.summary, name="summary"),
    path("summaries/<slug:plan>/<slug:key>/build/", summaries.build, name="summary-build"),
    path("summaries/<slug:plan>/<slug:key>/build/progress/", progress, name="summary-progress"),
    path("summaries/<slug:plan>/<slug:key>/forward/", summaries.forward, name="summary-forward"),
    path(
        "summaries/<slug:plan>/<slug:key>/release/",
        summaries.release_edition,
        name="summary-release",
    ),
    path(
        "summaries/<slug:plan>/<slug:key>/<int:edition>/rows/<slug:kind>/<slug:figure>/",
        summary_rows,
        name="summary-rows",
    ),
    path(
        "summaries/<slug:plan>/<slug:key>/<int:edition>/<str:extension>/",
        summaries.download,
        name="summary-file",
    ),
]
