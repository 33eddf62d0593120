"""The second wall of files of services: whoever gave a file sees and changes it."""

from opora.lib.wall import OWN, crud

OF_OWN_RUN = "run_id = any(array(select id from imports_serviceimport))"

POLICIES = [
    crud("imports_serviceimport", OWN),
    crud("imports_serviceimportrow", OF_OWN_RUN),
]
EXEMPT: dict[str, str] = {}
