"""What readers and officers see of bulletins."""

from __future__ import annotations

from uuid import uuid4

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from backend.law.bulletins.actions.versions import submit_version, withdraw_bulletin
from backend.law.bulletins.content import Change, Sentence
from backend.law.bulletins.presenters import bulletin_page, hidden_citers
from backend.law.catalogue import load_catalogue
from backend.law.citing.auditing import audit_citations
from backend.law.citing.registry import citing_places
from backend.law.library.actions.changes import NewChange, record_change
from backend.law.models import Bulletin, BulletinVersion, Document
from members.acting import Actor
from tests.factories.law import a_document
from tests.factories.members import OfficerFactory
from tests.law.bulletins.conftest import CHANGE, publish, rewrite

pytestmark = pytest.mark.django_db
BEFORE, AFTER = "2026-12-08T05:00:00Z", "2026-12-20T05:00:00Z"


def text_of(client: Client, name: str, *args) -> str:
    return " ".join(client.get(reverse(f"law:{name}", args=args)).text.split())


def signed_in(actor: Actor) -> Client:
    client = Client()
    client.force_login(actor.member)
    return client


def send(client: Client, name: str, *args, **fields):
    return client.post(
        reverse(f"law:{name}", args=args), {"idempotency_key": str(uuid4()), **fields}, follow=True
    )


def test_a_bulletin_counts_down_and_is_then_in_force(client, office):
    with time_machine.travel(BEFORE, tick=False):
        publish(office)
        page = text_of(client, "bulletin", office.bulletin.slug)
        assert "còn 12 ngày" in page and "từ ngày 20/12/2026" in page
        # Each citation is named in words and leads to its provision.
        law = reverse("law:document", args=[office.law.slug])
        assert f'href="{law}' in page and 'href=""' not in page and f">{law}" not in page
    with time_machine.travel(AFTER, tick=False):
        page = text_of(client, "bulletin", office.bulletin.slug)
        assert "đã có hiệu lực từ 20/12/2026" in page and "nữa có hiệu lực" not in page


def test_before_and_after_are_the_words_of_the_library_by_day(client, office):
    with time_machine.travel(BEFORE, tick=False):
        publish(office)
        page = text_of(client, "bulletin", office.bulletin.slug)
    before, after = page.index("Ai hái mận thì ghi giấy."), page.index("Ai hái mận thì ghi trên máy.")
    assert before < after
    assert "Lời văn của luật, ngày 19/12/2026" in page and "Lời văn của luật, ngày 20/12/2026" in page


def test_of_an_unread_document_nothing_is_said_but_that_it_was_not_read(client, office):
    with time_machine.travel(BEFORE, tick=False):
        publish(office)
        page = text_of(client, "bulletin", office.bulletin.slug)
    assert "Chưa thấy văn bản, nên Hội chưa viết được gì." in page
    assert "Bán mận phải cân." in page and "Lời của Hội, viết theo văn bản" in page
    # A place that the library lacks leads to its document, which is never a missing page.
    assert reverse("law:document", args=["903-2020-nd-cp"]) in page
    assert reverse("law:article", args=["903-2020-nd-cp", "3"]) not in page


def test_a_document_that_was_suspended_is_marked(client, office):
    with time_machine.travel(AFTER, tick=False):
        publish(office)
        record_change(actor=None, change=NewChange("suspends", office.law, CHANGE))
        page = text_of(client, "bulletin", office.bulletin.slug)
    assert "Hôm nay văn bản này đang ngưng hiệu lực." in page


def test_nobody_sees_a_draft_and_everybody_a_withdrawal(client, office):
    assert client.get(reverse("law:bulletin", args=[office.bulletin.slug])).status_code == 404
    assert "Hái mận phải ghi trên máy" not in text_of(client, "bulletins")
    version = publish(office)
    assert "Hái mận phải ghi trên máy" in text_of(client, "bulletins")
    withdraw_bulletin(actor=office.reader, version=version, reason="Nhầm ngày.")
    page = text_of(client, "bulletin", office.bulletin.slug)
    assert "Hội đã rút bản tin này" in page and "Nhầm ngày." in page and "Chị ghi vào máy." not in page
    assert "Hái mận phải ghi trên máy" not in text_of(client, "bulletins")


