"""Every GS1 Application Identifier, as data: the facts of the GS1 Barcode Syntax Dictionary (release of July
2026).

A row is (AI, GS1 data title, format, more). Format: components in turn, "?" before an optional one; N digits,
X set 82, Y set 39, Z base64url; a length or "..most"; then its linters, each after a colon. More:

    needs   groups of AIs of which one is required, "+" for together; n matches any digit
    never   AIs that it excludes
    dl      "a": allowed in the query of a Digital Link URI; "-": not allowed
    fixed   its length is known from its first two digits (GS1 General Specifications 7.8.5), so no FNC1 ends it
    then    for primary keys: the qualifiers that may follow in the path, in order; "|" between alternatives

Rows with the same needs are grouped.
"""

from __future__ import annotations

from typing import NamedTuple


class Row(NamedTuple):
    ai: str
    title: str
    format: str
    needs: str = ""
    never: str = ""
    dl: str = "a"
    fixed: bool = False
    then: str | None = None


KEY_14, KEY_13, KEY_18 = "N14:csum:gcppos2", "N13:csum:gcppos1", "N18:csum:gcppos1"
ITEM = "01 02 03 8006 8026"  # a trade item, itself or inside a logistic unit
SERIALISED = "01+21 03+21 8006+21"

# fmt: off
KEYS = [
    Row("00", "SSCC", "N18:csum:gcppos2", fixed=True, then=""),
    Row("01", "GTIN", KEY_14, never="255 37", fixed=True, then="22 10 21|235"),
    Row("253", "GDTI", f"{KEY_13} ?X..17", then=""),
    Row("255", "GCN", f"{KEY_13} ?N..12", never="01 02 415 8006 8020 8026", then=""),
    Row("401", "GINC", "X..30:gcppos1", then=""),
    Row("402", "GSIN", "N17:csum:gcppos1", then=""),
    Row("414", "LOC No.", KEY_13, fixed=True, then="254|7040"),
    Row("415", "PAY TO", KEY_13, needs="8020", fixed=True, then="8020"),
    Row("417", "PARTY", KEY_13, fixed=True, then="7040"),
    Row("8003", "GRAI", f"N1:zero {KEY_13} ?X..16", then=""),
    Row("8004", "GIAI", "X..30:gcppos1", then="7040"),
    Row("8006", "ITIP", f"{KEY_14} N4:pieceoftotal", never="01 03 37", then="22 10 21"),
    Row("8010", "CPID", "Y..30:gcppos1", then="8011"),
    Row("8013", "GMN", "X..25:csumalpha:gcppos1", then=""),
    Row("8017", "GSRN - PROVIDER", KEY_18, never="8018", then="8019"),
    Row("8018", "GSRN - RECIPIENT", KEY_18, never="8017", then="8019"),
]

QUALIFIERS = [
    Row("10", "BATCH/LOT", "X..20", ITEM),
    Row("21", "SERIAL", "X..20", "01 03 8006", never="235", dl="-"),
    Row("22", "CPV", "X..20", "01", dl="-"),
    Row("235", "TPX", "X..28", "01", dl="-"),
    Row("254", "GLN EXTENSION COMPONENT", "X..20", "414", dl="-"),
    Row("7040", "UIC+EXT", "N1 X1 X1 X1:importeridx", dl="-"),
    Row("8011", "CPID SERIAL", "N..12:nozeroprefix", "8010", dl="-"),
    Row("8019", "SRIN", "N..10", "8017 8018", dl="-"),
    Row("8020", "REF No.", "X..25", "415", dl="-"),
]

CONTENTS = [
    Row("02", "CONTENT", KEY_14, "37", never="01 03", fixed=True),
    Row("03", "MTO GTIN", KEY_14, never="01 02 37 235", dl="-", fixed=True),
    Row("37", "COUNT", "N..8", "00+02 00+8026"),
    Row("8026", "ITIP CONTENT", f"{KEY_14} N4:pieceoftotal", "37", never="02 03 8006"),
    Row("30", "VAR. COUNT", "N..8", "01 02"),
]

