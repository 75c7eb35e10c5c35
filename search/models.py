"""What the indexes, which are derived data otherwise, do not know yet: that must not be lost."""

from django.db import models


class Change(models.Model):
    """A row whose documents one index may not show as they are now: a line of the outbox.

    Written in the transaction of the change itself, deleted when that index is up to date.
    `pk` is the sequence.
    """

    store = models.CharField(max_length=40)
    model = models.CharField(max_length=120)
    row = models.BigIntegerField()
    noted_at = models.DateTimeField(auto_now_add=True)
    tries = models.PositiveIntegerField(default=0)
    problem = models.TextField(blank=True)

    class Meta:
        indexes = [models.Index(fields=["store", "tries", "id"], name="search_change_order")]

    def __str__(self) -> str:
        return f"{self.model} {self.row} for {self.store}"


class Version(models.Model):
    """The last version that was given to a state of documents; one row."""

    last = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return str(self.last)
