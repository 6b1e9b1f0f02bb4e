"""Known faults among 240 sound questions: each is found at its question, and nowhere else."""

from pathlib import Path

from benchmarks.faults import FAULTS, SOUND, check_seeded_faults


def test_every_fault_is_found_and_sound_questions_raise_no_alarm(tmp_path: Path) -> None:
    result = check_seeded_faults(tmp_path)
    assert SOUND >= 200
    assert result.found == {rule: FAULTS[rule].times for rule in FAULTS}
    assert result.false_alarms == {}
