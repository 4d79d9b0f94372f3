from django.db import migrations

from backend.common.text_index import TextIndex


class Migration(migrations.Migration):
    dependencies = [("products", "0003_listing_cards")]
    operations = [TextIndex("products_listingcard", "product_id", "search")]
