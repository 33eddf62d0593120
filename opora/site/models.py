"""What the installation knows about itself."""

from django.db import models


class Installation(models.Model):
    """The one row that says what this database is. Written once, when it is made.

    `is_demo` can be set only while the database is being made from empty; `key_check` tells whether
    the keys at hand are the ones that this data was written with.
    """

    id = models.SmallIntegerField(primary_key=True, default=1, editable=False)
    is_demo = models.BooleanField()
    created_at = models.DateTimeField(auto_now_add=True)
    key_check = models.BinaryField(max_length=16)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(id=1), name="installation_one_row")
        ]

    def __str__(self) -> str:
        return "demonstration" if self.is_demo else "installation"
