from django.db import migrations, models

from backend.common.text_index import TextIndex


class Migration(migrations.Migration):
    dependencies = [
        ("products", "0003_card_figures"),
    ]

    operations = [
        migrations.AddField(
            model_name="listingcard",
            name="name_en",
            field=models.CharField(blank=True, default="", max_length=120),
        ),
        migrations.AddField(
            model_name="product",
            name="name_en",
            field=models.CharField(
                blank=True,
                help_text="Written by an officer; without it English pages show `name`",
                max_length=120,
                verbose_name="tên tiếng Anh",
            ),
        ),
        migrations.AddField(
            model_name="product",
            name="summary_en",
            field=models.TextField(
                blank=True,
                help_text="Written by an officer",
                max_length=400,
                verbose_name="giới thiệu ngắn bằng tiếng Anh",
            ),
        ),
        # SQLite rebuilt the table of the cards.
        TextIndex("products_listingcard", "product_id", "search"),
    ]
