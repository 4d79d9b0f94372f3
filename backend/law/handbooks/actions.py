"""Choose the situations of a commune."""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from backend.common.errors import DomainError
from backend.law.handbooks.models import Handbook
from backend.law.handbooks.rules import may_choose_situations
from backend.law.situations.stock import stock
from backend.ledger.actions import append_entry
from backend.ledger.row_states import states
from members.acting import Actor
from members.models import Branch
from members.rules import require

MOST_CHOSEN = 30  # as many pages as a small phone has room for


class HandbookRefused(DomainError):
    """The choice can't be used; nothing was changed."""


@transaction.atomic
def choose_situations(*, actor: Actor, branch: Branch, slugs: Collection[str]) -> Handbook:
    """Let the commune's handbook have the situations `slugs`, in the order of the topics.

    The same choice again changes nothing. Raises NotAllowed, and HandbookRefused for none, too many or unknown ones.
    """
    require(may_choose_situations(actor.member, branch))
    chosen = [slug for slug in stock().situations if slug in slugs]
    if set(chosen) != set(slugs):
        raise HandbookRefused(
            _("Có tình huống mà Piêu không còn."), field="situations", code="law_handbook_unknown"
        )
    if not 0 < len(chosen) <= MOST_CHOSEN:
        message = _("Chị chọn từ 1 đến %(most)s tình huống.") % {"most": MOST_CHOSEN}
        raise HandbookRefused(message, field="situations", code="law_handbook_size")
    Branch.objects.select_for_update().get(pk=branch.pk)
    row = Handbook.objects.filter(branch=branch).first() or Handbook(branch=branch)
    if row.pk and row.situations == chosen:
        return row
    row.situations, row.chosen_by, row.chosen_at = chosen, actor.by, timezone.now()
    row.save()
    append_entry(
        kind="law.handbook",
        subject=f"branch:{branch.pk}",
        payload={**states(row)},
        **actor.ledger_refs(),
    )
    return row
