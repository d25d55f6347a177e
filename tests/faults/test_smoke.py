"""The quick ones of the fault cases, in every test run. All of them: `make faults`."""

import pytest

from tests.faults import mail_server, numbers, workers
from tests.faults.rig import Machine

pytestmark = pytest.mark.process


@pytest.fixture(scope="module")
def machine():
    """A PostgreSQL of their own, whatever database the run is on: this is what several workers need."""
    with Machine() as machine:
        yield machine


def assert_kept(finding, *, owed: int) -> None:
    assert finding.is_kept, (finding.row(), finding.wrong)
    assert finding.owed == finding.delivered == owed


def test_letters_refused_for_now_arrive_once(machine):
    finding = mail_server.tenth_refused_for_now(machine, letters=60)
    assert_kept(finding, owed=60)
    assert finding.doubled == 0


def test_only_letters_whose_outcome_was_unknown_double(machine):
    finding = mail_server.dropping_after_data(machine, letters=60)
    assert_kept(finding, owed=60)
    assert finding.doubled == finding.allowed > 0


def test_sweeps_at_the_same_moment_say_everything_once(machine):
    assert_kept(workers.two_sweeps(machine, letters=60), owed=60)


def test_numbers_have_no_gap_though_the_signing_process_was_killed(machine):
    assert_kept(numbers.signings(machine, letters=100, clients=8), owed=100)
