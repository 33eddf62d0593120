"""Tables of protection: the child's case and the court placement of an adult."""

from .cases import (
    ActionPlan,
    CaseAssessment,
    CasePart,
    ChildCase,
    Kin,
    Measure,
    Reporter,
    RiskCheck,
    Signal,
    SignalChild,
)
from .courts import CourtPlacement

__all__ = [
    "ActionPlan",
    "CaseAssessment",
    "CasePart",
    "ChildCase",
    "CourtPlacement",
    "Kin",
    "Measure",
    "Reporter",
    "RiskCheck",
    "Signal",
    "SignalChild",
]
