"""The forms of the desk: 研判 with an approval, and a return with its reason."""

from typing import Any

from django import forms

from workflows.forms import ReturnForm, leave_open
from workflows.review.reasons import BY_CODE, REASONS, whole_reason
from workflows.steps import Outlook, Place

OUTLOOKS = [("", "不作研判"), *Outlook.choices]


class ApproveForm(forms.Form):
    """What a reviewer expects of the task of a lead's row."""

    outlook = forms.ChoiceField(
        label="研判",
        choices=OUTLOOKS,
        required=False,
        widget=forms.RadioSelect,
        help_text="这项任务能不能按期完成，由审核人判断，随通过一起保存；不改变单位所报的进度。",
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["outlook"].wanted = True  # type: ignore[attr-defined]


class DeskReturnForm(ReturnForm):
    """A return whose reason is chosen, written, or both; a chosen one knows its field."""

    common = forms.ChoiceField(
        label="常见原因",
        choices=[("", "自己写"), *((each.code, each.words) for each in REASONS)],
        help_text="选一条，可以再在下面补充；退回针对哪一项没有选的，按这一条。",
    )
    field_order = ("common", "reason", "place", "reply_by")

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        leave_open(self.fields, wanted=("place", "reason"))

    def said(self) -> dict[str, Any]:
        """Return what was chosen and written, ready for the door; its reason may be empty."""
        typed = dict(self.cleaned_data)
        code = typed.pop("common")
        place = typed["place"] or Place.WHOLE
        if place == Place.WHOLE and code:
            place = BY_CODE[code].place
        return typed | {"reason": whole_reason(code, typed["reason"]), "place": place}
