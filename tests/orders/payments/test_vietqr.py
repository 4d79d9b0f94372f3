"""VietQR: codes that we build can be parsed, known mistakes of other libraries are tested, and changed codes are refused."""

from __future__ import annotations

import re
import unicodedata
import xml.etree.ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from backend.common import qr
from orders.payments.ways.transfer.banks import BANKS, bank_choices
from orders.payments.ways.transfer.vietqr import errors
from orders.payments.ways.transfer.vietqr.building import (
    MAX_AMOUNT,
    build_vietqr,
    clean_account,
    plain_ascii,
)
from orders.payments.ways.transfer.vietqr.fields import Service, checksum, field, sealed, split
from orders.payments.ways.transfer.vietqr.picture import draw_vietqr
from orders.payments.ways.transfer.vietqr.reading import VietQr, parse_vietqr
from tests.quick import examples

QUICK = settings(max_examples=examples(150), deadline=None, derandomize=True)
BIDV = "970418"
ACCOUNT = "41010000123457"
TO = field("00", BIDV) + field("01", ACCOUNT)
RECEIVER = field("00", "A000000727") + field("01", TO) + field("02", "QRIBFTTA")
NOTHING = VietQr(
    bank=BIDV,
    account=ACCOUNT,
    service=Service.ACCOUNT,
    reusable=True,
    amount=None,
    purpose="",
    bill="",
    reference="",
    payee="",
    city="",
    postcode="",
    category="",
    others=(),
)
# Printable ASCII as plain_ascii leaves it: single spaces, none at the ends.
TEXTS = (
    st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=25)
    .map(lambda text: " ".join(text.split()))
    .filter(bool)
)
TRANSFERS = st.fixed_dictionaries(
    {
        "bank": st.sampled_from(sorted(BANKS)),
        "account": st.text("0123456789ABCXYZabcxyz", min_size=1, max_size=19),
    },
    optional={
        "to_card": st.booleans(),
        "amount": st.integers(1, MAX_AMOUNT),
        "purpose": TEXTS,
        "bill": TEXTS,
        "reference": TEXTS,
        "payee": TEXTS,
        "reusable": st.booleans(),
    },
)


def code(
    receiver: str = RECEIVER, *, start: str = "000201010211", middle: str = "5303704", end: str = "5802VN"
):
    """Build a code by hand with a matching checksum, so that only the intended part is wrong."""
    return sealed(start + field("38", receiver) + middle + end)


def plain_crc(data: bytes) -> int:
    """CRC-16/CCITT-FALSE bit by bit, as the specification describes it."""
    crc = 0xFFFF
    for byte in data:
        crc ^= byte << 8
        for _bit in range(8):
            crc = crc << 1 ^ 0x1021 if crc & 0x8000 else crc << 1
            crc &= 0xFFFF
    return crc


def refused(payload: str, error: type[errors.UnreadableVietQr], tag: str) -> None:
    with pytest.raises(error) as caught:
        parse_vietqr(payload)
    assert (type(caught.value), caught.value.tag, caught.value.field) == (error, tag, "qr")
    assert re.search("mã", caught.value.message, re.I)


# --- Building ---------------------------------------------------------------------------------------------------------


def test_fields_follow_the_order_of_the_specification():
    text = build_vietqr(
        bank=BIDV,
        account=ACCOUNT,
        amount=120_000,
        purpose="DH0001",
        bill="HD7",
        reference="R5",
        payee="LO THI LAN",
    )
    assert text[:-4] == (
        "000201"
        + "010212"
        + "38580010A000000727"
        + "0128"
        + "0006970418"
        + "011441010000123457"
        + "0208QRIBFTTA"
        "5303704" + "5406120000" + "5802VN" + "5910LO THI LAN" + "62230103HD70502R50806DH0001" + "6304"
    )
    assert int(text[-4:], 16) == plain_crc(text[:-4].encode())


def test_code_is_for_once_when_it_has_an_amount_and_for_again_when_not():
    assert parse_vietqr(build_vietqr(bank=BIDV, account=ACCOUNT)).reusable
    assert not parse_vietqr(build_vietqr(bank=BIDV, account=ACCOUNT, amount=1)).reusable
    assert parse_vietqr(build_vietqr(bank=BIDV, account=ACCOUNT, amount=1, reusable=True)).reusable


