from django.apps import AppConfig


class DemoConfig(AppConfig):
    """The demo of Sơn La; it may import every app, none imports it."""

    name = "backend.demo"
    label = "demo"
    verbose_name = "Bản dùng thử"
