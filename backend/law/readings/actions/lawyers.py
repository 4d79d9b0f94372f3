"""Record what a lawyer found of a provision or a readable, and take a wrong tap back."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from backend.common.text import filled, nfc
from backend.law.library.actions.documents import LawRefused
from backend.law.library.models import Provision
from backend.law.library.texts import whole_hash
from backend.law.readings.enums import Verdict
from backend.law.readings.models import LawyerReading, PlainWords, about
from backend.law.readings.readables import Readable
from backend.law.readings.rules import may_confirm
from backend.ledger.actions import append_entry
from backend.ledger.row_states import states
from members.acting import Actor
from members.models import RoleGrant, User
from members.notices.actions.notices import notify
from members.roles.enums import Role
from members.rules import require

MOST_LETTERS = 400


@dataclass(frozen=True, slots=True)
class Shown:
    """What the lawyer's page showed: the hash of the text, and the words by their id (0: none)."""

    text_sha256: str
    words: int = 0

    def __str__(self) -> str:
        return f"{self.text_sha256}.{self.words}"

    @classmethod
    def parsed(cls, text: str) -> Shown:
        """Return what a form sends back; an unreadable text is nothing that a page ever showed."""
        sha256, _dot, words = text.partition(".")
        return cls(sha256, int(words)) if words.isascii() and words.isdigit() else cls("?")


def shown_now(thing: Provision | Readable) -> tuple[Shown, PlainWords | None]:
    """Return what a page shows of a provision or a readable now, and its current words."""
    if isinstance(thing, Readable):
        return Shown(thing.sha256), None
    words = PlainWords.objects.current().filter(provision=thing).first()
    return Shown(whole_hash(thing), words.pk if words else 0), words


@transaction.atomic
def record_reading(
    *, actor: Actor, thing: Provision | Readable, shown: Shown, verdict: str, reason: str = ""
) -> LawyerReading:
    """Record the lawyer's verdict on exactly what the page showed. The lawyer's earlier one of it ends.

    A wrong one takes the plain words off the pages at once, and the writer is notified: somebody who acts by a
    wrong sentence about law is harmed, while the text of the law itself stays. New words stand again.
    Raises NotAllowed, and LawRefused without a verdict, without a reason for a wrong one, or if the text or words
    changed meanwhile.
    """
    require(not actor.is_helping and may_confirm(actor.member))
    if verdict not in Verdict.values:
        raise LawRefused(_("Chị bấm “Đúng” hoặc “Ghi là chưa đúng”."), code="law_no_verdict")
    verdict, reason = Verdict(verdict), nfc(reason)
    if verdict == Verdict.WRONG and not 0 < len(reason) <= MOST_LETTERS:
        raise LawRefused(
            _("Chị ghi chỗ nào chưa đúng, từ 1 đến 400 ký tự."), field="reason", code="law_no_reason"
        )
    if isinstance(thing, Provision):
        Provision.objects.select_for_update().get(pk=thing.pk)
    # The role's row keeps two taps of one lawyer apart, also on a readable, which has no row.
    grants = RoleGrant.objects.select_for_update(of=("self",)).open()
    grant = grants.filter(user=actor.member, role=Role.LAWYER).order_by("pk").first()
    now_shown, words = shown_now(thing)
    require(
        grant is not None and may_confirm(actor.member, words),
        _("Chị đã viết lời này, nên luật sư khác đọc."),
    )
    assert grant is not None
    if now_shown != shown:
        raise LawRefused(_("Lời văn vừa đổi. Chị đọc lại rồi bấm lần nữa."), code="law_text_changed")
    old = list(LawyerReading.objects.standing().filter(**about(thing), read_by=actor.by))
    for row in old:
        row.ended_at = timezone.now()
        row.save(update_fields=["ended_at"])
    reading = LawyerReading.objects.create(
        **about(thing),
        words=words,
        text_sha256=shown.text_sha256,
        verdict=verdict,
        reason=reason if verdict == Verdict.WRONG else "",
        read_by=actor.by,
        grant=grant,
        read_at=timezone.now(),
    )
    append_entry(
        kind="law.lawyer_reading",
        subject=subject_of(reading),
        payload={"verdict": str(verdict), **states(*old, reading)},
        **actor.ledger_refs(),
    )
    if verdict == Verdict.WRONG:
        _tell(thing, words, reason)
    return reading


@transaction.atomic
def withdraw_reading(*, actor: Actor, reading: LawyerReading) -> LawyerReading:
    """Take the lawyer's own reading back, such as after a wrong tap. Raises NotAllowed for anybody else's."""
    row = LawyerReading.objects.select_for_update(of=("self",)).get(pk=reading.pk)
    require(not actor.is_helping and row.read_by_id == actor.member.pk)
    if row.ended_at is not None:
        return row
    row.ended_at = timezone.now()
    row.save(update_fields=["ended_at"])
    append_entry(
        kind="law.lawyer_reading_withdrawn",
        subject=subject_of(row),
        payload=states(row),
        **actor.ledger_refs(),
    )
    return row


def subject_of(row: LawyerReading) -> str:
    return f"law:{row.provision.document.number}" if row.provision else f"law:{row.readable}"


def _tell(thing: Provision | Readable, words: PlainWords | None, reason: str) -> None:
    """Notify the writer of the words; the operator's staff of everything else."""
    writer = words.written_by if words else None
    people = [writer] if writer and writer.is_active else User.objects.filter(is_staff=True, is_active=True)
    if isinstance(thing, Provision):
        what, url = thing.words, reverse("law:provision_words", args=[thing.pk])
    else:
        what, url = thing.title, thing.url
    for person in people:
        notify(
            user=person,
            kind="law.found_wrong",
            title=gettext_lazy("Luật sư thấy chưa đúng, cần viết lại"),
            body=filled(gettext_lazy("%(what)s: %(reason)s"), {"what": what, "reason": reason}),
            url=url,
        )
