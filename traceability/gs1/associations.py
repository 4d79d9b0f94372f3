"""AIs that require or exclude each other on one item (GS1 General Specifications 4.13 and 4.14)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _

from traceability.gs1.dictionary import AIS, Ai
from traceability.gs1.errors import ForbiddenPair, MissingPair

# A signature (8030) covers one thing, so these keys need the serial that follows their first digits.
SERIAL_AFTER = {"253": 13, "255": 13, "8003": 14}


def check_associations(values: Mapping[str, str], path: Sequence[str] = ()) -> None:
    """Raise ForbiddenPair or MissingPair for the first AI of `values` whose rules are broken.

    `path` is a primary key with its qualifiers: what the key allows after it requires nothing else.
    (Otherwise an ITIP could not have the CPV that its path allows: CPV requires a GTIN, and ITIP excludes
    one.)
    """
    for code in values:
        ai = AIS[code]
        for pattern in ai.never:
            if other := _present(pattern, values, code):
                raise ForbiddenPair(
                    _("Phần (%(ai)s) %(title)s không đi cùng phần (%(other)s) %(other_title)s.")
                    % {"ai": code, "title": ai.title, "other": other, "other_title": AIS[other].title},
                    ai=code,
                )
        if (
            ai.needs
            and code not in path[1:]
            and not any(all(_present(each, values, code) for each in group) for group in ai.needs)
        ):
            raise _missing(ai)
    if "8030" in values:
        for key, digits in SERIAL_AFTER.items():
            if key in values and len(values[key]) <= digits:
                raise MissingPair(
                    _("Phần (%(ai)s) %(title)s phải có số sê-ri khi đi cùng chữ ký (8030).")
                    % {"ai": key, "title": AIS[key].title},
                    ai=key,
                )


def _present(pattern: str, values: Mapping[str, str], but: str) -> str:
    """Return an AI of `values` other than `but` that matches `pattern`, or ""."""
    if "n" not in pattern:
        return pattern if pattern in values and pattern != but else ""
    start = pattern.rstrip("n")
    return next(
        (code for code in values if len(code) == len(pattern) and code.startswith(start) and code != but), ""
    )


def _missing(ai: Ai) -> MissingPair:
    wanted = ", ".join(" + ".join(f"({each})" for each in group) for group in ai.needs)
    return MissingPair(
        _("Phần (%(ai)s) %(title)s cần đi cùng một trong: %(wanted)s.")
        % {"ai": ai.ai, "title": ai.title, "wanted": wanted},
        ai=ai.ai,
    )
