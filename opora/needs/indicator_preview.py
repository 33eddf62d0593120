"""What an import would do, row by row, before anything is written. Pure.

The same function is asked for the page and again, under lock, for the writing; `digest` tells
whether what is written is what was shown.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from math import log

from opora.lib.labels import gettext_noop as _
from opora.lib.labels import translated
from opora.lib.refusals import Refused
from opora.lib.words import day as day_words
from opora.territory.indicator_rules import tidy

from . import indicator_files as files
from . import indicator_rules as rules
from .indicator_files import Cell, Sheet
from .indicator_places import find_place
from .indicator_rows import Answers, Control, Country, Measure, Preview, Row, Status
from .indicator_rules import Doubt

# More people than live there, with room for another day's count of residents.
TOO_MANY = Decimal("1.25")


def preview(sheet: Sheet, file_name: str, answers: Answers, country: Country) -> Preview:
    """Every figure of the file with what would become of it and why."""
    sheet = _of_years(sheet, answers)
    rows = [_row(cell, answers, country) for cell in sheet.cells if cell.level == "municipality"]
    scales = _scales(rows, country)
    rows = _repeated([_checked(row, scales | dict(answers.factors), country) for row in rows])
    rows = _doubted(_compared(rows, country), country)
    shown = Preview(rows, [], scales, [], [], sheet)
    shown.controls = list(_controls(sheet, rows, answers, country))
    shown.notes = list(_notes(shown, file_name, answers))
    shown.questions = list(_questions(shown, answers))
    return shown


# The steps


def _of_years(sheet: Sheet, answers: Answers) -> Sheet:
    """Of a report of many years the newest one, unless all are asked for."""
    years = {cell.day for cell in sheet.cells}
    if sheet.shape != "report" or answers.all_years or len(years) < 2:
        return sheet
    newest = max(years)
    return replace(sheet, cells=[cell for cell in sheet.cells if cell.day == newest])


def _row(cell: Cell, answers: Answers, country: Country) -> Row:
    """Who, what and when; the figure itself is read, not yet judged."""
    row = Row(
        line=cell.line,
        place="",
        name=cell.name or cell.place,
        indicator=cell.indicator or answers.indicator,
        as_of=files.day_of(cell.day) if cell.day else answers.as_of,
        text=cell.text,
        status=Status.EMPTY,
    )
    try:
        place = find_place(cell, country.places)
        row = replace(row, place=place.code, name=place.name)
        if place.ended:
            raise Refused(translated(ENDED) % {"place": place.name, "successor": place.ended})
        row = replace(row, indicator=_measure(row.indicator, country.measures))
        if cell.day and row.as_of is None:
            raise Refused(translated(BAD_DAY) % {"text": cell.day})
        if row.as_of:
            rules.check_day(row.as_of, country.today)
        return _with_figure(row, cell, country.measures.get(row.indicator))
    except Refused as refused:
        return replace(row, status=Status.REFUSED, reason=refused.sentence)


def _with_figure(row: Row, cell: Cell, measure: Measure | None) -> Row:
    if cell.is_exact:
        return replace(row, value=Decimal(cell.text).quantize(rules.PLACES), status=Status.ADDED)
    found = rules.read(cell.text, is_whole=measure.is_whole if measure else True)
    if found is None:
        return row
    doubts = (Doubt.GROUPED,) if found.is_grouped else ()
    return replace(row, value=found.value, status=Status.ADDED, doubts=doubts)


ENDED = _("Община %(place)s е влята в община %(successor)s; впишете стойността при нея.")
BAD_DAY = _("„%(text)s“ не е дата. Пише се 31.12.2025 или само годината.")
UNKNOWN = _("Няма показател „%(text)s“ в каталога.")
CLOSED = _("Показателят „%(name)s“ не се внася: Опора го смята сама или е само за страната.")


def _measure(text: str, measures: Mapping[str, Measure]) -> str:
    """The code of the indicator that a cell names; "" when the file leaves it open."""
    if not text:
        return ""
    found = measures.get(text) or next(
        (each for each in measures.values() if files.head(each.name) == files.head(text)), None
    )
    if found is None:
        raise Refused(translated(UNKNOWN) % {"text": text})
    if not found.is_open:
        raise Refused(translated(CLOSED) % {"name": found.name})
    return found.code


def _scales(rows: Iterable[Row], country: Country) -> dict[str, int]:
    """The indicators whose figures look as if given in thousands, or a thousand times too large."""
    pairs = defaultdict(list)
    for row in rows:
        if row.value is not None and row.status == Status.ADDED and row.as_of:
            nearest = _nearest(country.known.get((row.indicator, row.place), []), row.as_of)
            if nearest:
                pairs[row.indicator].append((nearest[1], row.value))
    found = {code: rules.scale(each) for code, each in pairs.items()}
    return {code: factor for code, factor in found.items() if factor}


def _checked(row: Row, factors: Mapping[str, int], country: Country) -> Row:
    """With the answered factor, until then the likely one, within the indicator's bounds."""
    measure = country.measures.get(row.indicator)
    if row.status != Status.ADDED or row.value is None or measure is None:
        return row
    value = rules.scaled(row.value, factors.get(row.indicator, 0))
    try:
        rules.check(value, is_whole=measure.is_whole, minimum=measure.minimum)
    except Refused as refused:
        return replace(row, value=None, status=Status.REFUSED, reason=refused.sentence)
    return replace(row, value=tidy(value))


