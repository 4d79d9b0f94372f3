"""URLs of the public log. C2SP tlog-tiles defines those below /log/tile/."""

from django.urls import path

from backend.ledger import views

app_name = "ledger"

urlpatterns = [
    path("log/", views.log, name="log"),
    path("log/checkpoint", views.checkpoint, name="checkpoint"),
    path("log/tile/entries/<path:path>", views.entries, name="entries"),
    path("log/tile/<int:level>/<path:path>", views.tile, name="tile"),
    path("log/keys.txt", views.keys, name="keys"),
    path("log/verify_pieu.py", views.script, name="script"),
    path("log/watch_pieu.py", views.watcher, name="watcher"),
    path("log/add-cosignature", views.add_cosignature, name="add-cosignature"),
    path("log/nhan-chung/", views.witness_page, name="witnesses"),
]
