"""The pages of the law for test_accessibility.py. The demo loads the catalogue and two bulletins; situations are files."""

from __future__ import annotations

import datetime as dt
from typing import Any

from backend.law.bulletins.actions.versions import Draft, begin_bulletin, submit_version
from backend.law.bulletins.content import Change, Content, Sentence
from backend.law.models import Document, Provision
from members.acting import Actor
from members.models import Branch, RoleGrant, User
from members.roles.enums import Role

LAW_SPOTS: list[tuple[Any, ...]] = [
    ("anyone", "law:home"),
    ("anyone", "law:topic", "bao-luc"),
    ("anyone", "law:situation", "cap-duong-sau-ly-hon"),
    ("anyone", "law:situation", "cam-tiep-xuc"),
    ("anyone", "law:covered"),
    ("anyone", "law:handbook"),
    ("anyone", "law:kept_handbook"),
    ("anyone", "law:kept_situation", "cap-duong-sau-ly-hon"),
    ("thu", "law:choose_situations", "commune"),
    ("anyone", "law:changes"),
    ("anyone", "law:document", "37-2026-nd-cp"),
    ("anyone", "law:article", "37-2026-nd-cp", "43"),
    # Plain words: an officer writes, reads and records them; a lawyer confirms
    ("huong", "law:words"),
    ("huong", "law:provision_words", "worded"),
    ("huong", "law:record_provision", "worded"),
    ("huong", "law:record_readable", "readable"),
    ("van", "law:lawyer"),
    ("van", "law:lawyer_provision", "worded"),
    ("van", "law:lawyer_readable", "readable"),
    ("anyone", "law:bulletins"),
    ("anyone", "law:bulletin", "37-2026-nd-cp"),
    ("anyone", "law:law_year", "law_year"),
    ("lan", "law:follow_topics"),
    ("thu", "law:bulletin_desk"),
    ("thu", "law:bulletin_new"),
    ("thu", "law:bulletin_edit", "bulletin_draft"),
    ("thu", "law:bulletin_manage", "bulletin_draft"),
    ("huong", "law:bulletin_manage", "bulletin_waiting"),
]
LAW_WITHOUT_PAGE = {
    "law:akn", "law:article_leaflet", "law:bulletins_feed", "law:changes_feed", "law:handbook_manifest", "law:pick", "law:recording",
    "law:remove_recording", "law:situation_leaflet", "law:withdraw_reading", "law:words_read",
}  # fmt: skip


def furnish_law(van: User) -> dict[str, Any]:
    """Van is a lawyer, too; a provision with plain words, and a situation."""
    RoleGrant.objects.create(
        user=van, role=Role.LAWYER, branch=Branch.objects.filter(parent=None)[0], capacity="luật sư"
    )
    worded = Provision.objects.filter(plain_words__replaced_at=None, plain_words__isnull=False)
    return {"worded": worded[0].pk, "readable": "situation:cap-duong-sau-ly-hon"}


def furnish_bulletins(thu: User, nga: User) -> dict[str, Any]:
    """Begin a draft of thu's, and a bulletin that nga wrote and the other officers of the province may read."""
    law = Document.objects.get(number="37/2026/NĐ-CP")
    cites = ("37/2026/NĐ-CP 43",)
    content = Content(
        whom=Sentence("Ai ghi nhãn hàng.", cites),
        changes=(Change(after=Sentence("Tên hàng là chữ to nhất.", cites)),),
        steps=(Sentence("Chị xem lại nhãn."),),
    )
    draft = Draft("Tên hàng trên nhãn", dt.date(2026, 1, 23), content)
    own = begin_bulletin(actor=Actor.of(thu), document=law, topic="ban-hang", draft=draft, is_another=True)
    other = begin_bulletin(actor=Actor.of(nga), document=law, topic="ban-hang", draft=draft, is_another=True)
    submit_version(actor=Actor.of(nga), version=other.versions.get())
    return {"bulletin_draft": own.pk, "bulletin_waiting": other.pk, "law_year": 2026}
