from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("members", "0005_member_imports"),
    ]

    operations = [
        migrations.AddField(
            model_name="milestone",
            name="salt",
            field=models.BinaryField(help_text="Of the pin of `data`", max_length=32, null=True),
        ),
    ]