DATES = [
    Row("11", "PROD DATE", "N6:yymmd0", ITEM, fixed=True),
    Row("12", "DUE DATE", "N6:yymmd0", "8020", fixed=True),
    Row("13", "PACK DATE", "N6:yymmd0", ITEM, fixed=True),
    Row("15", "BEST BEFORE or BEST BY", "N6:yymmd0", ITEM, fixed=True),
    Row("16", "SELL BY", "N6:yymmd0", ITEM, fixed=True),
    Row("17", "USE BY or EXPIRY", "N6:yymmd0", "01 02 03 255 8006 8026", fixed=True),
    Row("7003", "EXPIRY TIME", "N6:yymmdd N4:hhmi", "01 02 03"),
    Row("7006", "FIRST FREEZE DATE", "N6:yymmdd", "01 02"),
    Row("7007", "HARVEST DATE", "N6:yymmdd ?N6:yymmdd", "01 02"),
    Row("7011", "TEST BY DATE", "N6:yymmdd ?N4:hhmi", "01 02 03"),
    Row("8008", "PROD TIME", "N6:yymmdd N2:hh ?N2:mi ?N2:ss", "01 02 03"),
]

ABOUT_ITEMS = [
    Row("20", "VARIANT", "N2", ITEM, fixed=True),
    Row("240", "ADDITIONAL ID", "X..30", ITEM),
    Row("241", "CUST. PART No.", "X..30", ITEM),
    Row("242", "MTO VARIANT", "N..6", "01 02 8006 8026"),
    Row("243", "PCN", "X..20", "01 03"),
    Row("250", "SECONDARY SERIAL", "X..30", SERIALISED),
    Row("251", "REF. TO SOURCE", "X..30", "01 03 8006"),
    Row("422", "ORIGIN", "N3:iso3166", ITEM, never="426"),
    Row("423", "COUNTRY - INITIAL PROCESS", "N3:iso3166" + " ?N3:iso3166" * 4, "01 02 03", never="426"),
    Row("424", "COUNTRY - PROCESS", "N3:iso3166", "01 02 03", never="426"),
    Row("425", "COUNTRY - DISASSEMBLY", "N3:iso3166" + " ?N3:iso3166" * 4, "01 02 03", never="426"),
    Row("426", "COUNTRY - FULL PROCESS", "N3:iso3166", "01 02 03"),
    Row("427", "ORIGIN SUBDIVISION", "X..3", "01+422 02+422 03+422"),
    Row("7001", "NSN", "N13", "01 02 8006 8026"),
    Row("7002", "MEAT CUT", "X..30", "01 02"),
    Row("7004", "ACTIVE POTENCY", "N..4", "01+10 03+10"),
    Row("7005", "CATCH AREA", "X..12", "01 02"),
    Row("7008", "AQUATIC SPECIES", "X..3", "01 02"),
    Row("7009", "FISHING GEAR TYPE", "X..10", "01 02"),
    Row("7010", "PROD METHOD", "X..2", "01 02 03"),
    Row("7020", "REFURB LOT", "X..20", "01+416 03+416 8006+416"),
    Row("7021", "FUNC STAT", "X..20", "01 03 8006"),
    Row("7022", "REV STAT", "X..20", "01+7021 03+7021 8006+7021"),
    Row("7023", "GIAI - ASSEMBLY", "X..30:gcppos1"),
    *(Row(f"703{n}", f"PROCESSOR # {n}", "N3:iso3166999 X..27", "01 02") for n in range(10)),
    *(Row(f"71{n}", f"NHRN {name}", "X..20", "01")
      for n, name in enumerate(["PZN", "CIP", "CN", "DRN", "AIM", "NDC", "AIC", "SRN"])),
    *(Row(f"723{n}", f"CERT # {n + 1}", "X2 X..28", "01 8004") for n in range(10)),
    Row("7240", "PROTOCOL", "X..20", "01 8006", never="03"),
    Row("8001", "DIMENSIONS", "N4:nonzero N5:nonzero N3:nonzero N1:winding N1", "01"),
    Row("8002", "CMT No.", "X..20"),
    Row("8005", "PRICE PER UNIT", "N6", "01 02"),
    Row("8009", "OPTSEN", "X..50", "00 01 03"),
    Row("8012", "VERSION", "X..20", "01 03 8006"),
    Row("8014", "MUDI", "X..25:csumalpha:gcppos1:hasnondigit", "01", dl="-"),
    Row("8030", "DIGSIG", "Z..90", "00 01+21 03+21 253 255 8003 8004 8006+21 8010+8011 8017 8018"),
    Row("8040", "IMEI", "N15", "01+21", dl="-"),
    Row("8041", "IMEI2", "N15", "01+21+8040", dl="-"),
    Row("8042", "ESIM", "N32", "01+21+8040", dl="-"),
    Row("8043", "PSIM", "N18 ?N..2", "01+21+8040", dl="-"),
    Row("8200", "PRODUCT URL", "X..70", "01", dl="-"),
]

