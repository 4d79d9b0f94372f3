"""Digital product passports as they were published, and whose label is the page its code opens."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('products', '0004_search_index'),
        ('traceability', '0011_aliases_and_links'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='ELabel',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('since', models.DateTimeField(default=django.utils.timezone.now)),
                ('until', models.DateTimeField(blank=True, null=True)),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('product', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='e_labels', to='products.product')),
            ],
            options={
                'verbose_name': 'nhãn điện tử',
                'verbose_name_plural': 'nhãn điện tử',
                'constraints': [models.UniqueConstraint(condition=models.Q(('until', None)), fields=('product',), name='traceability_elabel_one_open')],
            },
        ),
        migrations.CreateModel(
            name='Passport',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('facts', models.JSONField(null=True)),
                ('salt', models.BinaryField(max_length=32, null=True)),
                ('pin', models.CharField(max_length=64)),
                ('published_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('erased_at', models.DateTimeField(blank=True, null=True)),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('lot', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='passports', to='traceability.lot')),
            ],
            options={
                'verbose_name': 'hộ chiếu số',
                'verbose_name_plural': 'hộ chiếu số',
                'constraints': [models.UniqueConstraint(fields=('lot', 'number'), name='traceability_passport_number')],
            },
        ),
    ]