def test_leading_zeros_of_the_checksum_stay():
    texts = [build_vietqr(bank=BIDV, account=ACCOUNT, purpose=f"DH{order:04}") for order in range(600)]
    small = [text for text in texts if plain_crc(text[:-4].encode()) < 0x100]
    assert small
    for text in small:
        assert text[-8:-2] == "630400"
        assert int(text[-4:], 16) == plain_crc(text[:-4].encode())
        assert parse_vietqr(text).account == ACCOUNT


def test_bidv_has_its_own_bin_and_the_transposed_one_is_refused():
    assert BANKS["970418"].short_name == "BIDV"
    assert "970488" not in BANKS
    with pytest.raises(errors.UnknownBank) as caught:
        build_vietqr(bank="970488", account=ACCOUNT)
    assert caught.value.field == "bank"


def test_payees_name_is_included_only_when_requested():
    without = build_vietqr(bank=BIDV, account=ACCOUNT, amount=5_000, purpose="DH1", reference="R", bill="B")
    assert "59" not in split(without)
    assert split(build_vietqr(bank=BIDV, account=ACCOUNT, payee="Lò Thị Đào"))["59"] == "Lo Thi Dao"


@pytest.mark.parametrize("account", ["99MM24011M00000001", "99ZP24009M00000001"])
def test_accounts_of_wallets_keep_their_letters(account):
    text = build_vietqr(bank="970454", account=account)
    assert parse_vietqr(text).account == account
    assert clean_account(account) == account


@pytest.mark.parametrize(
    "account", ["", "1" * 20, "12 34", "12-34", "1234é", "１２３４", "1234\n", "٣٤", "A000000727/1"]
)
def test_account_is_refused_when_it_is_not_1_to_19_letters_or_digits(account):
    with pytest.raises(errors.WrongAccount) as caught:
        build_vietqr(bank=BIDV, account=account)
    assert caught.value.field == "account"


def test_account_is_cleaned_of_typed_separators():
    assert clean_account(" 4101 0000.1234-57\u00a0") == ACCOUNT
    for raw in ("", " - ", "1" * 20, "số 4101"):
        with pytest.raises(errors.WrongAccount):
            clean_account(raw)


@pytest.mark.parametrize("amount", [1, 999, 120_000, MAX_AMOUNT])
def test_amount_is_written_unchanged_and_never_multiplied(amount):
    text = build_vietqr(bank=BIDV, account=ACCOUNT, amount=amount)
    assert split(text)["54"] == str(amount)


@pytest.mark.parametrize("amount", [0, -1, True, 120000.0, 0.5, "120000", MAX_AMOUNT + 1])
def test_amount_is_refused_when_it_is_no_whole_number_above_nothing(amount):
    with pytest.raises(errors.WrongAmount) as caught:
        build_vietqr(bank=BIDV, account=ACCOUNT, amount=amount)
    assert caught.value.field == "amount"


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("Tiền mận hậu, đơn 12", "Tien man hau, don 12"),
        ("ĐƯỜNG ĐI Ở ĐÂU", "DUONG DI O DAU"),
        ("  DH0001\t 7 ", "DH0001 7"),
        ("chè – 2 hộp", "che - 2 hop"),
        ("đơn 5 ❤ cảm ơn", "don 5 cam on"),
        ("Lò\u200b Thị", "Lo Thi"),
    ],
)
def test_purpose_is_written_in_ascii(text, plain):
    read = parse_vietqr(build_vietqr(bank=BIDV, account=ACCOUNT, purpose=text))
    assert read.purpose == plain
    assert plain_ascii(unicodedata.normalize("NFD", text)) == plain


def test_purpose_of_25_is_taken_and_of_26_refused_and_never_cut():
    assert parse_vietqr(build_vietqr(bank=BIDV, account=ACCOUNT, purpose="đ" * 25)).purpose == "d" * 25
    with pytest.raises(errors.WrongText) as caught:
        build_vietqr(bank=BIDV, account=ACCOUNT, purpose="đ" * 26)
    assert (caught.value.field, caught.value.code) == ("purpose", "vietqr_text_long")


@pytest.mark.parametrize("name", ["purpose", "bill", "reference", "payee"])
@pytest.mark.parametrize("text", ["❤", " ", "中文", "x" * 26])
def test_text_is_refused_by_its_field_when_it_cannot_be_written(name, text):
    with pytest.raises(errors.WrongText) as caught:
        build_vietqr(bank=BIDV, account=ACCOUNT, **{name: text})
    assert caught.value.field == name


