"""Reads config/regimes/<code>.yaml: the national rules of each period, in the order in which they came into force."""

from datetime import timedelta
from itertools import pairwise
from pathlib import Path

from ocop_workflow.errors import BadInput, Mistake, NotReady
from ocop_workflow.library.yaml_files import load_yaml
from ocop_workflow.rulebook.evaluation.earlier_rules import EarlierRules
from ocop_workflow.rulebook.evaluation.regime import Regime
from ocop_workflow.rulebook.evaluation.regime_soundness import SoundRegime


def load_regimes(folder: Path) -> tuple[Regime, ...]:
    """Every regime of the folder, oldest first; all of them or none.

    Raises:
        NotReady: there is no such folder or no regime in it.
        BadInput: a file does not fit the shape or contradicts itself (with its line), does not carry the regime's code
            as its name, or the periods leave a day without rules, begin on one day, or do not end for the next.
    """
    regimes: dict[Path, Regime] = {}
    mistakes: list[Mistake] = []
    for path in sorted(folder.glob("*.yaml")):
        try:
            regimes[path] = load_yaml(path, SoundRegime)
        except BadInput as refused:
            mistakes += refused.mistakes
    if not (regimes or mistakes):
        raise NotReady(f"Không có khung pháp lý nào (*.yaml) trong {folder}. Kiểm tra đường dẫn thư mục.")
    mistakes += [
        Mistake(str(path), "mã khung pháp lý khác tên tệp", value=regime.code, allowed=path.stem)
        for path, regime in regimes.items()
        if regime.code != path.stem
    ]
    if not mistakes:  # a period that could not be read would show as a gap that is not there
        mistakes = _periods_that_do_not_meet(regimes)
    if mistakes:
        raise BadInput("Khung pháp lý", mistakes)
    return tuple(sorted(regimes.values(), key=lambda regime: regime.valid_from))


def _periods_that_do_not_meet(regimes: dict[Path, Regime]) -> list[Mistake]:
    """Overlaps are allowed (an old regime finishes what was filed under it), gaps and double beginnings are not."""
    in_order = sorted(regimes.items(), key=lambda item: item[1].valid_from)
    mistakes = []
    for (_, older), (path, newer) in pairwise(in_order):
        began, ended = f"{newer.valid_from:%d/%m/%Y}", older.valid_to
        if newer.valid_from == older.valid_from:
            mistakes.append(Mistake(str(path), f"cùng ngày có hiệu lực với {older.code}", value=began))
        elif ended is None:
            mistakes.append(Mistake(str(path), f"{older.code} chưa ghi ngày hết hiệu lực (valid_to)", value=began))
        elif ended + timedelta(days=1) < newer.valid_from:
            why = f"có ngày không thuộc khung pháp lý nào: {older.code} hết hiệu lực ngày {ended:%d/%m/%Y}"
            mistakes.append(Mistake(str(path), why, value=began, allowed=f"{ended + timedelta(days=1):%d/%m/%Y}"))
    return mistakes


def load_earlier_rules(folder: Path) -> tuple[EarlierRules, ...]:
    """What is known of the rules before the first regime (regimes/earlier/), oldest first; none where none is kept.

    Raises:
        BadInput: a file does not fit the shape, with its line.
    """
    found = [load_yaml(path, EarlierRules) for path in sorted((folder / "earlier").glob("*.yaml"))]
    return tuple(sorted(found, key=lambda rules: rules.valid_from))
