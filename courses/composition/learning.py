def register() -> None:
    """Called once, from AppConfig.ready()."""
