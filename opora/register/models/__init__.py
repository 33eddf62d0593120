"""Tables of the register: kinds and services, their history and prices, imports, procedures."""

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
from .imports import ServiceImport, ServiceImportRow
from .procedures import CapacityRequest

__all__ = [
    "Capacity",
    "CapacityPaper",
    "CapacityRequest",
    "NamedService",
    "NamedServiceActivity",
    "PlannedService",
    "PlannedServiceName",
    "Provider",
    "Service",
    "ServiceAddress",
    "ServiceComplex",
    "ServiceImport",
    "ServiceImportRow",
    "ServicePrice",
    "ServiceType",
    "ServiceVersion",
    "ServiceVersionAddress",
    "StatutoryActivity",
    "TargetGroup",
    "choices",
    "known",
]
