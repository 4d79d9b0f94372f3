from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('traceability', '0022_captured_events_stay'),
    ]

    operations = [
        migrations.AlterField(
            model_name='labelflag',
            name='sign',
            field=models.CharField(choices=[('places', 'người mua ở nhiều xã quét trong một ngày'), ('devices', 'quá nhiều máy quét trong một ngày'), ('scans', 'quét quá nhiều lần'), ('spread', 'người mua ở nhiều xã đã quét'), ('often', 'quét nhiều hơn một gói thường được quét'), ('far', 'người mua ở nhiều tỉnh quét trong một ngày')], max_length=10),
        ),
    ]
