from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("courses", "0001_release_0_1_0"),
    ]

    operations = [
        migrations.AddField(
            model_name="asked",
            name="salt",
            field=models.BinaryField(help_text="Of the pin of question and answer", max_length=32, null=True),
        ),
        migrations.AddField(
            model_name="classmaterial",
            name="salt",
            field=models.BinaryField(help_text="Of the pin of title and link", max_length=32, null=True),
        ),
        migrations.AddField(
            model_name="liveclass",
            name="salt",
            field=models.BinaryField(help_text="Of the pin of its texts", max_length=32, null=True),
        ),
        migrations.AddField(
            model_name="livesheet",
            name="salt",
            field=models.BinaryField(help_text="Of the pin of `own`", max_length=32, null=True),
        ),
        migrations.AddField(
            model_name="meeting",
            name="salt",
            field=models.BinaryField(help_text="Of the pin of `note`", max_length=32, null=True),
        ),
    ]
