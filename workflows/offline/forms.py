"""The form by which an offline sheet comes back; who enters it for a unit says how it came."""

from django import forms

from workflows.models import Channel


class UploadForm(forms.Form):
    """The file alone: a unit's own sheet."""

    file = forms.FileField(
        label="填好的离线表（.xlsx）",
        allow_empty_file=True,
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx"}),
        help_text="从本页下载、填好并保存的文件。核对无误的行存为草稿，有问题的逐行说明。",
        error_messages={"required": "请选择填好的离线表。"},
    )


class EnteringForm(UploadForm):
    """代录: the file, and how it reached the one who enters it."""

    channel = forms.ChoiceField(
        label="来件方式",
        choices=[("", "请选择"), *Channel.choices],
        error_messages={"required": "请选择来件方式。"},
    )
    sender = forms.CharField(
        label="来件人",
        max_length=60,
        help_text="谁发来的，例如“市财政局办公室 陈科长”；纸质来件的，写签字人。",
        error_messages={"required": "请写明来件人。"},
    )
