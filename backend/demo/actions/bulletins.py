"""Two bulletins of the law that one officer wrote and another read."""

from __future__ import annotations

from django.db import transaction

from backend.common.models import Mark
from backend.demo.actions.people import People
from backend.demo.data.bulletins import EXAMPLES
from backend.law.bulletins.actions.versions import Draft, begin_bulletin, publish_version, submit_version
from backend.law.models import Document
from members.acting import Actor

DONE = "demo bulletins"


@transaction.atomic
def load_bulletins(people: People) -> None:
    """Publish the bulletins: the ward's officer writes, the province's reads. Does nothing the second time.

    Call it once the catalogue of laws is loaded.
    """
    _mark, is_first = Mark.objects.get_or_create(name=DONE)
    if not is_first:
        return
    writer, reader = Actor.of(people["thu"]), Actor.of(people["huong"])
    for each in EXAMPLES:
        bulletin = begin_bulletin(
            actor=writer,
            document=Document.objects.get(number=each.number),
            topic=each.topic,
            draft=Draft(each.title, each.from_date, each.content),
        )
        version = submit_version(actor=writer, version=bulletin.versions.get())
        publish_version(actor=reader, version=version, mark=version.mark)
