from django.db import models
from django.utils.translation import gettext_lazy as _


class EventKind(models.TextChoices):
    """The steps of a lot in a member's words; EPCIS_SHAPE below maps all but OTHER to the standard."""

    GROWING = "growing", _("Trồng, chăm")
    HARVESTING = "harvesting", _("Thu hoạch")
    PROCESSING = "processing", _("Chế biến")
    PACKING = "packing", _("Đóng gói")
    SHIPPING = "shipping", _("Giao đi")
    BOXING = "boxing", _("Đóng thùng")
    UNBOXING = "unboxing", _("Lấy ra khỏi thùng")
    LOSS = "loss", _("Hao hụt")
    OTHER = "other", _("Việc khác")


class EpcisType(models.TextChoices):
    """The EPCIS 2.0 event types that can be stored."""

    OBJECT = "ObjectEvent"
    TRANSFORMATION = "TransformationEvent"
    AGGREGATION = "AggregationEvent"
    TRANSACTION = "TransactionEvent"
    ASSOCIATION = "AssociationEvent"


class EpcisAction(models.TextChoices):
    ADD = "ADD"
    OBSERVE = "OBSERVE"
    DELETE = "DELETE"


# kind -> (EPCIS type, action if the type has one, CBV 2.0 business step, CBV 2.0 disposition)
EPCIS_SHAPE: dict[str, tuple[str, str, str, str]] = {
    EventKind.GROWING: (EpcisType.OBJECT, EpcisAction.OBSERVE, "inspecting", "in_progress"),
    EventKind.HARVESTING: (EpcisType.OBJECT, EpcisAction.ADD, "commissioning", "active"),
    EventKind.PROCESSING: (EpcisType.TRANSFORMATION, "", "creating_class_instance", "in_progress"),
    EventKind.PACKING: (EpcisType.OBJECT, EpcisAction.OBSERVE, "packing", "in_progress"),
    EventKind.SHIPPING: (EpcisType.OBJECT, EpcisAction.OBSERVE, "shipping", "in_transit"),
    EventKind.BOXING: (EpcisType.AGGREGATION, EpcisAction.ADD, "packing", "in_progress"),
    EventKind.UNBOXING: (EpcisType.AGGREGATION, EpcisAction.DELETE, "unpacking", "in_progress"),
    EventKind.LOSS: (EpcisType.OBJECT, EpcisAction.DELETE, "destroying", "destroyed"),
}


# Kinds that the diary accepts; the others have pages and an interface of their own.
DIARY_KINDS = (
    EventKind.GROWING,
    EventKind.HARVESTING,
    EventKind.PROCESSING,
    EventKind.PACKING,
    EventKind.SHIPPING,
)


# Kinds that can be recorded again with other numbers. Carton events are declared wrong and repeated instead.
# A step that only a partner's software knows is corrected by that software.
CORRECTABLE_KINDS = (*DIARY_KINDS, EventKind.LOSS)


class DetailKind(models.TextChoices):
    NOTE = "note", _("ghi chú")
    PERSON = "person", _("người làm")
    PHOTO = "photo", _("ảnh")


class ErrorReason(models.TextChoices):
    """CBV 2.0 §7.5 error reasons, in a member's words."""

    DID_NOT_OCCUR = "did_not_occur", _("Việc này không có, ghi nhầm")
    INCORRECT_DATA = "incorrect_data", _("Có làm, nhưng ghi sai")


class EventSource(models.TextChoices):
    """How an event reached Piêu: a page, a paper sheet or other software. Stored in its ledger entry."""

    PAGE = "page", _("ghi trên trang")
    PAPER = "paper", _("chép từ phiếu giấy")
    API = "api", _("phần mềm khác gửi")
