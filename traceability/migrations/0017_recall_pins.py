"""The pins of what recalls and labels say."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('traceability', '0016_place_of_producer'),
    ]

    operations = [
        migrations.AddField(
            model_name='labelprint',
            name='reason_salt',
            field=models.BinaryField(help_text="Opens the entry's reasonPin", max_length=32, null=True),
        ),
        migrations.AddField(
            model_name='labelrun',
            name='content_salt',
            field=models.BinaryField(help_text="Opens the pin of the words in the run's entry; none once a name went out of them", max_length=32, null=True),
        ),
        migrations.AddField(
            model_name='labelvoid',
            name='reason_salt',
            field=models.BinaryField(help_text="Opens the entry's reasonPin", max_length=32, null=True),
        ),
        migrations.CreateModel(
            name='RecallPin',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('what', models.CharField(choices=[('reason', 'Vì sao'), ('advice', 'Dặn người mua'), ('contact', 'Người mua gọi ai'), ('end_reason', 'Vì sao kết thúc')], max_length=10)),
                ('salt', models.BinaryField(max_length=32, null=True)),
                ('pin', models.CharField(max_length=64)),
                ('goes_when_over', models.BooleanField(default=False)),
                ('erased_at', models.DateTimeField(blank=True, null=True)),
                ('recall', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='pins', to='traceability.recall')),
            ],
            options={
                'verbose_name': 'dấu niêm phong lời thu hồi',
                'verbose_name_plural': 'dấu niêm phong lời thu hồi',
                'ordering': ['id'],
                'constraints': [models.UniqueConstraint(fields=('recall', 'what'), name='traceability_recallpin_once'), models.CheckConstraint(condition=models.Q(models.Q(('erased_at__isnull', False), ('salt', None)), models.Q(('erased_at', None), ('salt__isnull', False)), _connector='OR'), name='traceability_recallpin_opens_or_erased')],
            },
        ),
    ]
