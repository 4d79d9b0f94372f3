"""The reports of a period as a DHIS2 `dataValueSets` message.

https://docs.dhis2.org/en/develop/using-the-api/dhis-core-version-master/data.html: one data value for each figure of the
received reports. Data elements and organisation units are named by code (dataElementIdScheme and orgUnitIdScheme CODE).
Values are text: numbers with a point and the field's places, a choice by its key.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils import timezone

from union.reports.enums import RECEIVED
from union.reports.models import Report, ReportPeriod, ReportValue
from union.reports.numbers import number_text

SCHEMES = {"dataElementIdScheme": "CODE", "orgUnitIdScheme": "CODE", "dataSetIdScheme": "CODE"}


def unit_code(report: Report) -> str:
    """Return the state's code of the commune, five digits as in its list; of a chapter the branch's number after it."""
    code = report.branch.unit_id
    place = f"{code % 100_000:05}" if code is not None else f"B{report.branch_id}"
    return f"{place}-{report.branch_id}" if report.branch.is_chapter else place


def data_value_set(period: ReportPeriod, reports: Iterable[Report]) -> dict[str, Any]:
    """Return the message with the figures of `reports` of the period that were received. One query.

    The reports have their `branch`.
    """
    units = {each.pk: unit_code(each) for each in reports if each.state in RECEIVED}
    values = ReportValue.objects.filter(report__in=units).order_by("report__branch__path", "report", "pk")
    return {
        "dataSet": str(period.form.ref),
        "period": period.code,
        "dataValues": [_value(period, row, units[row.report_id]) for row in values],
    }


def _value(period: ReportPeriod, row: ReportValue, unit: str) -> dict[str, str]:
    field = period.form.content.by_code[row.code]
    text = number_text(row.number, field.places) if row.number is not None else row.text
    value = {"dataElement": row.code, "period": period.code, "orgUnit": unit, "value": text}
    return {**value, "comment": row.reason} if row.reason else value


def complete_registration(report: Report) -> dict[str, Any]:
    """Return the report's line of a `completeDataSetRegistrations` message, which makes DHIS2's rates equal ours."""
    return {
        "dataSet": str(report.period.form.ref),
        "period": report.period.code,
        "organisationUnit": unit_code(report),
        "date": timezone.localdate(report.sent_at).isoformat() if report.sent_at else "",
        "completed": report.is_received,
    }
