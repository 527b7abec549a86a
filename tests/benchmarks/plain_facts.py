"""What a cycle's facts cost at least: the same data by statements written by hand, as JSON.

It is written apart from `notifications.summaries`, not drawn out of it: a replay of our own
statements would ask the more of us the less we ask of the database. Each statement is the one a
person would write for a part of the facts, with its joins: every row and every column that the
facts tell or are judged by, and the figures counted where SQL counts them, by GROUP BY. Rows are
written as JSON objects by their columns' names, as facts are, days and moments written out by
`str`. It judges nothing, words nothing, and builds no tree: that is what facts may cost more.
"""

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.db import connection
from django.utils import timezone

from project.audit.facts import canonical
from workflows.models import Cycle

# A task with its section, and whether counties answer it by section.
TASKS = """
    SELECT t.id, t.number, t.text, t.due_on, t.first_due_on, t.standing, t.state, t.adjusted_text,
           s.place AS section_place, s.number AS section_number, s.title AS section, a.ask
      FROM task_table_task t
      LEFT JOIN task_table_section s ON s.id = t.section_id
      LEFT JOIN task_table_asking a ON a.task_id = t.id
     WHERE t.plan_id = %(plan)s
     ORDER BY t.place
"""

# A report with its unit and the name of the due date, its first submission, its urges and
# exceptions, and the words of the version that is printed: the signed one, or one on its way.
REPORTS = """
    SELECT r.id, t.number AS task, u.code AS unit, u.name AS unit_now, u.kind, g.name AS unit_group,
           a.role, a.place, r.step, r.reply_by,
           n.name AS unit_then,
           (SELECT MIN(f.submitted_at) FROM workflows_reportversion f
             WHERE f.report_id = r.id) AS first_at,
           (SELECT COUNT(*) FROM workflows_urge e WHERE e.report_id = r.id) AS urges,
           (SELECT COUNT(*) FROM workflows_windowexception w
             WHERE w.cycle_id = r.cycle_id AND w.unit_id = r.unit_id) AS exceptions,
           c.status AS current_status, r.signed_version_id IS NOT NULL AS is_signed,
           v.id AS version_id, v.number AS version, v.digest, v.submitted_at, v.status, v.progress,
           v.problem, v.next_step, v.next_step_on, v.no_change, v.concurs
      FROM workflows_report r
      JOIN task_table_assignment a ON a.id = r.assignment_id
      JOIN task_table_task t ON t.id = a.task_id
      JOIN accounts_unit u ON u.id = r.unit_id
      LEFT JOIN accounts_unitname n ON n.unit_id = u.id
           AND (n.from_on IS NULL OR n.from_on <= %(due_on)s)
           AND (n.until_on IS NULL OR n.until_on >= %(due_on)s)
      LEFT JOIN accounts_unitgroup g ON g.id = a.group_id
      LEFT JOIN workflows_reportversion c ON c.id = r.version_id
      LEFT JOIN workflows_reportversion v ON v.report_id = r.id AND v.id =
           COALESCE(r.signed_version_id,
           CASE WHEN r.step IN ('review', 'second_review', 'sign_off') THEN r.version_id END)
     WHERE r.cycle_id = %(cycle)s
     ORDER BY t.place, a.place, a.group_place
"""

# Who submitted, returned, reviewed and signed what when, for whom, and on whose paper.
TRAIL = """
    SELECT m.report_id, m.version_id, m.outcome, m.to_step, m.at, m.reply_by, m.outlook,
           b.name AS by_name, o.name AS on_behalf_of, p.signer_name
      FROM workflows_transition m
      JOIN workflows_report r ON r.id = m.report_id
      LEFT JOIN accounts_user b ON b.id = m.by_id
      LEFT JOIN accounts_user o ON o.id = m.on_behalf_of_id
      LEFT JOIN workflows_papersignature s ON s.version_id = m.version_id
      LEFT JOIN workflows_papersignoff p ON p.id = s.paper_id
     WHERE r.cycle_id = %(cycle)s
     ORDER BY m.report_id, m.id
"""

FILES = """
    SELECT k.version_id, f.name, f.digest, f.sealed_at
      FROM workflows_evidenceofversion k
      JOIN workflows_evidence f ON f.id = k.evidence_id
      JOIN workflows_reportversion v ON v.id = k.version_id
      JOIN workflows_report r ON r.id = v.report_id
     WHERE r.cycle_id = %(cycle)s
     ORDER BY k.version_id, f.id
"""

OFFICE_URGES = """
    SELECT w.report_id, w.urge_id
      FROM workflows_urgedrow w JOIN workflows_officeurge e ON e.id = w.urge_id
     WHERE e.cycle_id = %(cycle)s
     ORDER BY w.id
"""

