"""The pages of imports: preview before anything is written, decisions, one effect of a repeated POST, cards, and rights."""

from __future__ import annotations

import io

import pypdfium2
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from members.assist.actions import start_assist
from members.imports.cards import draw_cards
from members.imports.making import make_import
from members.imports.reading import read_members
from members.imports.undoing import undo_rows
from members.models import Branch, MemberImport, Membership, RoleGrant, User
from members.signing_in.actions.tickets import issue_ticket
from tests.factories.members import (
    HoaFactory,
    LanFactory,
    OfficerFactory,
    UserFactory,
    chapter,
    commune,
)
from tests.factories.products import make_unit
from tests.layout import without_layout
from tests.members.imports.tables import HEADING, MAI, NHUNG, checked, imported, xlsx
from tests.members.signing_in.test_pages import signed_in
from tests.people import LAN

pytestmark = pytest.mark.django_db
LIKE_LAN = [LAN.full_name, None, "bản Áng", None]


@pytest.fixture
def officer(db):
    chapter()
    return OfficerFactory()


def sent(client, data: bytes, **more):
    file = SimpleUploadedFile("hội viên.xlsx", data)
    return client.post(
        reverse("members:new_import"), {"branch": commune().pk, "file": file, **more}, follow=True
    )


def content_of(response) -> bytes:
    return b"".join(response.streaming_content)


def page_texts(pdf: bytes) -> str:
    return " ".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(pdf))


def page_of(client, run: MemberImport, query: str = "") -> str:
    response = client.get(reverse("members:import", args=[run.ref]) + query)
    assert response.status_code == 200
    return without_layout(response.content.decode())


@pytest.mark.slow
def test_officer_previews_decides_imports_prints_and_takes_back(officer):
    lan, client = LanFactory(birth_year=None), signed_in(officer)
    heading = [*HEADING, "Dân tộc"]
    page = sent(
        client,
        xlsx([*MAI, "Thái"], [LAN.full_name, 1984, "bản Áng", LAN.phone], ["Hà", "x"], heading=heading),
    ).content.decode()
    run = MemberImport.objects.get()
    for words in ("1 người mới", "các cột: Dân tộc", "Năm sinh có 4 chữ số", "1 dòng chờ chị quyết"):
        assert words in page
    assert not User.objects.filter(full_name="Lò Thị Mai").exists()
    at_row = reverse("members:decide_import_row", args=[run.ref, 3])
    response = client.post(at_row, {"decision": f"same-{lan.pk}", "page": "1"})
    assert response["Location"] == f"/can-bo/hoi-vien/tu-tep/{run.ref}/#dong-3"
    assert "Sẽ bổ sung năm sinh." in page_of(client, run)
    client.post(reverse("members:start_import", args=[run.ref]))
    assert 'hx-trigger="every 2s"' in page_of(client, run)
    make_import.call(import_id=run.pk)
    page = page_of(client, run)
    assert "Đã đưa vào 1 người" in page and "1 hội viên đã được bổ sung" in page
    assert "Lò Thị Mai" in page_of(client, run, "?xem=dong")
    assert client.get(reverse("members:import_cards", args=[run.ref])).status_code == 404
    client.post(reverse("members:make_import_cards", args=[run.ref]))
    page = page_of(client, run)
    assert 'hx-trigger="every 2s"' in page and "Làm 1 thẻ" not in page
    assert draw_cards.call(import_id=run.pk) == 1
    assert "Tải 1 thẻ để in" in page_of(client, run)
    cards = client.get(reverse("members:import_cards", args=[run.ref]))
    assert (cards["Content-Type"], content_of(cards)[:4]) == ("application/pdf", b"%PDF")
    assert "no-store" in cards["Cache-Control"]
    client.post(reverse("members:undo_import", args=[run.ref]))
    undo_rows.call(import_id=run.pk)
    page = page_of(client, run)
    assert "Đã rút lại tệp này" in page and "2 dòng đã rút lại." in page


def test_the_same_post_twice_stores_one_preview(officer):
    client = signed_in(officer)
    data = xlsx(MAI)
    key = "0" * 32
    addresses = {sent(client, data, idempotency_key=key).redirect_chain[-1][0] for _time in range(2)}
    assert len(addresses) == 1 and MemberImport.objects.count() == 1


def test_a_wrong_file_is_refused_beside_its_field(officer):
    response = sent(signed_in(officer), b"\0\1")
    assert response.status_code == 400 and "Đây không phải tệp Excel" in response.content.decode()
    assert not MemberImport.objects.exists()


def test_a_used_import_says_why_it_stays(officer):
    run, client = imported(officer, xlsx(MAI)), signed_in(officer)
    start_assist(officer=officer, member=run.rows.get().user)
    why = "Không rút lại được nữa: 1 người"
    assert why in client.post(reverse("members:undo_import", args=[run.ref]), follow=True).content.decode()
    User.objects.filter(full_name="Lò Thị Mai").update(last_login=timezone.now())
    page = page_of(client, run)
    assert why in page and "Rút lại cả tệp" not in page


def test_refused_posts_say_why_on_the_page(officer):
    run, client = checked(officer, xlsx(["Lò Thị Mai", "x"])), signed_in(officer)
    for name, words in (
        ("start_import", "Không có dòng nào đưa vào được."),
        ("undo_import", "Tệp này đang đưa vào, hoặc chưa đưa vào."),
    ):
        page = client.post(reverse(f"members:{name}", args=[run.ref]), follow=True).content.decode()
        assert words in page
    page = client.post(
        reverse("members:decide_import_row", args=[run.ref, 2]), {"decision": "other"}, follow=True
    )
    assert "Dòng này không còn chờ quyết nữa." in page.content.decode()


