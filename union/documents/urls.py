from django.urls import path

from union.documents import views

urlpatterns = [
    path("cong-viec-hoi/van-ban/", views.documents, name="documents"),
    path("cong-viec-hoi/van-ban/moi/", views.new, name="new_document"),
    path("cong-viec-hoi/van-ban/<int:document_id>/tep/", views.file, name="document_file"),
]
