from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("products", "0011_removed_photos"),
    ]

    operations = [
        migrations.AddField(
            model_name="productfacts",
            name="withheld_at",
            field=models.DateTimeField(
                blank=True,
                help_text="Shown to nobody since: kept for the law alone, until its term is over",
                null=True,
            ),
        ),
    ]
