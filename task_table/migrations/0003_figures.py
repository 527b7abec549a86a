import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """With which task an indicator's figure is reported."""

    dependencies = [
        ("task_table", "0002_guards"),
    ]

    operations = [
        migrations.AddField(
            model_name="indicator",
            name="task",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="indicators",
                to="task_table.task",
                verbose_name="随哪项任务报送",
            ),
        ),
    ]
