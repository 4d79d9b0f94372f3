from django.urls import path

from union.reports.views import files, forms, reports

urlpatterns = [
    path("cong-viec-hoi/bao-cao/", reports.reports, name="reports"),
    path("cong-viec-hoi/bao-cao/<uuid:ref>/", reports.report, name="report"),
    path("cong-viec-hoi/bao-cao/<uuid:ref>/quyet-dinh/", reports.decide, name="decide_report"),
    path("cong-viec-hoi/bao-cao/<uuid:ref>/tep.xlsx", files.download, name="report_file"),
    path("cong-viec-hoi/bao-cao/<uuid:ref>/tep/", files.upload, name="upload_report"),
    path("cong-viec-hoi/bao-cao/ky/<int:pk>/", reports.period, name="report_period"),
    path("cong-viec-hoi/bao-cao/ky/<int:pk>/khoa/", reports.lock, name="lock_report_period"),
    path("cong-viec-hoi/bao-cao/ky/<int:pk>/dataValueSets.json", files.data_values, name="report_data"),
    path("cong-viec-hoi/bao-cao/mau/", forms.forms, name="report_forms"),
    path("cong-viec-hoi/bao-cao/mau/moi/", forms.new, name="new_report_form"),
    path("cong-viec-hoi/bao-cao/mau/<uuid:ref>/", forms.form, name="report_form"),
    path("cong-viec-hoi/bao-cao/mau/<uuid:ref>/sua/", forms.edit, name="edit_report_form"),
    path("cong-viec-hoi/bao-cao/mau/<uuid:ref>/muc/", forms.field, name="new_report_field"),
    path("cong-viec-hoi/bao-cao/mau/<uuid:ref>/muc/<str:code>/", forms.field, name="report_field"),
    path("cong-viec-hoi/bao-cao/mau/<uuid:ref>/dieu-kien/", forms.rule, name="report_rule"),
    path("cong-viec-hoi/bao-cao/mau/<uuid:ref>/lam/", forms.act, name="act_on_report_form"),
]
