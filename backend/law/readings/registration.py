"""Register what readings tell the rest of the project: acts, states, own data, parts of pages, a lawyer's first page."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from backend.common import slots
from backend.law import ports as law_ports
from backend.law.citing import ports as citing
from backend.law.library.models import Provision
from backend.law.readings.auditing import STATED
from backend.law.readings.models import LawyerReading, PlainWords, Recording
from backend.law.readings.presenters import article_readings, lawyer_lines, lawyer_read
from backend.ledger import acts, row_states
from backend.ledger.acts import Act
from backend.ledger.row_states import erase_words
from members import ports
from members.acting import ActorRequest
from members.models import RoleGrant, User
from members.own_data import erasing, records
from members.own_data.records import owned_by
from members.roles.enums import Role
from members.rules import is_lawyer

ACTS = (
    Act("law.words", words=_("Viết lời dễ hiểu cho một điều luật"), public=True),
    Act("law.words_read", words=_("Đọc lại lời dễ hiểu của người khác"), public=True),
    Act("law.lawyer_reading", words=_("Luật sư đọc lời luật"), public=True),
    Act("law.lawyer_reading_withdrawn", words=_("Luật sư rút lại lần đọc"), public=True),
    Act("law.recording", words=_("Thêm bản thu âm lời luật"), public=True),
    Act("law.recording_removed", words=_("Bỏ bản thu âm lời luật"), public=True),
)


def register() -> None:
    """Register everything. Called once, when Django starts."""
    acts.declare(*ACTS)
    row_states.declare(*STATED)
    records.register(
        LawyerReading,
        owned_by("read_by"),
        "id provision readable words text_sha256 verdict reason read_by grant read_at ended_at",
    )
    records.register(
        PlainWords,
        lambda user: Q(written_by=user.pk) | Q(read_by=user.pk),
        "id provision text audience explains_sha256 written_by written_at read_by read_at replaced_at",
    )
    records.register(
        Recording,
        owned_by("added_by"),
        "id provision readable text_sha256 language speaker first_listener second_listener file_name file_type"
        " file_sha256 added_by added_at removed_at",
    )
    erasing.register("law.readings", erase_reasons)
    ports.landing_page.provide(lawyers_page)
    citing.lawyer_lines.provide(lawyer_lines)
    law_ports.read_by_lawyer.provide(lawyer_read)
    slots.register(
        "law.article", "words", template="law/readings/slots/words.html", context=readings_of, order=10
    )
    slots.register(
        "law.home", "lawyer", template="law/readings/slots/lawyer.html", context=lawyers_link, order=10
    )
    slots.register(
        "officer.desk", "words", template="law/readings/slots/desk.html", context=desk_link, order=70
    )


def readings_of(request: ActorRequest, article: Provision, **kw: Any) -> dict[str, Any]:
    return {"readings": article_readings(article)}


def lawyers_link(request: ActorRequest, **kw: Any) -> dict[str, Any] | None:
    actor = getattr(request, "actor", None)  # a page that is rendered for all visitors has none
    return {} if actor and is_lawyer(actor.member) else None


def desk_link(request: ActorRequest, **kw: Any) -> dict[str, Any]:
    """Return how many words wait for this officer as a second reader."""
    return {"count": PlainWords.objects.waiting_for(request.actor.member).count()}


def lawyers_page(*, user: User) -> str:
    """Return the lawyer's page for somebody whose only role is that of a lawyer."""
    roles = set(RoleGrant.objects.open().filter(user=user).values_list("role", flat=True))
    return reverse("law:lawyer") if roles == {Role.LAWYER} and not user.is_staff else ""


def erase_reasons(user: User) -> None:
    """Erase what a lawyer wrote. The verdicts stay, without a name: the account's is erased."""
    erase_words(LawyerReading.objects.filter(read_by=user).exclude(reason=""), reason="")
