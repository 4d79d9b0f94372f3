"""Exports for state systems: files with a published schema, and no claim of a connection."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from django.core.management import CommandError, call_command
from jsonschema import Draft202012Validator, FormatChecker

from members.acting import Actor
from tests.factories.products import ListedProductFactory, ProducerFactory, make_branch, make_user
from tests.factories.traceability import LotFactory, make_event
from tests.people import LAN
from tests.traceability.scans.test_origin import make_run
from traceability.exports.files import PROFILES
from traceability.inspection.bundle import read_bundle
from traceability.lots.actions.lots import rename_lot
from traceability.models import Event, Lot
from traceability.recalls.actions.recalls import end_recall, recall_lot

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 11, 24)


@pytest.fixture
def lan():
    return make_user(LAN.full_name, branch=make_branch())


@pytest.fixture
def lot(lan) -> Lot:
    producer = ProducerFactory(branch=lan.memberships.get().branch, identity_code="5500123456")
    producer.people.create(user=lan)
    product = ListedProductFactory(producer=producer, net_content="500 g", brand="Bó Bun")
    made = LotFactory(product=product, produced_date=DAY, expiry_date=DAY + dt.timedelta(days=180))
    make_event(made)
    return made


@pytest.mark.slow
def test_a_lot_is_found_by_a_code_of_before_and_one_by_its_id_where_a_code_reads_so(lan, lot, tmp_path):
    out = tmp_path / "lo.json"

    def exported(text: str) -> str:
        call_command("export_profile", "verigoods", text, "--out", str(out))
        return json.loads(out.read_text())["lot"]["lot"]

    before, other = lot.code, LotFactory(product=lot.product)
    rename_lot(actor=Actor.of(lan), lot=lot, code=str(other.pk))
    assert exported(before.lower()) == exported(str(other.pk)) == exported(f"id:{lot.pk}") == str(other.pk)
    assert exported(f"id:{other.pk}") == other.code
    bundle = tmp_path / "ho-so.zip"
    call_command("inspector_bundle", before, f"id:{other.pk}", str(other.pk), "--out", str(bundle))
    assert [row["id"] for row in read_bundle(bundle.read_bytes()).files["lo.json"]] == [lot.pk, other.pk]
    namesake = LotFactory(product=ListedProductFactory(producer=lot.product.producer), code=str(other.pk))
    with pytest.raises(CommandError, match=f"id:{lot.pk} .*id:{namesake.pk} "):
        exported(str(other.pk))
    for nothing in ("id:", "id:x", f"id:{10**30}", "Z9"):
        with pytest.raises(CommandError, match="Không có lô"):
            exported(nothing)


def test_there_is_a_profile_for_each_system():
    assert sorted(PROFILES) == ["e-label", "national-portal", "verigoods"]


@pytest.mark.parametrize("name", sorted(PROFILES))
def test_an_export_holds_to_the_schema_that_is_published_for_it(client, lan, lot, name):
    answer = client.get(f"/xuat-tep/{name}.schema.json")
    schema = json.loads(answer.content)
    assert (answer["Content-Type"], schema["$schema"]) == (
        "application/schema+json",
        "https://json-schema.org/draft/2020-12/schema",
    )
    Draft202012Validator.check_schema(schema)
    client.force_login(lan)
    data = json.loads(client.get(f"/lo/{lot.pk}/xuat/{name}.json").content)
    Draft202012Validator(schema, format_checker=FormatChecker()).validate(data)
    assert data["schema"] == schema["$id"]
    assert (data["lot"]["name"], data["lot"]["lot"], data["lot"]["expiry"]) == (
        lot.product.name,
        lot.code,
        "2027-05-23",
    )
    # Every field names the clause that requires it.
    fields = schema["properties"]["lot"]["properties"].values()
    assert all("37/2026/NĐ-CP, Điều" in field["description"] for field in fields)
    data["lot"]["more"] = 1
    assert not Draft202012Validator(schema).is_valid(data)


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(PROFILES))
def test_export_of_a_recalled_lot_lists_its_recalls(client, lan, lot, name):
    schema = json.loads(client.get(f"/xuat-tep/{name}.schema.json").content)
    client.force_login(lan)

    def exported() -> dict:
        data = json.loads(client.get(f"/lo/{lot.pk}/xuat/{name}.json").content)
        Draft202012Validator(schema, format_checker=FormatChecker()).validate(data)
        return data["lot"]

    assert "recalls" not in exported()
    run = make_run(lot)
    part = recall_lot(actor=Actor.of(lan), lot=lot, run=run, first=2, last=4, reason="Thùng bị ướt")
    whole = recall_lot(actor=Actor.of(lan), lot=lot, reason="Có mẻ bị mốc", advice="Xin đừng ăn")
    assert [(row["since"], row["reason"], row["advice"], row["labels"]) for row in exported()["recalls"]] == [
        (part.started_at.isoformat(), "Thùng bị ướt", "", f"tem số 2 đến 4 của đợt {run.pk}"),
        (whole.started_at.isoformat(), "Có mẻ bị mốc", "Xin đừng ăn", ""),
    ]
    officer = make_user("Cầm Thị Thu", officer_of=lot.product.producer.branch)
    for recall in (part, whole):
        end_recall(actor=Actor.of(officer), recall=recall)
    assert "recalls" not in exported()


def test_a_lot_that_lacks_what_a_profile_wants_is_refused_with_its_clause(client, lan, lot):
    for event in Event.objects.all():
        make_event(lot, is_error=True, event_id=event.event_id)
    client.force_login(lan)
    answer = client.get(f"/lo/{lot.pk}/xuat/national-portal.json", follow=True)
    assert "Các sự kiện truy xuất (37/2026/NĐ-CP, Điều 23(5)e)" in answer.text
    assert client.get(f"/lo/{lot.pk}/xuat/e-label.json").status_code == 200


def test_strangers_cannot_download_an_export(client, lot):
    address = f"/lo/{lot.pk}/xuat/e-label.json"
    assert client.get(address).status_code == 302
    client.force_login(make_user("Hoàng Thị Hoa"))
    assert client.get(address).status_code == 404
    assert client.get(f"/lo/{lot.pk}/xuat/khac.json").status_code == 404
    assert client.get("/xuat-tep/khac.schema.json").status_code == 404


def test_export_pages_state_that_nothing_is_sent(client, lan, lot):
    page = client.get("/xuat-tep/").text
    assert "Piêu không nối với hệ thống nào dưới đây" in page
    assert all(f"/xuat-tep/{name}.schema.json" in page for name in PROFILES)
    client.force_login(lan)
    page = client.get(f"/lo/{lot.pk}/theo-luat/").text
    assert "Chỉ là tệp: Piêu không gửi đi đâu." in page
    assert all(f"/lo/{lot.pk}/xuat/{name}.json" in page for name in PROFILES)


def test_profile_without_a_public_field_list_is_marked_on_the_page_and_in_its_schema(client):
    page = client.get("/xuat-tep/").text
    assert page.count("Mục do Piêu tự chọn.") == 1
    for name in PROFILES:
        schema = client.get(f"/xuat-tep/{name}.schema.json").json()
        is_guess = name == "verigoods"
        assert ("Piêu's own choice" in schema["$comment"]) == is_guess
        assert ("do Piêu tự chọn" in schema["description"]) == is_guess
        assert "Nothing is sent" in schema["$comment"]
        assert schema["description"][:60].replace('"', "&quot;") in page


def test_the_command_writes_file_and_schema_or_says_why_not(lot, tmp_path, capsys):
    target = tmp_path / "out.json"
    call_command("export_profile", "verigoods", str(lot.pk), "--out", str(target))
    data = json.loads(target.read_text())
    call_command("export_profile", "verigoods", "--schema", "--out", str(target))
    Draft202012Validator(json.loads(target.read_text())).validate(data)
    assert (data["profile"], data["lot"]["identityCode"], data["lot"]["brand"]) == (
        "verigoods",
        "5500123456",
        "Bó Bun",
    )
    target.unlink()
    for arguments in (["verigoods", "KHONG-CO"], ["verigoods"]):
        with pytest.raises(CommandError):
            call_command("export_profile", *arguments, "--out", str(target))
    assert not target.exists()
