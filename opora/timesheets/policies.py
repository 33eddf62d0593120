"""The second wall of timesheets: the municipality's alone.

Whether an assistant works elsewhere is answered by an owner function: the day and whom to ask.
"""

from opora.lib.wall import OWN, Policy

POLICIES = [
    Policy("timesheets_timesheet", see=OWN, add=OWN, change=OWN),
    Policy("timesheets_timesheetday", see=OWN, add=OWN, change=OWN, remove=OWN),
    Policy("timesheets_timesheetreason", see=OWN, add=OWN, change=OWN),
    Policy("timesheets_timesheetcorrection", see=OWN, add=OWN),
    Policy("timesheets_assistancemonth", see=OWN, add=OWN, change=OWN),
]
EXEMPT: dict[str, str] = {}
