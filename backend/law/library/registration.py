from django.utils.translation import gettext_lazy as _

from backend.law.library import tasks as tasks  # Django finds only the tasks.py at an app's top
from backend.law.library.auditing import compare_changes, compare_documents
from backend.law.library.states import unstated_documents
from backend.ledger import acts, auditing, taking_up
from backend.ledger.acts import Act


def register() -> None:
    acts.declare(
        Act("law.document", words=_("Ghi một văn bản luật"), public=True),
        Act("law.change", words=_("Ghi một thay đổi của luật"), public=True),
        Act("law.change_withdrawn", words=_("Rút lại một thay đổi đã ghi của luật"), public=True),
        Act("law.text", words=_("Sửa lời văn của một điều luật"), public=True),
    )
    auditing.register("changes of the law", compare_changes)
    auditing.register("documents of the law", compare_documents)
    taking_up.register("documents of the law", unstated_documents)
