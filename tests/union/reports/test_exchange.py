"""The figures of a period as DHIS2 takes them."""

from __future__ import annotations

import pytest
from django.urls import reverse

from tests.union.reports.conftest import typed
from tests.union.reports.test_pages import signed_in
from union.reports.actions.reports import save_report
from union.reports.exchange import complete_registration

pytestmark = [pytest.mark.django_db, pytest.mark.databases]
MORE = {"noi_hop": "xa", "viec_noi_bat": "Vườn rau"}


def test_received_figures_go_out_as_text_of_fixed_places(office, django_assert_num_queries):
    values = typed(hoi_vien="1.200", buoi_hop="0", quy="12,5", **MORE)
    save_report(actor=office.by.van, report=office.report.near, typed=values, sends=True)
    save_report(actor=office.by.xa, report=office.report.far, typed=typed(hoi_vien="7"))
    client = signed_in(office.people.huong)
    message = client.get(reverse("union:report_data", args=[office.period.pk])).json()
    place = {"period": "202611", "orgUnit": "04000"}
    assert message == {
        "dataSet": str(office.form.ref),
        "period": "202611",
        "dataValues": [
            {"dataElement": "hoi_vien", "value": "1200", **place},
            {"dataElement": "buoi_hop", "value": "0", **place},
            {"dataElement": "quy", "value": "12.50", **place},
            {"dataElement": "noi_hop", "value": "xa", **place},
            {"dataElement": "viec_noi_bat", "value": "Vườn rau", **place},
        ],
    }
    office.report.near.refresh_from_db()
    assert complete_registration(office.report.near) == {
        "dataSet": str(office.form.ref),
        "period": "202611",
        "organisationUnit": "04000",
        "date": "2026-12-02",
        "completed": True,
    }


def test_a_commune_gets_its_own_figures_and_a_stranger_none(office):
    for name, actor in (("near", office.by.van), ("far", office.by.xa)):
        values = typed(hoi_vien="5", buoi_hop="1")
        save_report(actor=actor, report=getattr(office.report, name), typed=values, sends=True)
    url = reverse("union:report_data", args=[office.period.pk])
    message = signed_in(office.people.xa).get(url).json()
    assert {each["orgUnit"] for each in message["dataValues"]} == {"04246"}
