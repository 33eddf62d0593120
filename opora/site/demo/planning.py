"""The planning of the demonstration: criteria, indicators, money, analyses, meetings, maps."""

from .analyses import open_cycles, stage_analyses
from .criteria import stage_criteria
from .days import Days
from .district_maps import stage_district_maps
from .finance import stage_finance
from .indicators import stage_indicators
from .meetings import stage_meetings
from .national import stage_national
from .schedule import Tale
from .stage import Stage


def stage_planning(stage: Stage, days: Days) -> list[Tale]:
    """Everything that is planned and what it is planned from."""
    return [
        stage_criteria(stage, days),
        open_cycles(stage, days),
        *stage_indicators(stage, days),
        *stage_finance(stage, days),
        *stage_analyses(stage, days),
        *stage_meetings(stage, days),
        *stage_district_maps(stage, days),
        *stage_national(stage, days),
    ]
