from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("law", "0006_handbooks")]

    operations = [
        migrations.AddField(
            model_name="document",
            name="stated_sha256",
            field=models.CharField(
                blank=True,
                default="",
                editable=False,
                help_text="Hash of the row and its provisions in their last entry",
                max_length=64,
            ),
            preserve_default=False,
        ),
    ]
