"""The content of a certificate's page, of its export, and its erasure with the member."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import timezone

from courses.credentials.actions import choose_disclosure, issue_missing
from courses.keys import new_code
from courses.models import Credential, Enrolment
from members.acting import Actor
from members.consent.actions import give_consent, withdraw_consent
from members.consent.enums import ConsentPurpose
from members.models import User
from members.own_data.actions import erase_member
from members.own_data.exporting import collect
from members.rules import NotAllowed
from tests.courses.credentials.test_issuing import issued
from tests.factories.courses import published_course
from tests.factories.members import HoaFactory, LanFactory

pytestmark = [pytest.mark.django_db, pytest.mark.databases]


# --- What the page shows ------------------------------------------------------------------------------------------------


def page_of(client, credential: Credential) -> str:
    answer = client.get(reverse("credentials:credential", args=[credential.code]))
    assert (answer.status_code, answer["X-Robots-Tag"]) == (200, "noindex")
    assert 'name="robots" content="noindex"' in answer.text
    return answer.text


def test_page_shows_no_personal_data_by_default(client):
    credential = issued()
    page = page_of(client, credential)
    assert "Chứng nhận còn hiệu lực" in page
    assert "Bán hàng" in page
    assert "Hội LHPN tỉnh Sơn La" in page
    for hidden in ("Lan", "bản Áng", "Mận hậu", "65 tem"):
        assert hidden not in page


@pytest.mark.slow
def test_page_shows_chosen_parts_and_the_name_only_with_consent(client):
    lan = LanFactory()
    credential = issued(lan)
    client.force_login(lan)
    url = reverse("courses:my_credential", args=[credential.pk])
    chosen = {"shows_name": "on", "shows_results": "on", "shows_branch": "on"}
    refused = client.post(url, chosen)
    assert refused.status_code == 400
    assert "Chị chưa đồng ý cho hiện họ tên trên trang chứng nhận." in refused.text
    credential.refresh_from_db()
    assert (credential.shows_name, credential.shows_results, credential.shows_branch) == (False, False, False)

    # Being named on product pages is another purpose.
    give_consent(actor=Actor.of(lan), purpose=ConsentPurpose.PUBLIC_NAME)
    assert client.post(url, chosen).status_code == 400
    give_consent(actor=Actor.of(lan), purpose=ConsentPurpose.CERTIFICATE_NAME)
    assert client.post(url, chosen).status_code == 302
    client.logout()
    page = page_of(client, credential)
    for text in ("Lò Thị Lan", "Chi hội bản Áng", "Đã in 65 tem truy xuất: Mận hậu Mộc Châu"):
        assert text in page
    withdraw_consent(actor=Actor.of(lan), purpose=ConsentPurpose.CERTIFICATE_NAME)
    page = page_of(client, credential)
    assert "Lò Thị Lan" not in page
    assert "Đã in 65 tem truy xuất" in page


@pytest.mark.slow
def test_strangers_cannot_see_or_choose_what_a_credential_shows(client):
    credential = issued()
    hoa = HoaFactory()
    client.force_login(hoa)
    assert client.get(reverse("courses:my_credential", args=[credential.pk])).status_code == 404
    assert (
        client.post(
            reverse("courses:my_credential", args=[credential.pk]), {"shows_results": "on"}
        ).status_code
        == 404
    )
    assert client.get(reverse("courses:my_credential_paper", args=[credential.pk])).status_code == 404
    assert client.get(reverse("courses:credential_revoke", args=[credential.pk])).status_code == 404
    assert client.get(reverse("courses:credentials_issued", args=["ban-hang"])).status_code == 404
    assert "Bán hàng" not in client.get(reverse("courses:my_credentials")).text.partition("<main")[2]
    with pytest.raises(NotAllowed):
        choose_disclosure(actor=Actor.of(hoa), credential=credential, name=False, results=True, branch=True)
    credential.refresh_from_db()
    assert (credential.shows_results, credential.shows_branch) == (False, False)


def test_unknown_code_is_distinguished(client):
    for code in (new_code(), "abc"):
        answer = client.get(reverse("credentials:credential", args=[code]))
        assert answer.status_code == 404
        assert "Không có chứng nhận này" in answer.text
    for name in ("paper", "badge"):
        for code in (new_code(), "abc", "\0"):
            assert client.get(reverse(f"credentials:{name}", args=[code])).status_code == 404


def test_code_is_found_as_it_is_typed(client):
    credential = issued()
    typed = f"{credential.code[:4]} {credential.code[4:].lower()}"
    answer = client.get(reverse("credentials:find"), {"ma": typed})
    assert answer["Location"] == reverse("credentials:credential", args=[credential.code])
    assert client.get(reverse("credentials:find"), {"ma": "12"}).status_code == 400


@pytest.mark.parametrize("count", [1, 3])
def test_list_of_own_credentials_takes_a_fixed_number_of_queries(client, django_assert_num_queries, count):
    lan = LanFactory()
    for number in range(count):
        version = published_course(slug=f"khoa-{number}")
        Enrolment.objects.create(user=lan, version=version, finished_at=timezone.now())
    issue_missing()
    client.force_login(lan)
    client.get(reverse("courses:my_credentials"))
    with django_assert_num_queries(6):
        page = client.get(reverse("courses:my_credentials"))
    assert page.text.count("rows__title") == count


def test_course_page_leads_to_it(client):
    credential = issued()
    client.force_login(credential.user)
    page = client.get(reverse("courses:course", args=["ban-hang"]))
    assert reverse("courses:my_credential", args=[credential.pk]) in page.text


# --- Taking along and going away ----------------------------------------------------------------------------------------


@pytest.mark.slow
def test_export_holds_the_members_credentials():
    credential = issued()
    (exported,) = collect(credential.user)["credentials"]
    assert exported["course"] == "Bán hàng"
    assert exported["name"] == "Lò Thị Lan"
    assert exported["page"].endswith(f"/chung-nhan/{credential.code}/")
    assert len(exported["results"]) == 2


def test_erasure_empties_and_revokes_the_members_credentials(client):
    lan = LanFactory()
    credential = issued(lan)
    give_consent(actor=Actor.of(lan), purpose=ConsentPurpose.CERTIFICATE_NAME)
    choose_disclosure(actor=Actor.of(lan), credential=credential, name=True, results=True, branch=True)
    User.objects.filter(pk=lan.pk).update(erase_due_at=timezone.now())
    erase_member(user_id=lan.pk)
    credential.refresh_from_db()
    assert (credential.name, credential.branch_name, credential.salt) == ("", "", None)
    assert (credential.statement["results"], credential.revoke_reason) == ([], "erased")
    page = page_of(client, credential)
    assert "Người được cấp đã xoá tài khoản" in page
    for gone in ("Lan", "bản Áng", "Mận hậu"):
        assert gone not in page
    assert client.get(reverse("credentials:paper", args=[credential.code])).status_code == 404
