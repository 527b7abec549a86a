from django.db import migrations, models

from project.audit.guards import GuardAppendOnly


class Migration(migrations.Migration):
    """A county's part of a rate: the two numbers its value is the quotient of (decision 0051)."""

    dependencies = [("workflows", "0019_spans"), ("task_table", "0014_over_cycles")]

    operations = [
        migrations.AddField(
            model_name="indicatorvalue",
            name="numerator",
            field=models.DecimalField(
                decimal_places=4, max_digits=14, null=True, verbose_name="分子"
            ),
        ),
        migrations.AddField(
            model_name="indicatorvalue",
            name="denominator",
            field=models.DecimalField(
                decimal_places=4, max_digits=14, null=True, verbose_name="分母"
            ),
        ),
        migrations.AddConstraint(
            model_name="indicatorvalue",
            constraint=models.CheckConstraint(
                condition=models.Q(numerator=None, denominator=None)
                | models.Q(numerator__isnull=False, denominator__gt=0, value__isnull=False),
                name="a_quotient_has_both_its_numbers",
            ),
        ),
        # SQLite copies the table for a constraint, and its triggers are not copied with it.
        GuardAppendOnly("indicatorvalue"),
    ]
