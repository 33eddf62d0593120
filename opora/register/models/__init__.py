"""Tables of the register: kinds and services, their history and prices."""

from .catalog import (
    Capacity,
    CapacityPaper,
    NamedService,
    NamedServiceActivity,
    PlannedService,
    PlannedServiceName,
    Provider,
    Service,
    ServiceAddress,
    ServiceComplex,
    ServiceType,
    StatutoryActivity,
    TargetGroup,
    choices,
    known,
)
from .history import ServicePrice, ServiceVersion, ServiceVersionAddress

__all__ = [
    "Capacity",
    "CapacityPaper",
    "NamedService",
    "NamedServiceActivity",
    "PlannedService",
    "PlannedServiceName",
    "Provider",
    "Service",
    "ServiceAddress",
    "ServiceComplex",
    "ServicePrice",
    "ServiceType",
    "ServiceVersion",
    "ServiceVersionAddress",
    "StatutoryActivity",
    "TargetGroup",
    "choices",
    "known",
]
