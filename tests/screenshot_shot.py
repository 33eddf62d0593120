"""What a picture is taken of, and the accounts of the demonstration that look."""

from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import Page


@dataclass(frozen=True, slots=True)
class Shot:
    """A page: its name, who looks, where, what to press and what to do before."""

    name: str
    email: str
    path: str
    press: str = ""
    act: Callable[[Page, str], object] | None = None
    tallest: int = 4000


EXPERT = "expert.samokov@opora.example"
HEAD = "head.samokov@opora.example"
WORKER = "dsp.samokov@opora.example"
CENTER = "slance@opora.example"
AGENCY = "admin.asp@opora.example"
ELENA = "expert.elena@opora.example"
TWICE = "two.roles@opora.example"
SUPPORT = "soc.samokov@opora.example"
RUSEVA = "dsp.sozopol@opora.example"
DISTRICT = "oblast.sofia@opora.example"
ANALYST = "analyst.asp@opora.example"
SOZOPOL = "expert.sozopol@opora.example"
BANSKO = "expert.bansko@opora.example"
