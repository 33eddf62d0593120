"""The planning of the demonstration, in the order in which each part needs the one before."""

from opora.sums import services as sums

from .analyses import stage_analyses
from .criteria import stage_criteria
from .days import Days
from .district_maps import stage_district_maps
from .finance import stage_finance
from .indicators import stage_indicators
from .meetings import stage_meetings
from .national import stage_national
from .stage import Stage


def plan(stage: Stage, days: Days) -> None:
    """Criteria, indicators, money, analyses, meetings, maps; at the end the sums of all of it."""
    stage_criteria(stage, days)
    stage_indicators(stage, days)
    stage_finance(stage, days)
    stage_analyses(stage, days)
    stage_meetings(stage, days)
    stage_district_maps(stage, days)
    stage_national(stage, days)
    sums.recount(now=days.now)
