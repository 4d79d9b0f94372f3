from django.urls import path

from products.imports import views

urlpatterns = [
    path("san-pham-cua-toi/tu-tep/", views.new_import, name="new_import"),
    path("san-pham-cua-toi/tu-tep/mau.xlsx", views.import_template, name="import_template"),
    path("san-pham-cua-toi/tu-tep/zip/<uuid:key>/", views.zip_piece, name="import_zip"),
    path("san-pham-cua-toi/tu-tep/<uuid:ref>/", views.show_import, name="import"),
    path("san-pham-cua-toi/tu-tep/<uuid:ref>/dua-vao/", views.start, name="start_import"),
    path("san-pham-cua-toi/tu-tep/<uuid:ref>/rut-lai/", views.undo, name="undo_import"),
]
