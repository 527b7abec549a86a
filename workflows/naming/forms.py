"""The form of a remark (旁注): one line beside one sentence."""

from typing import Any

from django import forms

from workflows.models.coordination import MOST_OF_A_REMARK
from workflows.naming.reading import Sentence


class RemarkForm(forms.Form):
    """What the unit says; `about` names the sentence, so that each form on the page is its own."""

    text = forms.CharField(
        label="旁注",
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=f"本单位的说明，最多{MOST_OF_A_REMARK}个字，和这句话一起显示。",
    )

    def __init__(self, sentence: Sentence, data: Any = None) -> None:
        super().__init__(data, prefix=sentence.key.replace(":", "-"))
        self.sentence = sentence
        self.fields["text"].wanted = True  # type: ignore[attr-defined]