@QUICK
@given(st.text(max_size=20))
def test_plain_text_is_ascii_and_stays_when_made_plain_again(text):
    try:
        plain = plain_ascii(text)
    except errors.WrongText:
        return
    assert plain.isascii() and plain.isprintable() and len(plain) <= 25
    assert plain_ascii(plain) == plain


# --- Built and parsed -------------------------------------------------------------------------------------------------


@pytest.mark.slow
@QUICK
@given(TRANSFERS)
def test_built_payload_parses_to_the_same_fields(transfer):
    text = build_vietqr(**transfer)
    read = parse_vietqr(text)
    fields = dict(transfer)
    reusable = fields.pop("reusable", "amount" not in fields)
    service = Service.CARD if fields.pop("to_card", False) else Service.ACCOUNT
    names = ("bank", "account", "amount", "purpose", "bill", "reference", "payee")
    assert {name: getattr(read, name) for name in names if getattr(read, name)} == fields
    assert (read.reusable, read.service, read.is_transfer, read.others) == (reusable, service, True, ())
    assert checksum(text[:-4]) == text[-4:] == f"{plain_crc(text[:-4].encode()):04X}"


@QUICK
@given(TRANSFERS, st.data())
def test_no_changed_letter_is_taken(transfer, data):
    text = build_vietqr(**transfer)
    at = data.draw(st.integers(0, len(text) - 1))
    other = data.draw(st.characters(min_codepoint=32, max_codepoint=126))
    changed = text[:at] + other + text[at + 1 :]
    if changed[:-4] + changed[-4:].upper() == text:
        assert parse_vietqr(changed) == parse_vietqr(text)
        return
    with pytest.raises(errors.UnreadableVietQr):
        parse_vietqr(changed)


@QUICK
@given(TRANSFERS, st.data())
def test_no_part_of_a_code_is_taken_for_the_whole(transfer, data):
    text = build_vietqr(**transfer)
    cut = data.draw(st.integers(1, len(text) - 1))
    for part in (text[:cut], text[cut:], text + text[:cut]):
        with pytest.raises(errors.UnreadableVietQr):
            parse_vietqr(part)


@QUICK
@given(st.text(max_size=60), st.text("0123456789AVN", max_size=80))
def test_anything_else_is_refused_by_name(words, tail):
    for text in (
        words,
        "000201" + words,
        sealed("000201" + tail),
        sealed("000201010211" + field("38", RECEIVER) + tail),
    ):
        try:
            parse_vietqr(text)
        except errors.UnreadableVietQr:
            continue
        assert "5303704" in text and "5802VN" in text


# --- Reading ----------------------------------------------------------------------------------------------------------


def test_code_by_hand_is_read():
    assert parse_vietqr(code()) == NOTHING


@pytest.mark.parametrize(
    "text",
    ["", "0", "https://example.com/01/09521234500018", "0912345678", "000202010211", "00020101021\u0000"],
)
def test_text_is_no_vietqr_when_it_does_not_begin_as_one(text):
    refused(text, errors.NotVietQr, "")


def test_line_break_behind_a_code_and_boundless_text_are_refused():
    refused(code() + "\n", errors.NotVietQr, "")
    refused(
        code(end="5802VN" + "".join(field(f"{tag}", "x" * 99) for tag in range(80, 86))), errors.NotVietQr, ""
    )


def test_small_letters_in_the_checksum_are_read():
    texts = [code(end=f"5802VN62100806DH{order:04}") for order in range(20)]
    small = [text[:-4] + text[-4:].lower() for text in texts if text[-4:] != text[-4:].lower()]
    assert small
    for text in small:
        assert parse_vietqr(text).purpose.startswith("DH")


def test_checksum_is_refused_when_it_does_not_follow_or_is_no_number():
    text = code()
    wrong = f"{int(text[-4:], 16) ^ 1:04X}"
    refused(text[:-4] + wrong, errors.WrongChecksum, "63")
    refused(text[:-4] + "G000", errors.WrongChecksum, "63")
    refused(text[:-4] + "+12 ", errors.WrongChecksum, "63")


def test_checksum_is_asked_for_whole_and_last():
    text = code()
    refused(text[:-8], errors.MissingTag, "63")
    refused(text[:-1], errors.WrongLength, "63")
    refused(text[:-8] + "63054F2A1", errors.WrongLength, "63")
    early = "000201010211" + field("38", RECEIVER)
    refused(sealed(early) + "53037045802VN", errors.WrongContent, "63")


