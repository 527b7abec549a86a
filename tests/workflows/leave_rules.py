"""What the property test plays of 委托 and 线下签批: people go on leave, leaders sign on paper."""

from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from typing import Any

from django.utils import timezone
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule

from project.accounts.delegating import DelegationRefused, delegable, delegate, end
from project.accounts.models import Delegation, User
from tests.workflows import oracle
from tests.workflows.playing import picture
from tests.workflows.staging import Stage
from workflows.models import PaperSignOff, Report
from workflows.paper.confirming import confirm
from workflows.paper.entering import Signed, enter
from workflows.paper.printing import print_sheet
from workflows.refusals import Refused

who = st.integers(0, 14)


class LeaveRules(RuleBasedStateMachine):
    """Delegations come and go; what waits for a signature is signed on paper."""

    stage: Stage
    touched: set[int]
    happens: Callable[[Callable[[], object]], bool]
    report: Callable[[int], Report]

    @rule(by=who, to=who, days=st.sampled_from([0, 1, 5, 30]), later=st.sampled_from([0, 0, 2]))
    def go_on_leave(self, by: int, to: int, days: int, later: int) -> None:
        today = timezone.localdate()
        grants = delegable(self.stage.people[by], on=today)
        first = today + timedelta(days=later)
        try:
            for grant in grants[:1]:
                delegate(
                    grant, to=self.stage.people[to], from_on=first,
                    until_on=first + timedelta(days=days), why="休假", by=self.stage.people[by],
                )  # fmt: skip
                self.stage.played["delegated"] += 1
        except DelegationRefused:
            self.stage.played["delegations refused"] += 1

    @rule(pick=st.integers(0, 9))
    def come_back(self, pick: int) -> None:
        rows = list(Delegation.objects.not_ended().for_reading())
        if rows:
            ended = rows[pick % len(rows)]
            end(ended, by=ended.delegator)

    @rule(pick=st.integers(0, 9), forward=st.sampled_from([1, 1, 0]))
    def a_delegate_acts(self, pick: int, forward: int) -> None:
        """Who was delegated tries the step for who is on leave, wherever it may be taken."""
        rows = list(Delegation.objects.for_reading())
        if not rows:
            return
        lent, people = rows[pick % len(rows)], [each.pk for each in self.stage.people]
        by, absent = people.index(lent.delegate_id), people.index(lent.grant.user_id)
        for number in range(len(self.stage.reports)):
            step = self.report(number).step
            if step in ("second_review", "sign_off"):
                on = "signed" if step == "sign_off" else "approved"
                outcome = on if forward else "sent_back"
                self.try_it(self.attempt(number, step, outcome, by, absent))  # type: ignore[attr-defined]

    @rule(report=st.integers(0, 4), clerk=who, checker=who, moves=st.booleans())
    def sign_on_paper(self, report: int, clerk: int, checker: int, moves: bool) -> None:
        """A leader without an account signs; it counts exactly if two fit people stand for it."""
        people, row = self.stage.people, self.report(report)
        paper = self._brought(row, people[clerk])
        if paper is None:
            return
        on_paper = Report.objects.filter(version__in=paper.sheet.versions.all())
        waited = list(on_paper.filter(step="sign_off"))
        expected = self._may_check(paper, people[checker], waited)
        done = self.happens(
            lambda: confirm(paper, code=paper.sheet.code, by=people[checker])  # type: ignore[arg-type, return-value]
        )
        assert done == expected
        self.touched |= {each.pk for each in waited}
        for each in waited:
            each.refresh_from_db()
            assert each.step == ("signed" if expected else "sign_off")
        self.stage.played["signed on paper" if done else "papers refused"] += 1

    def _brought(self, row: Report, by: User) -> PaperSignOff | None:
        said = Signed(name="不登录的局长", post="局长", on=timezone.localdate())
        open_papers = PaperSignOff.objects.filter(sheet__unit=row.unit).waiting()
        if open_papers.exists():
            return open_papers.for_reading()[0]
        try:
            sheet = print_sheet(row.cycle, row.unit, by=by)
            made = enter(
                row.cycle, row.unit, code=sheet.code, signed=said, file=BytesIO(picture()),
                name="签批表.png", by=by,
            )  # fmt: skip
        except Refused:
            return None
        return PaperSignOff.objects.for_reading().get(pk=made.pk)

    def _may_check(self, paper: PaperSignOff, by: User, waited: list[Any]) -> bool:
        on, unit = timezone.localdate(), paper.sheet.unit_id
        handles = any(oracle.granted(by.pk, role, unit, on) for role in ("liaison", "reviewer"))
        hands = {key for each in waited for key in oracle.hands(each.version)}
        return handles and by.pk != paper.entered_by_id and by.pk not in hands
