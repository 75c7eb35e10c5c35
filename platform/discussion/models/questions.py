"""Questions from the room, and who wants them answered."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from discussion.choices import QuestionState
from discussion.models.channels import Channel
from discussion.models.messages import Written


class Question(Written):
    """A question that somebody proposed. A moderator takes it from state to state, with a reason
    that its author reads; `shown_at` says since when others have seen it."""

    channel = models.ForeignKey(Channel, on_delete=models.CASCADE, related_name="questions")
    text = models.TextField(_("question"))
    state = models.CharField(max_length=12, choices=QuestionState, default=QuestionState.PROPOSED)
    votes = models.PositiveIntegerField(default=0)
    answer = models.TextField(_("answer"), blank=True)
    reason = models.TextField(_("reason"), blank=True)
    owner_place = models.CharField(_("city that follows it up"), max_length=160, blank=True)
    due = models.DateField(_("until"), null=True, blank=True)
    changed_at = models.DateTimeField(default=timezone.now)
    changed_seq = models.PositiveBigIntegerField(default=0)
    seen_by_author = models.BooleanField(default=True)

    class Meta:
        verbose_name = _("question from the room")
        verbose_name_plural = _("questions from the room")
        ordering = ["channel", "-votes", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["author", "client_id"], name="discussion_proposed_once")
        ]

    def __str__(self) -> str:
        return self.text


class Vote(models.Model):
    """Somebody wants to hear the answer."""

    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["question", "person"], name="discussion_one_vote")
        ]

    def __str__(self) -> str:
        return f"vote for {self.question_id}"
