"""Read-only admin of contests and rounds: never a key, and no count before a round closed."""

from django.contrib import admin

from backend.common.admin import ReadOnlyAdmin
from courses.models import Contest, ContestRound, PaperWithdrawal


@admin.register(Contest)
class ContestAdmin(ReadOnlyAdmin):
    list_display = ["title", "branch", "who", "announced_at"]
    list_select_related = ["branch"]
    search_fields = ["title", "slug"]


@admin.register(ContestRound)
class ContestRoundAdmin(ReadOnlyAdmin):
    list_display = ["contest", "number", "opens_at", "closes_at", "closed_at", "published_at", "participants"]
    list_select_related = ["contest"]
    exclude = ["questions"]


@admin.register(PaperWithdrawal)
class PaperWithdrawalAdmin(ReadOnlyAdmin):
    list_display = ["paper", "reason", "by", "withdrawn_at"]
    list_select_related = ["paper__round__contest", "by"]
    exclude = ["paper"]
