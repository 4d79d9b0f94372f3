"""Measurements: EPCIS 2.0 sensor reports with measurement types of the GS1 Web Vocabulary and units of UN/ECE
    Rec. 20.

In the ledger a value is text, as quantities are; `numbers` converts them for the standard's JSON.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from backend.common.units import format_number

# The InChIKey of water: EPCIS 2.0 requires the measured substance of the goods.
_WATER = "https://identifiers.org/inchikey/XLYOFNOQVPJJNP-UHFFFAOYSA-N"
_NUMBER = re.compile(r"[-−–]?\d{1,5}(?:[.,]\d{1,2})?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Measure:
    """A kind of measurement. Values are from `least` to `most`, in the unit `suffix`.

    `uom` is the unit's Rec. 20 code, `type` the standard's measurement type.
    """

    code: str
    label: StrOrPromise
    suffix: StrOrPromise
    type: str
    uom: str
    least: int
    most: int
    substance: str = ""


MEASURES: dict[str, Measure] = {
    measure.code: measure
    for measure in (
        Measure("temperature", _("Nhiệt độ sấy, nấu, kho lạnh"), "°C", "Temperature", "CEL", -90, 1500),
        Measure("moisture", _("Độ ẩm của hàng"), "%", "Dimensionless", "P1", 0, 100, _WATER),
        Measure("humidity", _("Độ ẩm không khí"), "%", "RelativeHumidity", "P1", 0, 100),
        Measure("hours", _("Thời gian làm"), _("giờ"), "Time", "HUR", 0, 10_000),
    )
}


class Measured(NamedTuple):
    """One measurement: `code` is a key of MEASURES, `value` is in the unit of that measure."""

    code: str
    value: Decimal

    @property
    def label(self) -> str:
        return str(MEASURES[self.code].label)

    @property
    def text(self) -> str:
        """Return a text such as "65,5 °C"."""
        return f"{format_number(self.value)} {MEASURES[self.code].suffix}"


def read_measure(code: str, written: str | int | float | Decimal) -> Decimal | None:
    """Return the value of `written` ("65", "-18,5"), in the unit of the measure `code`.

    None if it is no number with at most two decimals, if it is out of range, or if `code` is unknown.
    """
    text = "".join(str(written).split())
    measure = MEASURES.get(code)
    if measure is None or not _NUMBER.fullmatch(text):
        return None
    value = Decimal(re.sub("[−–]", "-", text).replace(",", "."))
    return value if measure.least <= value <= measure.most else None


def sensor_elements(measured: Iterable[Measured]) -> list[dict[str, Any]]:
    """Return the sensorElementList of an event. The time of measurement is the event's."""
    reports = []
    for one in measured:
        measure = MEASURES[one.code]
        report = {"type": measure.type, "value": f"{one.value.normalize():f}", "uom": measure.uom}
        if measure.substance:
            report["chemicalSubstance"] = measure.substance
        reports.append(report)
    return [{"sensorReport": reports}] if reports else []


def measured_in(body: Mapping[str, Any]) -> list[Measured]:
    """Return the measurements in `body` (our own or a captured event) that are in MEASURES, in order."""
    known = {(one.type, one.uom, one.substance): one.code for one in MEASURES.values()}
    return [
        Measured(known[key], Decimal(str(report["value"])))
        for element in body.get("sensorElementList", ())
        for report in element.get("sensorReport", ())
        if (key := (report.get("type"), report.get("uom"), report.get("chemicalSubstance", ""))) in known
        and "value" in report
    ]


def numbers(event: dict[str, Any]) -> None:
    """Convert the measured values in `event` to numbers in place, as the EPCIS JSON schema requires."""
    for element in event.get("sensorElementList", ()):
        for report in element.get("sensorReport", ()):
            if isinstance(report.get("value"), str):
                number = Decimal(report["value"])
                report["value"] = int(number) if number == int(number) else float(number)
