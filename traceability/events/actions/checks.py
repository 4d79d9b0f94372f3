from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from backend.ledger.actions import append_entry
from members.acting import Actor
from members.branches.enums import MembershipState
from members.models import Membership
from members.rules import require
from products.producers.vouching import branch_that_vouched
from traceability.events.actions import EventError, bump, lock_lots
from traceability.events.rules import may_check_event, producers_of
from traceability.lots.enums import Claim
from traceability.models import Event, EventCheck


@transaction.atomic
def check_event(*, actor: Actor, event: Event, claim: str) -> EventCheck:
    """Confirm an event as an officer.

    `claim` is Claim.PAPER (the officer holds the signed paper) or Claim.VERIFIED (saw it in person). Each
    claim is stored once; a repeated call returns the first check. Raises NotAllowed (also for the officer's
    own producer and while acting on behalf), EventError.
    """
    require(not actor.is_helping and may_check_event(actor.member, event))
    if claim not in (Claim.PAPER, Claim.VERIFIED):
        raise EventError(_("Chị chọn đã xem giấy hay đã đến xem."), field="claim", code="event_claim")
    if Event.objects.filter(event_id=event.event_id, is_error=True).exists():
        raise EventError(_("Việc này đã được báo là ghi sai."), code="event_declared")
    return _save_check(actor, event, claim)


@transaction.atomic
def keep_paper(*, actor: Actor, event: Event) -> EventCheck | None:
    """Add a paper claim to an event that the officer typed from the member's signed sheet.

    The officer stores the sheet. Return None if the member typed it.
    """
    return _save_check(actor, event, Claim.PAPER) if actor.is_helping else None


def _save_check(actor: Actor, event: Event, claim: str) -> EventCheck:
    now = timezone.now()
    branch = branch_that_vouched(actor.by, [producer.branch for producer in producers_of(event)], now)
    if branch is None and actor.is_helping:
        # The officer may hold the paper as an officer of the member's branch, which may differ from the
        # producer's branch.
        homes = Membership.objects.filter(user=actor.member, state=MembershipState.CONFIRMED)
        branch = next(
            filter(
                None,
                (
                    branch_that_vouched(actor.by, [home.branch], now)
                    for home in homes.select_related("branch")
                ),
            ),
            None,
        )
    check, is_new = EventCheck.objects.get_or_create(
        event_id=event.event_id, claim=claim, defaults={"by": actor.by, "branch": branch, "checked_at": now}
    )
    if is_new:
        append_entry(
            kind="event.checked",
            subject=event.urn,
            payload={"claim": str(claim), "branch": branch.pk if branch else None},
            **actor.ledger_refs(),
        )
        bump(lock_lots(link.lot for link in event.lot_links.select_related("lot")))
    return check
