from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("members", "0006_consents_of_training"),
    ]

    operations = [
        migrations.AlterField(
            model_name="consent",
            name="purpose",
            field=models.CharField(
                choices=[
                    ("public_name", "Hiện họ tên của chị trên trang sản phẩm"),
                    ("public_photo", "Hiện ảnh chân dung của chị trên trang sản phẩm"),
                    ("public_phone", "Cho người mua thấy số điện thoại của chị"),
                    ("sms_news", "Nhắn tin cho chị về lớp học và tin của Hội"),
                    ("reports", "Tính hoạt động của chị vào báo cáo của Hội"),
                    ("learner_name", "Cho giảng viên và cán bộ thấy tên chị trong danh sách người học"),
                    ("contest_name", "Hiện họ tên của chị trong danh sách kết quả cuộc thi"),
                    ("certificate_name", "Hiện họ tên của chị trên trang chứng nhận học xong"),
                    ("learning_record", "Gửi việc học của chị, không kèm tên, sang kho học tập của Hội"),
                ],
                max_length=20,
            ),
        ),
    ]
