from django.urls import path

from courses.authoring.views import courses, home, lessons, uploads

urlpatterns = [
    path("soan/", home.home, name="author_home"),
    path("soan/moi/", home.new, name="author_new"),
    path("soan/<slug:slug>/", courses.edit, name="edit"),
    path("soan/<slug:slug>/nhan/", home.adopt, name="adopt"),
    path("soan/<slug:slug>/thong-tin/", courses.settings, name="edit_settings"),
    path("soan/<slug:slug>/nguoi-soan/", courses.authors, name="edit_authors"),
    path("soan/<slug:slug>/sap-xep/", courses.arrange, name="arrange"),
    path("soan/<slug:slug>/dang/", courses.publish, name="publish"),
    path("soan/<slug:slug>/ban/", courses.versions, name="versions"),
    path("soan/<slug:slug>/nghi/", courses.retire, name="retire"),
    path("soan/<slug:slug>/tep/", uploads.upload_file, name="upload_file"),
    path("soan/<slug:slug>/phan/<int:pk>/", lessons.module, name="edit_module"),
    path("soan/<slug:slug>/bai/<int:pk>/", lessons.lesson, name="edit_lesson"),
    path("soan/<slug:slug>/buoc/<int:pk>/", lessons.step, name="edit_step"),
    path("soan/<slug:slug>/buoc/<int:pk>/bo-tep/", lessons.take_off, name="take_off"),
    path("tai-len/", uploads.uploads, name="uploads"),
    path("tai-len/<uuid:asset_id>/", uploads.upload, name="upload"),
    path("tai-len/<uuid:asset_id>/tinh-trang/", uploads.state, name="upload_state"),
    path("tai-len/<uuid:asset_id>/thoi/", uploads.give_up, name="upload_give_up"),
    path("ngan-hang/<int:bank_id>/<int:question_id>/tieng/", uploads.upload_voice, name="question_voice"),
]
