"""The file of cards of an import: a task draws it, officers of the branch download it, and it goes after a day.

Each task saves a file of its own, and the row decides whose is shown. All names begin with the import and the moment
when somebody asked, so no file is left without a row that leads to it. The file is forgotten with everything that
makes it wrong: more members, an import taken back, a member erased.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime, timedelta

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from backend.common.background import task
from backend.common.heartbeats import is_silent
from members.imports.models import DRAWN_WITHIN
from members.imports.usage import members_made_by
from members.models import MemberImport, Membership, User
from members.people.card_sheet import cards_pdf

# Cards between two signs of life.
PART = 100
KEEP_CARDS = timedelta(days=1)
FOLDER = "member-cards"
MOMENT = "%Y%m%d%H%M%S%f"


def owners_of_cards(run: MemberImport) -> QuerySet[User]:
    """Return the members of the import who are still of its branch or one below: all its officers may see them."""
    places = Membership.objects.open().filter(branch__path__startswith=run.branch.path)
    return members_made_by(run).filter(pk__in=places.values("user"))


def name_of(run: MemberImport) -> str:
    """Return the name of the file of cards in the media store, for an import with `has_cards`."""
    assert run.cards_made_at is not None
    return _name(run, run.cards_made_at)


def _name(run: MemberImport, made_at: datetime) -> str:
    return f"member-cards/{_start(run)}-{made_at:{MOMENT}}.pdf"


def _start(run: MemberImport) -> str:
    """Return how the names of all files begin that were drawn for one request."""
    return f"{run.ref}-{run.cards_asked_at:{MOMENT}}"


@task(name="draw_member_cards")
def draw_cards(import_id: int) -> int:
    """Draw the cards that somebody asked for, and return their number. Idempotent; 0 if nobody waits for them."""
    run = MemberImport.objects.select_related("branch").filter(pk=import_id).first()
    if run is None or run.cards_asked_at is None or run.has_cards:
        return 0
    asked = MemberImport.objects.filter(pk=import_id, cards_asked_at=run.cards_asked_at, cards_made_at=None)

    def note(count: int) -> None:
        if count % PART == 0:
            asked.update(cards_count=count, cards_beat_at=timezone.now())

    people = list(owners_of_cards(run).values_list("pk", flat=True))
    pdf = cards_pdf(User.objects.filter(pk__in=owners_of_cards(run).values("pk")), on_card=note)
    made_at = timezone.now()
    name = _name(run, made_at)
    stored = default_storage.save(name, ContentFile(pdf))
    with transaction.atomic():
        # Whoever erases a member waits here, or has erased before and forgot the request. A request that came while a
        # member was erased stays, and the clock has it drawn once more.
        MemberImport.objects.select_for_update(of=("self",), no_key=True).get(pk=import_id)
        is_right = stored == name and User.objects.filter(pk__in=people, erased_at=None).count() == len(
            people
        )
        # Of two tasks that draw the same, the first one wins; the other deletes only its own file.
        done = is_right and asked.update(cards_count=len(people), cards_made_at=made_at)
    if not done:
        default_storage.delete(stored)
        return 0
    return len(people)


def forget_cards(run: MemberImport) -> None:
    """Delete the files of cards on commit, if there are any, and forget that somebody asked. Call it in a transaction."""
    if run.cards_asked_at is None:
        return
    start = _start(run)
    run.cards_asked_at = run.cards_beat_at = run.cards_made_at = None
    run.cards_count = 0
    run.save(update_fields=["cards_asked_at", "cards_beat_at", "cards_made_at", "cards_count"])
    transaction.on_commit(lambda: _delete_files(start))


def _delete_files(start: str) -> None:
    """Delete what was drawn for a request, also by tasks that were killed before they said so."""
    with suppress(FileNotFoundError):  # nothing was ever drawn
        for name in default_storage.listdir(FOLDER)[1]:
            if name.startswith(start):
                default_storage.delete(f"{FOLDER}/{name}")


def forget_old_cards() -> int:
    """Delete the files of cards that are older than a day, and return how many."""
    old = MemberImport.objects.filter(cards_asked_at__lt=timezone.now() - KEEP_CARDS)
    return sum(_forget(import_id) for import_id in list(old.values_list("pk", flat=True)[:500]))


@transaction.atomic
def _forget(import_id: int) -> int:
    run = MemberImport.objects.locked(import_id)
    forget_cards(run)
    return 1


def resume_lost_cards() -> int:
    """Enqueue the drawing of cards again whose task was silent for a minute. Return how many."""
    now = timezone.now()
    lost = MemberImport.objects.filter(
        is_silent("cards_beat_at", now, timedelta(minutes=1)),
        cards_asked_at__gt=now - DRAWN_WITHIN,
        cards_made_at=None,
    )
    resumed = 0
    for import_id in list(lost.values_list("pk", flat=True)[:50]):
        with transaction.atomic():
            if lost.filter(pk=import_id).update(cards_beat_at=now):
                draw_cards.enqueue(import_id=import_id)
                resumed += 1
    return resumed
