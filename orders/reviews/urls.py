from django.urls import path

from orders.reviews import views

urlpatterns = [
    path("don/<uuid:ref>/danh-gia/<int:line_id>/", views.write, name="write-review"),
    path("don/<uuid:ref>/danh-gia/<int:line_id>/xoa/", views.erase, name="erase-review"),
    path("danh-gia/<slug:slug>/", views.of_product, name="reviews"),
    path("danh-gia/nha/<int:pk>/", views.of_producer, name="producer-reviews"),
    path("danh-gia/<int:review_id>/bao/", views.report, name="report-review"),
    path("ban-hang/danh-gia/", views.received_reviews, name="her-reviews"),
    path("ban-hang/danh-gia/<int:review_id>/", views.answer, name="answer-review"),
    path("can-bo/danh-gia/", views.reported, name="reported-reviews"),
    path("can-bo/danh-gia/<int:review_id>/", views.decide, name="decide-review"),
]
