"""Ask for the file of cards of an import."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from members.acting import Actor
from members.imports.actions.locking import ImportRefused, locked_import
from members.imports.cards import draw_cards, forget_cards, owners_of_cards
from members.models import MemberImport


@transaction.atomic
def request_cards(*, actor: Actor, run: MemberImport) -> MemberImport:
    """Enqueue the task that draws the cards of the members whom the import made. Idempotent while it runs.

    Raises NotAllowed, and ImportRefused if the import made nobody.
    """
    run = locked_import(actor, run)
    if run.is_drawing_cards or run.has_cards:
        return run
    if not run.takes_decisions or not owners_of_cards(run).exists():
        raise ImportRefused(_("Chưa có ai để in thẻ."), code="no_cards")
    forget_cards(run)
    run.cards_asked_at = run.cards_beat_at = timezone.now()
    run.save(update_fields=["cards_asked_at", "cards_beat_at"])
    draw_cards.enqueue(import_id=run.pk)
    return run
