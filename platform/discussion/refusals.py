"""Why something was not done, in words for the person and with a status for the answer."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

MOST_CHARACTERS = 4000


class Refused(Exception):  # noqa: N818  (read aloud: raises Refused)
    """Something was not done. `str()` of it is a sentence in the reader's language, and `field`
    names the part of a form that it speaks of, where that is not the text itself."""

    code = "refused"
    status = 422
    retry_after = 0
    field = ""


class NotAllowed(Refused):
    """The person may not do that. `why` is one of `permissions.Why`, or empty."""

    code = "not_allowed"
    status = 403

    def __init__(self, words: str = "", why: str = "") -> None:
        super().__init__(words or _("You may not do that here."))
        self.why = why


class NotThere(Refused):
    """What was meant is not there, or not for this person."""

    code = "not_there"
    status = 404

    def __init__(self, words: str = "") -> None:
        super().__init__(words or _("This message is not there any more."))


class NoPractice(NotThere):
    """No practice that everybody may read has the address that was given."""

    field = "cites"

    def __init__(self) -> None:
        super().__init__(_("No practice has this address. Copy it from the practice’s page."))


class NoDiscussion(NotThere):
    """No other discussion to which somebody may move a message has the address that was given."""

    field = "to"

    def __init__(self) -> None:
        super().__init__(_("Choose another discussion that you moderate, or copy its address."))


class NoFollowUp(Refused):
    """A question is to be followed up, and it is not said by whom or until when."""

    code = "no_follow_up"

    def __init__(self, field: str) -> None:
        self.field = field
        words = {
            "owner_place": _("Say which city follows it up."),
            "due": _("Say until when."),
        }
        super().__init__(words[field])


class Empty(Refused):
    """There is no text."""

    code = "empty"

    def __init__(self) -> None:
        super().__init__(_("Write something first."))


class TooLong(Refused):
    """The text has more characters than a message may have."""

    code = "too_long"
    status = 413

    def __init__(self, length: int, most: int = MOST_CHARACTERS) -> None:
        words = _("This has %(length)d characters, and %(most)d are possible. Shorten it.")
        super().__init__(words % {"length": length, "most": most})


class Conflict(Refused):
    """The same `client_id` came with something else before."""

    code = "conflict"
    status = 409

    def __init__(self) -> None:
        words = _("Something else was sent from this form already. Reload the page to write more.")
        super().__init__(words)


class NoReason(Refused):
    """A measure without a reason."""

    code = "no_reason"

    def __init__(self) -> None:
        super().__init__(_("Say why: the person concerned reads it."))


class TooFast(Refused):
    """The person must wait; `retry_after` says how many seconds."""

    code = "too_fast"
    status = 429

    def __init__(self, retry_after: int) -> None:
        self.retry_after = max(1, retry_after)
        super().__init__(
            ngettext(
                "Too many in a short time. Wait %(seconds)d second, then send it again.",
                "Too many in a short time. Wait %(seconds)d seconds, then send it again.",
                self.retry_after,
            )
            % {"seconds": self.retry_after}
        )


class Busy(Refused):
    """The database was too busy for several attempts; nothing was written."""

    code = "busy"
    status = 503
    retry_after = 2

    def __init__(self) -> None:
        super().__init__(_("It could not be saved just now. Your text is kept: send it again."))