TWICE = _("Общината е два пъти с различни стойности: редове %(lines)s.")
AGAIN = _("Повторен ред със същата стойност.")


def _repeated(rows: list[Row]) -> list[Row]:
    """The same municipality twice: equal ones count once, different ones are all refused."""
    together = defaultdict(list)
    for row in rows:
        if row.status == Status.ADDED:
            together[row.indicator, row.place, row.as_of].append(row)
    judged: dict[int, Row] = {}
    for same in together.values():
        if len({row.value for row in same}) > 1:
            reason = translated(TWICE) % {"lines": ", ".join(str(row.line) for row in same)}
            for row in same:
                judged[id(row)] = replace(row, status=Status.REFUSED, value=None, reason=reason)
        for row in same[1:]:
            judged.setdefault(
                id(row), replace(row, status=Status.UNCHANGED, reason=translated(AGAIN))
            )
    return [judged.get(id(row), row) for row in rows]


def _compared(rows: list[Row], country: Country) -> list[Row]:
    """Each beside the figure of the same day and of the previous period, also of the same file."""
    mine = defaultdict(list)
    for row in rows:
        if row.status == Status.ADDED and row.as_of and row.value is not None:
            mine[row.indicator, row.place].append((row.as_of, row.value))
    return [
        _beside(row, country.known.get(key, []), mine[key])
        if row.status == Status.ADDED and row.as_of
        else row
        for row in rows
        for key in [(row.indicator, row.place)]
    ]


def _beside(row: Row, known: list[tuple[date, Decimal]], mine: list[tuple[date, Decimal]]) -> Row:
    on_day = dict(known)
    before = on_day.get(row.as_of) if row.as_of else None
    earlier = {on: value for on, value in [*known, *mine] if row.as_of and on < row.as_of}
    status = Status.ADDED
    if before is not None:
        status = Status.UNCHANGED if before == row.value else Status.CHANGED
    last = max(earlier, default=None)
    return replace(
        row,
        status=status,
        before=before,
        previous=earlier[last] if last else None,
        previous_on=last,
    )


def _doubted(rows: list[Row], country: Country) -> list[Row]:
    """With the reasons for a second look."""
    jumped, far = _jumped(rows), _far(rows, country)
    judged = []
    for row in rows:
        if row.value is None or row.status not in {Status.ADDED, Status.CHANGED}:
            judged.append(row)
            continue
        people = country.residents.get(row.place)
        doubts = [
            *row.doubts,
            *([Doubt.JUMP] if id(row) in jumped else []),
            *([Doubt.PEERS] if id(row) in far else []),
            *([Doubt.THOUSANDS] if rules.is_thousandfold(row.previous, row.value) else []),
            *([Doubt.TOO_MANY] if people and row.value > people * TOO_MANY else []),
        ]
        judged.append(replace(row, doubts=tuple(doubts)))
    return judged


def _groups(rows: Iterable[Row]) -> Iterable[list[Row]]:
    together = defaultdict(list)
    for row in rows:
        if row.value is not None and row.status != Status.REFUSED:
            together[row.indicator, row.as_of].append(row)
    return together.values()


