from django.db import migrations, models

KINDS = [
    ("reminder", "每日提醒"),
    ("returned", "退回通知"),
    ("handed_over", "交接通知"),
    ("delegated", "委托通知"),
    ("excepted", "特许补报通知"),
    ("urged", "催办"),
    ("passed_on", "转办通知"),
    ("answered", "协调答复"),
    ("digest_draft", "逾期摘要底稿"),
    ("digest", "逾期摘要"),
    ("summary_draft", "进展情况汇总底稿"),
    ("summary", "进展情况汇总"),
]


class Migration(migrations.Migration):
    """One more kind of message; no table changes by it."""

    dependencies = [("notifications", "0004_coordination")]

    operations = [
        migrations.AlterField(
            model_name=name,
            name="kind",
            field=models.CharField(choices=KINDS, max_length=16, verbose_name="类别"),
        )
        for name in ("message", "round")
    ]
