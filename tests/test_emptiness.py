"""On the first day of an installation every empty list explains what it will show, also to members without an invitation."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from tests.factories.members import MemberFactory, OfficerFactory, StaffFactory, TrainerFactory

pytestmark = [pytest.mark.django_db, pytest.mark.databases]
EVERYBODYS = "courses:classes courses:contests courses:list products:list traceability:recalls"
A_MEMBERS = (
    f"{EVERYBODYS} courses:contest_mine courses:live courses:my_credentials members:account_changes members:helped members:notices orders:transfers"
    " products:certificates products:mine products:producers traceability:choose-lot traceability:diary traceability:enter-sheet"
    " traceability:flags traceability:inbox traceability:inspections traceability:lots traceability:record traceability:runs"
)
# For each kind of people, the lists that the kinds before it don't have.
LISTS = {
    None: EVERYBODYS,
    MemberFactory: A_MEMBERS,
    OfficerFactory: "orders:branch-sales courses:completion_report courses:reports products:certificate_desk products:desk",
    TrainerFactory: "courses:author_home courses:banks courses:grading courses:inbox courses:reviews",
    StaffFactory: "ledger:witnesses",
}
EMPTY = re.compile(r'<div class="empty">(.*?)</div>', re.S)
WORDS = re.compile(r"<(?:h2|p)>[^<]{8,}</(?:h2|p)>")


@pytest.mark.parametrize("who", LISTS, ids=lambda who: who.__name__ if who else "anyone")
def test_every_list_says_that_it_is_empty_and_what_will_be_there(client, who):
    if who:
        client.force_login(who())
    silent = []
    for name in LISTS[who].split():
        page = client.get(reverse(name))
        assert page.status_code == 200, name
        if not any(WORDS.search(found) for found in EMPTY.findall(page.text)):
            silent.append(name)
    assert silent == []