def test_specifications_own_misprinted_sample_is_refused_though_its_checksum_fits():
    """Its account has thirteen digits under a length of twelve."""
    sample = "00020101021138570010A00000072701270006970403011200110123456780208QRIBFTTA53037045802VN6304F4E5"
    assert checksum(sample[:-4]) == sample[-4:]
    refused(sample, errors.WrongLength, "38.01")


@pytest.mark.parametrize(
    ("payload", "tag"),
    [
        (code(end="5802VN5400"), "54"),
        (code(end="5802VN62000"), "62"),
        (code(end="5802VN5999LAN"), "59"),
        (code(end="5802VN59x1L"), ""),
        (code(end="5802VN5９01L"), ""),
        (code(end="5802VN590"), ""),
        (code(field("00", "A000000727") + "0199" + TO + "0208QRIBFTTA"), "38.01"),
        (code(field("00", "A000000727") + field("01", "0007970418" + field("01", ACCOUNT)) + "0208QRIBFTTA"), "38.01.11"),
        (code(field("00", "A000000727") + field("01", TO) + "0209QRIBFTTA"), "38.02"),
        (code(field("00", "A000000727") + field("01", TO) + "0207QRIBFTTA"), "38"),
        (code(end="5802VN" + field("62", "0807DH0001")), "62.08"),
        (code(end="5802VN" + field("62", "0805DH0001")), "62"),
        (code(end="5802VN" + field("62", field("05", "R" * 26))), "62.05"),
        (code(end="5802VN" + field("59", "L" * 26)), "59"),
        (code(end="5802VN" + field("60", "L" * 16)), "60"),
    ],
    ids=[
        "empty", "empty template", "too long", "no digits", "no ascii digit", "half a head", "template", "bank", "service long",
        "service short", "purpose long", "purpose short", "reference over 25", "payee over 25", "city over 15",
    ],
)  # fmt: skip
def test_every_wrong_length_is_refused(payload, tag):
    refused(payload, errors.WrongLength, tag)


@pytest.mark.parametrize(
    ("payload", "tag"),
    [
        (code(end="5802VN5303704"), "53"),
        (code(middle="530370454031005403200"), "54"),
        (code(end="5802VN" + field("38", RECEIVER)), "38"),
        (code(RECEIVER + "0208QRIBFTTA"), "38.02"),
        (code(field("00", "A000000727") + field("01", TO + field("01", "1")) + "0208QRIBFTTA"), "38.01.01"),
        (code(end="5802VN" + field("62", "0801A0801B")), "62.08"),
    ],
    ids=["currency", "amount", "receiver", "service", "account", "purpose"],
)
def test_every_tag_is_refused_when_it_comes_twice(payload, tag):
    refused(payload, errors.DuplicateTag, tag)


@pytest.mark.parametrize(
    ("payload", "tag"),
    [
        (sealed("000201" + field("38", RECEIVER) + "53037045802VN"), "01"),
        (sealed("00020101021153037045802VN"), "38"),
        (code(field("01", TO) + "0208QRIBFTTA"), "38.00"),
        (code(field("00", "A000000727") + "0208QRIBFTTA"), "38.01"),
        (code(field("00", "A000000727") + field("01", field("01", ACCOUNT)) + "0208QRIBFTTA"), "38.01.00"),
        (code(field("00", "A000000727") + field("01", field("00", BIDV)) + "0208QRIBFTTA"), "38.01.01"),
        (code(field("00", "A000000727") + field("01", TO)), "38.02"),
        (code(middle=""), "53"),
        (code(end=""), "58"),
    ],
    ids=["method", "receiver", "scheme", "pair", "bank", "account", "service", "currency", "country"],
)
def test_every_needed_part_is_missed(payload, tag):
    refused(payload, errors.MissingTag, tag)


def test_service_code_next_to_the_account_is_refused():
    within = field("00", "A000000727") + field("01", TO + "0208QRIBFTTA")
    refused(code(within), errors.MisplacedService, "38.01.02")
    refused(code(within + "0208QRIBFTTA"), errors.MisplacedService, "38.01.02")


