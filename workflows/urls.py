"""The addresses of `workflows` (design.md section 8)."""

from django.urls import path

from workflows.pages import (
    cycles,
    duties,
    evidence,
    filling,
    moves,
    offline,
    received,
    reports,
    sheets,
    tables,
    windows,
)

SHEET = "cycles/<slug:plan>/<slug:key>/units/<slug:code>/"

urlpatterns = [
    path("tasks/<slug:plan>/", tables.table, name="plan-table"),
    path("tasks/<slug:plan>/<slug:number>/", tables.task, name="task"),
    path("units/<slug:code>/", tables.unit, name="unit"),
    path("duties/<slug:plan>/", duties.duties, name="duties"),
    path("cycles/<slug:plan>/<slug:key>/", cycles.cycle, name="cycle"),
    path(SHEET, sheets.sheet, name="sheet"),
    path(f"{SHEET}print/", sheets.printed, name="sheet-print"),
    path(f"{SHEET}sign/", filling.sign, name="sheet-sign"),
    path(f"{SHEET}save/", filling.save, name="sheet-save"),
    path(f"{SHEET}answer/", filling.answer, name="sheet-answer"),
    path(f"{SHEET}no-change/", filling.no_change, name="sheet-no-change"),
    path(f"{SHEET}carry/", filling.carry_over, name="sheet-carry"),
    path(f"{SHEET}hand/", filling.hand, name="sheet-hand"),
    path(f"{SHEET}submit/", filling.submit, name="sheet-submit"),
    path("reports/<int:pk>/row/", filling.save_row, name="report-row"),
    path("cycles/<slug:plan>/<slug:key>/postpone/", windows.postpone, name="cycle-postpone"),
    path(f"{SHEET}exception/", windows.give, name="exception-give"),
    path(f"{SHEET}exception/withdraw/", windows.withdraw, name="exception-withdraw"),
    path(f"{SHEET}offline/", offline.offline, name="offline"),
    path(f"{SHEET}offline/<slug:kind>/", offline.download, name="offline-file"),
    path("received/<int:pk>/", received.received, name="received"),
    path("received/<int:pk>/save/", received.save, name="received-save"),
    path("received/<int:pk>/submit/", received.submit, name="received-submit"),
    path("received/<int:pk>/file/", received.file, name="received-file"),
    path("evidence/<uuid:uuid>/", evidence.file, name="evidence"),
    path("evidence/<uuid:uuid>/seal/", evidence.sealing, name="evidence-seal"),
    path("reports/<int:pk>/", reports.report, name="report"),
    path("reports/<int:pk>/draft/", moves.save, name="report-draft"),
    path("reports/<int:pk>/submit/", moves.submit, name="report-submit"),
    path("reports/<int:pk>/withdraw/", moves.withdraw, name="report-withdraw"),
    path("reports/<int:pk>/approve/", moves.approve, name="report-approve"),
    path("reports/<int:pk>/send-back/", moves.send_back, name="report-send-back"),
    path("reports/<int:pk>/sign/", moves.sign, name="report-sign"),
    path("reports/<int:pk>/reopen/", moves.reopen, name="report-reopen"),
]
