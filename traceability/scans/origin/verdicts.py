"""The five verdicts: which one applies, and its strip.

At most twelve words, an icon, a colour and a shape each.
"""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from functools import lru_cache

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from traceability.models import Recall
from traceability.scans.copies import Counts, signs
from traceability.scans.enums import Verdict
from traceability.scans.origin.compression import Part, part, stored
from traceability.scans.origin.lookup import Found

ICONS = {
    Verdict.VALID: "circle-check",
    Verdict.UNKNOWN: "circle-question-mark",
    Verdict.RECALLED: "octagon-alert",
    Verdict.COPIED: "copy",
    Verdict.NOT_IN_BOOK: "triangle-alert",
}


def verdict_of(found: Found) -> Verdict:
    """Return the verdict of a scanned code. A recall comes first, because it affects health.

    A code without a serial is never VALID: its page judges no label.
    """
    if found.is_recalled:
        return Verdict.RECALLED
    if found.serial_key is None:
        return Verdict.UNKNOWN
    if found.void_reason is not None or not found.is_ready:
        return Verdict.NOT_IN_BOOK
    if signs(Counts(found.scan_count, found.busiest_day_devices, found.busiest_day_communes)):
        return Verdict.COPIED
    return Verdict.VALID


class About(StrEnum):
    """The subject of a code, as far as a verdict's text depends on it."""

    PRODUCT = "product"  # the code names no lot
    UNKNOWN_LOT = "unknown_lot"  # or one that the product never had
    NO_LOT = "no_lot"  # the product has no lot yet
    NEVER_A_LOT = "never_a_lot"  # the same, and the code names a lot
    LOT = "lot"
    SOME_LABELS = "some"  # some labels of the lot are recalled; the code doesn't name its label
    THIS_LABEL = "label"  # this label is recalled, but not its whole lot


def about(found: Found) -> About:
    if not found.names_lot:
        return About.UNKNOWN_LOT if found.is_lot_unknown else About.PRODUCT
    if found.labels_recall_id is None:
        return About.LOT
    return About.SOME_LABELS if found.serial_key is None else About.THIS_LABEL


def words(verdict: Verdict, subject: About = About.LOT) -> str:
    if subject == About.UNKNOWN_LOT and verdict == Verdict.UNKNOWN:
        return _("Sổ không có lô này")
    if subject == About.NO_LOT:
        return _("Sản phẩm có trong sổ, chưa có lô hàng nào")
    if subject == About.NEVER_A_LOT:
        return _("Sổ không có lô này. Sản phẩm chưa có lô hàng nào")
    if subject == About.PRODUCT and verdict == Verdict.UNKNOWN:
        return _("Đây là mã chung của sản phẩm, không riêng lô nào")
    if verdict == Verdict.RECALLED and subject != About.LOT:
        return {
            About.PRODUCT: _("Có lô đã bị thu hồi. Xin xem số lô trên gói"),
            About.UNKNOWN_LOT: _("Có lô đã bị thu hồi. Xin xem số lô trên gói"),
            About.SOME_LABELS: _("Có gói trong lô bị thu hồi. Xin quét tem từng gói"),
            About.THIS_LABEL: _("Gói hàng này đã bị thu hồi. Xin đừng dùng"),
        }[subject]
    return {
        Verdict.VALID: _("Tem có trong sổ của Hội"),
        Verdict.UNKNOWN: _("Đây là mã của cả lô, không phải của từng gói"),
        Verdict.RECALLED: _("Lô hàng đã bị thu hồi. Xin đừng dùng"),
        Verdict.COPIED: _("Tem quét nhiều bất thường, có thể đã bị sao chép"),
        Verdict.NOT_IN_BOOK: _("Tem không có trong sổ. Coi chừng hàng giả"),
    }[verdict]


def instruction(verdict: Verdict, subject: About) -> str:
    """Return what a buyer should do about a code without a label, else "".

    Banners after the strip say it for recalls and copied labels.
    """
    if verdict != Verdict.UNKNOWN:
        return ""
    return {
        About.LOT: _("Muốn kiểm tra gói hàng, bạn quét tem dán trên gói."),
        About.PRODUCT: _("Muốn kiểm tra gói hàng, bạn quét tem dán trên gói."),
        About.UNKNOWN_LOT: _("Bạn xem lại số lô in trên gói. Nếu đúng số ấy, bạn khoan mua và báo cho Hội."),
        About.NEVER_A_LOT: _("Bạn xem lại số lô in trên gói. Nếu đúng số ấy, bạn khoan mua và báo cho Hội."),
    }.get(subject, "")