def test_a_bulletin_costs_the_same_for_one_change_and_three(office, django_assert_num_queries):
    cites = ("902/2026/QH99 7(2)", "902/2026/QH99 8", "902/2026/QH99 7")
    changes = tuple(Change(Sentence(cites=(cite,)), Sentence(cites=(cite,))) for cite in cites)
    for many in (changes[:1], changes):
        version = rewrite(office, changes=many)
        bulletin_page(version)
        with django_assert_num_queries(10):
            assert len(bulletin_page(version).changes) == len(many)


def test_the_list_costs_the_same_for_one_and_three(client, office, django_assert_num_queries):
    publish(office)
    client.get(reverse("law:bulletins"))
    for _more in range(2):
        with django_assert_num_queries(1):
            assert "Hái mận" in text_of(client, "bulletins")
        row = BulletinVersion.objects.latest("pk")
        row.bulletin = Bulletin.objects.create(
            document=office.law, topic="dat-dai", slug=uuid4().hex, started_at=row.published_at
        )
        row.pk = None
        row.save(force_insert=True)
    client.get(reverse("law:bulletins"))
    only = client.get(reverse("law:bulletins"), {"chu-de": "ban-hang"}).text
    assert only.count("Hái mận phải ghi trên máy") == 1
    assert client.get(reverse("law:bulletins"), {"chu-de": "mua-xuan"}).status_code == 404


def test_situations_that_rest_on_the_document_are_named_on_its_bulletin(client, office):
    load_catalogue()
    officer, reader = Actor.of(OfficerFactory()), signed_in(office.reader)
    made = send(signed_in(officer), "bulletin_new", document="283/2026/NĐ-CP", topic="lao-dong")
    assert made.redirect_chain[-1][0].endswith("/sua/")
    pk = Bulletin.objects.get(topic="lao-dong").pk
    page = reader.get(reverse("law:bulletin_manage", args=[pk])).text
    assert "đang soạn" in page
    send(
        signed_in(officer), "bulletin_edit", pk, act="submit", title="Phạt chủ nợ lương", from_date="10/09/2026",
        **{
            "whom-text": "Chị đi làm thuê.", "whom-cites": "283/2026/NĐ-CP 23(2)",
            "after-1-text": "Trả lương chậm bị phạt.", "after-1-cites": "283/2026/NĐ-CP 23(2)",
        },
    )  # fmt: skip
    version = BulletinVersion.objects.get(bulletin=pk)
    assert version.state == "waiting"
    send(reader, "bulletin_manage", pk, act="publish", mark=version.mark)
    page = text_of(client, "bulletin", "283-2026-nd-cp")
    assert reverse("law:situation", args=["no-luong"]) in page
    assert "bulletin:" + str(pk) in {place.key for place in citing_places(["bulletins"])}


def test_an_officer_sees_no_source_file_that_rests_on_the_document():
    number = next(
        each.partition(" ")[0]
        for place in citing_places(["source"])
        for each in place.cites
        if "NĐ-CP" in each
    )
    law = a_document(number, kind="decree")
    keys = [place.key for place in hidden_citers(law)]
    assert not [key for key in keys if key.startswith("source:")]


def test_a_bulletin_of_coming_law_alarms_nobody_and_is_checked_from_its_first_day(client, office):
    with time_machine.travel(BEFORE, tick=False):
        publish(office)
        assert list(citing_places(["bulletins"])) == []
    with time_machine.travel(AFTER, tick=False):
        [place] = citing_places(["bulletins"])
        # Neither the unread decree, of which it says what was before, nor a change by the law itself is amiss.
        assert place.cites == ("902/2026/QH99 7", "902/2026/QH99 7(2)", "902/2026/QH99 8")
        assert audit_citations(places=[place]) == []
        assert place.owners == (office.writer.member.pk,)
        record_change(actor=None, change=NewChange("suspends", office.law, CHANGE))
        assert {finding.fault for finding in audit_citations(places=[place])} == {"suspended"}


