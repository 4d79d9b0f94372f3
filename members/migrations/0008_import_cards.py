from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("members", "0007_lawyers"),
    ]

    operations = [
        migrations.AddField(
            model_name="memberimport",
            name="cards_asked_at",
            field=models.DateTimeField(
                blank=True, help_text="When an officer last asked for the file of cards", null=True
            ),
        ),
        migrations.AddField(
            model_name="memberimport",
            name="cards_beat_at",
            field=models.DateTimeField(
                blank=True, help_text="When the task that draws the cards last made progress", null=True
            ),
        ),
        migrations.AddField(
            model_name="memberimport",
            name="cards_count",
            field=models.PositiveIntegerField(default=0, help_text="Cards drawn so far"),
        ),
        migrations.AddField(
            model_name="memberimport",
            name="cards_made_at",
            field=models.DateTimeField(blank=True, help_text="When the file of cards was ready", null=True),
        ),
    ]
