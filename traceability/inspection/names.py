"""The files of a bundle, and the formats that have them."""

FORMAT = "pieu-inspection-3"
# Older formats: they lack the later files.
FIRST_FORMAT, SECOND_FORMAT = "pieu-inspection-1", "pieu-inspection-2"
INDEX, MANIFEST, PROOF = "chi-muc.html", "danh-muc.json", "bang-chung.json"
EVENTS, HASHES = "su-kien.jsonld", "ma-bam.json"
ORDERS = "don-hang.json"
SINCE_2 = ("ho-chieu.json", "nhan-dien-tu.json", "lien-ket.json")
SINCE_3 = (ORDERS,)
LATER = {FIRST_FORMAT: {*SINCE_2, *SINCE_3}, SECOND_FORMAT: {*SINCE_3}, FORMAT: set[str]()}
NAMES = (
    "lo.json", EVENTS, HASHES, "ban-cong-bo.json", "san-pham.json", "tem.json", "thu-hoi.json", "giay-to.json", "pha-he.json", "noi-nhan.json",
    *SINCE_2, *SINCE_3, PROOF,
)  # fmt: skip
# The fields that remain of an event after its words were erased.
LEFT = frozenset({"type", "eventID", "eventTime", "eventTimeZoneOffset", "recordTime", "errorDeclaration"})