def test_the_desk_counts_what_waits_for_another_and_never_her_own(office):
    submit_version(actor=office.writer, version=office.draft)
    path = reverse("members:desk")
    assert "chờ người thứ hai đọc (1)" in signed_in(office.reader).get(path).text
    assert "chờ người thứ hai đọc (1)" not in signed_in(office.writer).get(path).text
    assert "Chờ chị đọc (1)" in text_of(signed_in(office.reader), "bulletin_desk")
    own = text_of(signed_in(office.writer), "bulletin_desk")
    assert "Chờ chị đọc" not in own and "chờ người thứ hai đọc" in own


def test_members_have_no_desk_of_bulletins(office):
    client = signed_in(office.lan)
    for name, args in (
        ("bulletin_desk", ()),
        ("bulletin_new", ()),
        ("bulletin_manage", (office.bulletin.pk,)),
        ("bulletin_edit", (office.bulletin.pk,)),
    ):
        assert client.get(reverse(f"law:{name}", args=args)).status_code == 403, name


def test_what_is_missing_stands_beside_its_field_and_the_draft_is_kept(office):
    client = signed_in(office.writer)
    answer = send(
        client, "bulletin_edit", office.bulletin.pk, act="submit", title="Tên mới", from_date="20/12/2026",
        # The second row was left empty; the fault is shown in the third, where it was typed.
        **{
            "whom-text": "Chị hái mận.", "whom-cites": "902/2026/QH99 7",
            "after-1-text": "", "after-1-cites": "902/2026/QH99 7(2)",
            "after-3-text": "Chị cân.", "after-3-cites": "903/2020/NĐ-CP 3",
        },
    )  # fmt: skip
    assert answer.status_code == 400
    assert answer.context["form"].errors == {
        "after-3-cites": ["Chưa thấy văn bản 903/2020/NĐ-CP, nên chưa viết câu nào dựa vào nó."]
    }
    row = BulletinVersion.objects.get()
    assert (row.title, row.state, len(row.words.changes)) == ("Tên mới", "draft", 2)


def test_an_unreadable_day_and_an_unknown_document_are_refused(office):
    client = signed_in(office.writer)
    answer = send(client, "bulletin_edit", office.bulletin.pk, title="Tên", from_date="32/13/2026")
    assert "Ngày chưa đúng" in answer.context["form"].errors["from_date"][0]
    answer = send(client, "bulletin_new", document="999/2030/QH1", topic="dat-dai")
    assert list(answer.context["form"].errors) == ["document"]
    assert Bulletin.objects.count() == 1


def test_a_repeated_post_begins_one_bulletin(office):
    client, key = signed_in(office.writer), str(uuid4())
    for _twice in range(2):
        send(
            client,
            "bulletin_new",
            document=office.law.number,
            topic="dat-dai",
            is_another="on",
            idempotency_key=key,
        )
    assert Bulletin.objects.filter(topic="dat-dai").count() == 1


def test_a_version_that_moved_on_is_refused_with_words(office):
    version = publish(office)
    answer = send(
        signed_in(office.reader), "bulletin_manage", office.bulletin.pk, act="publish", mark=version.mark
    )
    assert "Bản tin vừa đổi. Chị mở lại trang." in answer.text


def test_the_first_page_of_the_law_has_the_newest_and_what_comes(client, office):
    with time_machine.travel(BEFORE, tick=False):
        page = text_of(client, "home")
        assert reverse("law:document", args=[office.law.slug]) in page and "còn 12 ngày" in page
        publish(office)
        page = text_of(client, "home")
        assert reverse("law:bulletin", args=[office.bulletin.slug]) in page
        assert page.count("còn 12 ngày") == 1


