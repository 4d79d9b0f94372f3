from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('products', '0014_former_voices'),
    ]

    operations = [
        migrations.AddField(
            model_name='producer',
            name='saw_birth_date',
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name='producer',
            name='saw_personal_id',
            field=models.BooleanField(default=False),
        ),
    ]
