"""Whether it was entered from paper."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("planning", "0002_locked")]

    operations = [
        migrations.AddField(
            model_name="mapversion",
            name="is_transcribed",
            field=models.BooleanField(default=False),
        ),
    ]
