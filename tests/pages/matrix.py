"""The permission matrix as a table: every address and method, and the code for each visitor.

The codes: 200 and 302 let in (302 of a stranger leads to the sign-in), 403 shows that one may look
but not act, 404 that there is nothing to see.
"""

from dataclasses import dataclass

from tests.project.calendar.notice_texts import notice_of
from workflows.models import Party
from workflows.steps import Step

VISITORS = (
    "stranger",
    "liaison",
    "signer",
    "supporting_liaison",
    "foreign_liaison",
    "reviewer",
    "leader",
    "revoked",
    "system_admin",
    "security_admin",
    "audit_admin",
)


@dataclass(frozen=True)
class Row:
    """One address and method, with the report at a step, and the code for each visitor in turn."""

    name: str
    method: str
    step: Step
    codes: str

    def code_for(self, visitor: str) -> int:
        return int(self.codes.split()[VISITORS.index(visitor)])


REPORT, REVIEW, SIGN_OFF, SIGNED = Step.REPORT, Step.REVIEW, Step.SIGN_OFF, Step.SIGNED

MATRIX = [
    # name, method, the report's step, then:      str lia sig sup frg rev ldr rvk sys sec aud
    Row("home", "get", REPORT, "                  302 200 200 200 200 200 200 200 200 200 200"),
    Row("plan-table", "get", REPORT, "            302 200 200 200 200 200 200 200 404 404 404"),
    Row("task", "get", REPORT, "                  302 200 200 200 200 200 200 200 404 404 404"),
    Row("extension-ask", "get", REPORT, "         302 200 403 403 403 403 403 403 404 404 404"),
    Row("extension-ask", "post", REPORT, "        302 302 403 403 403 403 403 403 404 404 404"),
    Row("closure-ask", "get", REPORT, "           302 200 403 403 403 403 403 403 404 404 404"),
    Row("closure-ask", "post", REPORT, "          302 302 403 403 403 403 403 403 404 404 404"),
    Row("adjustment-ask", "get", REPORT, "        302 200 403 403 403 200 403 403 404 404 404"),
    Row("adjustment-ask", "post", REPORT, "       302 302 403 403 403 302 403 403 404 404 404"),
    Row("milestones-propose", "get", REPORT, "    302 200 403 403 403 403 403 403 404 404 404"),
    Row("milestones-propose", "post", REPORT, "   302 302 403 403 403 403 403 403 404 404 404"),
    Row("milestone-table", "get", REPORT, "       302 200 200 200 200 200 200 200 404 404 404"),
    Row("milestone-read", "get", REPORT, "        302 302 302 302 302 302 302 302 404 404 404"),
    Row("milestone-read", "post", REPORT, "       302 403 403 403 403 200 403 403 404 404 404"),
    Row("milestone-bring", "get", REPORT, "       302 302 302 302 302 302 302 302 404 404 404"),
    Row("milestone-bring", "post", REPORT, "      302 403 403 403 403 302 403 403 404 404 404"),
    Row("task-reopen", "get", REPORT, "           302 403 403 403 403 403 200 403 404 404 404"),
    Row("task-reopen", "post", REPORT, "          302 403 403 403 403 403 302 403 404 404 404"),
    Row("case-list", "get", REPORT, "             302 200 200 200 200 200 200 200 404 404 404"),
    Row("case", "get", REPORT, "                  302 200 200 404 404 200 200 404 404 404 404"),
    Row("case-decide", "get", REPORT, "           302 302 302 404 404 302 302 404 404 404 404"),
    Row("case-decide", "post", REPORT, "          302 403 302 404 404 403 403 404 404 404 404"),
    # 督办单 and 通报: drafted by the office, whose leaders look on; a draft is nobody else's.
    Row("escalation", "get", REPORT, "            302 404 404 404 404 200 200 404 404 404 404"),
    Row("escalation", "post", REPORT, "           302 404 404 404 404 422 403 404 404 404 404"),
    Row("case-write", "get", REPORT, "            302 404 404 404 404 200 403 404 404 404 404"),
    Row("case-write", "post", REPORT, "           302 404 404 404 404 302 403 404 404 404 404"),
    Row("case-paper", "get", REPORT, "            302 404 404 404 404 200 200 404 404 404 404"),
    # 需协调事项: raised by the row's liaison, followed by office and leaders; 旁注 by who is named.
    Row("coordination-ask", "get", REPORT, "      302 200 403 404 404 403 403 404 404 404 404"),
    Row("coordination-ask", "post", REPORT, "     302 302 403 404 404 403 403 404 404 404 404"),
    Row("coordination-list", "get", REPORT, "     302 404 404 404 404 200 200 404 404 404 404"),
    Row("agenda", "get", REPORT, "                302 404 404 404 404 200 200 404 404 404 404"),
    Row("unit-named", "get", REPORT, "            302 200 200 404 404 404 404 404 404 404 404"),
    Row("unit-named", "post", REPORT, "           302 409 409 404 404 404 404 404 404 404 404"),
    Row("task-mark", "get", REPORT, "             302 302 302 302 302 302 302 302 404 404 404"),
    Row("task-mark", "post", REPORT, "            302 403 403 403 403 302 403 403 404 404 404"),
    Row("unit", "get", REPORT, "                  302 200 200 200 200 200 200 200 404 404 404"),
    Row("cycle", "get", REPORT, "                 302 200 200 200 200 200 200 200 404 404 404"),
    Row("contacts", "get", REPORT, "              302 200 200 200 200 200 200 200 404 404 404"),
    Row("contacts-file", "get", REPORT, "         302 404 404 404 404 200 404 404 404 404 404"),
    Row("unit-handover", "get", REPORT, "         302 200 200 404 404 404 404 404 404 404 404"),
    # Windows: who owes is read by everyone of the committee, all else is its office's.
    # The desk of whoever reviews: reviewers, leads' liaisons, the committee's leaders; with this
    # report open, which a co-unit does not see.
    Row("review-desk", "get", REVIEW, "           302 200 404 404 404 200 200 404 404 404 404"),
    Row("review-desk", "post", REVIEW, "          302 403 404 404 404 302 403 404 404 404 404"),
    Row("duties", "get", REPORT, "                302 200 200 200 200 200 200 200 404 404 404"),
    Row("duties", "post", REPORT, "               302 403 403 403 403 302 403 403 404 404 404"),
    Row("plan-settings", "get", REPORT, "         302 200 200 200 200 200 200 200 404 404 404"),
    Row("plan-settings", "post", REPORT, "        302 403 403 403 403 409 403 403 404 404 404"),
    Row("asks", "get", REPORT, "                  302 200 200 200 200 200 200 200 404 404 404"),
    Row("asks", "post", REPORT, "                 302 403 403 403 403 409 403 403 404 404 404"),
    Row("rehearse", "get", REPORT, "              302 404 404 404 404 200 404 404 404 404 404"),
    Row("cycle-postpone", "get", REPORT, "        302 404 404 404 404 200 404 404 404 404 404"),
    Row("cycle-postpone", "post", REPORT, "       302 404 404 404 404 302 404 404 404 404 404"),
    Row("exception-give", "get", REPORT, "        302 404 404 404 404 200 404 404 404 404 404"),
    Row("exception-give", "post", REPORT, "       302 404 404 404 404 302 404 404 404 404 404"),
    Row("exception-withdraw", "get", REPORT, "    302 404 404 404 404 302 404 404 404 404 404"),
    Row("exception-withdraw", "post", REPORT, "   302 404 404 404 404 302 404 404 404 404 404"),
    # Urging is the office's; where work waits is read by whoever looks after a unit.
    Row("urge-list", "get", REPORT, "             302 404 404 404 404 200 404 404 404 404 404"),
    Row("urge-list", "post", REPORT, "            302 404 404 404 404 302 404 404 404 404 404"),
    Row("unit-urge", "get", REPORT, "             302 404 404 404 404 200 404 404 404 404 404"),
    Row("unit-urge", "post", REPORT, "            302 404 404 404 404 302 404 404 404 404 404"),
    Row("where", "get", REPORT, "                 302 200 200 200 200 200 200 404 404 404 404"),
    Row("where-list", "get", REPORT, "            302 200 200 200 200 200 200 404 404 404 404"),
    Row("sheet", "get", REPORT, "                 302 200 200 404 404 200 200 404 404 404 404"),
    Row("sheet", "get", SIGNED, "                 302 200 200 200 404 200 200 404 404 404 404"),
    Row("sheet-sign", "get", SIGN_OFF, "          302 302 200 404 404 302 302 404 404 404 404"),
    Row("sheet-sign", "post", SIGN_OFF, "         302 403 302 404 404 403 403 404 404 404 404"),
    Row("sheet-slip", "get", SIGNED, "            302 200 200 404 404 200 200 404 404 404 404"),
    Row("action-give", "get", REPORT, "           302 403 200 404 404 403 200 404 404 404 404"),
    Row("action-give", "post", REPORT, "          302 403 302 404 404 403 302 404 404 404 404"),
    Row("sheet-print", "get", REPORT, "           302 200 200 404 404 200 200 404 404 404 404"),
    Row("sheet-save", "post", REPORT, "           302 302 403 404 404 403 403 404 404 404 404"),
    Row("sheet-answer", "post", REPORT, "         302 422 403 404 404 403 403 404 404 404 404"),
    Row("sheet-no-change", "post", REPORT, "      302 302 403 404 404 403 403 404 404 404 404"),
    Row("sheet-carry", "post", REPORT, "          302 302 403 404 404 403 403 404 404 404 404"),
    Row("sheet-hand", "post", REPORT, "           302 422 403 404 404 403 403 404 404 404 404"),
    Row("sheet-submit", "post", REPORT, "         302 302 403 404 404 403 403 404 404 404 404"),
    Row("sheet-section", "post", REPORT, "        401 409 403 404 404 403 403 404 404 404 404"),
    # The sheet as a file, and entered for the unit: the unit's own liaison, and the office.
    Row("offline", "get", REPORT, "               302 200 404 404 404 200 404 404 404 404 404"),
    Row("offline", "post", REPORT, "              302 422 404 404 404 422 404 404 404 404 404"),
    Row("offline-file", "get", REPORT, "          302 200 404 404 404 200 404 404 404 404 404"),
    Row("received", "get", REPORT, "              302 404 404 404 404 200 404 404 404 404 404"),
    Row("received-file", "get", REPORT, "         302 200 200 404 404 200 404 404 404 404 404"),
    Row("received-save", "post", REPORT, "        302 404 404 404 404 302 404 404 404 404 404"),
    Row("received-submit", "post", REPORT, "      302 404 404 404 404 302 404 404 404 404 404"),
    # 线下签批: the unit's liaisons and its reviewers print, enter and check.
    Row("paper", "get", SIGN_OFF, "               302 200 404 404 404 200 404 404 404 404 404"),
    Row("paper", "post", SIGN_OFF, "              302 422 404 404 404 422 404 404 404 404 404"),
    Row("paper-print", "get", SIGN_OFF, "         302 302 404 404 404 302 404 404 404 404 404"),
    Row("paper-print", "post", SIGN_OFF, "        302 302 404 404 404 302 404 404 404 404 404"),
    Row("printed-sheet", "get", SIGN_OFF, "       302 200 404 404 404 200 404 404 404 404 404"),
    Row("paper-sign-off", "get", SIGN_OFF, "      302 200 404 404 404 200 404 404 404 404 404"),
    Row("paper-confirm", "get", SIGN_OFF, "       302 302 404 404 404 302 404 404 404 404 404"),
    Row("paper-confirm", "post", SIGN_OFF, "      302 403 404 404 404 403 404 404 404 404 404"),
    Row("paper-refuse", "get", SIGN_OFF, "        302 302 404 404 404 302 404 404 404 404 404"),
    Row("paper-refuse", "post", SIGN_OFF, "       302 403 404 404 404 302 404 404 404 404 404"),
    Row("paper-file", "get", SIGN_OFF, "          302 200 200 404 404 200 404 404 404 404 404"),
    Row("report-row", "post", REPORT, "           401 200 403 404 404 403 403 404 404 404 404"),
    Row("report", "get", REPORT, "                302 200 200 404 404 200 200 404 404 404 404"),
    Row("report", "get", REVIEW, "                302 200 200 404 404 200 200 404 404 404 404"),
    Row("report", "get", SIGNED, "                302 200 200 200 404 200 200 404 404 404 404"),
    Row("report-draft", "post", REPORT, "         302 302 403 404 404 403 403 404 404 404 404"),
    Row("report-submit", "post", REPORT, "        302 302 403 404 404 403 403 404 404 404 404"),
    Row("report-withdraw", "post", REVIEW, "      302 302 403 404 404 403 403 404 404 404 404"),
    Row("report-approve", "post", REVIEW, "       302 403 403 404 404 302 403 404 404 404 404"),
    Row("report-send-back", "post", REVIEW, "     302 403 403 404 404 302 403 404 404 404 404"),
    Row("report-sign", "post", SIGN_OFF, "        302 403 302 404 404 403 403 404 404 404 404"),
    Row("report-reopen", "post", SIGNED, "        302 302 403 403 404 403 403 404 404 404 404"),
    # An indicator is read by everyone of the committee, another value stated by a co-unit.
    Row("figure", "get", SIGNED, "                302 200 200 200 200 200 200 200 404 404 404"),
    Row("figure-dispute", "get", REPORT, "        302 302 302 302 302 302 302 302 404 404 404"),
    Row("figure-dispute", "post", REPORT, "       302 403 403 302 403 403 403 403 404 404 404"),
    Row("figure-withdraw", "get", REVIEW, "       302 302 302 302 302 302 302 302 404 404 404"),
    Row("figure-withdraw", "post", REVIEW, "      302 403 403 302 403 403 403 403 404 404 404"),
    Row("figure-decide", "get", REVIEW, "         302 302 302 302 302 302 302 302 404 404 404"),
    Row("figure-decide", "post", REVIEW, "        302 403 403 403 403 302 403 403 404 404 404"),
    # The gathering lead, and nobody else, acts on its co-responsible units' rows.
    Row("report-gather-take-up", "post", REPORT, "302 302 403 404 404 403 403 404 404 404 404"),
    Row("report-gather-send-back", "post", REPORT, "302 302 403 404 404 403 403 404 404 404 404"),
    Row("report-gather-quote", "post", REPORT, "  302 302 403 404 404 403 403 404 404 404 404"),
    Row("report-gather-urge", "post", REPORT, "   302 302 403 404 404 403 403 404 404 404 404"),
    # A file in the draft, then in a signed version; sealing it.
    Row("evidence", "get", REPORT, "              302 200 200 404 404 404 404 404 404 404 404"),
    Row("evidence", "get", SIGNED, "              302 200 200 200 404 200 200 404 404 404 404"),
    Row("evidence-seal", "get", REVIEW, "         302 200 403 404 404 200 403 404 404 404 404"),
    Row("evidence-seal", "post", REVIEW, "        302 302 403 404 404 302 403 404 404 404 404"),
    Row("account_login", "get", REPORT, "         200 302 302 302 302 302 302 302 302 302 302"),
    Row("account_logout", "get", REPORT, "        302 200 200 200 200 200 200 200 200 200 200"),
    Row("account_logout", "post", REPORT, "       302 302 302 302 302 302 302 302 302 302 302"),
    Row("account_change_password", "get", REPORT, "302 200 200 200 200 200 200 200 200 200 200"),
    Row("account_inactive", "get", REPORT, "      200 200 200 200 200 200 200 200 200 200 200"),
    Row("account_signup", "get", REPORT, "        302 302 302 302 302 302 302 302 302 302 302"),
    Row("account_set_password", "get", REPORT, "  302 302 302 302 302 302 302 302 302 302 302"),
    # 委托 is everybody's own of the business; the one of the signer is hers to end.
    Row("delegations", "get", REPORT, "           302 200 200 200 200 200 200 200 404 404 404"),
    Row("delegations", "post", REPORT, "          302 422 302 422 422 422 422 422 404 404 404"),
    Row("delegation-end", "get", REPORT, "        302 404 302 404 404 404 404 404 404 404 404"),
    Row("delegation-end", "post", REPORT, "       302 404 302 404 404 404 404 404 404 404 404"),
    Row("oneself", "get", REPORT, "               302 200 200 200 200 200 200 200 200 200 200"),
    Row("oneself", "post", REPORT, "              302 302 302 302 302 302 302 302 302 302 302"),
    Row("preferences", "get", REPORT, "           302 200 200 200 200 200 200 200 404 404 404"),
    Row("preferences", "post", REPORT, "          302 302 302 302 302 302 302 302 404 404 404"),
    Row("health-alive", "get", REPORT, "          200 200 200 200 200 200 200 200 200 200 200"),
    Row("health-ready", "get", REPORT, "          200 200 200 200 200 200 200 200 200 200 200"),
    # Everybody's own messages, here the liaison's; deliveries for who can mend them.
    Row("message-list", "get", REPORT, "          302 200 200 200 200 200 200 200 200 200 200"),
    Row("message", "get", REPORT, "               302 200 404 404 404 404 404 404 404 404 404"),
    Row("delivery-list", "get", REPORT, "         302 404 404 404 404 200 404 404 200 404 404"),
    Row("delivery-dead", "get", REPORT, "         302 404 404 404 404 200 404 404 200 404 404"),
    Row("delivery-dead", "post", REPORT, "        302 404 404 404 404 302 404 404 302 404 404"),
    # Group robots are the office's alone.
    Row("robot-list", "get", REPORT, "            302 404 404 404 404 200 404 404 404 404 404"),
    Row("robot-add", "get", REPORT, "             302 404 404 404 404 200 404 404 404 404 404"),
    Row("robot-add", "post", REPORT, "            302 404 404 404 404 302 404 404 404 404 404"),
    Row("robot", "get", REPORT, "                 302 404 404 404 404 200 404 404 404 404 404"),
    Row("robot-test", "get", REPORT, "            302 404 404 404 404 302 404 404 404 404 404"),
    Row("robot-test", "post", REPORT, "           302 404 404 404 404 302 404 404 404 404 404"),
    Row("robot-change", "get", REPORT, "          302 404 404 404 404 200 404 404 404 404 404"),
    Row("robot-change", "post", REPORT, "         302 404 404 404 404 302 404 404 404 404 404"),
    Row("robot-off", "get", REPORT, "             302 404 404 404 404 200 404 404 404 404 404"),
    Row("robot-off", "post", REPORT, "            302 404 404 404 404 302 404 404 404 404 404"),
    # The overdue digest, sent: there for its committee's office, leaders and observers.
    Row("digest-list", "get", REPORT, "           302 404 404 404 404 200 200 404 404 404 404"),
    Row("digest", "get", REPORT, "                302 404 404 404 404 200 200 404 404 404 404"),
    Row("digest-file", "get", REPORT, "           302 404 404 404 404 200 200 404 404 404 404"),
    Row("digest-hold", "get", REPORT, "           302 404 404 404 404 302 302 404 404 404 404"),
    Row("digest-hold", "post", REPORT, "          302 404 404 404 404 302 403 404 404 404 404"),
    Row("digest-let-go", "get", REPORT, "         302 404 404 404 404 302 302 404 404 404 404"),
    Row("digest-let-go", "post", REPORT, "        302 404 404 404 404 302 403 404 404 404 404"),
    # The summary, released: there for the same people; files with it.
    Row("summary", "get", REVIEW, "               302 404 404 404 404 200 200 404 404 404 404"),
    Row("summary-rows", "get", REVIEW, "          302 404 404 404 404 200 200 404 404 404 404"),
    Row("summary-file", "get", REVIEW, "          302 404 404 404 404 200 200 404 404 404 404"),
    Row("summary-build", "get", REVIEW, "         302 404 404 404 404 302 302 404 404 404 404"),
    Row("summary-build", "post", REVIEW, "        302 404 404 404 404 302 403 404 404 404 404"),
    Row("summary-release", "get", REVIEW, "       302 404 404 404 404 302 302 404 404 404 404"),
    Row("summary-release", "post", REVIEW, "      302 404 404 404 404 409 403 404 404 404 404"),
    # The administrators' pages: there for one of the three, and for nobody else.
    Row("person-list", "get", REPORT, "           302 404 404 404 404 404 404 404 200 404 404"),
    Row("person-open", "get", REPORT, "           302 404 404 404 404 404 404 404 200 404 404"),
    Row("person-open", "post", REPORT, "          302 404 404 404 404 404 404 404 422 404 404"),
    Row("person", "get", REPORT, "                302 404 404 404 404 404 404 404 200 404 404"),
    Row("person", "post", REPORT, "               302 404 404 404 404 404 404 404 422 404 404"),
    Row("person-deactivate", "get", REPORT, "     302 404 404 404 404 404 404 404 302 404 404"),
    Row("person-deactivate", "post", REPORT, "    302 404 404 404 404 404 404 404 422 404 404"),
    Row("person-activate", "get", REPORT, "       302 404 404 404 404 404 404 404 302 404 404"),
    Row("person-activate", "post", REPORT, "      302 404 404 404 404 404 404 404 422 404 404"),
    Row("person-reset-password", "get", REPORT, " 302 404 404 404 404 404 404 404 302 404 404"),
    Row("person-reset-password", "post", REPORT, "302 404 404 404 404 404 404 404 422 404 404"),
    Row("grant-list", "get", REPORT, "            302 404 404 404 404 404 404 404 404 200 404"),
    Row("grant-give", "get", REPORT, "            302 404 404 404 404 404 404 404 404 200 404"),
    Row("grant-give", "post", REPORT, "           302 404 404 404 404 404 404 404 404 422 404"),
    Row("grant-revoke", "get", REPORT, "          302 404 404 404 404 404 404 404 404 200 404"),
    Row("grant-revoke", "post", REPORT, "         302 404 404 404 404 404 404 404 404 422 404"),
    Row("grant-hand-over", "get", REPORT, "       302 404 404 404 404 404 404 404 404 200 404"),
    Row("grant-hand-over", "post", REPORT, "      302 404 404 404 404 404 404 404 404 422 404"),
    # The calendar is read by the business and the system administrator, entered by the office.
    Row("calendar", "get", REPORT, "              302 200 200 200 200 200 200 200 200 404 404"),
    Row("calendar-read", "get", REPORT, "         302 302 302 302 302 302 302 302 302 404 404"),
    Row("calendar-read", "post", REPORT, "        302 403 403 403 403 200 403 403 403 404 404"),
    Row("calendar-publish", "get", REPORT, "      302 302 302 302 302 302 302 302 302 404 404"),
    Row("calendar-publish", "post", REPORT, "     302 403 403 403 403 302 403 403 403 404 404"),
    Row("audit-list", "get", REPORT, "            302 404 404 404 404 404 404 404 404 404 200"),
    Row("audit-check", "get", REPORT, "           302 404 404 404 404 404 404 404 404 404 302"),
    Row("audit-check", "post", REPORT, "          302 404 404 404 404 404 404 404 404 404 200"),
]  # fmt: skip

