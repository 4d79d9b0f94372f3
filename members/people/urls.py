from django.urls import path

from members.people.views import front, profile

urlpatterns = [
    path("chao/", front.welcome, name="welcome"),
    # Profile
    path("toi/", profile.profile, name="profile"),
    path("toi/sua/", profile.edit_profile, name="edit_profile"),
    path("toi/the/", profile.card, name="card"),
    path("toi/so-dien-thoai/", profile.phone, name="phone"),
    path("toi/so-dien-thoai/ma/", profile.prove_phone, name="confirm_phone"),
    path("toi/dong-y/", profile.consents, name="consents"),
    path("toi/du-lieu/", profile.data, name="data"),
    path("toi/du-lieu.json", profile.data_file, name="data_file"),
    path("toi/du-lieu.zip", profile.data_archive, name="data_archive"),
    path("toi/xoa/", profile.erase, name="erase"),
    path("toi/giu-lai/", profile.keep, name="keep"),
    path("toi/ai-lam-ho/", profile.helped, name="helped"),
    path("toi/thay-doi/", profile.account_changes, name="account_changes"),
]
