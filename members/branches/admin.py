from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib import admin
from django.utils.translation import gettext as _

from backend.common.admin import ReadOnlyAdmin
from backend.common.text import fold
from members.acting import Actor
from members.action_admin import ActionForm, ThroughActions
from members.branches.actions.branches import change_branch, clean_branch_name
from members.models import Branch, Membership, Unit


class BranchForm(ActionForm):
    def clean_name(self) -> str:
        branch, name = self.instance, self.checked("name", clean_branch_name)
        siblings = Branch.objects.filter(parent=branch.parent_id, name_folded=fold(name)).exclude(
            pk=branch.pk
        )
        if branch.parent_id and siblings.exists():
            raise forms.ValidationError(_("Ở đây đã có chi hội tên này."))
        return name


@admin.register(Branch)
class BranchAdmin(ThroughActions):
    form = BranchForm
    list_display = ["name", "level", "unit", "parent", "is_active"]
    list_filter = ["level", "is_active"]
    search_fields = ["name", "name_folded"]
    fields = ["name", "level", "unit", "parent", "path", "is_active"]
    readonly_fields = ["level", "unit", "parent", "path"]

    def write(self, actor: Actor, row: Branch, values: Mapping[str, Any]) -> None:
        change_branch(actor=actor, branch=row, name=values["name"], is_active=values["is_active"])


@admin.register(Unit)
class UnitAdmin(ReadOnlyAdmin):
    list_display = ["code", "name", "kind", "parent"]
    list_filter = ["kind"]
    search_fields = ["name", "name_folded"]


@admin.register(Membership)
class MembershipAdmin(ReadOnlyAdmin):
    list_display = ["user", "branch", "state", "requested_at", "decided_at", "decided_by"]
    list_filter = ["state"]
    list_select_related = ["user", "branch", "decided_by"]
    search_fields = ["user__full_name", "user__card_number", "branch__name"]
