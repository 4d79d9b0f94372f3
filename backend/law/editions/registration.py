from django.utils.translation import gettext_lazy as _

from backend.law.editions.auditing import compare_texts
from backend.ledger import acts, auditing
from backend.ledger.acts import Act


def register() -> None:
    acts.declare(Act("law.imported", words=_("Nhập văn bản luật"), public=True))
    auditing.register("texts of the law", compare_texts)
