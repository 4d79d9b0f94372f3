"""Check what was typed into a report: values, or an error for each invalid field. Writes nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from backend.common.errors import DomainError, FieldErrors
from backend.common.text import nfc
from union.issues.unmarked import require_unmarked
from union.reports.definition import Definition, Field, Rule
from union.reports.numbers import NumberRefused, parse_number, read_number, shown_number

MAX_TEXT = 500
MAX_REASON = 300
_SIGNS = {
    "<=": lambda left, right: left <= right,
    "<": lambda left, right: left < right,
    "=": lambda left, right: left == right,
    ">=": lambda left, right: left >= right,
    ">": lambda left, right: left > right,
}


class ReportRefused(DomainError):
    """The report's content or state doesn't allow this; nothing was changed."""


class ReportOver(ReportRefused):
    """The report was sent, decided, locked or changed by somebody else meanwhile."""

    status_code = 409


@dataclass(frozen=True, slots=True)
class Typed:
    """What was typed for a field. value: as people write it. shown: what the page showed as Piêu's own figure."""

    value: str = ""
    reason: str = ""
    shown: str = ""


@dataclass(frozen=True, slots=True)
class Value:
    """A checked value; number in units of 10^-places."""

    number: int | None = None
    text: str = ""
    known: int | None = None
    reason: str = ""

    @property
    def is_empty(self) -> bool:
        return self.number is None and not self.text


@dataclass(slots=True)
class Checked:
    """values: {code: value} of the filled fields. errors: {code: message}."""

    values: dict[str, Value] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)


def check_values(
    definition: Definition, typed: Mapping[str, Typed], known: Mapping[str, int | None]
) -> dict[str, Value]:
    """Return the values of the filled fields. Raises FieldErrors: {code or "code-reason": message}.

    known: {code: what Piêu counts now}. A value that was left as the page showed it follows Piêu's figure.
    """
    checked = Checked()
    for each in definition.fields:
        entry = typed.get(each.code, Typed())
        try:
            value = _value(each, entry, known.get(each.code))
        except DomainError as error:
            checked.errors[error.field or each.code] = error.message
            continue
        if not value.is_empty:
            checked.values[each.code] = value
    if checked.errors:
        raise FieldErrors(checked.errors)
    return checked.values


def _value(each: Field, entry: Typed, known: int | None) -> Value:
    text = clean_words(entry.value)
    # The columns refuse marks, too; here the field is named.
    require_unmarked(**{each.code: text, f"{each.code}-reason": entry.reason})
    if each.is_number:
        return _number(each, entry, text, known)
    if each.is_choice:
        if text and text not in dict(each.choices):
            raise ReportRefused(_("Chị chọn một mục."), field=each.code, code="report_choice")
        return Value(text=text)
    if len(text) > MAX_TEXT:
        raise ReportRefused(_("Nhiều nhất 500 chữ cái."), field=each.code, code="report_text")
    return Value(text=text)


def _number(each: Field, entry: Typed, text: str, known: int | None) -> Value:
    if not text:
        return Value()
    try:
        number = parse_number(text, each.places)
    except NumberRefused as error:
        raise ReportRefused(error.message, field=each.code, code=error.code) from error
    if known is None or number == known:
        return Value(number, known=known)
    if number == _shown(entry.shown, each.places) and not nfc(entry.reason):
        return Value(known, known=known)
    reason = clean_words(entry.reason)[:MAX_REASON]
    if not reason:
        raise ReportRefused(
            _("Piêu đếm được %(known)s. Chị ghi vì sao số của chị khác.")
            % {"known": shown_number(known, each.places)},
            field=f"{each.code}-reason",
            code="report_no_reason",
        )
    return Value(number, known=known, reason=reason)


def clean_words(text: str) -> str:
    """Return `text` in one line without control characters, which no spreadsheet can hold."""
    return "".join(char for char in nfc(text) if char.isprintable())


def _shown(text: str, places: int) -> int | None:
    try:
        return read_number(text, places)
    except NumberRefused:
        return None


def missing_fields(definition: Definition, filled: Iterable[str]) -> list[Field]:
    """Return the required fields that are not among the codes `filled`."""
    codes = set(filled)
    return [each for each in definition.fields if each.is_required and each.code not in codes]


def broken_rules(definition: Definition, numbers: Mapping[str, int]) -> list[Rule]:
    """Return the rules that `numbers` break. A rule with an empty field on either side is not asked."""
    return [
        rule
        for rule in definition.rules
        if rule.codes <= numbers.keys() and not _holds(definition, rule, numbers)
    ]


def _holds(definition: Definition, rule: Rule, numbers: Mapping[str, int]) -> bool:
    places = max(definition.by_code[code].places for code in rule.codes)

    def total(codes: Iterable[str]) -> int:
        return sum(numbers[code] * 10 ** (places - definition.by_code[code].places) for code in codes)

    return _SIGNS[rule.sign](total(rule.left), total(rule.right))


def require_complete(definition: Definition, values: Mapping[str, Value], note: str) -> None:
    """Raise FieldErrors for missing fields and broken rules. A rule that isn't strict needs a note."""
    errors = {each.code: _("Mục này cần có trước khi gửi.") for each in missing_fields(definition, values)}
    numbers = {code: each.number for code, each in values.items() if each.number is not None}
    for rule in broken_rules(definition, numbers):
        if rule.is_strict:
            errors.setdefault(rule.left[0], rule.message)
        elif not note:
            errors.setdefault(
                "note", _("%(rule)s Nếu đúng là thế, chị ghi vì sao vào đây.") % {"rule": rule.message}
            )
    if errors:
        raise FieldErrors(errors)
