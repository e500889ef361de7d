"""The demonstration's stations and aid, in the order in which things come about: each noun adds its
steps, each of which does nothing the second time."""

from stations.demo import households, relief, services, stations
from surveys.demo import load as load_surveys

STEPS = (stations.load, services.load, load_surveys, households.load, relief.load)
"""Stations come first: others serve at them. Lists are compared last: with the households that
there are then."""


def load(people):
    for step in STEPS:
        step(people)
