"""What a decision asks of a post, until when, and what the post answers."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from yakuba import ledger
from yakuba.meetings.models import Decision, Task, keeps
from yakuba.meetings.records import TaskState
from yakuba.meetings.running import hold, words
from yakuba.people.models import Post, User
from yakuba.toolbox import clock
from yakuba.toolbox.refused import Refused


@transaction.atomic
def give_task(decision: Decision, text: str, post: Post, due_on: date, *, by: User) -> Task:
    """宿題を頼む. Raises Refused for a day that is over, or a post that is not there then."""
    hold(decision.meeting, by=by)
    text = words(text, _("何を頼むかを書いてください。"), 500)
    if due_on < clock.today():
        raise Refused(_("きょうかそれより後の日を選んでください。"))
    if not Post.objects.valid_on(clock.today()).filter(pk=post.pk).exists():
        raise Refused(_("いまはない職です。ほかの職を選んでください。"))
    made = Task.objects.create(decision=decision, text=text, post=post, due_on=due_on)
    facts = {"text": text, "post": str(post), "due_on": due_on.isoformat()}
    ledger.write("gave_task", f"task:{made.pk}", by=by, facts=facts)
    return made


@transaction.atomic
def answer_task(task: Task, answer: str, *, by: User) -> Task:
    """宿題に答える: whoever holds its post today; the body's next agenda proposes it as a report."""
    held = Task.objects.select_for_update(of=("self",)).get(pk=task.pk)
    if not held.may_answer(by) and not keeps(by):
        raise Refused(_("この宿題に答えられるのは、頼まれた職と事務局です。"))
    if held.state != TaskState.OPEN:
        raise Refused(_("この宿題には、もう回答があります。"))
    held.answer = words(answer, _("回答を書いてください。"), 4000)
    held.state, held.answered_at = TaskState.ANSWERED, clock.now()
    held.save(update_fields=["answer", "state", "answered_at"])
    ledger.write("answered_task", f"task:{held.pk}", by=by, facts={"answer": held.answer})
    return held
