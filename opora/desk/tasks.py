"""Where the worker looks for the jobs of this package."""

from .register_tasks import apply_import, stage_import, undo_import

__all__ = ["apply_import", "stage_import", "undo_import"]
