"""Django admin for the Union's technical staff.

Append-like data is read only, and personal data is not deleted here. Members request their erasure themselves
(members.own_data.actions).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import allauth.account.admin
import allauth.mfa.admin
import allauth.usersessions.admin  # noqa: F401
import django_tasks_db.admin  # noqa: F401
import rest_framework.authtoken.admin  # noqa: F401
from allauth.account.decorators import secure_admin_login
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django_tasks_db.models import DBTaskResult
from rest_framework.authtoken.models import TokenProxy

from backend.common.admin import ReadOnlyAdmin
from backend.common.errors import DomainError
from backend.common.text import fold
from members.acting import Actor
from members.branches.actions.branches import change_branch, clean_branch_name
from members.models import (
    AccountChange,
    AssistSession,
    Branch,
    Consent,
    Membership,
    Milestone,
    Notice,
    NoticeDelivery,
    RoleGrant,
    Unit,
    User,
)
from members.people.actions.accounts import choose_language, clean_birth_year, clean_name, update_profile
from members.people.actions.rights import set_rights
from members.rules import may_set_rights

RIGHTS = ["is_active", "is_staff", "is_superuser", "groups"]

# One log-in page for everybody, with its limits on guessing and its second factor.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]
admin.site.site_header = admin.site.site_title = "Piêu"


# Keys to accounts, and tasks whose arguments hold SMS codes: not to be read here. Their admin modules
# are imported above, so that they can't register again later.
for model in (EmailAddress, Authenticator, UserSession, TokenProxy, DBTaskResult):
    if admin.site.is_registered(model):
        admin.site.unregister(model)


class ActionForm(forms.ModelForm):
    """Form that checks fields by actions and shows their errors at the fields, before anything is saved."""

    def checked(self, field: str, check: Callable[[Any], Any]) -> Any:
        try:
            return check(self.cleaned_data[field])
        except DomainError as error:
            raise forms.ValidationError(error.message) from error


class UserForm(ActionForm):
    def clean_full_name(self) -> str:
        given = self.cleaned_data["full_name"]
        return given if given == self.instance.full_name else self.checked("full_name", clean_name)

    def clean_birth_year(self) -> int | None:
        return self.checked("birth_year", clean_birth_year)


class BranchForm(ActionForm):
    def clean_name(self) -> str:
        branch, name = self.instance, self.checked("name", clean_branch_name)
        siblings = Branch.objects.filter(parent=branch.parent_id, name_folded=fold(name)).exclude(
            pk=branch.pk
        )
        if branch.parent_id and siblings.exists():
            raise forms.ValidationError(_("Ở đây đã có chi hội tên này."))
        return name


class ThroughActions(admin.ModelAdmin):
    """Admin that passes a form's values to actions, which record them. Nothing else is saved."""

    def write(self, actor: Actor, row: Any, values: Mapping[str, Any]) -> None:
        """Pass `values` of the form to the action.

        Fields that are not in the form are read only and unchanged.
        """
        raise NotImplementedError

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        row = self.model._default_manager.get(pk=obj.pk)
        self.write(Actor.herself(request.user), row, form.cleaned_data)  # type: ignore[arg-type]

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Skip saving: the action also sets the groups."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(User)
class UserAdmin(ThroughActions):
    """Admin in which staff set rights. Secrets, phones and erasure have pages of their own."""

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


@admin.register(RoleGrant)
class RoleGrantAdmin(ReadOnlyAdmin):
    list_display = ["user", "role", "branch", "granted_at", "granted_by", "ended_at"]
    list_filter = ["role"]
    list_select_related = ["user", "branch", "granted_by"]
    search_fields = ["user__full_name", "user__card_number", "branch__name"]


@admin.register(Consent)
class ConsentAdmin(ReadOnlyAdmin):
    list_display = ["user", "purpose", "channel", "given_at", "withdrawn_at", "recorded_by"]
    list_filter = ["purpose", "channel"]
    list_select_related = ["user", "recorded_by"]
    search_fields = ["user__full_name", "user__card_number"]


@admin.register(AccountChange)
class AccountChangeAdmin(ReadOnlyAdmin):
    list_display = ["user", "kind", "by", "happened_at"]
    list_filter = ["kind"]
    list_select_related = ["user", "by"]
    search_fields = ["user__full_name", "user__card_number"]


@admin.register(AssistSession)
class AssistSessionAdmin(ReadOnlyAdmin):
    list_display = ["officer", "member", "started_at", "ended_at"]
    list_select_related = ["officer", "member"]
    search_fields = ["officer__full_name", "member__full_name"]


@admin.register(Milestone)
class MilestoneAdmin(ReadOnlyAdmin):
    list_display = ["user", "kind", "subject", "happened_at", "undone_at"]
    list_filter = ["kind"]
    list_select_related = ["user"]


class DeliveryInline(admin.TabularInline):
    model = NoticeDelivery
    extra = 0
    can_delete = False
    fields = ["channel", "state", "attempts", "last_attempt_at", "error"]
    readonly_fields = ["channel", "state", "attempts", "last_attempt_at", "error"]

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Notice)
class NoticeAdmin(ReadOnlyAdmin):
    list_display = ["title", "user", "kind", "created_at", "read_at"]
    list_filter = ["kind"]
    list_select_related = ["user"]
    inlines = [DeliveryInline]
