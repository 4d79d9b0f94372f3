"""Labels that may have been copied: communes that buyers name, and a list that is looked through."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('traceability', '0009_recall_reach'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='labeltally',
            name='busiest_day_communes',
            field=models.PositiveIntegerField(default=0, help_text='As buyers said, once a network'),
        ),
        migrations.AddField(
            model_name='labeltally',
            name='communes',
            field=models.PositiveIntegerField(default=0, help_text='Ever said'),
        ),
        migrations.CreateModel(
            name='LabelFlag',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField(help_text='The label of the run, from 1')),
                ('sign', models.CharField(choices=[('places', 'người mua ở nhiều xã quét trong một ngày'), ('devices', 'quá nhiều máy quét trong một ngày'), ('scans', 'quét quá nhiều lần'), ('spread', 'người mua ở nhiều xã đã quét'), ('often', 'quét nhiều hơn một gói thường được quét')], max_length=10)),
                ('flagged_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('looked_at', models.DateTimeField(blank=True, null=True)),
                ('finding', models.CharField(blank=True, help_text='What was found out, in her words', max_length=300)),
                ('looked_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('lot', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='flags', to='traceability.lot')),
                ('run', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='flags', to='traceability.labelrun')),
            ],
            options={
                'verbose_name': 'tem đáng ngờ',
                'verbose_name_plural': 'tem đáng ngờ',
                'ordering': ['-flagged_at', '-id'],
                'constraints': [models.UniqueConstraint(fields=('run', 'number'), name='traceability_flag_once'), models.CheckConstraint(condition=models.Q(('looked_at__isnull', False), ('finding', ''), _connector='OR'), name='traceability_flag_finding_when_looked')],
            },
        ),
    ]
