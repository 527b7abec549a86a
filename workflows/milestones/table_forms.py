"""The form by which the office brings a table of nodes: pasted or uploaded, with its document."""

from django import forms

from workflows.forms import leave_open


class BringForm(forms.Form):
    """The table as text or as a file, and which document it follows."""

    text = forms.CharField(
        label="粘贴节点表",
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false"}),
        help_text="从 Excel 或 Word 复制带表头的表格粘贴到这里。"
        "表头要有“序号”“年度节点”“完成时限”，另可有“年度”“目标数值”。序号是分工表里的任务序号，留空的按上一行；"
        "完成时限写“6月30日”“6月底”“三季度”“年底”都可以。",
    )
    file = forms.FileField(
        label="或者上传文件",
        allow_empty_file=True,
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.csv"}),
        help_text=".xlsx 或 .csv，同样要有表头。",
    )
    document = forms.CharField(
        label="依据的文件", help_text="例如“江残工委〔2025〕2号”或“2025年残工委工作要点”。"
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        leave_open(self.fields, wanted=("document",))