@pytest.mark.slow
def test_strangers_see_and_change_nothing(officer):
    LanFactory()
    run = checked(officer, xlsx(MAI, LIKE_LAN))
    gets = [reverse(f"members:{name}", args=[run.ref]) for name in ("import", "import_cards")]
    posts = [
        reverse("members:decide_import_row", args=[run.ref, 3]),
        *(
            reverse(f"members:{name}", args=[run.ref])
            for name in ("decide_import_rest", "start_import", "undo_import", "make_import_cards")
        ),
    ]
    far = OfficerFactory(branch=commune("Xã Mường Lạn", 4246))
    for who, status in ((HoaFactory(), 403), (far, 404)):
        client = signed_in(who)
        assert {client.get(address).status_code for address in gets} == {status}
        assert {client.post(address, {"decision": "other"}).status_code for address in posts} == {status}
    assert sent(signed_in(far), xlsx(MAI)).status_code == 400  # not among the branches to choose
    run.refresh_from_db()
    assert run.state == "checked" and [row.state for row in run.rows.all()] == ["good", "double"]


@pytest.mark.parametrize("count", [1, 3])
def test_lists_cost_the_same_queries_at_any_length(officer, count, django_assert_num_queries):
    LanFactory()
    run = checked(officer, xlsx(*[LIKE_LAN] * count))
    client = signed_in(officer)
    page_of(client, run)
    with django_assert_num_queries(QUERIES):
        page_of(client, run)
    with django_assert_num_queries(QUERIES_OF_ROWS):
        page_of(client, run, "?xem=dong")


QUERIES, QUERIES_OF_ROWS = 15, 13


def test_the_template_is_a_file_that_can_be_sent(officer):
    response = signed_in(officer).get(reverse("members:import_template"))
    rows = read_members(response.content).rows
    assert [row.cells["full_name"] for row in rows] == [("A", "Lò Thị Ví Dụ"), ("A", "Hà Thị Ví Dụ")]
    heading = next(load_workbook(io.BytesIO(response.content)).worksheets[0].values)
    assert heading == ("Họ và tên", "Năm sinh", "Chi hội", "Xã, phường", "Số điện thoại")


def test_the_desk_leads_to_imports(officer):
    client = signed_in(officer)
    for name in ("desk", "members"):
        assert reverse("members:new_import") in client.get(reverse(f"members:{name}")).content.decode()


def test_doubles_name_a_stranger_by_number_only(officer):
    hoa = HoaFactory()
    run = checked(officer, xlsx(["Người Nào Đó", None, "bản Áng", hoa.phone], NHUNG))
    page = page_of(signed_in(officer), run)
    assert "Cùng là chủ số máy này" in page and hoa.full_name not in page


def test_a_candidate_who_only_asked_to_join_is_shown_so(officer):
    asked = UserFactory(full_name="Lò Thị Xin", phone=None, phone_to_verify="+84912000111")
    asked.memberships.create(branch=chapter())
    page = page_of(signed_in(officer), checked(officer, xlsx(MAI)))
    assert "Cùng là Lò Thị Xin" in page and "· 0912 000 111" in page and "· Chờ xác nhận" in page


def test_a_candidate_of_another_branch_is_shown_only_to_its_officers(officer):
    hoa = HoaFactory()
    far = RoleGrant.objects.create(user=officer, role="officer", branch=hoa.memberships.get().branch)
    run = checked(officer, xlsx(["Người Nào Đó", None, "bản Áng", hoa.phone]), branch=commune())
    assert run.rows.get().candidates == [hoa.pk]
    assert f"Cùng là {hoa.full_name}" in page_of(signed_in(officer), run)
    assert far.branch != commune() and hoa.full_name not in page_of(signed_in(OfficerFactory()), run)


def test_a_member_who_moved_away_is_no_longer_shown_to_the_officer(officer):
    run = imported(officer, xlsx(MAI, NHUNG))
    client, mai = signed_in(officer), User.objects.get(full_name=MAI[0])
    assert MAI[0] in page_of(client, run, "?xem=dong")
    elsewhere = Branch.objects.create(
        name="Hội Phụ nữ xã khác", level="commune", unit=make_unit(9901, "Xã khác"), path="990101/"
    )
    Membership.objects.filter(user=mai).update(branch=elsewhere)
    page = page_of(client, run, "?xem=dong")
    assert MAI[0] not in page and NHUNG[0] in page
    client.post(reverse("members:make_import_cards", args=[run.ref]))
    assert draw_cards.call(import_id=run.pk) == 1
    cards = content_of(client.get(reverse("members:import_cards", args=[run.ref])))
    assert MAI[0] not in page_texts(cards) and NHUNG[0] in page_texts(cards)


def test_a_card_of_an_import_opens_nothing_until_its_owner_sets_a_pin_with_a_ticket(officer, client):
    run = imported(officer, xlsx(MAI))
    member = run.rows.get().user
    assert "Thẻ chưa có mã PIN." in page_of(signed_in(officer), run)
    client.post(reverse("account_login"), {"login": member.card_number, "password": "135790"})
    assert "_auth_user_id" not in client.session
    ticket = issue_ticket(officer=officer, member=member)
    typed = {"card": member.card_number, "code": ticket.code, "secret": "846297"}
    assert client.post(reverse("members:use_ticket"), typed).status_code == 302
    client.post(reverse("account_login"), {"login": member.card_number, "password": "846297"})
    assert client.session["_auth_user_id"] == str(member.pk)
