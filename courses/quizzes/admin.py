from django.contrib import admin

from backend.common.admin import ReadOnlyAdmin
from courses.models import Attempt, EssayGrade, Question, QuestionBank, Quiz


@admin.register(QuestionBank)
class QuestionBankAdmin(ReadOnlyAdmin):
    list_display = ["title", "key", "course", "created_at"]
    list_select_related = ["course"]
    search_fields = ["title", "key"]


@admin.register(Question)
class QuestionAdmin(ReadOnlyAdmin):
    list_display = ["__str__", "key", "kind", "bank", "archived_at"]
    list_filter = ["kind"]
    list_select_related = ["bank"]
    search_fields = ["key"]


@admin.register(Quiz)
class QuizAdmin(ReadOnlyAdmin):
    list_display = ["__str__", "pass_percent", "attempts_allowed", "time_limit_seconds", "feedback"]
    list_select_related = ["step__lesson"]


@admin.register(Attempt)
class AttemptAdmin(ReadOnlyAdmin):
    list_display = [
        "user",
        "lesson_key",
        "step_key",
        "number",
        "started_at",
        "finished_at",
        "score",
        "passed",
    ]
    list_filter = ["passed"]
    list_select_related = ["user"]


@admin.register(EssayGrade)
class EssayGradeAdmin(ReadOnlyAdmin):
    """Show who graded what and when; the answer and the remark stay between the member and the trainer."""

    list_display = ["id", "share", "by", "graded_at"]
    list_select_related = ["by"]
    exclude = ["answer", "remark"]
