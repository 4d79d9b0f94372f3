from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("traceability", "0030_suspicious_labels_come_back"),
    ]

    operations = [
        migrations.AddField(
            model_name="inspectionlook",
            name="part",
            field=models.CharField(
                blank=True,
                choices=[
                    ("papers", "Giấy tờ"),
                    ("labels", "Đợt tem, sổ in, tem huỷ"),
                    ("recalls", "Thu hồi"),
                    ("versions", "Các lần thay đổi"),
                    ("genealogy", "Lô nào làm từ lô nào"),
                    ("passports", "Hộ chiếu số"),
                ],
                default="",
                help_text="Of the lot; none: its diary, or all of it as a bundle",
                max_length=10,
            ),
            preserve_default=False,
        ),
    ]
