"""Facts are read when first asked: to count what they cost, somebody has to ask."""

from workflow.machine import Facts


def look_at_all(facts: Facts) -> None:
    """Ask for everything that the facts know."""
    for mapping in (facts.people, facts.institutions, facts.milestones):
        dict(mapping)
    for name, declared in vars(type(facts)).items():
        if isinstance(declared, property):
            getattr(facts, name)
