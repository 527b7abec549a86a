"""What may be uncertain in a reading: one identifier each, with the sentence a person reads."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final


class Flag(StrEnum):
    """A mark on a task that says: a person should look at the source here."""

    NO_FULL_STOP = "no_full_stop"
    ROW_WRAPPED = "row_wrapped"
    NO_LEAD_NAMED = "no_lead_named"
    FEWER_UNITS_THAN_LEADS = "fewer_units_than_leads"
    UNIT_PRINTED_TWICE = "unit_printed_twice"
    UNCLOSED_BRACKET = "unclosed_bracket"
    SEVERAL_DATES = "several_dates"
    YEAR_RANGE = "year_range"
    YEAR_NOT_TAKEN = "year_not_taken"
    DATE_WITHOUT_LIMIT_WORD = "date_without_limit_word"
    AMBIGUOUS_BEFORE = "ambiguous_before"
    IMPOSSIBLE_DATE = "impossible_date"
    DATE_AND_OPEN_ENDED = "date_and_open_ended"
    COLUMN_NOT_UNDERSTOOD = "column_not_understood"
    COLUMN_AND_TEXT_DIFFER = "column_and_text_differ"


MEANINGS: Final[Mapping[Flag, str]] = {
    Flag.NO_FULL_STOP: "任务文字末尾没有句号，请核对是否完整。",
    Flag.ROW_WRAPPED: "这一项在原表中断成了几行，已接在一起，请核对。",
    Flag.NO_LEAD_NAMED: "原文没有指明牵头单位，所列单位均按共同负责读入。",
    Flag.FEWER_UNITS_THAN_LEADS: "备注规定的牵头单位个数多于所列单位，请核对。",
    Flag.UNIT_PRINTED_TWICE: "同一单位在这一项中印了两次，只计一次。",
    Flag.UNCLOSED_BRACKET: "责任单位中的括号不成对，单位可能没有分开，请核对。",
    Flag.SEVERAL_DATES: "文字中有几个时限，取了最晚的一个。",
    Flag.YEAR_RANGE: "文字中有起止年份，请核对其终点是不是完成时限。",
    Flag.YEAR_NOT_TAKEN: "文字中提到年份，但看不出是完成时限，没有作为时限。",
    Flag.DATE_WITHOUT_LIMIT_WORD: "文字中的年月前后没有“到”“前”“底”等字样，请核对是不是完成时限。",
    Flag.AMBIGUOUS_BEFORE: "“某年前”“某月前”是否包含当年当月不明确，按包含读入。",
    Flag.IMPOSSIBLE_DATE: "文字中有不存在的日期，没有读入。",
    Flag.DATE_AND_OPEN_ENDED: "完成时限一栏既有日期又写持续推进一类的话，取了日期。",
    Flag.COLUMN_NOT_UNDERSTOOD: "完成时限一栏的写法读不懂，没有读入。",
    Flag.COLUMN_AND_TEXT_DIFFER: "完成时限一栏与任务文字中的时限不一致，请核对。",
}
