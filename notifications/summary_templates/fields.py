"""Which fields a template may use, how they are typed, and what each stands for (decision 0050)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

# Two braces, of the keyboard or of a Chinese input method, spaces inside or not.
FIELD = re.compile(r"[{｛]{2}\s*([^{}｛｝]{1,40}?)\s*[}｝]{2}")


@dataclass(frozen=True)
class Field:
    """A field by its name: what it gives, and what follows where a template lacks it.

    A block takes the place of the paragraph in which it stands alone.
    """

    name: str
    gives: str
    block: bool = False
    lacking: str = "不写这一项"

    @property
    def typed(self) -> str:
        """Return the field as it is typed in Word."""
        return f"{{{{{self.name}}}}}"


TITLE, MARK, WHOLE, FOREWORD, ANNEXES = "标题", "稿次", "正文", "按语", "附件"
LEFT_OUT = "Word文件里没有这一章"
TEXTS: Sequence[Field] = (
    Field(TITLE, "汇总的标题，签发后为签发的标题", lacking="文件里没有汇总的标题"),
    Field("规划", "规划的名称"),
    Field("周期", "报送周期，如“2025年第4季度”"),
    Field("导语", "报告期、报送截止日期和截至时间，一句话"),
    Field("截至时间", "所列情况截至何时"),
    Field("文号", "签发后的文号；底稿为空"),
    Field("签发人", "签发的领导；底稿为空"),
    Field("签发日期", "签发的日期；底稿为空"),
    Field(
        MARK,
        "底稿写“底稿（第几稿）”，演示数据写明演示；签发后为空",
        lacking="底稿的每页页眉由系统加上“底稿”字样",
    ),
)
BLOCKS: Sequence[Field] = (
    Field(WHOLE, "导语和下面全部各章、附件，按系统的次序", block=True, lacking="由各章的字段组成"),
    Field(
        FOREWORD,
        "办公室的按语和更正说明，签发后才有",
        block=True,
        lacking="放在第一章之前",
    ),
    *(
        Field(name, gives, block=True, lacking=LEFT_OUT)
        for name, gives in (
            ("总体情况", "应报、已报、按时等各项数字"),
            ("各部分进展", "各部分各项任务签批的进展"),
            ("任务一览", "全部任务的进度和灯，横排的表"),
            ("存在问题", "存在问题和需协调事项"),
            ("任务逾期", "逾期的任务"),
            ("未按时报送", "未按时报送的单位"),
            ("指标", "指标完成情况"),
            ("各单位", "各单位报送情况，含图"),
            ("填报负担", "本期的填报要求"),
            (ANNEXES, "各项任务报送内容、引用的报告版本"),
        )
    ),
)
FIELDS = {each.name: each for each in (*TEXTS, *BLOCKS)}


def fields_in(text: str) -> list[str]:
    """Return the names of the fields in a text, known or not, in order.

    >>> fields_in("关于{{ 标题 }}的通报（｛｛文号｝｝）")
    ['标题', '文号']
    """
    return FIELD.findall(text)


def is_alone(text: str) -> bool:
    """Say whether a text is one field and nothing else.

    >>> is_alone(" {{正文}}　"), is_alone("见{{正文}}")
    (True, False)
    """
    return FIELD.fullmatch(text.strip()) is not None
