"""Django admin for the Union's technical staff.

Histories, which only grow, are read only, and personal data is not deleted here. Members request their
erasure themselves (members.own_data.actions).
"""

from members.assist import admin as assist
from members.branches import admin as branches
from members.consent import admin as consent
from members.notices import admin as notices
from members.people import admin as people
from members.roles import admin as roles
from members.signing_in import admin as signing_in

__all__ = ["assist", "branches", "consent", "notices", "people", "roles", "signing_in"]
