"""Dates as they are typed."""

DATE_INPUT_FORMATS = ["%d.%m.%Y", "%d.%m.%Y г.", "%Y-%m-%d"]
