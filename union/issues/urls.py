from django.urls import path

from union.issues.views import branches, matrix, receipts

urlpatterns = [
    path("cong-viec-hoi/", receipts.inbox, name="inbox"),
    path("cong-viec-hoi/viec/<int:receipt_id>/", receipts.receipt, name="receipt"),
    path("cong-viec-hoi/viec/<int:receipt_id>/da-xem/", receipts.open_, name="open_receipt"),
    path("cong-viec-hoi/viec/<int:receipt_id>/giao/", receipts.assign, name="assign_receipt"),
    path("cong-viec-hoi/viec/<int:receipt_id>/da-xong/", receipts.finish, name="finish_receipt"),
    path("cong-viec-hoi/viec/<int:receipt_id>/ghi-ho/", receipts.by_hand, name="receipt_by_hand"),
    path("cong-viec-hoi/viec/<int:receipt_id>/mien/", receipts.excuse, name="excuse_receipt"),
    path("cong-viec-hoi/viec/<int:receipt_id>/bang-chung/", receipts.proof, name="receipt_proof"),
    path("cong-viec-hoi/da-giao/", matrix.issued, name="issued"),
    path("cong-viec-hoi/da-giao/<int:issue_id>/", matrix.matrix, name="issue"),
    path("cong-viec-hoi/da-giao/<int:issue_id>/bang.csv", matrix.matrix_csv, name="issue_csv"),
    path("cong-viec-hoi/da-giao/<int:issue_id>/dong/", matrix.close, name="close_issue"),
    path("cong-viec-hoi/co-so/sap-nhap/", branches.merge, name="merge_branch"),
    path("cong-viec-hoi/co-so/doi-ten/", branches.rename, name="rename_branch"),
]
