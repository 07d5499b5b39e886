"""Nobody's values are ever on somebody else's paper, however many print at once and however late one is."""

import random
import re
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from yakuba.toolbox import press
from yakuba.toolbox.tests.papers import SHORT, SLOW, short, text_of


@dataclass
class Outcome:
    """What a crowd went home with: tokens on the wrong paper, and papers asked for in time but not given."""

    wrong: list[str] = field(default_factory=list)
    unserved: int = 0
    late: int = 0


def crowd(threads: int, each: int, slow_every: int) -> Outcome:
    """Many people print at once, each paper with a token of its own, some of them too slow for their time limit."""
    template = SHORT + f"\n#if v.slow {{ {SLOW} }}"
    outcome = Outcome()

    def prints(person: int) -> None:
        for turn in range(each):
            token = f"T{person:03}X{random.getrandbits(40):010x}"
            slow = (person * each + turn) % slow_every == slow_every - 1
            try:
                pdf = press.pdf(template, {"text": token, "slow": slow}, timeout=0.05 if slow else 30)
            except (press.Stalled, press.Failed):
                outcome.late += slow
                outcome.unserved += not slow
                continue
            found = re.findall(r"T\d{3}X[0-9a-f]{10}", text_of(pdf))
            outcome.wrong += found if found != [token] else []

    with ThreadPoolExecutor(threads) as people:
        list(people.map(prints, range(threads)))
    return outcome


def test_sixteen_people_at_once_never_get_each_others_paper(own_press):
    outcome = crowd(threads=16, each=50, slow_every=160)
    assert outcome.wrong == []
    assert outcome.unserved == 0
    assert outcome.late > 0


PREVIOUS = """
import importlib.util, sys
spec = importlib.util.spec_from_file_location("typesetter", sys.argv[1])
typesetter = importlib.util.module_from_spec(spec)
spec.loader.exec_module(typesetter)
right, kept = typesetter.typeset, []
def typeset(request, compiler):
    kept.append(right(request, compiler))
    return kept[-2] if len(kept) > 1 else kept[0]
typesetter.typeset = typeset
typesetter.main(*sys.argv[2:])
"""


def test_planted_a_child_that_answers_with_the_previous_paper_is_noticed(own_press, monkeypatch):
    monkeypatch.setattr(press, "TYPESETTER", [sys.executable, "-I", "-c", PREVIOUS, *press.TYPESETTER[2:]])
    assert crowd(threads=4, each=5, slow_every=1000).wrong != []


def keeps_its_child(self, request, timeout):
    """The planted weakness: after a timeout the child lives on, with its late answer in the pipe."""
    self.child = self.child or press._Child()
    return self.child.ask(request, timeout)


def believes_any_answer(self, request, timeout):
    deadline = press.time.monotonic() + timeout
    frame = press.json.dumps(request | {"id": press.uuid.uuid4().hex, "seconds": 30}).encode()
    self._write(press.struct.pack(">I", len(frame)) + frame, deadline)
    _echo, status, size = press.struct.unpack(">16sBI", self._read(21, deadline))
    return status, self._read(size, deadline)


def test_planted_a_press_that_reads_a_late_answer_is_noticed(own_press, monkeypatch):
    monkeypatch.setattr(press._Press, "_ask", keeps_its_child)
    monkeypatch.setattr(press._Child, "ask", believes_any_answer)
    short("はじめ")
    assert crowd(threads=2, each=10, slow_every=5).wrong != []


def test_the_id_in_the_answer_alone_would_stop_a_late_one(own_press, monkeypatch):
    monkeypatch.setattr(press._Press, "_ask", keeps_its_child)
    short("はじめ")
    outcome = crowd(threads=2, each=10, slow_every=5)
    assert outcome.wrong == []
    assert outcome.unserved > 0
