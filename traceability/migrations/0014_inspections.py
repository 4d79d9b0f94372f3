"""Inspections of a producer, and what was looked at."""


import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('products', '0004_search_index'),
        ('traceability', '0013_epcis'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Inspection',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', models.CharField(help_text='Which decision or letter; the producer reads it', max_length=300)),
                ('granted_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('until', models.DateTimeField()),
                ('ended_at', models.DateTimeField(blank=True, help_text='Ended before its time', null=True)),
                ('granted_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('inspector', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='inspections', to=settings.AUTH_USER_MODEL)),
                ('producer', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='inspections', to='products.producer')),
            ],
            options={
                'verbose_name': 'đợt kiểm tra',
                'verbose_name_plural': 'đợt kiểm tra',
                'ordering': ['-granted_at', '-id'],
            },
        ),
        migrations.CreateModel(
            name='InspectionLook',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('took_bundle', models.BooleanField(default=False)),
                ('looked_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('inspection', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='looks', to='traceability.inspection')),
                ('lot', models.ForeignKey(help_text='None: the list of lots', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='traceability.lot')),
            ],
            options={
                'verbose_name': 'lần xem của thanh tra',
                'verbose_name_plural': 'lần xem của thanh tra',
                'ordering': ['-looked_at', '-id'],
            },
        ),
        migrations.AddConstraint(
            model_name='inspection',
            constraint=models.CheckConstraint(condition=models.Q(('until__gt', models.F('granted_at'))), name='traceability_inspection_has_time'),
        ),
    ]
