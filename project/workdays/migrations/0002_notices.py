from django.db import migrations, models

from project.audit.guards import GuardAppendOnly


class Migration(migrations.Migration):
    dependencies = [
        ("workdays", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="HolidayNotice",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("year", models.PositiveIntegerField(verbose_name="年份")),
                ("number", models.PositiveIntegerField(verbose_name="第几次录入")),
                ("text", models.TextField(verbose_name="通知原文")),
                ("read", models.TextField(verbose_name="读出的内容")),
                ("entered_at", models.DateTimeField(verbose_name="录入时间")),
                ("entered_by_id", models.BigIntegerField(null=True, verbose_name="录入人编号")),
                ("entered_by_name", models.CharField(max_length=64, verbose_name="录入人")),
            ],
            options={
                "verbose_name": "放假通知",
                "verbose_name_plural": "放假通知",
                "ordering": ("year", "number"),
                "constraints": [
                    models.UniqueConstraint(
                        models.F("year"), models.F("number"), name="notice_once_in_year"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("number__gte", 1)), name="notice_counts_from_one"
                    ),
                ],
            },
        ),
        GuardAppendOnly("holidaynotice"),
    ]
