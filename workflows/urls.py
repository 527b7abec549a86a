"""The addresses of `workflows` (design.md section 8)."""

from django.urls import path

from workflows.pages import cycles, duties, moves, reports, sheets, tables, windows

urlpatterns = [
    path("tasks/<slug:plan>/", tables.table, name="plan-table"),
    path("tasks/<slug:plan>/<slug:number>/", tables.task, name="task"),
    path("units/<slug:code>/", tables.unit, name="unit"),
    path("duties/<slug:plan>/", duties.duties, name="duties"),
    path("cycles/<slug:plan>/<slug:key>/", cycles.cycle, name="cycle"),
    path("cycles/<slug:plan>/<slug:key>/postpone/", windows.postpone, name="cycle-postpone"),
    path("cycles/<slug:plan>/<slug:key>/units/<slug:code>/", sheets.sheet, name="sheet"),
    path("cycles/<slug:plan>/<slug:key>/units/<slug:code>/sign/", sheets.sign, name="sheet-sign"),
    path(
        "cycles/<slug:plan>/<slug:key>/units/<slug:code>/exception/",
        windows.give,
        name="exception-give",
    ),
    path(
        "cycles/<slug:plan>/<slug:key>/units/<slug:code>/exception/withdraw/",
        windows.withdraw,
        name="exception-withdraw",
    ),
    path("reports/<int:pk>/", reports.report, name="report"),
    path("reports/<int:pk>/draft/", moves.save, name="report-draft"),
    path("reports/<int:pk>/submit/", moves.submit, name="report-submit"),
    path("reports/<int:pk>/withdraw/", moves.withdraw, name="report-withdraw"),
    path("reports/<int:pk>/approve/", moves.approve, name="report-approve"),
    path("reports/<int:pk>/send-back/", moves.send_back, name="report-send-back"),
    path("reports/<int:pk>/sign/", moves.sign, name="report-sign"),
    path("reports/<int:pk>/reopen/", moves.reopen, name="report-reopen"),
]
