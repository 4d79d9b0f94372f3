"""The stock admin, for the Union's technical staff: to look things up. A file a noun."""

from courses.admin import classes, contests, courses, credentials, learning, offline, packs, quizzes, xapi

__all__ = ["classes", "contests", "courses", "credentials", "learning", "offline", "packs", "quizzes", "xapi"]