PLACES = [
    Row("400", "ORDER NUMBER", "X..30"),
    Row("403", "ROUTE", "X..30", "00"),
    Row("410", "SHIP TO LOC", KEY_13, fixed=True),
    Row("411", "BILL TO", KEY_13, fixed=True),
    Row("412", "PURCHASE FROM", KEY_13, fixed=True),
    Row("413", "SHIP FOR LOC", KEY_13, fixed=True),
    Row("416", "PROD/SERV LOC", KEY_13, fixed=True),
    Row("420", "SHIP TO POST", "X..20", never="421"),
    Row("421", "SHIP TO POST", "N3:iso3166 X..9", never="4307"),
]

# What is printed on a parcel: all of them need its SSCC.
PARCELS = [
    *(Row(f"430{n}", f"SHIP TO {name}", f"X..{most}:pcenc", "4302" if n == 3 else "00")
      for n, (name, most) in enumerate(
          [("COMP", 35), ("NAME", 35), ("ADD1", 70), ("ADD2", 70), ("SUB", 70), ("LOC", 70), ("REG", 70)])),
    Row("4307", "SHIP TO COUNTRY", "X2:iso3166alpha2", "00"),
    Row("4308", "SHIP TO PHONE", "X..30", "00"),
    Row("4309", "SHIP TO GEO", "N10:latitude N10:longitude", "00"),
    *(Row(f"431{n}", f"RTN TO {name}", f"X..{most}:pcenc", "4312" if n == 3 else "00")
      for n, (name, most) in enumerate(
          [("COMP", 35), ("NAME", 35), ("ADD1", 70), ("ADD2", 70), ("SUB", 70), ("LOC", 70), ("REG", 70)])),
    Row("4317", "RTN TO COUNTRY", "X2:iso3166alpha2", "00"),
    Row("4318", "RTN TO POST", "X..20", "00"),
    Row("4319", "RTN TO PHONE", "X..30", "00"),
    Row("4320", "SRV DESCRIPTION", "X..35:pcenc", "00"),
    Row("4321", "DANGEROUS GOODS", "N1:yesno", "00"),
    Row("4322", "AUTH TO LEAVE", "N1:yesno", "00"),
    Row("4323", "SIG REQUIRED", "N1:yesno", "00"),
    Row("4324", "NOT BEF DEL DT", "N6:yymmd0 N4:hhmi", "00"),
    Row("4325", "NOT AFT DEL DT", "N6:yymmd0 N4:hhmi", "00"),
    Row("4326", "REL DATE", "N6:yymmdd", "00"),
    Row("4330", "MAX TEMP F.", "N6 ?X1:hyphen", "00", never="4331"),
    Row("4331", "MAX TEMP C.", "N6 ?X1:hyphen", "00", never="4330"),
    Row("4332", "MIN TEMP F.", "N6 ?X1:hyphen", "00", never="4333"),
    Row("4333", "MIN TEMP C.", "N6 ?X1:hyphen", "00", never="4332"),
    Row("7041", "UFRGT UNIT TYPE", "X..4:packagetype", "00", dl="-"),
]

PEOPLE = [
    Row("7241", "AIDC MEDIA TYPE", "N2:mediatype", "8017 8018"),
    Row("7242", "VCN", "X..25", "8017 8018"),
    Row("7250", "DOB", "N8:yyyymmdd", "8018", never="7251"),
    Row("7251", "DOB TIME", "N8:yyyymmdd N4:hhmi", "8018", never="7250"),
    Row("7252", "BIO SEX", "N1:iso5218", "8018"),
    Row("7253", "FAMILY NAME", "X..40:pcenc", "8017 8018", never="7256 7259"),
    Row("7254", "GIVEN NAME", "X..40:pcenc", "8017 8018", never="7256 7259"),
    Row("7255", "SUFFIX", "X..10", "8017 8018", never="7256 7259"),
    Row("7256", "FULL NAME", "X..90:pcenc", "8017 8018"),
    Row("7257", "PERSON ADDR", "X..70:pcenc", "8018"),
    Row("7258", "BIRTH SEQUENCE", "X3:posinseqslash", "8018+7259"),
    Row("7259", "BABY", "X..40:pcenc", "8018", never="7256"),
]

