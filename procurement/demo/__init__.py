"""The demonstration's purchases, in the order in which things come about: each noun adds its steps,
each of which does nothing the second time."""

from procurement.demo import experts, reviews
from procurement.demo.bids import load_bids
from procurement.demo.calls import load_again, load_calls
from procurement.demo.decisions import decide, qualify
from procurement.demo.needs import load_needs
from procurement.demo.projects import load_projects

STEPS = (
    *(load_needs, load_projects, experts.load, load_calls, load_bids, load_again),
    *(qualify, reviews.load, decide),
)


def load(people):
    for step in STEPS:
        step(people)