def _jumped(rows: list[Row]) -> set[int]:
    found = set()
    for group in _groups(rows):
        pairs = {
            str(id(row)): (row.previous, row.value)
            for row in group
            if row.previous is not None and row.value is not None
        }
        found |= {int(key) for key in rules.jumps(pairs)}
    return found


def _far(rows: list[Row], country: Country) -> set[int]:
    """Those without a previous figure, against the other municipalities of the file."""
    found = set()
    for group in _groups(rows):
        logs = {}
        for row in group:
            people = country.residents.get(row.place)
            if people and row.value:
                logs[str(id(row))] = log(row.value / people)
        if len(logs) >= rules.FEWEST_PEERS:
            out = {int(key) for key in rules.standing_out(logs, rules.PEER_SPREAD)}
            found |= {
                id(row)
                for row in group
                if id(row) in out
                and row.previous is None
                and row.value is not None
                and row.value >= rules.SMALLEST_CHANGE
            }
    return found


# What the file says of itself


def _controls(
    sheet: Sheet, rows: list[Row], answers: Answers, country: Country
) -> Iterable[Control]:
    """The sums of the country and the districts in the file that its municipalities do not make."""
    districts = {place.code: place.district_code for place in country.places}
    sums: defaultdict[tuple[str, date | None], Decimal] = defaultdict(Decimal)
    for row in rows:
        if row.value is not None and row.place:
            sums[districts[row.place], row.as_of] += row.value
            sums["BG", row.as_of] += row.value
    for cell in sheet.cells:
        if cell.level == "municipality":
            continue
        day, factor = files.day_of(cell.day), answers.factors.get(answers.indicator, 0)
        try:
            stated = rules.read(cell.text, is_whole=True)
        except Refused:
            continue
        if stated is None or day is None:
            continue
        value = rules.scaled(stated.value, factor)
        if value != sums[cell.place, day]:
            yield Control(cell.name, answers.indicator, day, value, sums[cell.place, day])


OTHER_YEAR = _("В името на файла стои %(there)s година, а стойностите са за %(here)s.")
OLD = _("Стойностите към %(day)s са по-стари от последните известни: влизат в историята.")
NOT_END = _("Стойностите са към %(day)s, а показателят се отчита към 31 декември.")
LEFT = _("Колони, които не са показатели, не се внасят: %(names)s.")


def _notes(shown: Preview, file_name: str, answers: Answers) -> Iterable[str]:
    if shown.sheet.ignored:
        yield translated(LEFT) % {"names": ", ".join(shown.sheet.ignored[:8])}
    years = {row.as_of.year for row in shown.rows if row.as_of}
    said = files.year_in(file_name)
    if said and years and said not in years:
        here = ", ".join(str(year) for year in sorted(years))
        yield translated(OTHER_YEAR) % {"there": said, "here": here}


def notes_of_days(shown: Preview, country: Country, latest: Mapping[str, date]) -> Iterable[str]:
    """What is unusual about the days of the file, once for each day; `latest` by indicator."""
    days = {
        (row.as_of, row.indicator)
        for row in shown.of(Status.ADDED, Status.CHANGED)
        if row.as_of and row.indicator
    }
    said = set()
    for as_of, indicator in sorted(days):
        doubts = rules.doubts_of_day(
            as_of,
            period=country.measures[indicator].period,
            today=country.today,
            latest=latest.get(indicator),
        )
        keys = {Doubt.OLDER: OLD, Doubt.NOT_YEAR_END: NOT_END}
        said |= {(as_of, keys[doubt]) for doubt in doubts if doubt in keys}
    for as_of, key in sorted(said)[:6]:
        yield translated(key) % {"day": day_words(as_of)}


def _questions(shown: Preview, answers: Answers) -> Iterable[str]:
    """What must be answered before anything can be written, in the order of asking."""
    open_rows = [row for row in shown.rows if row.status != Status.REFUSED]
    if any(not row.indicator for row in open_rows):
        yield "indicator"
    if any(row.as_of is None for row in open_rows):
        yield "as_of"
    if set(shown.scales) - set(answers.factors):
        yield "scale"
    if shown.of(Status.REFUSED) and not answers.without_refused:
        yield "refused"
    if shown.doubtful and not answers.is_confirmed:
        yield "doubts"


def _nearest(known: list[tuple[date, Decimal]], on: date) -> tuple[date, Decimal] | None:
    return min(known, key=lambda each: abs((each[0] - on).days), default=None)
