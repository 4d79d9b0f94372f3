from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('orders', '0020_reply_by'),
    ]

    operations = [
        migrations.AddField(
            model_name='order',
            name='fee_agreed',
            field=models.BooleanField(default=False, help_text='As the seller agreed on the telephone, not as her delivery areas say'),
        ),
    ]
