"""English names and short texts of the demo's goods, by key: (name, short text).

One listed product, the koi carp, has none: its English page shows the Vietnamese name and says so.
"""

ENGLISH: dict[str, tuple[str, str]] = {
    "man-hau": (
        "Mộc Châu plums",
        "Crisp, sweet and sour plums from one family's orchard, picked at dawn as they ripen. No spraying in the three weeks before harvest.",
    ),
    "man-ruby": (
        "Phiêng Khoài ruby plums",
        "Plums with deep red flesh, crisp and mild. Nine women's households prune to one calendar; each crate names its picker.",
    ),
    "xoai-tron": (
        "Yên Châu round mangoes",
        "A small, very fragrant local mango. Each fruit grows in a paper bag and is picked by hand from old, tall trees.",
    ),
    "na-dai": (
        "Mai Sơn custard apples",
        "Slow-grown on limestone hills and pollinated flower by flower with a brush. Picked a day before they are ready to eat.",
    ),
    "dau-tay": (
        "Early-morning Mộc Châu strawberries",
        "Grown on raised beds and picked by headlamp at six in the morning, red up to the stalk.",
    ),
    "hong-gion": (
        "Crisp persimmons from Vân Hồ",
        "Soaked in spring water for three days until nothing bitter is left. Eaten crisp, like an apple.",
    ),
    "cam-phu-yen": (
        "Phù Yên oranges",
        "Unwaxed oranges from a windy hill. The cooperative measures the sugar of each plot before it cuts.",
    ),
    "nhan-song-ma": (
        "Thick-fleshed longans from Sông Mã",
        "Fresh longans from the Mã river, cut in the morning and sold in bunches with their leaves.",
    ),
    "rau-cai-meo": (
        "Hmong mustard greens from Mrs Mai's garden",
        "Curly highland greens, slightly bitter, then sweet. Watered from a spring and cut only when ordered.",
    ),
    "trung-ga": (
        "Free-range eggs from a custard apple orchard",
        "Laid by hens that sleep in the trees and eat the family's own maize and rice. Each egg is dated in pencil.",
    ),
    "gao-nep-tan": (
        "Ngọc Chiến tan sticky rice",
        "A fragrant sticky rice from terraced fields, one crop a year, dried for four days in the sun before milling.",
    ),
    "mat-ong": (
        "Longan blossom honey from Sông Mã",
        "Harvested only once the combs are capped. Filtered through cloth; not heated, nothing added. It may crystallise in the cold.",
    ),
    "khau-xen": (
        "Khẩu xén, Thái sticky rice crackers",
        "A Thái New Year treat coloured with leaves and gac fruit, dried in the sun and fried until puffed.",
    ),
    "man-say-deo": (
        "Soft-dried Mộc Châu plums",
        "Ripe plums, a little sugar, twenty hours of gentle heat. Chewy, sweet and sour: five kilos of fruit make one.",
    ),
    "long-nhan": (
        "Dried longans from Sông Mã",
        "Peeled by hand and dried in an electric oven, golden brown and still chewy. For sweet soups or tea.",
    ),
    "mang-kho": (
        "Dried bamboo shoots from Vân Hồ",
        "Wild shoots, boiled twice and dried in the sun without sulphur, so they are brown, not bright yellow. Soak overnight.",
    ),
    "thit-trau-gac-bep": (
        "Smoked buffalo meat from Thuận Châu",
        "Marinated in mắc khén pepper, chilli and ginger, then smoked for eight days above the kitchen fire. Ready to tear and eat.",
    ),
    "lap-suon": (
        "Smoked pork sausage from Thuận Châu",
        "Hand-chopped pork shoulder with mắc khén pepper and maize spirit, smoked for five days. Made in the cold months only.",
    ),
    "giam-tao-meo": (
        "Hmong apple vinegar",
        "Wild hawthorn apples fermented for four months in clay jars. The sediment is the live mother: shake gently.",
    ),
    "cham-cheo": (
        "Chẳm chéo, a Thái dipping spice",
        "Mắc khén pepper, charred chilli, lime leaf and coriander, pounded by hand. For sticky rice, greens and meat.",
    ),
    "che-shan-tuyet": (
        "Tà Xùa Shan tuyết tea",
        "Green tea from tall old trees, picked on clear mornings and pan-fired three times. Sweet even at the third brew.",
    ),
    "tra-tao-meo": (
        "Hmong apple tea bags",
        "Dried and roasted wild hawthorn apple: caffeine-free, mildly sweet. One bag a cup.",
    ),
    "ca-phe-arabica": (
        "Sơn La Arabica coffee, plain roast",
        "Ripe cherries grown above 1,000 metres, roasted in 12 kg batches without butter or flavouring. The roasting day is on each packet.",
    ),
    "ruou-ngo": (
        "Bắc Yên maize spirit",
        "Highland maize fermented for twenty days with a leaf yeast of twelve plants, distilled in copper.",
    ),
    "ruou-son-tra": (
        "Hmong apple liqueur",
        "Whole wild hawthorn apples steeped for a year in maize spirit with a little sugar: amber, tart and sweet.",
    ),
    "nuoc-mo": (
        "Mộc Châu apricot syrup",
        "Layers of green mơ apricots and sugar, left for three months. Two spoons to a glass of cold water.",
    ),
    "vien-nghe-mat-ong": (
        "Turmeric and honey pearls",
        "Red turmeric from 22 coffee-growing households, dried, ground and rolled with longan honey. A food, not a medicine.",
    ),
    "dau-goi-bo-ket": (
        "Soapberry shampoo from Áng village",
        "Boiled for six hours with pomelo peel and lemongrass, as Thái women have always washed their hair. It foams little.",
    ),
    "tinh-dau-sa": (
        "Java citronella oil",
        "Cut in the morning, steam-distilled the same afternoon. A few drops in the mop water keep mosquitoes away.",
    ),
    "ep-khau": (
        "Ép khẩu, a bamboo basket for sticky rice",
        "A double-walled basket that keeps rice warm and dry for a day. Two people weave one in two days.",
    ),
    "khan-pieu": (
        "Hand-embroidered piêu scarf",
        "The Thái women's indigo scarf, embroidered from the back by counting threads: about thirty evenings for one.",
    ),
    "tui-tho-cam": (
        "Brocade shoulder bag",
        "Cloth woven on a wooden loom, triple-stitched, with a pocket for a phone. The maker's name is on the tag.",
    ),
    "hoa-hong": (
        "Cut roses from Mộc Châu",
        "A bunch of twenty, cut as the first petal opens and rested in water. They last five or six days in a vase.",
    ),
    "dao-canh": (
        "Potted peach tree from Vân Hồ",
        "A trained peach tree in a ceramic pot, timed to flower at Tết. Send it back afterwards: we look after it for a year.",
    ),
    "nha-san-ban-ang": (
        "A night in a stilt house in Áng village",
        "Sleep above the lake, eat with the family, dance the xoè if you like. Kitchen and bathroom are separate.",
    ),
}
