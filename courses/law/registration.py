from backend.law.citing.registry import register_citing
from courses.law.citing import citing_questions, citing_steps, citing_versions


def register() -> None:
    """Register what in courses cites law. Called once, when Django starts."""
    register_citing("lessons", citing_steps)
    register_citing("questions", citing_questions)
    register_citing("published lessons", citing_versions)
