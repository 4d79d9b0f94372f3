from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("members", "0001_release_0_1_0"),
    ]

    operations = [
        migrations.AlterField(
            model_name="milestone",
            name="kind",
            field=models.CharField(
                choices=[
                    ("joined_branch", "Được chi hội xác nhận"),
                    ("product_listed", "Sản phẩm lên sàn"),
                    ("certificate_verified", "Giấy chứng nhận được xác minh"),
                    ("harvest_recorded", "Ghi thu hoạch"),
                    ("labels_printed", "In tem"),
                    ("label_scanned", "Tem được quét"),
                    ("product_photographed", "Sản phẩm lên sàn có đủ ba ảnh"),
                    ("scanned_by_three", "Ba máy khác nhau quét tem"),
                    ("first_order", "Đơn hàng đầu tiên"),
                    ("livestream_held", "Đã livestream bán hàng"),
                    ("fanpage_opened", "Đã mở fanpage"),
                    ("goods_shared", "Đã chia sẻ hàng hoặc gian hàng"),
                    ("work_handed_in", "Bài làm được giảng viên nhận"),
                    ("quiz_passed", "Đạt bài hỏi"),
                    ("course_finished", "Học xong khoá học"),
                    ("class_attended", "Dự lớp học"),
                ],
                max_length=30,
            ),
        ),
        migrations.AlterField(
            model_name="milestoneevent",
            name="kind",
            field=models.CharField(
                choices=[
                    ("joined_branch", "Được chi hội xác nhận"),
                    ("product_listed", "Sản phẩm lên sàn"),
                    ("certificate_verified", "Giấy chứng nhận được xác minh"),
                    ("harvest_recorded", "Ghi thu hoạch"),
                    ("labels_printed", "In tem"),
                    ("label_scanned", "Tem được quét"),
                    ("product_photographed", "Sản phẩm lên sàn có đủ ba ảnh"),
                    ("scanned_by_three", "Ba máy khác nhau quét tem"),
                    ("first_order", "Đơn hàng đầu tiên"),
                    ("livestream_held", "Đã livestream bán hàng"),
                    ("fanpage_opened", "Đã mở fanpage"),
                    ("goods_shared", "Đã chia sẻ hàng hoặc gian hàng"),
                    ("work_handed_in", "Bài làm được giảng viên nhận"),
                    ("quiz_passed", "Đạt bài hỏi"),
                    ("course_finished", "Học xong khoá học"),
                    ("class_attended", "Dự lớp học"),
                ],
                max_length=30,
            ),
        ),
    ]
