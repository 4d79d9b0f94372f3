from django.urls import path
from django.views.generic import RedirectView

from members.assist import views as assist
from members.branches.views import branches, desk
from members.notices import views as notices
from members.people.views import front, profile
from members.signing_in.views import recovery, signing_in, tokens

app_name = "members"

urlpatterns = [
    path("chao/", front.welcome, name="welcome"),
    path("doi-nguoi/", signing_in.switch_person, name="switch_person"),
    path("lay-lai/", recovery.use_ticket, name="use_ticket"),
    # Profile
    path("toi/", profile.profile, name="profile"),
    path("toi/sua/", profile.edit_profile, name="edit_profile"),
    path("toi/the/", profile.card, name="card"),
    path("toi/so-dien-thoai/", profile.phone, name="phone"),
    path("toi/so-dien-thoai/ma/", profile.prove_phone, name="confirm_phone"),
    path("toi/ma-phan-mem/", tokens.api_token, name="api_token"),
    path("toi/dong-y/", profile.consents, name="consents"),
    path("toi/du-lieu/", profile.data, name="data"),
    path("toi/du-lieu.json", profile.data_file, name="data_file"),
    path("toi/du-lieu.zip", profile.data_archive, name="data_archive"),
    path("toi/xoa/", profile.erase, name="erase"),
    path("toi/giu-lai/", profile.keep, name="keep"),
    path("toi/ai-lam-ho/", profile.helped, name="helped"),
    path("toi/thay-doi/", profile.account_changes, name="account_changes"),
    # Notices
    path("thong-bao/", notices.notices, name="notices"),
    path("thong-bao/may-nay/", notices.ring, name="ring"),
    path("thong-bao/da-doc/", notices.read_all, name="read_all"),
    path("thong-bao/<int:notice_id>/", notices.open_notice, name="open_notice"),
    # Branches
    path("co-so/", branches.branches, name="branches"),
    path("co-so/roi/", branches.leave, name="leave_branch"),
    path("co-so/<int:branch_id>/", branches.branch, name="branch"),
    path("co-so/<int:branch_id>/xin-vao/", branches.join_branch, name="join_branch"),
    path("co-so/<int:branch_id>/them-chi-hoi/", branches.add_chapter, name="add_chapter"),
    # The officer's desk
    path("can-bo/", desk.desk, name="desk"),
    path("can-bo/hoi-vien/", desk.members, name="members"),
    path("can-bo/hoi-vien/<int:member_id>/", desk.member, name="member"),
    path("can-bo/hoi-vien/<int:member_id>/phieu/", desk.ticket, name="ticket"),
    path("can-bo/hoi-vien/<int:member_id>/phieu/giay/", desk.ticket_paper, name="ticket_paper"),
    path("can-bo/hoi-vien/<int:member_id>/the-moi/", desk.new_card, name="new_card"),
    path("can-bo/hoi-vien/<int:member_id>/the/", desk.member_card, name="member_card"),
    path("can-bo/hoi-vien/<int:member_id>/vai-tro/", desk.give_role, name="give_role"),
    path("can-bo/don/<int:membership_id>/xac-nhan/", desk.confirm, name="confirm"),
    path("can-bo/don/<int:membership_id>/tu-choi/", desk.refuse, name="refuse"),
    path("can-bo/vai-tro/", desk.roles, name="roles"),
    path("can-bo/vai-tro/<int:grant_id>/thoi/", desk.stop_role, name="stop_role"),
    # Làm hộ
    path("lam-ho/", assist.assist, name="assist"),
    path("lam-ho/mo-tai-khoan/", assist.open_for_her, name="open_account"),
    path("lam-ho/giay/", assist.first_paper, name="first_paper"),
    path("lam-ho/phieu-dong-y/", assist.consent_sheet, name="consent_sheet"),
    path("lam-ho/<int:assist_id>/giay/", assist.paper_of_help, name="paper_of_help"),
    path("lam-ho/thoi/", assist.stop_helping, name="stop_helping"),
    path("lam-ho/<int:member_id>/", assist.start_helping, name="start_helping"),
    # https://w3c.github.io/webappsec-change-password-url/
    path(".well-known/change-password", RedirectView.as_view(pattern_name="account_change_password")),
]
