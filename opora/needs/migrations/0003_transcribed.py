"""Whether it was entered from paper."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("needs", "0002_locked_versions")]

    operations = [
        migrations.AddField(
            model_name="needsanalysis",
            name="is_transcribed",
            field=models.BooleanField(default=False),
        ),
    ]
