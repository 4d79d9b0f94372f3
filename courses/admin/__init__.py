"""The stock admin, for the Union's technical staff: to look things up. A file a noun."""

from courses.admin import contests, courses, credentials, offline, quizzes

__all__ = ["contests", "courses", "credentials", "offline", "quizzes"]