# What is asked of others, and what units say beside it (旁注).
REQUESTS = """
    SELECT q.case_ptr_id AS id, q.report_id, t.number AS task, u.code AS unit, x.name AS addressee,
           q.problem, q.needed, q.needed_on, q.forwarded_at, q.promised_on, c.step
      FROM workflows_coordinationrequest q
      JOIN workflows_case c ON c.id = q.case_ptr_id
      JOIN workflows_report r ON r.id = q.report_id
      JOIN task_table_assignment a ON a.id = r.assignment_id
      JOIN task_table_task t ON t.id = a.task_id
      JOIN accounts_unit u ON u.id = c.unit_id
      LEFT JOIN accounts_unit x ON x.id = q.addressee_id
     WHERE r.cycle_id = %(cycle)s AND c.step <> 'withdrawn'
     ORDER BY t.place, a.place, q.case_ptr_id
"""
REMARKS = """
    SELECT m.case_id, u.name AS unit, m.text
      FROM workflows_remark m
      JOIN accounts_unit u ON u.id = m.unit_id
      JOIN workflows_coordinationrequest q ON q.case_ptr_id = m.case_id
      JOIN workflows_report r ON r.id = q.report_id
     WHERE r.cycle_id = %(cycle)s
     ORDER BY m.id
"""

# What lights are judged by: nodes with what was signed of them, the leads' words of all cycles
# opened by the day, indicators with what was signed and disputed of them, the working days.
NODES = """
    SELECT t.number AS task, n.year, n.place, n.text, n.due_on, n.value AS target, n.measure,
           s.reached_on, s.value, s.covers_until, s.key
      FROM task_table_milestone n
      JOIN task_table_task t ON t.id = n.task_id
      LEFT JOIN (SELECT w.milestone_id, w.reached_on, w.value, c.covers_until, c.key, c.opens_on
                   FROM workflows_milestoneanswer w
                   JOIN workflows_report r ON r.signed_version_id = w.version_id
                   JOIN workflows_cycle c ON c.id = r.cycle_id
                  WHERE c.opens_on <= %(on)s) s ON s.milestone_id = n.id
     WHERE t.plan_id = %(plan)s AND n.dropped_on IS NULL
     ORDER BY n.due_on, n.place, s.opens_on DESC
"""
LEADS = """
    SELECT t.number AS task, a.place, c.opens_on, c.covers_until, c.due_on, r.step, r.reply_by,
           v.status, v.no_change, v.concurs
      FROM workflows_report r
      JOIN workflows_cycle c ON c.id = r.cycle_id
      JOIN task_table_assignment a ON a.id = r.assignment_id
      JOIN task_table_task t ON t.id = a.task_id
      LEFT JOIN workflows_reportversion v ON v.id = r.signed_version_id
     WHERE t.plan_id = %(plan)s AND a.role = 'lead' AND c.opens_on <= %(on)s
     ORDER BY t.place, a.place, c.opens_on DESC
"""
DAYS = """
    SELECT w.day, w.ordinal FROM workdays_workday w
     WHERE w.day = %(on)s
        OR w.day IN (SELECT t.due_on FROM task_table_task t WHERE t.plan_id = %(plan)s)
        OR w.day IN (SELECT n.due_on FROM task_table_milestone n
                       JOIN task_table_task t ON t.id = n.task_id WHERE t.plan_id = %(plan)s)
"""
INDICATORS = """
    SELECT i.number, i.name, i.measure, i.nature, i.baseline_year, i.baseline_printed, i.baseline,
           i.target_year, i.target_printed, i.operator, i.target, i.definition_open,
           u.name AS supplier, t.number AS task
      FROM task_table_indicator i
      LEFT JOIN accounts_unit u ON u.id = i.supplier_id
      LEFT JOIN task_table_task t ON t.id = i.task_id
     WHERE i.plan_id = %(plan)s
     ORDER BY i.number
"""
VALUES = """
    SELECT i.number, f.value, f.words, f.no_data_why, c.key, c.covers_until, v.number AS version,
           v.digest, d.value AS stated, d.words AS stated_words, d.stands, d.decided_at,
           d.withdrawn_at
      FROM workflows_indicatorvalue f
      JOIN task_table_indicator i ON i.id = f.indicator_id
      JOIN workflows_report r ON r.signed_version_id = f.version_id AND r.unit_id = i.supplier_id
      JOIN workflows_reportversion v ON v.id = f.version_id
      JOIN workflows_cycle c ON c.id = r.cycle_id
      LEFT JOIN workflows_dispute d ON d.indicator_id = i.id AND d.cycle_id = c.id
     WHERE i.plan_id = %(plan)s AND c.opens_on <= %(opens_on)s
     ORDER BY i.number, c.opens_on
"""
SETTLED = """
    SELECT t.number, s.state, s.at, s.document_number, s.words
      FROM workflows_taskstatechange s JOIN task_table_task t ON t.id = s.task_id
     WHERE t.plan_id = %(plan)s AND t.state <> 'open'
     ORDER BY t.place, s.id
"""

# What the cycles before told: the facts of each one's newest edition, a sent one first.
EDITIONS = """
    SELECT c.key, s.number, s.facts
      FROM workflows_cycle c
      JOIN notifications_summary s ON s.id =
           (SELECT n.id FROM notifications_summary n WHERE n.cycle_id = c.id
             ORDER BY n.released_at IS NULL, n.number DESC LIMIT 1)
     WHERE c.plan_id = %(plan)s AND c.opens_on < %(opens_on)s AND c.kind = %(kind)s
     ORDER BY c.opens_on
"""
DEMO = "SELECT kind FROM installation_installation"

