from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import django.contrib.auth.admin  # noqa: F401
from django.contrib import admin
from django.contrib.auth.models import Group
from django.http import HttpRequest

from members.acting import Actor
from members.action_admin import ActionForm, ThroughActions
from members.models import User
from members.people.actions.accounts import choose_language, clean_birth_year, update_profile
from members.people.actions.rights import set_group, set_rights
from members.people.names import clean_name
from members.rules import may_change_groups, may_set_rights

RIGHTS = ["is_active", "is_staff", "is_superuser", "groups"]


class UserForm(ActionForm):
    def clean_full_name(self) -> str:
        given = self.cleaned_data["full_name"]
        return given if given == self.instance.full_name else self.checked("full_name", clean_name)

    def clean_birth_year(self) -> int | None:
        return self.checked("birth_year", clean_birth_year)


@admin.register(User)
class UserAdmin(ThroughActions):
    """Admin in which staff set names, birth years and languages, and superusers set rights.

    Secrets, phones and erasure have pages of their own.
    """

    form = UserForm
    list_display = ["__str__", "card_number", "phone", "is_staff", "is_active", "joined_at", "erased_at"]
    list_filter = ["is_staff", "is_active"]
    search_fields = ["full_name", "phone", "card_number"]
    fields = [
        "full_name", "birth_year", "language", "phone", "phone_verified_at", "phone_to_verify", "card_number",
        "is_active", "is_staff", "is_superuser", "groups", "opened_by", "joined_at", "last_login", "erase_due_at",
        "erased_at",
    ]  # fmt: skip
    readonly_fields = [
        "phone", "phone_verified_at", "phone_to_verify", "card_number", "opened_by", "joined_at", "last_login",
        "erase_due_at", "erased_at",
    ]  # fmt: skip
    filter_horizontal = ["groups"]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        more = [] if obj is None or may_set_rights(request.user, obj) else RIGHTS
        gone = ["full_name", "birth_year", "language"] if obj is not None and obj.erased_at else []
        return [*self.readonly_fields, *more, *gone]

    def write(self, actor: Actor, row: User, values: Mapping[str, Any]) -> None:
        for_member = Actor(by=actor.by, member=row)
        if "full_name" in values and (values["full_name"], values["birth_year"]) != (
            row.full_name,
            row.birth_year,
        ):
            update_profile(actor=for_member, full_name=values["full_name"], birth_year=values["birth_year"])
        if "language" in values:
            choose_language(actor=for_member, language=values["language"])
        if "is_staff" in values:
            set_rights(actor=actor, user=row, **{name: values[name] for name in RIGHTS})


# Its module is imported above, so that it can't register again later.
admin.site.unregister(Group)


@admin.register(Group)
class GroupAdmin(ThroughActions):
    """Admin in which superusers set what a group of staff may read. A group is emptied, never deleted."""

    fields = ["name", "permissions"]
    search_fields = ["name"]
    filter_horizontal = ["permissions"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return may_change_groups(request.user)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return may_change_groups(request.user)

    def save_model(self, request: HttpRequest, obj: Group, form: Any, change: bool) -> None:
        set_group(actor=Actor.of(request.user), group=obj, permissions=form.cleaned_data["permissions"])  # type: ignore[arg-type]
