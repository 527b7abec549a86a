"""A unit adds one line beside a sentence that names it as the cause (旁注)."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from project.accounts.models import Unit, User
from project.audit.recording import record
from workflows.cleaning import cleaned
from workflows.completeness import check_words
from workflows.models import Remark
from workflows.models.coordination import MOST_OF_A_REMARK
from workflows.naming.reading import Sentence, may_remark, sentences_naming
from workflows.refusals import AlreadyMoved, Incomplete, NotEntitled


def remark(unit: Unit, key: str, *, by: User, text: str, at: datetime | None = None) -> Remark:
    """Write the unit's line beside a sentence; a further one takes the place of the one before.

    The same line a second time writes nothing. Raises NotEntitled unless `by` is a liaison or a
    signer of the unit, AlreadyMoved where the sentence does not name it (any more), Incomplete.
    """
    at = at or timezone.now()
    on = timezone.localdate(at)
    if not may_remark(by, unit, on=on):
        raise NotEntitled("旁注由被点名单位的联络员或分管领导填写。")
    line = " ".join(cleaned(text).split())
    named = next((each for each in sentences_naming(unit, on=on) if each.key == key), None)
    if named is None:
        raise AlreadyMoved("这句话现在没有点到本单位，请刷新页面。")
    _check(line)
    if named.standing is not None and named.standing.text == line:
        return named.standing
    return _write(unit, named, line, by, at)


def _check(line: str) -> None:
    if not line:
        raise Incomplete({"text": "请写明本单位的说明。"})
    if len(line) > MOST_OF_A_REMARK:
        raise Incomplete({"text": f"最多{MOST_OF_A_REMARK}个字，现在{len(line)}个字，请精简。"})
    check_words({"text": line})


def _write(unit: Unit, named: Sentence, line: str, by: User, at: datetime) -> Remark:
    kind, _, number = named.key.partition(":")
    with transaction.atomic():
        made = Remark.objects.create(
            unit=unit, sentence=named.said, text=line, at=at, by=by, **{f"{kind}_id": int(number)}
        )
        record("remark.add", made, by=by, at=at, unit=unit.name, where=named.where, said=line)
    return made
