"""The stock admin, for the Union's technical staff: to look things up. A file a noun."""

from courses.admin import contests, courses, quizzes

__all__ = ["contests", "courses", "quizzes"]
