"""Register members in the site's slots, tabs, clock and registries; one file per trade."""

from members.assist import registration as assist
from members.branches import registration as branches
from members.consent import registration as consent
from members.imports import registration as imports
from members.notices import registration as notices
from members.own_data import registration as own_data
from members.people import registration as people
from members.roles import registration as roles
from members.signing_in import registration as signing_in


def register() -> None:
    """Call `register` of each trade of members. Called once, when Django starts."""
    for trade in (people, roles, notices, branches, consent, assist, signing_in, own_data, imports):
        trade.register()
