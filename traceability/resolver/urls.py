from django.urls import path

from traceability.resolver import views as links

urlpatterns = [
    path("lien-ket/<int:product_id>/", links.index, name="links"),
    path("lien-ket/<int:product_id>/them/", links.add, name="add-link"),
    path("lien-ket/<int:product_id>/<int:link_id>/sua/", links.edit, name="edit-link"),
    path("lien-ket/<int:product_id>/<int:link_id>/bo/", links.remove, name="remove-link"),
    path("lien-ket/<int:product_id>/<int:link_id>/go/", links.take_down, name="take-down-link"),
]
