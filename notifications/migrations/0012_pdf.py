from django.db import migrations, models

from project.audit.guards import GuardAppendOnly


class Migration(migrations.Migration):
    """The summary as PDF, and the characters for whose sake an edition has none."""

    dependencies = [("notifications", "0011_sender")]

    operations = [
        migrations.AlterField(
            model_name="document",
            name="format",
            field=models.CharField(
                choices=[("docx", "Word 文档"), ("xlsx", "Excel 表格"), ("pdf", "PDF 文档")],
                max_length=8,
                verbose_name="格式",
            ),
        ),
        migrations.AddField(
            model_name="summary",
            name="unprintable",
            field=models.TextField(default="", verbose_name="不能排印的字符"),
        ),
        # SQLite copies the table for a new column, and its triggers are not copied with it.
        GuardAppendOnly("summary", ["released_at", "released_by"]),
    ]
