import django.db.models.deletion
from django.db import migrations, models

from backend.common.text_index import TextIndex


class Migration(migrations.Migration):
    dependencies = [("products", "0002_verification_before_listing")]

    operations = [
        migrations.AddField(
            model_name="listingcard",
            name="size",
            field=models.CharField(
                blank=True,
                default="",
                help_text="What the price buys, if `unit` doesn't say it: gói 500 g",
                max_length=80,
            ),
        ),
        migrations.AddField(
            model_name="listingcard",
            name="least",
            field=models.CharField(
                blank=True,
                default="",
                help_text="The smallest order, if it is more than one `unit`: 2 kg",
                max_length=80,
            ),
        ),
        migrations.AddField(
            model_name="listingcard",
            name="rating_count",
            field=models.PositiveIntegerField(default=0, help_text="Public reviews"),
        ),
        migrations.AddField(
            model_name="listingcard",
            name="rating_sum",
            field=models.PositiveIntegerField(default=0, help_text="Sum of their stars"),
        ),
        migrations.AddField(
            model_name="listingcard",
            name="rating_score",
            field=models.PositiveSmallIntegerField(
                default=3500, help_text="Orders by rating, see products.search.card_figures.rating_score"
            ),
        ),
        migrations.AddField(
            model_name="listingcard",
            name="order_count",
            field=models.PositiveIntegerField(default=0, help_text="Delivered orders of real buyers"),
        ),
        migrations.AddField(
            model_name="listingcard",
            name="supply",
            field=models.PositiveSmallIntegerField(
                choices=[(0, "không bán trên trang"), (1, "còn hàng"), (2, "còn ít"), (3, "hết")], default=0
            ),
        ),
        migrations.AddField(
            model_name="listingcard",
            name="counted_date",
            field=models.DateField(
                help_text="Day on which ratings, orders and supply were counted; empty before", null=True
            ),
        ),
        migrations.AddIndex(
            model_name="listingcard",
            index=models.Index(fields=["-rating_score", "-product"], name="products_card_rating"),
        ),
        migrations.AddIndex(
            model_name="listingcard",
            index=models.Index(fields=["-order_count", "-product"], name="products_card_ordered"),
        ),
        migrations.AddIndex(
            model_name="listingcard",
            index=models.Index(fields=["counted_date"], name="products_card_counted"),
        ),
        migrations.CreateModel(
            name="StaleCard",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "product",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="products.product",
                    ),
                ),
            ],
            options={
                "verbose_name": "thẻ sản phẩm cần đếm lại",
                "verbose_name_plural": "thẻ sản phẩm cần đếm lại",
            },
        ),
        TextIndex("products_listingcard", "product_id", "search"),
    ]