def test_a_year_has_what_began_ended_and_changed(client, office):
    record_change(
        actor=None,
        change=NewChange(
            "replaces", Document.objects.get(number="903/2020/NĐ-CP"), CHANGE, by_document=office.law
        ),
    )  # fmt: skip
    publish(office)
    clause = office.law.provisions.get(ref="8")
    record_change(actor=None, change=NewChange("repeals", office.law, CHANGE, provision=clause))
    page = text_of(client, "law_year", 2026)
    begun, ended, changed = (
        page.index(f"<h2>{each}") for each in ("Có hiệu lực", "Hết hiệu lực", "Được sửa")
    )
    assert begun < page.index("Luật Hái mận") < ended < page.index("903/2020/NĐ-CP") < changed
    assert "(chưa thấy văn bản)" in page[ended:changed] and "Điều 8" in page[changed:]
    assert reverse("law:bulletin", args=[office.bulletin.slug]) in page[begun:ended]
    assert "Thư viện chưa ghi thay đổi nào" in text_of(client, "law_year", 1999)
    assert client.get(reverse("law:law_year", args=[1900])).status_code == 404


def test_a_second_bulletin_on_a_document_is_warned_of_and_needs_a_tick(client, office):
    client.force_login(office.writer.member)
    path, values = reverse("law:bulletin_new"), {"document": office.law.number, "topic": "dat-dai"}
    assert "is_another" in client.get(path).text
    answer = client.post(path, values)
    assert answer.status_code == 400 and Bulletin.objects.count() == 1
    text = " ".join(answer.text.split())
    assert "Văn bản này đã có bản tin" in text and 'type="checkbox" name="is_another"' in text
    assert reverse("law:bulletin_manage", args=[office.bulletin.pk]) in text and "(đang soạn)" in text
    assert client.post(path, {**values, "is_another": "on"}).status_code == 302
    assert Bulletin.objects.count() == 2


def test_all_bad_citations_of_the_form_are_named_at_once(client, office):
    client.force_login(office.writer.member)
    values = {
        "title": "Hái mận",
        "from_date": "",
        "whom-text": "Chị hái mận.",
        "whom-cites": "khoản nọ; điều kia",
        "after-1-text": "Phải ghi.",
        "after-1-cites": "902/2026/QH99 99; 903/2020/NĐ-CP 3; lệ làng",
        "step-1-text": "Chị cân.",
        "step-1-cites": "904/2020/NĐ-CP 3",
    }
    path = reverse("law:bulletin_edit", args=[office.bulletin.pk])
    errors = client.post(path, {**values, "act": "submit"}).context["form"].errors
    assert set(errors) == {"from_date", "whom-cites", "after-1-cites", "step-1-cites"}
    assert "“nọ”" in str(errors["whom-cites"]) and "“kia”" in str(errors["whom-cites"])
    for words in ("Điều 99", "Chưa thấy văn bản 903/2020/NĐ-CP", "“làng”"):
        assert words.casefold() in str(errors["after-1-cites"]).casefold()
    # A draft may lack the rest, yet stores no citation that nothing can read.
    assert set(client.post(path, values).context["form"].errors) == {"whom-cites", "after-1-cites"}
    office.draft.refresh_from_db()
    assert office.draft.title == "Hái mận phải ghi trên máy"


@pytest.mark.parametrize(
    ("day", "is_offered"),
    [
        ("2026-10-30", False),
        ("2026-10-31", True),
        ("2026-11-09", True),
        ("2026-11-18", True),
        ("2026-11-19", False),
    ],
)
def test_the_page_of_the_year_is_offered_around_the_day_of_law(client, office, day, is_offered):
    path = reverse("law:law_year", args=[2026])
    with time_machine.travel(f"{day}T05:00:00Z", tick=False):
        assert (path in client.get(reverse("law:home")).text) is is_offered
        assert (path in signed_in(office.lan).get(reverse("home")).text) is is_offered
