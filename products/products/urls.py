from django.urls import path

from products.products.views import manage, wizard

urlpatterns = [
    path("san-pham-cua-toi/", manage.mine, name="mine"),
    path("san-pham-cua-toi/moi/", wizard.new, name="new"),
    path("san-pham-cua-toi/chep/", wizard.copy_last, name="copy_last"),
    path("san-pham-cua-toi/moi/<uuid:draft>/<slug:step>/", wizard.step, name="step"),
    path("san-pham-cua-toi/<int:pk>/", manage.manage, name="manage"),
    path("san-pham-cua-toi/<int:pk>/sua/", manage.edit, name="edit"),
    path("san-pham-cua-toi/<int:pk>/nhom/", manage.choose_set, name="choose_set"),
    path("san-pham-cua-toi/<int:pk>/anh/", manage.photos, name="photos"),
    path("san-pham-cua-toi/<int:pk>/loi-ke/", manage.voice_note, name="voice_note"),
    path("san-pham-cua-toi/<int:pk>/gui/", manage.submit, name="submit"),
    path("san-pham-cua-toi/<int:pk>/ngung/", manage.retire, name="retire"),
    path("san-pham-cua-toi/<int:pk>/tieng-anh/", manage.english, name="english"),
    path("san-pham-cua-toi/<int:pk>/lich-su/", manage.history, name="history"),
]
