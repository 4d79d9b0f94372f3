"""A bulletin from draft to publication, its corrections and its withdrawal."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction
from django_tasks_db.models import DBTaskResult

from backend.common.errors import FieldErrors
from backend.law.bulletins.actions.versions import (
    begin_bulletin,
    correct_bulletin,
    discard_draft,
    edit_version,
    publish_version,
    return_version,
    submit_version,
    withdraw_bulletin,
)
from backend.law.bulletins.checks import BulletinRefused
from backend.law.bulletins.content import Change, Sentence
from backend.law.bulletins.presenters import ONE_DAY
from backend.law.bulletins.suggesting import suggested_content
from backend.law.library.actions.changes import NewChange, record_change
from backend.law.library.actions.documents import DocumentFacts, add_document
from backend.law.models import Bulletin, BulletinVersion, Provision
from backend.ledger.auditing import Finding
from backend.ledger.models import Entry
from backend.ledger.row_states import compare_states
from members.acting import Actor
from members.models import Notice
from members.rules import NotAllowed
from tests.factories.law import a_document, a_provision
from tests.factories.members import OfficerFactory, StaffFactory, province
from tests.law.bulletins.conftest import CHANGE, READ, a_draft, publish, rewrite
from tests.traceability.auditing.test_audit import Undo, unlock

pytestmark = [pytest.mark.django_db, pytest.mark.databases]
MUST = Sentence("Phải cân.", ("902/2026/QH99 8",))


def kinds() -> list[str]:
    return list(
        Entry.objects.filter(kind__startswith="law.bulletin").order_by("pk").values_list("kind", flat=True)
    )


def findings() -> list[str]:
    rows = compare_states("law.Bulletin", "law.BulletinVersion")
    return [found.what for found in rows if isinstance(found, Finding)]


def test_one_officer_writes_and_another_publishes(office):
    version = publish(office)
    assert (version.state, version.written_by, version.read_by) == (
        "published",
        office.writer.member,
        office.reader.member,
    )
    assert kinds() == ["law.bulletin_written", "law.bulletin_submitted", "law.bulletin"]
    assert findings() == []
    tasks = [row.task_path.rpartition(".")[2] for row in DBTaskResult.objects.order_by("enqueued_at")]
    assert {"tell_followers_of_law", "ping_law_hub"} <= set(tasks)


def test_the_writer_never_publishes_her_own(office):
    version = submit_version(actor=office.writer, version=office.draft)
    with pytest.raises(NotAllowed):
        publish_version(actor=office.writer, version=version, mark=version.mark)
    version.refresh_from_db()
    assert (version.state, version.published_at) == ("waiting", None)
    with pytest.raises(IntegrityError), transaction.atomic():
        BulletinVersion.objects.update(read_by=office.writer.member)


def test_who_takes_over_a_draft_is_its_writer(office):
    """Whoever wrote the last words can't read them, and the first writer can't take them as her own."""
    BulletinVersion.objects.update(written_by=None)
    office.draft.refresh_from_db()
    edit_version(actor=office.reader, version=office.draft, draft=a_draft())
    with pytest.raises(NotAllowed):
        edit_version(actor=office.writer, version=office.draft, draft=a_draft())
    version = submit_version(actor=office.reader, version=office.draft)
    with pytest.raises(NotAllowed):
        publish_version(actor=office.reader, version=version, mark=version.mark)


def test_a_member_can_do_nothing(office):
    waiting = submit_version(actor=office.writer, version=office.draft)
    assert not Bulletin.objects.visible_at_desk_to(office.lan.member).exists()
    assert Bulletin.objects.visible_at_desk_to(office.writer.member).get() == office.bulletin
    for act in (
        lambda: begin_bulletin(actor=office.lan, document=office.law, topic="ban-hang", draft=a_draft()),
        lambda: publish_version(actor=office.lan, version=waiting, mark=waiting.mark),
        lambda: return_version(actor=office.lan, version=waiting, reason="Không."),
        lambda: correct_bulletin(actor=office.lan, bulletin=office.bulletin),
    ):
        with pytest.raises(NotAllowed):
            act()
    assert list(BulletinVersion.objects.values_list("state", flat=True)) == ["waiting"]


def test_an_officer_of_a_commune_neither_publishes_nor_returns_nor_withdraws(office):
    other = Actor.of(OfficerFactory())
    version = submit_version(actor=office.writer, version=office.draft)
    for act in (
        lambda: publish_version(actor=other, version=version, mark=version.mark),
        lambda: return_version(actor=other, version=version, reason="Không."),
        lambda: return_version(actor=other, version=version, reason=""),
    ):
        with pytest.raises(NotAllowed):
            act()
    assert BulletinVersion.objects.get().state == "waiting"
    assert not BulletinVersion.objects.to_read_by(other.member).exists()
    publish_version(actor=office.reader, version=version, mark=version.mark)
    for person in (office.writer, other):
        with pytest.raises(NotAllowed):
            withdraw_bulletin(actor=person, version=version, reason="Nhầm.")
    assert BulletinVersion.objects.get().state == "published"
    withdraw_bulletin(actor=Actor.of(StaffFactory()), version=version, reason="Nhầm.")
    assert BulletinVersion.objects.get().state == "withdrawn"


def test_words_that_changed_after_the_reader_opened_them_are_not_published(office):
    version = submit_version(actor=office.writer, version=office.draft)
    seen = version.mark
    return_version(actor=office.writer, version=version, reason="")
    rewrite(office, steps=())
    version = submit_version(actor=office.writer, version=version)
    with pytest.raises(BulletinRefused) as refused:
        publish_version(actor=office.reader, version=version, mark=seen)
    assert refused.value.code == "bulletin_changed"
    assert BulletinVersion.objects.get().state == "waiting"


def test_a_returned_version_tells_its_writer_why(office):
    version = submit_version(actor=office.writer, version=office.draft)
    with pytest.raises(BulletinRefused):
        return_version(actor=office.reader, version=version, reason=" ")
    return_version(actor=office.reader, version=version, reason="Câu 2 sai điều.")
    row = BulletinVersion.objects.get()
    assert (row.state, row.returned_reason) == ("draft", "Câu 2 sai điều.")
    notice = Notice.objects.get(user=office.writer.member)
    assert (notice.kind, notice.body) == (
        "law.bulletin_returned",
        "“Hái mận phải ghi trên máy”: Câu 2 sai điều.",
    )


def end_old_rule() -> None:
    """A read decree whose rule is in force today, and has ended on CHANGE."""
    old = a_document("906/2020/NĐ-CP", kind="decree", title="Cân", valid_to_date=CHANGE - ONE_DAY, **READ)
    a_provision("1", document=old, text="Ai bán mận thì cân.")


def test_what_was_before_may_have_ended(office):
    end_old_rule()
    rewrite(office, changes=(Change(Sentence("Được cân.", ("906/2020/NĐ-CP 1",)), MUST),))
    assert submit_version(actor=office.writer, version=office.draft).state == "waiting"


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"whom": Sentence("Chị hái mận.")}, "whom-cites"),
        ({"whom": Sentence()}, "whom-text"),
        ({"changes": ()}, "after-1-text"),
        # No words of a text that nobody read, and none of a text that the library doesn't know.
        ({"steps": (Sentence("Chị cân.", ("903/2020/NĐ-CP 3",)),)}, "step-1-cites"),
        ({"steps": (Sentence("Chị cân.", ("904/2020/NĐ-CP 3",)),)}, "step-1-cites"),
        (
            {
                "changes": (
                    Change(
                        Sentence("Không phải cân.", ("903/2020/NĐ-CP 3",)),
                        MUST,
                    ),
                )
            },
            "before-1-cites",
        ),
        # No place that the library doesn't know, and none that will have ended.
        ({"steps": (Sentence("Chị cân.", ("902/2026/QH99 999",)),)}, "step-1-cites"),
        ({"changes": (Change(Sentence(cites=("902/2026/QH99 999",)), MUST),)}, "before-1-cites"),
        ({"changes": (Change(Sentence(), Sentence("Phải cân.", ("906/2020/NĐ-CP 1",))),)}, "after-1-cites"),
        # Neither the library's words nor the Union's.
        ({"changes": (Change(Sentence(), Sentence(cites=("902/2026/QH99 8",))),)}, "after-1-text"),
    ],
    ids=[
        "no-citation",
        "nobody",
        "no-change",
        "unread",
        "unknown",
        "unread-before",
        "no-such-article",
        "no-such-article-before",
        "ended-then",
        "no-words",
    ],
)
def test_what_lacks_something_or_rests_on_an_unread_text_is_not_submitted(office, values, field):
    end_old_rule()
    rewrite(office, **values)
    with pytest.raises(FieldErrors) as refused:
        submit_version(actor=office.writer, version=office.draft)
    assert list(refused.value.errors) == [field]
    assert BulletinVersion.objects.get().state == "draft"


def test_a_draft_with_a_broken_citation_is_not_stored(office):
    with pytest.raises(FieldErrors) as refused:
        rewrite(office, whom=Sentence("Ai?", ("điều bảy",)))
    assert list(refused.value.errors) == ["whom-cites"]
    assert BulletinVersion.objects.get().words.whom.cites == ("902/2026/QH99 7",)


def test_a_correction_is_a_new_version_that_says_what_changed(office):
    first = publish(office)
    second = correct_bulletin(actor=office.reader, bulletin=office.bulletin)
    assert correct_bulletin(actor=office.writer, bulletin=office.bulletin) == second
    assert (second.number, second.words) == (2, first.words)
    with pytest.raises(FieldErrors) as refused:
        submit_version(actor=office.reader, version=second)
    assert list(refused.value.errors) == ["note"]
    edit_version(actor=office.reader, version=second, draft=a_draft(steps=(), note="Bỏ việc phải làm."))
    second = submit_version(actor=office.reader, version=second)
    first.refresh_from_db()
    assert first.state == "published"
    other = Actor.of(OfficerFactory(branch=province()))
    publish_version(actor=other, version=second, mark=second.mark)
    rows = BulletinVersion.objects.order_by("number").values_list("number", "state", "note")
    assert list(rows) == [(1, "replaced", ""), (2, "published", "Bỏ việc phải làm.")]
    assert findings() == []


def test_a_withdrawal_wants_a_reason_and_a_correction_may_follow(office):
    version = publish(office)
    with pytest.raises(BulletinRefused):
        withdraw_bulletin(actor=office.reader, version=version, reason="")
    withdraw_bulletin(actor=office.reader, version=version, reason="Nhầm ngày.")
    row = BulletinVersion.objects.get()
    assert (row.state, row.withdrawn_by, row.withdrawn_reason) == (
        "withdrawn",
        office.reader.member,
        "Nhầm ngày.",
    )
    correct_bulletin(actor=office.writer, bulletin=office.bulletin)
    rewrite(office, note="Sửa ngày.")
    publish(office)
    assert list(BulletinVersion.objects.order_by("number").values_list("state", flat=True)) == [
        "replaced",
        "published",
    ]
    assert findings() == []


def test_a_discarded_first_draft_leaves_no_bulletin(office):
    with pytest.raises(NotAllowed):
        discard_draft(actor=office.reader, version=office.draft)
    assert BulletinVersion.objects.count() == 1
    discard_draft(actor=office.writer, version=office.draft)
    assert (Bulletin.objects.count(), BulletinVersion.objects.count()) == (0, 0)
    assert findings() == []


def test_each_bulletin_of_a_document_has_an_address_of_its_own(office):
    values = {"actor": office.writer, "document": office.law, "topic": "ban-hang", "draft": a_draft()}
    values["is_another"] = True
    second, third = begin_bulletin(**values), begin_bulletin(**values)
    discard_draft(actor=office.writer, version=second.versions.get())
    again = begin_bulletin(**values)
    assert [each.slug for each in (office.bulletin, third, again)] == [
        "902-2026-qh99",
        "902-2026-qh99-3",
        "902-2026-qh99-2",
    ]


def test_an_unknown_topic_is_refused(office):
    with pytest.raises(BulletinRefused):
        begin_bulletin(actor=office.writer, document=office.law, topic="mua-xuan", draft=a_draft())
    assert Bulletin.objects.count() == 1


def test_the_first_draft_has_what_the_library_knows(office):
    decree = a_document("905/2026/NĐ-CP", kind="decree", **READ)
    clause = Provision.objects.get(ref="7(2)")
    record_change(
        actor=None,
        change=NewChange("amends", office.law, CHANGE, provision=clause, by_document=decree, by_ref="1(3)"),
    )
    place = ("902/2026/QH99 7(2)",)
    assert suggested_content(decree).changes == (Change(Sentence(cites=place), Sentence(cites=place)),)


def test_a_document_that_is_read_later_may_carry_sentences(office):
    rewrite(office, steps=(Sentence("Chị cân.", ("903/2020/NĐ-CP 3",)),))
    a_provision("3", document=add_document(actor=None, facts=DocumentFacts("903/2020/NĐ-CP", **READ)))
    assert submit_version(actor=office.writer, version=office.draft).state == "waiting"


def test_the_audit_names_every_change_past_the_ledger(office):
    publish(office)
    unlock("law_bulletin")
    unlock("law_bulletinversion")
    other = Actor.of(OfficerFactory()).member
    for model, values in (
        (Bulletin, {"topic": "dat-dai"}),
        (BulletinVersion, {"title": "Khác"}),
        (BulletinVersion, {"content": {}}),
        (BulletinVersion, {"from_date": "2027-01-01"}),
        (BulletinVersion, {"returned_reason": "Chưa ai nói thế."}),
        (BulletinVersion, {"read_by": other}),
    ):
        try:
            with transaction.atomic():
                model.objects.update(**values)
                assert findings(), values
                raise Undo
        except Undo:
            pass
