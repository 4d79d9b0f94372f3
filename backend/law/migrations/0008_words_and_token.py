from django.db import migrations

from backend.common.change_tokens import ChangeToken
from backend.common.word_index import WordIndex


class Migration(migrations.Migration):
    dependencies = [("law", "0007_stated_documents")]

    operations = [
        ChangeToken(
            "law_token",
            (
                "law_document",
                "law_provision",
                "law_provisiontext",
                "law_change",
                "law_plainwords",
                "law_lawyerreading",
                "law_recording",
                "law_bulletin",
                "law_bulletinversion",
            ),
        ),
        WordIndex("law_document", "title"),
        WordIndex("law_provision", "title"),
        WordIndex("law_provisiontext", "text"),
    ]
