from django.db import migrations

from backend.common.change_tokens import ChangeToken


class Migration(migrations.Migration):
    dependencies = [("law", "0003_plain_words")]

    operations = [
        ChangeToken(
            "law_token",
            ("law_document", "law_provision", "law_provisiontext", "law_change", "law_plainwords"),
        ),
    ]
