"""The pages of planning of which pictures are taken: from the map of the country to the vote."""

from tests import screenshot_acts as acts
from tests.screenshot_shot import ANALYST, BANSKO, DISTRICT, EXPERT, HEAD, SOZOPOL, Shot

OWN = "#main tbody th a"
CYCLE = "?cycle=karta-2035"
HOME = f"planning/districts/SFO/{CYCLE}"
VOTED = "a.who:has-text('Два дома за възрастни хора')"
OPEN_VARIANT = "a.who:has-text('Един дом в Самоков')"
IN_FORCE = "a.who:has-text('Национална карта на социалните услуги')"
DRAFT = "a.who:has-text('Преглед на Националната карта')"
SETS = "#main tbody a"
ILLUSTRATIVE = "#main a:has-text('Примерни критерии')"
WORKING = "#main a:has-text('– работен')"
WORKING_GROUP = "th a:has-text('Работна група')"
HELD = "th a:has-text('Преглед на потребностите')"
VOTE = "th a:has-text('Областна карта:')"
MINUTES = "#minutes a.btn-primary"
PAIR = "a:has-text('Сравни две карти')"
SHORT = 1100  # of those that stand in the guide
PLANS = [
    Shot("map-money", EXPERT, "map/?layer=money-resident", tallest=SHORT),
    Shot("map-gap", EXPERT, "map/?layer=sums-gap", tallest=SHORT),
    Shot("map-district", DISTRICT, "map/?layer=sums-places&district=SFO&dots=1"),
    Shot("map-municipality", EXPERT, "map/?layer=money-resident&at=SFO39", tallest=SHORT),
    Shot("map-before", ANALYST, "map/", f"{PAIR}|.tabs a >> nth=0"),
    Shot("map-after", ANALYST, "map/", f"{PAIR}|.tabs a >> nth=1"),
    Shot("map-difference", ANALYST, "map/", f"{PAIR}|.tabs a >> nth=2", tallest=SHORT),
    Shot("indicators", EXPERT, "needs/indicators/"),
    Shot("indicator", ANALYST, "needs/indicators/of/residents/"),
    Shot("indicator-history", EXPERT, "needs/indicators/of/residents/in/SFO39/"),
    Shot("indicators-enter", EXPERT, "needs/indicators/enter/", act=acts.doubtful_figure,
         tallest=SHORT),
    Shot("indicators-import", ANALYST, "needs/indicators/import/", "#main tbody a"),
    Shot("criteria", ANALYST, "criteria/"),
    Shot("criteria-set", ANALYST, "criteria/", ILLUSTRATIVE),
    Shot("criteria-edit", ANALYST, "criteria/", f"{WORKING}|#main a[href$='/AS/']"),
    Shot("criteria-edit-wrong", ANALYST, "criteria/", f"{WORKING}|#main a[href$='/AS/']",
         acts.thousandfold),
    Shot("criteria-preview", ANALYST, "criteria/", f"{WORKING}|#main a[href$='/changes/']"),
    Shot("criteria-population", EXPERT, "criteria/population/"),
    Shot("methods", EXPERT, "needs/methods/", tallest=SHORT),
    Shot("sensitivity", EXPERT, "needs/sensitivity/"),
    Shot("criteria-explain", EXPERT, "needs/methods/", "#main a[href*='/AS/how/']"),
    Shot("analysis", SOZOPOL, "needs/", OWN, tallest=SHORT),
    Shot("analysis-section", SOZOPOL, "needs/", f"{OWN}|a[href$='/section/unmet/']"),
    Shot("analysis-proposal", SOZOPOL, "needs/", f"{OWN}|a[href$='/service/AS/']"),
    Shot("analysis-how", SOZOPOL, "needs/", f"{OWN}|a[href$='/how/AS/']"),
    Shot("analysis-discussed", BANSKO, "needs/", OWN),
    Shot("analysis-answer", BANSKO, "needs/", f"{OWN}|a[href*='/comment/']"),
    Shot("analysis-submitted", DISTRICT, "needs/", "#main tbody a:has-text('Самоков')"),
    Shot("analyses", ANALYST, "needs/"),
    Shot("analysis-version", EXPERT, "needs/", f"{OWN}|a[href*='/version/']"),
    Shot("analysis-compare", EXPERT, "needs/", f"{OWN}|a[href$='/compare/']"),
    Shot("analysis-print", EXPERT, "needs/", f"{OWN}|a[href$='/print/']"),
    Shot("districts", ANALYST, "planning/"),
    Shot("district", DISTRICT, HOME, tallest=SHORT),
    Shot("district-coordination", DISTRICT, HOME, "a[href*='/coordination/']"),
    Shot("district-alternatives", DISTRICT, HOME, act=acts.both_alternatives),
    Shot("district-map", DISTRICT, HOME, VOTED, tallest=SHORT),
    Shot("district-years", DISTRICT, HOME, f"{VOTED}|a[href$='part=years']"),
    Shot("district-proof", DISTRICT, HOME, f"{VOTED}|a[href$='part=proof']"),
    Shot("district-row", DISTRICT, HOME, f"{OPEN_VARIANT}|a[href*='/row/SFO39/']"),
    Shot("district-host", DISTRICT, HOME, f"{OPEN_VARIANT}|a[href*='/host/RC_EL/']"),
    Shot("national", ANALYST, "national/", tallest=SHORT),
    Shot("national-rest", ANALYST, "national/", f"{IN_FORCE}|a[href$='part=rest']"),
    Shot("national-rows", ANALYST, "national/", f"{IN_FORCE}|a[href$='part=rows']"),
    Shot("national-amendments", ANALYST, "national/", f"{IN_FORCE}|a[href$='part=amendments']"),
    Shot("national-discussion", ANALYST, "national/", f"{IN_FORCE}|a[href$='part=discussion']"),
    Shot("national-draft", ANALYST, "national/", DRAFT),
    Shot("national-compare", ANALYST, "national/compare/", act=acts.two_maps),
    Shot("annual-plans", ANALYST, "national/plans/"),
    Shot("annual-plan", SOZOPOL, "national/plans/", OWN, tallest=SHORT),
    Shot("meetings", DISTRICT, "meetings/"),
    Shot("meeting-group", DISTRICT, "meetings/", WORKING_GROUP),
    Shot("meeting-live", DISTRICT, "meetings/", VOTE),
    Shot("meeting-vote", EXPERT, "meetings/", VOTE, tallest=SHORT),
    Shot("meeting-minutes", DISTRICT, "meetings/", f"{WORKING_GROUP}|{HELD}|{MINUTES}"),
    Shot("meeting-codes", DISTRICT, "meetings/", f"{VOTE}|a[href$='/codes/']"),
    Shot("money", HEAD, "money/", tallest=SHORT),
    Shot("money-all", ANALYST, "money/all/"),
    Shot("money-standards", ANALYST, "money/standards/"),
    Shot("money-standard", ANALYST, "money/standards/", "#main td a"),
    Shot("money-indexation", ANALYST, "money/indexation/"),
    Shot("money-import", ANALYST, "money/import/"),
    Shot("money-need", HEAD, "money/", "#main a[href*='/needs/']:not([href$='/add/'])"),
    Shot("public-map", "", "/public/map/"),
    Shot("public-consultations", "", "/public/consultations/"),
    Shot("public-consultation", "", "/public/consultations/", "#main a:has-text('Банско')"),
    Shot("public-national", "", "/public/national/"),
    Shot("public-national-map", "", "/public/national/", "#main a[href^='/public/national/']"),
    Shot("public-plan", "", "/public/national/", "#main a[href*='/plans/']"),
    Shot("meeting-code", "", "/public/meetings/"),
    Shot("meeting-outside", "", "/public/meetings/", act=acts.member_from_outside),
]  # fmt: skip
