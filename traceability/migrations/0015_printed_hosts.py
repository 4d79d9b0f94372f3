"""The hosts that labels ever carried."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('traceability', '0014_inspections'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='PrintedHost',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('host', models.CharField(help_text='Lower case, ASCII (IDNA), without port', max_length=253, unique=True, verbose_name='tên máy chủ')),
                ('note', models.CharField(blank=True, max_length=200, verbose_name='ghi chú')),
                ('since', models.DateTimeField(default=django.utils.timezone.now)),
                ('by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'địa chỉ từng in trên tem',
                'verbose_name_plural': 'địa chỉ từng in trên tem',
                'ordering': ['-since', 'host'],
                'constraints': [models.CheckConstraint(condition=models.Q(('host', ''), _negated=True), name='traceability_host_named')],
            },
        ),
    ]