# A sheet's rows are named by their reports.
TYPED = {"r{pk}-revision": "0", "r{pk}-status": "under_way", "r{pk}-progress": "已办理。"}
SHEET_VERBS = [
    f"sheet-{verb}" for verb in ("save", "answer", "no-change", "carry", "hand", "submit")
]

KINDS = ("quarter", "midterm", "final")
NODE_TABLE = {
    "text": "序号,年度节点,完成时限\n1,完成摸底,2025年6月底",
    "document": "2025年工作要点",
}
POSTED = {
    "report-row": TYPED,
    **dict.fromkeys(SHEET_VERBS, TYPED),
    "report-draft": {"revision": "0", "progress": "写了一半"},
    "report-submit": {"revision": "0", "status": "under_way", "progress": "已办理。"},
    "report-send-back": {"return-reason": "请补充数据。"},
    "report-gather-send-back": {"gather-reason": "请补充数据。", "gather-place": "whole"},
    "report-reopen": {"reopen-reason": "数字有误。"},
    "extension-ask": {
        "applied-asked_until": "2026-12-31",
        "applied-cause": "经费晚到。",
        "applied-progress_so_far": "过半。",
    },
    "coordination-ask": {
        "applied-addressee": "czj",
        "applied-problem": "资金没有到位。",
        "applied-needed": "请拨付。",
        "applied-needed_on": "2026-01-20",
    },
    "closure-ask": {"applied-statement": "已建成。", "applied-proof": "验收备案表。"},
    "adjustment-ask": {"applied-change": "terminate", "applied-cause": "职能调整。"},
    "milestones-propose": {
        "applied-year": "2025",
        "applied-text-1": "完成摸底",
        "applied-due_on-1": "2025-06-30",
    },
    **dict.fromkeys(("milestone-read", "milestone-bring"), NODE_TABLE),
    "preferences": {"waiting": "daily"},
    "task-reopen": {"reopened-cause": "验收发现未完成。"},
    "action-give": {"given-text": "请核实发放人数。", "given-due_on": "2026-01-30"},
    "case-decide": {"outcome": "signed", "signed-step": "unit_sign"},
    "case-write": {
        "saved-step": "draft",
        "saved-revision": "2",
        "saved-title": "关于按时报送的督办",
        "saved-text": "请抓紧报送。",
        "saved-colour": "yellow",
        "saved-reply_days": "5",
    },
    # The first to give a post of one's own; it is the signer's.
    "delegations": {
        "grant": "{grant}",
        "who": "{to}",
        "from_on": "2026-01-20",
        "until_on": "2026-01-23",
        "why": "外出。",
    },
    "paper-confirm": {"code": "{code}"},
    "paper-refuse": {"why": "看不清。"},
    "plan-settings": {
        "support_days": "7",
        "reply_days": "3",
        "support_review": "lead",
        "second_review": "colleague",
        "extension_check": "colleague",
        "adjustment_check": "colleague",
        "light_soon_days": "10",
        "light_report_days": "3",
        "light_behind": "10",
        "light_far_behind": "30",
        "stalled_cycles": "2",
        "signer_after": "3",
        "blue_after": "5",
        "yellow_after": "10",
        "red_after": "15",
        "circular_after": "20",
        "forewarn_days": "1",
        "vets_papers": "on",
        "issues_summaries": "on",
        "seeks_opinions": "on",
        "opinion_days": "3",
    },
    "task-mark": {"mark-standing": "yes", "mark-reason": "制度性工作。"},
    "figure-dispute": {"state-said": "98%", "state-source": "部门台账。"},
    "figure-withdraw": {"dispute": "{dispute}"},
    "figure-decide": {
        "dispute": "{dispute}",
        "decide-{dispute}-stands": "source",
        "decide-{dispute}-reason": "以系统数据为准。",
        "decide-{dispute}-seen": "{value}",
    },
    "review-desk": {"act": "approve", "report": "{pk}"},
    "duties": {
        "seen": ",".join(f"{kind}-{party}" for kind in KINDS for party in Party),
        **{f"{kind}-lead": "on" for kind in KINDS},
    },
    "cycle-postpone": {"due_on": "2026-01-20", "reason": "数据晚到。"},
    "exception-give": {"until_on": "2026-03-02", "reason": "数据晚到。"},
    "urge-list": {"unit": "mzj", "means": "system"},
    "unit-urge": {"means": "phone", "spoken_to": "王芳", "answer": "数据在核对。"},
    "exception-withdraw": {"why": "不再需要。"},
    "digest-hold": {"why": "待核实。"},
    "evidence-seal": {"why": "第3页有住址。"},
    "summary-release": {"edition": "1"},
    "calendar-read": {"text": notice_of(2027)},
    "calendar-publish": {"text": notice_of(2027), "seen": "0"},
    "delivery-dead": {"row": "mail-1"},
    "robot-add": {
        "kind": "wecom",
        "name": "工作群",
        "secret_address": "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=another",
    },
    "robot-change": {"name": "工作群"},
    "robot-off": {"why": "换群。"},
}