# The head figures of each unit's rows of a kind, of which all others are sums.
FIGURES = """
    WITH counted AS (
        SELECT u.code AS unit, r.step, r.version_id, r.signed_version_id,
               CASE WHEN a.role = 'lead' THEN 'lead' WHEN u.kind = 'county' THEN 'county'
                    ELSE 'city' END AS kind,
               CASE WHEN a.role = 'support' THEN %(support_ends)s ELSE %(due_ends)s END AS ends_at,
               (SELECT MIN(f.submitted_at) FROM workflows_reportversion f
                 WHERE f.report_id = r.id) AS first_at
          FROM workflows_report r
          JOIN task_table_assignment a ON a.id = r.assignment_id
          JOIN accounts_unit u ON u.id = r.unit_id
         WHERE r.cycle_id = %(cycle)s)
    SELECT kind, unit, COUNT(*) AS due, COUNT(first_at) AS filed,
           SUM(CASE WHEN first_at < ends_at THEN 1 ELSE 0 END) AS on_time,
           SUM(CASE WHEN first_at >= ends_at THEN 1 ELSE 0 END) AS afterwards,
           SUM(CASE WHEN first_at IS NULL THEN 1 ELSE 0 END) AS missing,
           SUM(CASE WHEN signed_version_id IS NULL AND step IN ('review', 'second_review')
                    THEN 1 ELSE 0 END) AS in_review,
           SUM(CASE WHEN signed_version_id IS NULL AND step = 'sign_off'
                    THEN 1 ELSE 0 END) AS to_sign,
           COUNT(signed_version_id) AS signed,
           SUM(CASE WHEN signed_version_id IS NULL AND version_id IS NOT NULL
                         AND step NOT IN ('review', 'second_review', 'sign_off')
                    THEN 1 ELSE 0 END) AS back
      FROM counted GROUP BY kind, unit
"""

# What each kind of unit was asked for, how often its reports came back, how often it was urged.
BURDEN = """
    SELECT CASE WHEN a.role = 'lead' THEN 'lead' WHEN a.group_id IS NULL THEN 'support'
                ELSE 'county' END AS party,
           COUNT(DISTINCT r.unit_id) AS units, COUNT(*) AS asked,
           SUM(CASE WHEN v.status = 'done' THEN 1 ELSE 0 END) AS proofs,
           SUM((SELECT COUNT(*) FROM workflows_transition m
                 WHERE m.report_id = r.id AND m.outcome = 'sent_back')) AS returns,
           SUM((SELECT COUNT(*) FROM workflows_urge e WHERE e.report_id = r.id)) AS urges
      FROM workflows_report r
      JOIN task_table_assignment a ON a.id = r.assignment_id
      LEFT JOIN workflows_reportversion v ON v.id = r.version_id
     WHERE r.cycle_id = %(cycle)s
     GROUP BY 1
"""

STATEMENTS = {
    "tasks": TASKS, "reports": REPORTS, "trail": TRAIL, "files": FILES, "requests": REQUESTS,
    "remarks": REMARKS, "office_urges": OFFICE_URGES, "nodes": NODES, "leads": LEADS, "days": DAYS,
    "indicators": INDICATORS, "values": VALUES, "settled": SETTLED, "editions": EDITIONS,
    "demo": DEMO, "figures": FIGURES, "burden": BURDEN,
}  # fmt: skip

Rows = list[dict[str, Any]]


def plain_facts(cycle: Cycle, *, on: date) -> dict[str, Rows]:
    """Return the rows of each statement by the names of their columns."""
    asked = _asked(cycle, on)
    return {part: _rows(sql, asked) for part, sql in STATEMENTS.items()}


def plain_text(cycle: Cycle, *, on: date) -> str:
    """Return them as the text that facts are kept as (rule 12)."""
    return canonical(plain_facts(cycle, on=on))


def _asked(cycle: Cycle, on: date) -> dict[str, Any]:
    ends = {
        f"{name}_ends": connection.ops.adapt_datetimefield_value(_end_of(day))
        for name, day in (("support", cycle.support_due_on), ("due", cycle.due_on))
    }
    days = {"due_on": cycle.due_on, "opens_on": cycle.opens_on, "on": on}
    days = {name: connection.ops.adapt_datefield_value(day) for name, day in days.items()}
    return {"cycle": cycle.pk, "plan": cycle.plan_id, "kind": cycle.kind} | ends | days


def _end_of(day: date) -> datetime:
    return datetime.combine(day + timedelta(days=1), time.min, timezone.get_current_timezone())


def _rows(sql: str, asked: dict[str, Any]) -> Rows:
    with connection.cursor() as cursor:
        cursor.execute(sql, asked)
        names = [column[0] for column in cursor.description]
        return [
            {name: _written(cell) for name, cell in zip(names, row, strict=True)}
            for row in cursor.fetchall()
        ]


def _written(cell: Any) -> Any:
    return str(cell) if isinstance(cell, date | Decimal) else cell
