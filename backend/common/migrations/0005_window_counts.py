"""Counts in windows of time, shared by all processes."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('common', '0004_mark'),
    ]

    operations = [
        migrations.CreateModel(
            name='WindowCount',
            fields=[
                ('key', models.CharField(max_length=64, primary_key=True, serialize=False)),
                ('count', models.PositiveIntegerField()),
                ('until', models.BigIntegerField(db_index=True, help_text='End of the window, seconds since 1970')),
            ],
            options={
                'verbose_name': 'số lần trong một khoảng',
                'verbose_name_plural': 'số lần trong một khoảng',
            },
        ),
    ]
