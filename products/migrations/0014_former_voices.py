import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('products', '0013_photo_tries'),
    ]

    operations = [
        migrations.CreateModel(
            name='FormerVoice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('file', models.FileField(max_length=120, upload_to='')),
                ('content_type', models.CharField(blank=True, max_length=40)),
                ('removed_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('product', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='former_voices', to='products.product')),
            ],
            options={
                'verbose_name': 'lời kể trước đây',
                'verbose_name_plural': 'lời kể trước đây',
            },
        ),
    ]
