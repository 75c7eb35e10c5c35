"""What was moderated stays written down, and is counted every year."""

import pytest
from django.db import DatabaseError, connection, transaction
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from discussion import complaints, moderation, triggers
from discussion.models import Appeal, Message, ModerationAction, Report
from discussion.refusals import NotAllowed, NotThere
from tests.factories.accounts import UserFactory
from tests.factories.discussion import make_channel, make_message, make_moderator

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE discussion_moderationaction SET reason = 'another'",
        "DELETE FROM discussion_moderationaction",
    ],
)
def test_the_database_refuses_to_change_the_log(statement):
    """DS-06: past Django too."""
    triggers.after_migration(using="default")
    message = make_message()
    moderation.hide(message=message, moderator=make_moderator(), reason="It is advertising.")

    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        connection.cursor().execute(statement)

    (line,) = ModerationAction.objects.filter(message=message)
    assert line.reason == "It is advertising."


def test_the_guard_is_made_and_dropped_as_often_as_one_likes():
    moderation.hide(message=make_message(), moderator=make_moderator(), reason="It is advertising.")
    change = "UPDATE discussion_moderationaction SET reason = 'another'"
    triggers.make(connection)
    triggers.make(connection)
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        connection.cursor().execute(change)

    triggers.drop(connection)
    triggers.drop(connection)

    connection.cursor().execute(change)
    assert ModerationAction.objects.get().reason == "another"


def test_a_year_is_counted_without_any_text_or_person(client):
    """DS-06: yearly counts, for everybody."""
    moderator, author = make_moderator(), UserFactory(name="Ileana Popescu", shown=["name"])
    message = make_message(author=author, body="Buy vouchers now")
    report = complaints.report(message=message, person=UserFactory(), reason="spam")
    moderation.hide(message=message, moderator=moderator, reason="Advertising.", rule="spam")
    action = ModerationAction.objects.get(what="hide")
    complaints.appeal(action=action, person=author, text="It was none.")
    complaints.report(message=make_message(), person=UserFactory(), reason="hate")
    year = report.at.year

    file = client.get(f"/en/discussion/moderation/{year}.csv").content.decode("utf-8-sig")

    assert file.splitlines() == [
        "year,what,kind,rule,number",
        f"{year},measure,hide,spam,1",
        f"{year},report,open,hate,1",
        f"{year},report,upheld,spam,1",
        f"{year},appeal,open,spam,1",
    ]
    page = client.get("/en/discussion/moderation/").content.decode()
    assert "hid a message" in page
    assert "It is advertising or a flood" in page
    for secret in ("Popescu", "Buy vouchers", "Advertising.", "It was none"):
        assert secret not in page + file
    assert client.get(f"/en/discussion/moderation/{year - 1}.csv").status_code == 404


def test_a_report_is_decided_once():
    """DS-02: two moderators have the same desk open."""
    report = complaints.report(message=make_message(), person=UserFactory(), reason="spam")
    seen_by_other = Report.objects.get(pk=report.pk)
    complaints.reject_report(report=report, moderator=make_moderator(), reason="It is a question.")

    with pytest.raises(NotThere):
        complaints.reject_report(
            report=seen_by_other, moderator=make_moderator(), reason="No spam at all."
        )

    assert ModerationAction.objects.filter(what="reject_report").count() == 1


def test_a_site_without_moderation_says_so(client):
    page = client.get("/en/discussion/moderation/").content.decode()

    assert "Nothing was reported or moderated." in page


class Appeals(RuleBasedStateMachine):
    """DS-04: whatever moderators and an author do in whatever order, an appeal is decided once,
    by somebody who neither took the measure nor wrote the message, and a measure found wrong is
    undone."""

    def __init__(self):
        super().__init__()
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        self.channel = make_channel()
        self.moderators = [make_moderator() for _at in range(3)]
        # One of those who may moderate also writes here.
        self.author = make_moderator()
        self.message = make_message(self.channel, author=self.author)
        self.measures: dict[int, int] = {}
        self.decided: dict[int, str] = {}

    def teardown(self):
        transaction.set_rollback(True)
        self.atomic.__exit__(None, None, None)

    def state(self):
        return Message.objects.get(pk=self.message.pk).state

    @rule(by=st.integers(0, 2))
    def hide(self, by):
        try:
            moderation.hide(message=self.message, moderator=self.moderators[by], reason="Rude.")
        except NotThere:
            assert self.state() == "hidden"
            return
        line = ModerationAction.objects.filter(what="hide").first()
        self.measures[line.pk] = self.moderators[by].pk

    @rule()
    def appeal(self):
        for pk in self.measures:
            action = ModerationAction.objects.get(pk=pk)
            complaints.appeal(action=action, person=self.author, text="It was fair.")

    @rule()
    def somebody_else_cannot_appeal(self):
        for pk in self.measures:
            action = ModerationAction.objects.get(pk=pk)
            with pytest.raises(NotAllowed):
                complaints.appeal(action=action, person=self.moderators[0], text="I mind.")

    @rule(by=st.integers(0, 3), upheld=st.booleans())
    def decide(self, by, upheld):
        person = [*self.moderators, self.author][by]
        for one in Appeal.objects.all():
            may = person.pk not in (self.measures[one.action_id], self.author.pk)
            try:
                complaints.decide_appeal(
                    appeal=one, moderator=person, upheld=upheld, answer="Looked at again."
                )
            except (NotAllowed, NotThere):
                assert not may or one.pk in self.decided
                continue
            assert may
            assert one.pk not in self.decided
            self.decided[one.pk] = "upheld" if upheld else "rejected"
            if upheld:
                assert self.state() == "visible"

    @invariant()
    def each_measure_has_one_appeal_at_most_and_each_decision_stays(self):
        assert Appeal.objects.count() <= len(self.measures)
        for one in Appeal.objects.all():
            assert one.state == self.decided.get(one.pk, "open")
            assert one.decided_by_id != self.measures[one.action_id]
        assert ModerationAction.objects.filter(what="decide_appeal").count() == len(self.decided)


def test_appeals_in_any_order(db):
    """DS-04."""
    run_state_machine_as_test(
        Appeals, settings=settings(max_examples=15, stateful_step_count=12, deadline=None)
    )
