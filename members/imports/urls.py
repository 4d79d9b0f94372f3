from django.urls import path

from members.imports import views

urlpatterns = [
    path("can-bo/hoi-vien/tu-tep/", views.new_import, name="new_import"),
    path("can-bo/hoi-vien/tu-tep/mau.xlsx", views.import_template, name="import_template"),
    path("can-bo/hoi-vien/tu-tep/<uuid:ref>/", views.show_import, name="import"),
    path("can-bo/hoi-vien/tu-tep/<uuid:ref>/dong/<int:line>/", views.decide, name="decide_import_row"),
    path("can-bo/hoi-vien/tu-tep/<uuid:ref>/con-lai/", views.decide_all, name="decide_import_rest"),
    path("can-bo/hoi-vien/tu-tep/<uuid:ref>/dua-vao/", views.start, name="start_import"),
    path("can-bo/hoi-vien/tu-tep/<uuid:ref>/rut-lai/", views.undo, name="undo_import"),
    path("can-bo/hoi-vien/tu-tep/<uuid:ref>/lam-the/", views.make_cards, name="make_import_cards"),
    path("can-bo/hoi-vien/tu-tep/<uuid:ref>/the.pdf", views.cards, name="import_cards"),
]
