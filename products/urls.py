from django.urls import path

from products.certificates import views as certificates
from products.imports import views as imports
from products.listing import views as officer
from products.photos import views as photos
from products.producers import views as producers
from products.products.views import manage, wizard
from products.search.views import public, ranking
from products.share.views import embed
from products.share.views.share import share_picture

app_name = "products"

urlpatterns = [
    path("anh/<uuid:key>/<str:variant>", photos.photo, name="photo"),
    path("giong-ke/<int:pk>/", photos.voice, name="voice"),
    path("oembed", embed.oembed, name="oembed"),
    path("nhung/<slug:slug>/", embed.embed, name="embed"),
    path("s/<int:pk>/", embed.shopfront, name="shopfront"),
    path("s/<int:pk>/ma/", embed.shopfront_code, name="shopfront_code"),
    path("S/<int:pk>", embed.printed_shopfront),
    path("chia-se/<slug:slug>/<slug:layout>-<str:digest>.jpg", share_picture, name="share_picture"),
    path("products/", public.product_list, name="list"),
    path("cach-xep-thu-tu/", ranking.ranking, name="ranking"),
    path("products/<int:pk>/", public.old_number),
    path("products/<slug:slug>/", public.product_detail, name="detail"),
    path("san-xuat/", producers.producers, name="producers"),
    path("san-xuat/moi/", producers.new_producer, name="new_producer"),
    path("san-xuat/loi-moi/<int:pk>/", producers.answer_invitation, name="answer_invitation"),
    path("san-xuat/<int:pk>/", producers.producer, name="producer"),
    path("san-xuat/<int:pk>/sua/", producers.edit_producer, name="edit_producer"),
    path("san-xuat/<int:pk>/anh/", producers.portrait, name="portrait"),
    path("san-xuat/<int:pk>/moi-nguoi/", producers.invite, name="invite"),
    path("san-xuat/<int:pk>/nguoi/<int:user_pk>/", producers.person, name="person"),
    path("san-xuat/<int:pk>/xac-minh/", producers.verify, name="verify_producer"),
    path("san-pham-cua-toi/", manage.mine, name="mine"),
    path("san-pham-cua-toi/moi/", wizard.new, name="new"),
    path("san-pham-cua-toi/chep/", wizard.copy_last, name="copy_last"),
    path("san-pham-cua-toi/moi/<uuid:draft>/<slug:step>/", wizard.step, name="step"),
    path("san-pham-cua-toi/tu-tep/", imports.new_import, name="new_import"),
    path("san-pham-cua-toi/tu-tep/mau.xlsx", imports.import_template, name="import_template"),
    path("san-pham-cua-toi/tu-tep/zip/<uuid:key>/", imports.zip_piece, name="import_zip"),
    path("san-pham-cua-toi/tu-tep/<uuid:ref>/", imports.show_import, name="import"),
    path("san-pham-cua-toi/tu-tep/<uuid:ref>/dua-vao/", imports.start, name="start_import"),
    path("san-pham-cua-toi/tu-tep/<uuid:ref>/rut-lai/", imports.undo, name="undo_import"),
    path("san-pham-cua-toi/<int:pk>/", manage.manage, name="manage"),
    path("san-pham-cua-toi/<int:pk>/sua/", manage.edit, name="edit"),
    path("san-pham-cua-toi/<int:pk>/nhom/", manage.choose_set, name="choose_set"),
    path("san-pham-cua-toi/<int:pk>/anh/", manage.photos, name="photos"),
    path("san-pham-cua-toi/<int:pk>/loi-ke/", manage.voice_note, name="voice_note"),
    path("san-pham-cua-toi/<int:pk>/gui/", manage.submit, name="submit"),
    path("san-pham-cua-toi/<int:pk>/ngung/", manage.retire, name="retire"),
    path("san-pham-cua-toi/<int:pk>/lich-su/", manage.history, name="history"),
    path("giay-chung-nhan/", certificates.certificates, name="certificates"),
    path("giay-chung-nhan/moi/", certificates.new_certificate, name="new_certificate"),
    path("giay-chung-nhan/<int:pk>/", certificates.certificate, name="certificate"),
    path("giay-chung-nhan/<int:pk>/sua/", certificates.edit_certificate, name="edit_certificate"),
    path("can-bo/san-pham/", officer.desk, name="desk"),
    path("can-bo/san-pham/<int:pk>/", officer.review, name="review"),
    path("can-bo/giay-chung-nhan/", officer.certificate_desk, name="certificate_desk"),
    path("can-bo/giay-chung-nhan/<int:pk>/", officer.review_certificate, name="review_certificate"),
]
