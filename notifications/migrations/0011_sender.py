import django.utils.timezone
from django.db import migrations, models
from django.db.models import F

CUT_OFF = "发送时中断，这封信可能已经送达。"


def settle_old_claims(apps, _editor):
    """Queue again what an old sender held: which letter it handed over stood on the letter."""
    mail = apps.get_model("notifications", "Message").objects.filter(channel="email")
    mail.filter(state="sending").update(
        state="queued", claim="", next_try_at=None, uncertain=F("uncertain") + 1, error=CUT_OFF
    )
    mail.filter(state="queued").exclude(claim="").update(claim="")


class Migration(migrations.Migration):
    """A sender's own row says which letter it hands over (decision 0042)."""

    dependencies = [("notifications", "0010_digest_file")]

    operations = [
        migrations.CreateModel(
            name="Sender",
            fields=[
                (
                    "claim",
                    models.CharField(
                        max_length=36, primary_key=True, serialize=False, verbose_name="领取凭据"
                    ),
                ),
                ("at_hand", models.BigIntegerField(default=0, verbose_name="正在发送的信件")),
                (
                    "seen_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, verbose_name="最近一次发送时间"
                    ),
                ),
            ],
            options={
                "verbose_name": "正在发送的批次",
                "verbose_name_plural": "正在发送的批次",
                "default_permissions": (),
            },
        ),
        migrations.RunPython(settle_old_claims, migrations.RunPython.noop),
    ]