def below_line(subject: About) -> str:
    """Return a note for a code that names no lot, else "".

    It says that the page's dates and journey may belong to another lot than the pack's.
    """
    if subject == About.PRODUCT:
        return _("Ngày và đường đi bên dưới là của một lô trong sổ, chưa chắc của gói này.")
    return ""


def scan_count_line(count: int, first: datetime | None) -> str:
    """Return how often the label was scanned and since when, as text; it never calls the label genuine."""
    if not count or first is None:
        return _("Chưa ai quét tem này trước đây.")
    return _scanned_since(count, timezone.localdate(first), get_language())


@lru_cache(maxsize=4096)
def _scanned_since(count: int, day: date, language: str) -> str:
    return ngettext("Đã quét %(count)s lần từ %(day)s.", "Đã quét %(count)s lần từ %(day)s.", count) % {
        "count": f"{count:,}".replace(",", "."),
        "day": f"{day:%d/%m/%Y}",
    }


HISTORY_MARK, SERIAL_MARK = "@@SEEN@@", "@@SERIAL@@"


@lru_cache(maxsize=64)
def strip_parts(
    verdict: Verdict, language: str, with_history: bool, subject: About = About.LOT
) -> tuple[Part, ...]:
    """Return the strip's HTML; with `with_history` cut in two where the label's scan history goes."""
    with translation.override(language):
        html = render_to_string(
            "traceability/scans/origin/strip.html",
            {
                "verdict": verdict,
                "icon": ICONS[verdict],
                "words": words(verdict, subject),
                "instruction": instruction(verdict, subject),
                "seen": HISTORY_MARK if with_history else "",
                "below": below_line(subject),
            },
        ).strip()
    return tuple(part(piece) for piece in html.split(HISTORY_MARK))


@lru_cache(maxsize=64)
def recalled_banner(codes: tuple[str, ...], language: str) -> Part:
    """Return the banner with the recalled lots of the product."""
    with translation.override(language):
        return part(
            render_to_string(
                "traceability/scans/origin/recalled.html", {"codes": codes, "language": language}
            )
        )


@lru_cache(maxsize=64)
def labels_banner(recall_id: int, is_label: bool, language: str) -> Part:
    """Return the banner that says why some labels of a lot were recalled, and what to do.

    It is cached for good, because a recall's text never changes.
    """
    recall = Recall.objects.select_related("lot").get(pk=recall_id)
    with translation.override(language):
        return part(
            render_to_string(
                "traceability/scans/origin/recalled_labels.html", {"recall": recall, "is_label": is_label}
            ).strip()
        )


@lru_cache(maxsize=1024)
def copied_banner(lot_id: int, language: str) -> tuple[Part, ...]:
    """Return advice for a label scanned too often.

    The buyer may hold the original or the copy, and the page can't know. The text is cut in two at the place
    of the label's serial, so that a report names the label.
    """
    with translation.override(language):
        context = {"lot_id": lot_id, "serial": SERIAL_MARK, "language": language}
        html = render_to_string("traceability/scans/origin/copied.html", context).strip()
    return tuple(part(piece) for piece in html.split(SERIAL_MARK))


def strip(found: Found, language: str, serial: str = "") -> list[Part]:
    """Return the HTML parts of the verdict's strip on the page of a scanned code.

    `serial` is the label's serial, if the code has one. Without a label, the scan history is left out.
    """
    verdict, subject = verdict_of(found), about(found)
    banner: list[Part] = []
    if found.labels_recall_id is not None:
        banner = [labels_banner(found.labels_recall_id, found.serial_key is not None, language)]
    elif found.recalled_lots:
        banner = [recalled_banner(found.recalled_lots, language)]
    if found.serial_key is None:
        return [*strip_parts(verdict, language, False, subject), *banner]
    if language == settings.LANGUAGE_CODE:
        history = scan_count_line(found.scan_count, found.first_scanned_at)
    else:
        with translation.override(language):
            history = scan_count_line(found.scan_count, found.first_scanned_at)
    if verdict == Verdict.COPIED:
        upto, after_serial = copied_banner(found.lot_id, language)
        banner = [upto, stored(serial), after_serial]
    before, after = strip_parts(verdict, language, True, subject)
    return [before, stored(history), after, *banner]
