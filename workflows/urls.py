"""The addresses of `workflows` (design.md section 8)."""

from django.urls import path

from workflows.pages import cycles, evidence, moves, reports, sheets, tables

urlpatterns = [
    path("tasks/<slug:plan>/", tables.table, name="plan-table"),
    path("tasks/<slug:plan>/<slug:number>/", tables.task, name="task"),
    path("units/<slug:code>/", tables.unit, name="unit"),
    path("cycles/<slug:plan>/<slug:key>/", cycles.cycle, name="cycle"),
    path("cycles/<slug:plan>/<slug:key>/units/<slug:code>/", sheets.sheet, name="sheet"),
    path("cycles/<slug:plan>/<slug:key>/units/<slug:code>/sign/", sheets.sign, name="sheet-sign"),
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
