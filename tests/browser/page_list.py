"""The list of pages: each is looked over in the browser for these people, empty and full.

An address that answers with a page and is not in this list fails `test_pages.py`.
"""

from tests.browser.pairs import ANONYMOUS, EMPTY, FULL, Page

# Addresses that answer no page of their own: verbs, redirects, machine answers.
NO_PAGE = {
    "account_signup",
    "account_set_password",
    "health-alive",
    "health-ready",
    "report-draft",
    "report-submit",
    "report-withdraw",
    "report-approve",
    "report-send-back",
    "report-sign",
    "report-reopen",
    "sheet-sign",
    "evidence",
    "digest-hold",
    "digest-let-go",
    "summary-build",
    "summary-release",
    "summary-file",
    "person-deactivate",
    "person-activate",
    "person-reset-password",
}

# The 45 tasks with their 511 cells take twenty seconds to tab through: one person is enough.
PAGES = [
    Page("account_login", "/accounts/login/", (ANONYMOUS,), (EMPTY,)),
    Page("account_inactive", "/accounts/inactive/", (ANONYMOUS,), (EMPTY,)),
    Page("account_logout", "/accounts/logout/", ("liaison",), (FULL,)),
    Page("account_change_password", "/accounts/password/", ("liaison",), (FULL,)),
    Page("home", "/", ("liaison", "reviewer", "signer", "system_admin")),
    Page("plan-table", "/tasks/jiangmen-145/?unit=sfj", ("signer",)),
    Page("plan-table", "/tasks/jiangmen-145/", ("reviewer",), (FULL,)),
    Page("task", "/tasks/jiangmen-145/39/", ("reviewer",)),
    Page("unit", "/units/mzj/", ("liaison",)),
    Page("cycle", "/cycles/jiangmen-145/2025-Q4/", ("reviewer",)),
    Page("sheet", "/cycles/jiangmen-145/2025-Q4/units/mzj/", ("liaison", "signer"), (FULL,)),
    Page("report", "/reports/{written}/", ("liaison",), (FULL,)),
    Page("report", "/reports/{returned}/", ("liaison",), (FULL,)),
    Page("report", "/reports/{reviewed}/", ("reviewer",), (FULL,)),
    Page("report", "/reports/{to_sign}/", ("signer",), (FULL,)),
    Page("report", "/reports/{signed}/", ("liaison",), (FULL,)),
    Page("evidence-seal", "/evidence/{evidence}/seal/", ("reviewer",), (FULL,)),
    Page("message-list", "/messages/", ("liaison",)),
    Page("message", "/messages/{message}/", ("liaison",), (FULL,)),
    Page("delivery-list", "/deliveries/", ("reviewer", "system_admin")),
    Page("digest-list", "/digests/jiangmen-145/", ("reviewer",)),
    Page("digest", "/digests/jiangmen-145/2026-W02/", ("reviewer",), (FULL,)),
    Page("summary", "/summaries/jiangmen-145/2025-Q4/", ("reviewer",)),
    Page("person-list", "/people/", ("system_admin",)),
    Page("person-open", "/people/open/", ("system_admin",), (FULL,)),
    Page("person", "/people/{person}/", ("system_admin",), (FULL,)),
    Page("grant-list", "/grants/", ("security_admin",)),
    Page("grant-give", "/grants/give/", ("security_admin",), (FULL,)),
    Page("grant-revoke", "/grants/{grant}/revoke/", ("security_admin",), (FULL,)),
    Page("audit-list", "/audit/", ("audit_admin",)),
    Page("audit-check", "/audit/check/", ("audit_admin",), (FULL,)),
    Page("404", "/reports/{signed}/", ("foreign_liaison",), (FULL,), status=404),
]