@pytest.mark.parametrize(
    ("payload", "tag"),
    [
        (code(start="000201010213"), "01"),
        (code(field("00", "A000000727") + field("01", field("00", "97041A") + field("01", "1")) + "0208QRIBFTTA"), "38.01.00"),
        (code(field("00", "A000000727") + field("01", field("00", BIDV) + field("01", "1 2")) + "0208QRIBFTTA"), "38.01.01"),
        (code(field("00", "A000000727") + field("01", field("00", BIDV) + field("01", "1" * 20)) + "0208QRIBFTTA"), "38.01.01"),
        (code(field("00", "A000000727") + field("01", TO) + "0208QRIBFTTX"), "38.02"),
        (code(RECEIVER + "0301A"), "38.03"),
        (code(field("00", "A000000727") + field("01", TO + "0301A") + "0208QRIBFTTA"), "38.01.03"),
        (code(middle="5303840"), "53"),
        (code(middle="530370454010"), "54"),
        (code(middle="5303704540300 "), "54"),
        (code(middle="5303704540512.50"), "54"),
        (code(middle="53037045403012"), "54"),
        (code(middle="5303704" + field("54", "1" * 14)), "54"),
        (code(end="5802US"), "58"),
        (code(middle="5204601X5303704"), "52"),
    ],
    ids=[
        "method", "bank", "account", "long account", "service", "more in 38", "more in 38.01", "dollars", "nothing", "blank",
        "fraction", "leading zero", "fourteen digits", "country", "category",
    ],
)  # fmt: skip
def test_field_with_invalid_content_is_refused(payload, tag):
    refused(payload, errors.WrongContent, tag)


def test_code_of_another_scheme_is_distinguished():
    vnpay = field("26", field("00", "A000000775") + field("01", "0100000000"))
    refused(sealed("000201010211" + vnpay + "53037045802VN"), errors.OtherScheme, "")
    refused(code(field("00", "A000000775") + field("01", "0100000000")), errors.OtherScheme, "")


def test_longer_purpose_and_accents_are_read():
    purpose = "Thanh toán tiền mận hậu Mộc Châu đơn hàng số 12"
    assert parse_vietqr(code(end="5802VN" + field("62", field("08", purpose)))).purpose == purpose


def test_parts_are_read_in_another_order_and_without_a_name_of_ours():
    more = field("62", field("07", "TERM1") + field("08", "DH1"))
    read = parse_vietqr(
        sealed("000201" + "5802VN" + more + field("38", RECEIVER) + "5204601153037040102118003046")
    )
    assert (read.bank, read.purpose, read.category) == (BIDV, "DH1", "6011")
    assert read.others == (("80", "046"), ("62.07", "TERM1"))


def test_code_for_goods_or_cash_is_read_but_is_no_transfer():
    for service, is_transfer in ((Service.GOODS, False), (Service.CASH, False), (Service.CARD, True)):
        receiver = field("00", "A000000727") + field("01", TO) + field("02", service)
        read = parse_vietqr(code(receiver))
        assert (read.service, read.is_transfer) == (service, is_transfer)


def test_bank_that_is_not_on_the_list_is_read():
    receiver = RECEIVER.replace(BIDV, "970488")
    assert parse_vietqr(code(receiver)).bank == "970488"


# --- Banks and the picture --------------------------------------------------------------------------------------------


def test_banks_are_each_there_once_and_in_the_order_of_their_names():
    assert all(re.fullmatch(r"[0-9]{6}", bin) and bank.bin == bin for bin, bank in BANKS.items())
    names = [bank.short_name for bank in BANKS.values()]
    assert names == sorted(set(names), key=str.casefold)
    assert len({bank.name for bank in BANKS.values()}) == len(BANKS)
    assert [bin for bin, _words in bank_choices()] == list(BANKS)
    assert dict(bank_choices())[BIDV] == "BIDV – Ngân hàng TMCP Đầu tư và Phát triển Việt Nam"


def painted(svg: str) -> Image.Image:
    """The modules of the drawing's path, each 4 pixels wide."""
    root = ET.fromstring(svg)
    side = int(root.attrib["viewBox"].split()[2])
    image = Image.new("L", (side, side), 255)
    (path,) = root
    for x, y in re.findall(r"M(\d+),(\d+)H", path.attrib["d"]):
        image.putpixel((int(x), int(y)), 0)
    return image.resize((side * 4, side * 4), Image.Resampling.NEAREST)


def test_picture_reads_back_as_the_same_code():
    text = build_vietqr(
        bank=BIDV, account="1" * 19, amount=MAX_AMOUNT, purpose="x" * 25, bill="y" * 25, reference="z" * 25
    )
    assert qr.decode(painted(draw_vietqr(text))) == [text]


def test_nothing_is_drawn_that_is_no_good_vietqr():
    text = build_vietqr(bank=BIDV, account=ACCOUNT)
    with pytest.raises(errors.WrongChecksum):
        draw_vietqr(text[:-1] + ("0" if text[-1] != "0" else "1"))
