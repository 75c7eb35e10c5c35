"""What the plain chat keeps."""

from django.db import models
from django.utils import timezone


class Message(models.Model):
    """What somebody wrote."""

    client_id = models.UUIDField()
    body = models.TextField()
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        app_label = "plain_chat"

    def __str__(self) -> str:
        return self.body
