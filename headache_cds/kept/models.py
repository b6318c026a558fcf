"""What was sent by somebody who was signed out, until it is sent again, discarded or too old."""

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone


class KeptPost(models.Model):
    """One post. Where it went and what it held stand in `sealed` only, encrypted for its reader.

    It is no part of a record and no act of a person, so it leaves no row in the trail; sending it again does.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    reader = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="kept_posts")
    at = models.DateTimeField(default=timezone.now, editable=False, db_index=True)
    sender = models.CharField(max_length=64, db_index=True)
    """A keyed hash of the network address, to limit how much comes from one."""
    sealed = models.BinaryField()

    class Meta:
        ordering = ["-at"]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M:%S} {self.pk}"
