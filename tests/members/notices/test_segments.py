"""Segments of an SMS are counted as gateways charge them, and texts are fitted to them."""

from __future__ import annotations

import pytest

from members.notices import sms
from members.notices.segments import as_sent, count_segments, fitted, without_accents
from members.notices.sms import send_sms


@pytest.mark.parametrize(
    ("text", "segments"),
    [
        ("", 0), ("a", 1), ("a" * 160, 1), ("a" * 161, 2), ("a" * 306, 2), ("a" * 307, 3),
        ("€" * 80, 1), ("€" * 81, 2), ("[" + "a" * 159, 2), ("é" * 160, 1), ("@_$\n" * 40, 1),
        ("đ" * 70, 1), ("đ" * 71, 2), ("đ" * 134, 2), ("đ" * 135, 3), ("a" * 70 + "ơ", 2), ("ê" + "a" * 69, 1),
        ("🌸" * 35, 1), ("🌸" * 36, 2),
        # A character of two places is never divided: 152 are used of the first segment, 66 in UCS-2.
        ("a" * 152 + "€" + "a" * 151, 2), ("a" * 152 + "€" + "a" * 152, 3),
        ("đ" * 66 + "🌸" + "đ" * 65, 2), ("đ" * 66 + "🌸" + "đ" * 66, 3),
        ("`", 1), ("`" * 71, 2),
    ],
    ids=lambda value: str(value)[:12] if isinstance(value, int) else f"{len(value)}-{value[:1].encode().hex()}-{value[-1:].encode().hex()}",
)  # fmt: skip
def test_segments_are_counted_as_sent(text, segments):
    assert count_segments(text) == segments


def test_a_message_is_sent_without_accents_if_the_setting_is_on(settings):
    sms.outbox.clear()
    text = "Đơn của bạn: 2 × “Mận hậu”, 85.000\xa0đ…"
    send_sms(to="0912 345 678", text=text)
    settings.SMS_UNACCENTED = True
    send_sms(to="0912 345 678", text=text)
    assert [message.text for message in sms.outbox] == [
        "Đơn của bạn: 2 × “Mận hậu”, 85.000 đ…",
        'Don cua ban: 2 x "Man hau", 85.000 d...',
    ]
    sms.outbox.clear()


def test_accents_go_from_decomposed_letters_and_other_scripts_stay():
    assert without_accents("Phu\u031b\u01a1ng Đức, 中") == "Phuong Duc, 中"
    assert count_segments(as_sent("e\u0302\u0301" * 70)) == 1


def test_words_are_left_out_and_the_link_stays_if_a_text_is_too_long(settings):
    link = "https://pieu.example.vn/t/7K3F9QX2M4TB8"
    assert fitted("Đơn đã gửi.", link, most=2) == f"Đơn đã gửi. {link}"
    long = fitted("Đơn đã gửi, " + "xe khách Hải Vân " * 12, link, most=2)
    assert (
        count_segments(long) == 2 and long.endswith(f"… {link}") and long.startswith("Đơn đã gửi, xe khách")
    )
    settings.SMS_UNACCENTED = True
    longer = fitted("Đơn đã gửi, " + "xe khách Hải Vân " * 12, link, most=2)
    assert len(longer) > len(long) and count_segments(as_sent(longer)) == 2
    assert fitted("", link, most=1) == link