MEASURED = "30 31nn 32nn 35nn 36nn"
WITH_GTIN = " ".join(f"01+{each}" for each in MEASURED.split())
MONEY = [
    *(Row(f"390{n}", "AMOUNT", "N..15", "255 8020", never="390n 391n 394n 8111") for n in range(10)),
    *(Row(f"391{n}", "AMOUNT", "N3:iso4217 N..15", "8020", never="391n") for n in range(10)),
    *(Row(f"392{n}", "PRICE", "N..15", WITH_GTIN, never="392n 393n") for n in range(10)),
    *(Row(f"393{n}", "PRICE", "N3:iso4217 N..15", MEASURED, never="393n") for n in range(10)),
    *(Row(f"394{n}", "PRCNT OFF", "N4", "255", never="394n 8111") for n in range(4)),
    *(Row(f"395{n}", "PRICE/UoM", "N6", MEASURED, never="392n 393n 395n 8005") for n in range(6)),
    Row("8007", "IBAN", "X..34:iban", "415"),
    Row("8110", "COUPON", "X..70:couponcode"),
    Row("8111", "POINTS", "N4", "255"),
    Row("8112", "COUPON", "X..70:couponposoffer"),
]

# Measures are families of six: the fourth digit is the position of the decimal point.
NET = {
    "310": "NET WEIGHT (kg)", "311": "LENGTH (m)", "312": "WIDTH (m)", "313": "HEIGHT (m)", "314": "AREA (m²)",
    "315": "NET VOLUME (l)", "316": "NET VOLUME (m³)", "320": "NET WEIGHT (lb)", "321": "LENGTH (in)", "322": "LENGTH (ft)",
    "323": "LENGTH (yd)", "324": "WIDTH (in)", "325": "WIDTH (ft)", "326": "WIDTH (yd)", "327": "HEIGHT (in)",
    "328": "HEIGHT (ft)", "329": "HEIGHT (yd)", "350": "AREA (in²)", "351": "AREA (ft²)", "352": "AREA (yd²)",
    "356": "NET WEIGHT (tr oz)", "357": "NET VOLUME (oz)", "360": "NET VOLUME (qt (US))", "361": "NET VOLUME (gal.)",
    "364": "NET VOLUME (in³)", "365": "NET VOLUME (ft³)", "366": "NET VOLUME (yd³)",
}
LOGISTIC = {
    "330": "GROSS WEIGHT (kg)", "331": "LENGTH (m), log", "332": "WIDTH (m), log", "333": "HEIGHT (m), log",
    "334": "AREA (m²), log", "335": "VOLUME (l), log", "336": "VOLUME (m³), log", "340": "GROSS WEIGHT (lb)",
    "341": "LENGTH (in), log", "342": "LENGTH (ft), log", "343": "LENGTH (yd), log", "344": "WIDTH (in), log",
    "345": "WIDTH (ft), log", "346": "WIDTH (yd), log", "347": "HEIGHT (in), log", "348": "HEIGHT (ft), log",
    "349": "HEIGHT (yd), log", "353": "AREA (in²), log", "354": "AREA (ft²), log", "355": "AREA (yd²), log",
    "362": "VOLUME (qt (US)), log", "363": "VOLUME (gal (US)), log", "367": "VOLUME (in³), log",
    "368": "VOLUME (ft³), log", "369": "VOLUME (yd³), log",
}
MEASURES = [
    Row(f"{family}{n}", title, "N6", needs, never=f"{family}n", fixed=True)
    for families, needs in ((NET, "01 02"), (LOGISTIC, "00 01"), ({"337": "KG PER m²"}, "01"))
    for family, title in families.items()
    for n in range(6)
]

INTERNAL = [Row("90", "INTERNAL", "X..30"), *(Row(f"{n}", "INTERNAL", "X..90") for n in range(91, 100))]
# fmt: on

ROWS: tuple[Row, ...] = (
    *KEYS, *QUALIFIERS, *CONTENTS, *DATES, *ABOUT_ITEMS, *PLACES, *PARCELS, *PEOPLE, *MONEY, *MEASURES, *INTERNAL,
)  # fmt: skip
