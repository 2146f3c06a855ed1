"""The doctor on a made set with known truth; benchmarks/doctor.py does the same on a larger one."""

from functools import cache

import pytest

from tests.kit import doctor_set, doctor_truth


@cache
def pictures():
    return [doctor_set.clean(number) for number in range(8)]


def tallies_of(chosen):
    return [
        *doctor_truth.planted(chosen, doctor_set.FAULTS),
        *doctor_truth.repeats(chosen),
        *doctor_truth.captions(chosen[0]),
    ]


@pytest.mark.parametrize(
    ("places", "planted"), [(slice(4, 5), 40), pytest.param(slice(0, 8), 240, marks=pytest.mark.slow)]
)
def test_planted_faults_are_found(places, planted):
    tallies = tallies_of(pictures()[places])
    found = sum(each.found for each in tallies)
    assert sum(each.planted for each in tallies) > planted
    missed = [(each.kind, each.how, each.missed) for each in tallies if each.missed]
    assert found >= 0.95 * sum(each.planted for each in tallies), missed


def test_clean_pictures_and_captions_are_not_suspected():
    of, alarms = doctor_truth.clean_alarms([*pictures(), *(doctor_set.clean(number) for number in range(8, 16))])
    assert len(alarms) <= 0.05 * of, alarms
    assert doctor_truth.clean_caption_alarms(pictures()[3]) == set()
