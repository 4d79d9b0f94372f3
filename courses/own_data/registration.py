"""Register the columns that courses export of a person."""

from courses.own_data import records


def register() -> None:
    """Register the exported columns. Called once, when Django starts."""
    records.register()
