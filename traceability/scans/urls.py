from django.urls import path

from traceability.scans.views import flags, proofs

urlpatterns = [
    path("tem/dang-ngo/", flags.index, name="flags"),
    path("tem/dang-ngo/<int:pk>/", flags.flag, name="flag"),
    path("lo/<int:lot_id>/bang-chung/", proofs.proof, name="proof"),
    path("lo/<int:lot_id>/bang-chung.json", proofs.proof_file, name="proof-file"),
]
