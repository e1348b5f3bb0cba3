"""What must become of activities and of the dates asked for, told by plain Python.

Nothing here is imported from the product.
"""

from collections import Counter
from collections.abc import Iterator
from datetime import date

from tests.lifecycle.reference.answer import Answer
from tests.lifecycle.reference.carrying_rules import (
    ACTIVITY,
    AFTER_SLIPS,
    AFTER_SLIPS_TERM,
    ASKABLE,
    CARRIERS,
    COMMITTEE,
    COMMITTEE_TERM,
    CONCERNED,
    GOING_ON,
    PORTER,
    READERS,
    REQUEST,
    SLIPS,
    TERMS,
    UNANSWERED,
    Rule,
)
from tests.lifecycle.reference.dated import Lies, Read, Task, Wish, Words, find_end
from tests.lifecycle.reference.days import Days, Fired, Item, sweep
from tests.lifecycle.reference.people import Asker, People


class CarryingModel:
    """The activities of one commitment and the requests about them, by their numbers."""

    def __init__(self, days: Days, promises: list[Words], ends_on: date) -> None:
        self.days = days
        self.people = People(days)
        self.ends_on = ends_on
        self.has_ended = False
        self.tasks = [Task(each, [each]) for each in promises]
        self.wishes: list[Wish] = []
        self.fired: Fired = Fired()
        for task in self.tasks:
            self._open_task(task)

    # ---- What the door answers.

    def act(self, number: int, asker: Asker, name: str) -> Answer:
        """Return how an act on an activity is answered, and do it."""
        task, rule = self.tasks[number], ACTIVITY[name]
        barred = self._bar(asker, rule, {"reporter": task.reporters})
        if barred is not None:
            return barred
        if task.state not in rule.sources:
            return Answer.REFUSED
        if rule.on_paper:
            # Nobody here has a paper to show.
            return Answer.BAD_INPUT
        if name == "report_done":
            task.reporters = asker.both
        task.state = rule.target
        self._open_task(task)
        return Answer.DONE

    def may_act(self, number: int, asker: Asker, name: str) -> bool | None:
        """Return whether nothing stands against it; None when they are told of nothing there."""
        task, rule = self.tasks[number], ACTIVITY[name]
        if not self.people.lets_in(asker):
            return None
        barred = self._bar(asker, rule, {"reporter": task.reporters})
        return barred is None and task.state in rule.sources

    def decide(self, number: int, asker: Asker, name: str) -> Answer:
        """Return how an act on a request is answered, and do it."""
        wish = self.wishes[number]
        barred = self._bar_from(wish, asker, name)
        if barred is not None:
            return barred
        if not self._is_possible(wish, name):
            return Answer.REFUSED
        if REQUEST[name].on_paper:
            return Answer.BAD_INPUT
        return self._move(number, name)

    def may_decide(self, number: int, asker: Asker, name: str) -> bool | None:
        """Return whether nothing stands against it; None when they are told of nothing there."""
        wish = self.wishes[number]
        if not self.people.lets_in(asker) or not self._sees(wish, asker):
            return None
        return self._bar_from(wish, asker, name) is None and self._is_possible(wish, name)

    def ask(self, number: int, who: str, words: Words) -> Answer:
        """Return how asking for a new date is answered."""
        task = self.tasks[number]
        if who not in CARRIERS or who in self.people.closed:
            return Answer.FORBIDDEN
        if task.state not in ASKABLE or task.asked is not None:
            return Answer.REFUSED
        now = task.current
        is_over = words.last is not None and words.last < self.days.day
        if is_over or (words.first, words.last) == (now.first, now.last):
            return Answer.BAD_INPUT
        task.asked = len(self.wishes)
        for item in self._list_state_items(task):
            item.paused = True
        self.wishes.append(Wish(number, words, who))
        self._open_wish(self.wishes[-1])
        return Answer.DONE

    def vote(self, number: int, seat: str, asker: Asker, verdict: str) -> Answer:
        """Return how what somebody says for a seat of the committee is answered."""
        wish = self.wishes[number]
        if not self.people.lets_in(asker):
            return Answer.FORBIDDEN
        if not self._sees(wish, asker):
            return Answer.NOT_FOUND
        if asker.rights != seat or seat in self.people.closed:
            return Answer.FORBIDDEN
        # Who asked, who belongs to the porter or sits for it stands in for nobody there either.
        if asker.both & ({wish.asker} | CONCERNED):
            return Answer.FORBIDDEN
        if wish.state != "escalated" or wish.seats[seat]:
            return Answer.REFUSED
        wish.seats[seat] = verdict
        wish.items = [each for each in wish.items if each.holder != seat]
        end = find_end(wish.seats)
        return Answer.DONE if end is None else self._move(number, end)

    # ---- What the clock does.

    def tick(self) -> None:
        """Do what the clock owes today: what nobody answered goes on, then rungs fire."""
        if self.ends_on < self.days.day and self.days.find_next(self.ends_on) < self.days.day:
            self.has_ended = True
        for number, wish in enumerate(self.wishes):
            due_on = wish.items[0].due_on if wish.state in UNANSWERED else None
            if due_on is not None and due_on < self.days.day:
                name = UNANSWERED[wish.state]
                wish.in_silence |= name == "forward"
                self._move(number, name)
        for number, task in enumerate(self.tasks):
            self.fired += sweep(f"task {number}", task.items, self.days)
        for number, wish in enumerate(self.wishes):
            self.fired += sweep(f"wish {number}", wish.items, self.days)

    def list_due_days(self) -> set[date]:
        """Return the last days of all that is waited for."""
        everything: list[Task | Wish] = [*self.tasks, *self.wishes]
        return {item.due_on for each in everything for item in each.items if item.due_on}

    # ---- What is compared.

    def read(self) -> Read:
        """Return all that is to be the same in the product."""
        tasks = {f"task {number}": each for number, each in enumerate(self.tasks)}
        wishes = {f"wish {number}": each for number, each in enumerate(self.wishes)}
        everything: dict[str, Task | Wish] = {**tasks, **wishes}
        return Read(
            has_ended=self.has_ended,
            states={name: each.state for name, each in everything.items()},
            periods={name: _list_periods(each) for name, each in tasks.items()},
            wishes=[(each.is_open, each.slip_days, each.in_silence) for each in self.wishes],
            items={name: _lie(each.items) for name, each in everything.items()},
            fired=self.fired,
        )

    # ---- The rules behind.

    def _bar(self, asker: Asker, rule: Rule, known: dict[str, frozenset[str]]) -> Answer | None:
        """Return how somebody is turned away who may not do it, wherever it stands."""
        if not self.people.lets_in(asker) or not self.people.is_somebody(asker):
            return Answer.FORBIDDEN
        holders = rule.who | known.get("asker", frozenset()) if "asker" in rule.who else rule.who
        if asker.rights not in holders:
            return Answer.FORBIDDEN
        apart = {"porter": PORTER, **known}
        others = {who for code in rule.apart for who in apart[code]}
        return Answer.FORBIDDEN if asker.both & others else None

    def _bar_from(self, wish: Wish, asker: Asker, name: str) -> Answer | None:
        if not self.people.lets_in(asker):
            return Answer.FORBIDDEN
        if not self._sees(wish, asker):
            return Answer.NOT_FOUND
        return self._bar(asker, REQUEST[name], {"asker": frozenset({wish.asker})})

    def _sees(self, wish: Wish, asker: Asker) -> bool:
        if wish.state in {"accepted", "refused"}:
            return True
        return self.people.is_somebody(asker) and asker.rights in READERS

    def _is_possible(self, wish: Wish, name: str) -> bool:
        task, last = self.tasks[wish.task], wish.words.last
        if wish.state not in REQUEST[name].sources:
            return False
        goes_on = task.state in GOING_ON
        if name == "accept":
            return (
                goes_on and not self._is_past_plan(last) and not self._slips_too_often(task, last)
            )
        if name in {"settle_accept", "settle_refuse"}:
            late = all(each.due_on < self.days.day for each in wish.items if each.due_on)
            return late and (goes_on or name == "settle_refuse")
        return goes_on or name != "committee_accepts"

    def _is_past_plan(self, last: date | None) -> bool:
        return last is not None and last > self.ends_on

    def _slips_too_often(self, task: Task, last: date | None) -> bool:
        return task.count_slips(last) > max(task.count_slips(), SLIPS)

    def _move(self, number: int, name: str) -> Answer:
        wish = self.wishes[number]
        target = REQUEST[name].target
        if target == "escalated":
            sitting = [each for each in COMMITTEE if each not in self.people.closed]
            seats = [each for each in sitting if each not in CONCERNED | {wish.asker}]
            if not seats:
                return Answer.REFUSED
            wish.seats = dict.fromkeys(seats, "")
        wish.state = target
        self._open_wish(wish)
        if not wish.is_open:
            self._end(wish)
        return Answer.DONE

    def _end(self, wish: Wish) -> None:
        """Let what was asked about go on, by the new date or by the one that stays."""
        task = self.tasks[wish.task]
        task.asked = None
        if task.state not in GOING_ON:
            return
        for item in task.items:
            item.paused = False
        if wish.state == "accepted":
            self._replan(task, wish)

    def _replan(self, task: Task, wish: Wish) -> None:
        last, known = wish.words.last, task.find_known()
        slips_late = self._slips_too_often(task, last)
        wish.slip_days = (last - known).days if last and known else None
        task.periods.append(wish.words)
        task.recorded_on = self.days.day
        if task.state in ASKABLE:
            item = next(self._list_state_items(task))
            item.count_anew(*self._count(task, item.anchor_on), self.days.day)
        is_asked = any(each.kind == AFTER_SLIPS for each in task.items)
        if (slips_late or self._is_past_plan(last)) and not is_asked:
            due_on = self.days.add(self.days.day, AFTER_SLIPS_TERM)
            today = self.days.day
            task.items.append(Item(AFTER_SLIPS, due_on, "standard", today, today))

    def _open_task(self, task: Task) -> None:
        """Ask for what the state waits for; what the lead has to decide outlasts it."""
        kept = [each for each in task.items if each.kind == AFTER_SLIPS]
        task.items = kept + list(self._make_item(task))

    def _make_item(self, task: Task) -> Iterator[Item]:
        today = self.days.day
        if task.state in TERMS:
            due_on = self.days.add(today, TERMS[task.state])
            yield Item(task.state, due_on, "standard", today, today)
        elif task.state in ASKABLE:
            due, ladder, anchor_on = self._count(task, today)
            paused = task.asked is not None
            yield Item(task.state, due, ladder, anchor_on, anchor_on, paused=paused)

    def _count(self, task: Task, opened_on: date) -> tuple[date | None, str, date]:
        """Return until when, on which ladder and from which day an activity is waited for."""
        due_on = task.current.find_due(self.days)
        if due_on is not None:
            return due_on, "activity", opened_on
        return None, "undated", task.recorded_on or opened_on

    def _list_state_items(self, task: Task) -> Iterator[Item]:
        return (each for each in task.items if each.kind == task.state)

    def _open_wish(self, wish: Wish) -> None:
        today = self.days.day
        wish.items = []
        if wish.state in TERMS:
            due_on = self.days.add(today, TERMS[wish.state])
            wish.items = [Item(wish.state, due_on, "standard", today, today)]
        elif wish.state == "escalated":
            due_on = self.days.add(today, COMMITTEE_TERM)
            wish.items = [
                Item("committee", due_on, "standard", today, today, holder=each)
                for each in wish.seats
            ]


def _list_periods(task: Task) -> list[tuple[str, str, date | None]]:
    """Return the periods as they are recorded: what was promised first, and what counts last."""
    # What counts is recorded beside what was promised from the beginning.
    rest = [("superseded", each.said, each.last) for each in task.periods[:-1]]
    now = ("current", task.current.said, task.current.last)
    return [("baseline", task.promised.said, task.promised.last), *rest, now]


def _lie(items: list[Item]) -> Lies:
    return Counter(
        (each.kind, each.holder, each.due_on, each.generation, each.paused) for each in items
    )
