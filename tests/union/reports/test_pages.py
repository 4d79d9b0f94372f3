"""The pages of reports: the one screen, decisions, the overview of a period, and writing a form."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from members.models import Membership
from tests.factories.members import HoaFactory, LanFactory, commune
from tests.union.reports.conftest import NOVEMBER, typed
from union.reports.actions.periods import open_period
from union.reports.actions.reports import save_report
from union.reports.models import Report, ReportForm, ReportValue

pytestmark = [pytest.mark.django_db, pytest.mark.databases]


def signed_in(person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def post(client: Client, name: str, *args, headers=None, **fields):
    return client.post(
        reverse(f"union:{name}", args=args), {"idempotency_key": str(uuid4()), **fields}, headers=headers
    )


def text_of(client: Client, name: str, *args) -> str:
    return " ".join(client.get(reverse(f"union:{name}", args=args)).text.split())


def states() -> dict[str, str]:
    return dict(Report.objects.values_list("branch__name", "state"))


def test_an_officer_types_sends_and_reads_one_screen(office):
    client = signed_in(office.people.van)
    page = text_of(client, "reports")
    assert page.count("Báo cáo tháng") >= 1 and "nộp trước hết 05/12/2026" in page
    page = text_of(client, "report", office.report.near.ref)
    assert "Gửi báo cáo" in page and "Hội viên" in page and 'data-outbox-kind="report"' in page
    answer = post(
        client, "report", office.report.near.ref, f_hoi_vien="12", f_buoi_hop="1,5", act="send", version="0"
    )
    assert answer.status_code == 400 and "số nguyên" in answer.text and 'value="12"' in answer.text
    assert states()[office.near.name] == "waiting"
    answer = post(
        client, "report", office.report.near.ref, f_hoi_vien="12", f_buoi_hop="2", act="send", version="0"
    )
    assert answer.status_code == 303
    page = text_of(client, "report", office.report.near.ref)
    assert "Đã gửi" in page and "12 người" in page and 'name="act" value="send"' not in page
    assert "Nhận báo cáo" not in page


def test_the_outbox_gets_json_and_repeats_without_effect(office):
    client = signed_in(office.people.van)
    json = {"Accept": "application/json"}
    answer = post(
        client, "report", office.report.near.ref, headers=json, f_hoi_vien="x", act="save", version="0"
    )
    assert answer.status_code == 400 and list(answer.json()["errors"]) == ["f_hoi_vien"]
    key = str(uuid4())
    url = reverse("union:report", args=[office.report.near.ref])
    fields = {"idempotency_key": key, "f_hoi_vien": "12", "act": "save", "version": "0"}
    for _again in range(2):
        answer = client.post(url, fields, headers=json)
        assert (answer.status_code, answer.json()["next"]) == (200, url)
    assert Report.objects.get(pk=office.report.near.pk).version == 1
    save_report(actor=office.by.huong, report=office.report.near, typed=typed(hoi_vien="13"))
    answer = post(
        client, "report", office.report.near.ref, headers=json, f_hoi_vien="14", act="save", version="1"
    )
    assert answer.status_code == 409 and "Người khác đã ghi" in answer.json()["errors"][""][0]
    assert ReportValue.objects.get().number == 13


@pytest.mark.parametrize("who", ["lan", "hoa", "xa"])
def test_a_stranger_sees_and_changes_nothing(office, who):
    person = {"lan": LanFactory, "hoa": HoaFactory, "xa": lambda: office.people.xa}[who]()
    client = signed_in(person)
    ref = office.report.near.ref
    assert client.get(reverse("union:report", args=[ref])).status_code == 404
    assert post(client, "report", ref, f_hoi_vien="1", act="send").status_code == 404
    assert post(client, "decide_report", ref, act="accept").status_code == 404
    expected = 200 if who == "xa" else 404
    assert client.get(reverse("union:report_period", args=[office.period.pk])).status_code == expected
    assert states()[office.near.name] == "waiting"
    assert str(ref) not in client.get(reverse("union:reports")).text


def test_the_province_returns_accepts_and_locks(office):
    save_report(
        actor=office.by.van, report=office.report.near, typed=typed(hoi_vien="12", buoi_hop="2"), sends=True
    )
    client = signed_in(office.people.huong)
    assert "Chờ chị nhận" in text_of(client, "reports")
    ref = office.report.near.ref
    post(client, "decide_report", ref, act="return", reason="")
    assert states()[office.near.name] == "sent"
    post(client, "decide_report", ref, act="return", reason="Thiếu bản Áng")
    assert states()[office.near.name] == "returned"
    assert "Thiếu bản Áng" in text_of(signed_in(office.people.van), "report", ref)
    save_report(
        actor=office.by.van, report=office.report.near, typed=typed(hoi_vien="12", buoi_hop="2"), sends=True
    )
    page = text_of(client, "report_period", office.period.pk)
    assert "1/2" in page and "50%" in page and "12 người" in page
    post(client, "decide_report", ref, act="accept")
    post(client, "decide_report", office.report.far.ref, act="extend", reason="Lũ", closing_date="2026-12-20")
    post(client, "decide_report", office.report.far.ref, act="excuse", reason="Lũ")
    post(client, "lock_report_period", office.period.pk, act="lock")
    assert states() == {office.near.name: "locked", office.far.name: "excused"}
    assert "100%" in text_of(client, "report_period", office.period.pk)


@pytest.mark.parametrize("rows", [1, 3])
def test_the_lists_take_the_same_queries_for_any_number_of_rows(office, django_assert_num_queries, rows):
    for number in range(rows - 1):
        commune(f"Xã Thứ {number}", 4300 + number)
    open_period(form=office.form, day=NOVEMBER)
    client = signed_in(office.people.huong)
    client.get(reverse("union:reports"))
    # Five of the overview; the others are the session and the frame of each page.
    with django_assert_num_queries(10):
        client.get(reverse("union:report_period", args=[office.period.pk]))
    with django_assert_num_queries(13):
        client.get(reverse("union:reports"))
    with django_assert_num_queries(9):
        client.get(reverse("union:report_forms"))


def test_an_officer_writes_a_form_field_by_field(office):
    client = signed_in(office.people.huong)
    facts = {"period_kind": "quarter", "level": "commune", "due_days": "5", "closing_days": "9"}
    post(client, "new_report_form", branch=office.form.branch_id, title="Báo cáo quý", **facts)
    form = ReportForm.objects.get(title="Báo cáo quý")
    field = {"kind": "number", "over_time": "sum", "places": "0"}
    post(client, "new_report_field", form.ref, label="Hội viên", known="members", **field)
    post(client, "new_report_field", form.ref, label="Hội viên mới", **field)
    post(
        client,
        "new_report_field",
        form.ref,
        label="Nơi họp",
        kind="choice",
        choices="Nhà văn hoá\nTrụ sở\nTrụ sở",
    )
    refused = post(client, "new_report_field", form.ref, label="Đâu", kind="choice", choices="Một")
    assert refused.status_code == 400 and "hai lựa chọn" in refused.text
    rule = {"left": ["hoi_vien_moi"], "sign": "<=", "right": ["hoi_vien"], "message": "Mới nhiều hơn cả."}
    post(client, "report_rule", form.ref, **rule)
    page = text_of(client, "report_form", form.ref)
    assert "Hội viên mới &lt;= Hội viên" in page and "Đưa vào dùng" in page
    post(
        client, "report_field", form.ref, "hoi_vien_moi", label="Hội viên kết nạp", is_optional="on", **field
    )
    form.refresh_from_db()
    found = {each.code: each for each in form.content.fields}
    assert [*found] == ["hoi_vien", "hoi_vien_moi", "noi_hop"]
    assert (found["hoi_vien_moi"].label, found["hoi_vien_moi"].is_required) == ("Hội viên kết nạp", False)
    assert [key for key, _words in found["noi_hop"].choices] == ["nha-van-hoa", "tru-so", "tru-so-3"]
    post(client, "act_on_report_form", form.ref, act="remove_field", which="hoi_vien_moi")
    post(client, "edit_report_form", form.ref, title="Báo cáo quý IV", **facts)
    post(client, "act_on_report_form", form.ref, act="publish")
    form = ReportForm.objects.get(pk=form.pk)
    assert (form.title, form.state, len(form.content.rules)) == ("Báo cáo quý IV", "published", 0)
    # A commune's officer reads it and changes nothing.
    van = signed_in(office.people.van)
    assert "Thôi dùng" not in text_of(van, "report_form", form.ref)
    post(van, "act_on_report_form", form.ref, act="retire")
    assert ReportForm.objects.get(pk=form.pk).state == "published"


def test_what_piêu_knows_is_filled_in_and_changed_only_with_a_reason(office):
    LanFactory()
    Membership.objects.update(decided_at=None)
    form = ReportForm.objects.get(pk=office.form.pk)
    form.definition["fields"][0]["known"] = "members"
    ReportForm.objects.filter(pk=form.pk).update(definition=form.definition)
    client = signed_in(office.people.van)
    ref = office.report.near.ref
    page = text_of(client, "report", ref)
    assert "Piêu đếm được 1 (hội viên đã xác nhận trên Piêu)" in page
    answer = post(client, "report", ref, f_hoi_vien="40", f_buoi_hop="1", act="send", version="0")
    assert answer.status_code == 400 and "Chị ghi vì sao số của chị khác" in answer.text
    assert not ReportValue.objects.exists()
    fields = {
        "f_hoi_vien": "40",
        "f_hoi_vien-shown": "1",
        "f_hoi_vien-reason": "39 chị chưa lên Piêu",
        "f_buoi_hop": "1",
    }
    assert post(client, "report", ref, **fields, act="send", version="0").status_code == 303
    value = ReportValue.objects.get(code="hoi_vien")
    assert (value.number, value.known, value.reason) == (40, 1, "39 chị chưa lên Piêu")
    assert "Piêu đếm 1; khác vì: 39 chị chưa lên Piêu" in text_of(client, "report", ref)


def test_a_known_figure_left_as_shown_follows_piêus_count(office):
    ReportForm.objects.filter(pk=office.form.pk).update(
        definition={**office.form.definition, "fields": [
            {**each, "known": "members" if each["code"] == "hoi_vien" else ""}
            for each in office.form.definition["fields"]
        ]}
    )  # fmt: skip
    client = signed_in(office.people.van)
    LanFactory()  # joined after the page was stored on the phone, which showed 0
    Membership.objects.update(decided_at=None)
    fields = {"f_hoi_vien": "0", "f_hoi_vien-shown": "0", "f_buoi_hop": "1"}
    assert (
        post(client, "report", office.report.near.ref, **fields, act="send", version="0").status_code == 303
    )
    value = ReportValue.objects.get(code="hoi_vien")
    assert (value.number, value.known) == (1, 1)
