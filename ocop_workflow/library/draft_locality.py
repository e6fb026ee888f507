"""What of a draft the locality says and no document: its communes, its months, its terms; empty, or as it gave them."""

from dataclasses import dataclass
from pathlib import Path
from types import NoneType
from typing import get_args

from pydantic import BaseModel
from ruamel.yaml.comments import CommentedMap, CommentedSeq

from ocop_workflow.errors import BadInput, Mistake
from ocop_workflow.library.draft_yaml import add, block, fill, flow, known, quoted, setting, text
from ocop_workflow.library.yaml_files import read_text
from ocop_workflow.rulebook.drafting.draft import Draft
from ocop_workflow.rulebook.drafting.draft_units import NamedUnit
from ocop_workflow.rulebook.plans.plan import Plan
from ocop_workflow.rulebook.plans.plan_settings import Ladder, Terms
from ocop_workflow.rulebook.text import fold, nfc
from ocop_workflow.vocabulary import Step, UnitKind

_MOST_COMMUNES = 500
_LONGEST = 80
_SAID = ("not_in_plan", "why")
"""What every setting says of itself."""
_KINDS = ("xa ", "phuong ", "thi tran ", "dac khu ")
_ADD_COMMUNES = "; thêm từng xã, phường (hoặc lập nháp với --communes)."


@dataclass(frozen=True)
class Commune:
    """A commune as its locality lists it; the code is that of the list of administrative units, if it gives one."""

    code: str
    name: str
    list_code: str | None = None


@dataclass(frozen=True)
class Locality:
    """What is known beside the document: the plan's code, a plan whose settings serve as a start, the communes."""

    code: str | None = None
    settings_of: Plan | None = None
    communes: tuple[Commune, ...] = ()
    listed_in: str = ""


NOTHING_KNOWN = Locality()


def read_communes(path: Path) -> tuple[Commune, ...]:
    """One commune in each line, «xã A» or «xã A; 01234» with the code of the official list; empty lines do not count.

    Raises:
        NotReady: the file cannot be opened. BadInput: a line is no commune, a name stands twice, or there are too many.
    """
    found: dict[str, Commune] = {}
    mistakes: list[Mistake] = []
    allowed = "mỗi dòng một tên: «xã A», «phường B»; có thể thêm «; mã danh mục»"
    for number, line in enumerate(read_text(path).splitlines(), start=1):
        name, _, list_code = (nfc(part) for part in line.partition(";"))
        if not name:
            continue
        bare = name.removeprefix("UBND ").removeprefix("Ủy ban nhân dân ")
        code = fold(bare).replace(" ", "-")
        if not fold(bare).startswith(_KINDS) or len(code) > _LONGEST:
            mistakes.append(Mistake(str(path), "không phải tên xã, phường", line=number, value=name, allowed=allowed))
        elif code in found:
            mistakes.append(Mistake(str(path), "tên này đã có ở dòng trên", line=number, value=name))
        else:
            found[code] = Commune(code, f"UBND {bare}", list_code or None)
    if len(found) > _MOST_COMMUNES:
        mistakes.append(Mistake(str(path), f"hơn {_MOST_COMMUNES} xã, phường", allowed="danh sách của một địa phương"))
    if mistakes or not found:
        mistakes = mistakes or [Mistake(str(path), "không có xã, phường nào", allowed=allowed)]
        raise BadInput(f"Danh sách xã, phường {path.name}", mistakes)
    return tuple(found.values())


def write_units(plan: CommentedMap, draft: Draft, locality: Locality) -> None:
    """The bodies that the document names, the communes that the locality lists, and the collective names."""
    entries = [
        CommentedMap(
            code=unit.code,
            name=text(unit.printed_as[0]),
            kind=unit.kind.value,
            printed_as=block(map(text, unit.printed_as)),
        )
        for unit in draft.units
        if not unit.is_group
    ]
    why = f"Theo danh sách {locality.listed_in}."
    for commune in locality.communes:
        entry = CommentedMap(code=commune.code, name=text(commune.name), kind=UnitKind.COMMUNE.value)
        if commune.list_code:
            entry["list_code"] = quoted(commune.list_code)
        entry["not_in_plan"], entry["why"] = True, text(why)
        entries.append(entry)
    say = "Đơn vị nêu tên trong văn bản: xem lại tên đầy đủ và loại" + ("." if locality.communes else _ADD_COMMUNES)
    add(plan, "units", block(entries), say)
    groups = []
    for unit in draft.units:
        if unit.is_group:
            group = CommentedMap(code=unit.code, printed_as=block(map(text, unit.printed_as)))
            if locality.communes and _stands_for_communes(unit):
                group["units"], group["why"] = flow(commune.code for commune in locality.communes), text(why)
            else:
                fill(group, "units", "mã các đơn vị có thật", flow(()))
                fill(group, "why", "căn cứ của danh sách này")
            groups.append(group)
    if groups:
        add(plan, "groups", block(groups), "Cách gọi chung và các đơn vị có thật.")


def write_own_duties(plan: CommentedMap, draft: Draft, like: Plan | None) -> None:
    """The duties that another locality gives by its own setting, as a start; who has them here is said again."""
    communes = [unit.code for unit in draft.units if _stands_for_communes(unit)]
    entries = []
    for own in like.own_duties if like else ():
        members = {member for code in own.lead for member in like.members(code)} if like else set()
        are_communes = (
            all(unit.kind is UnitKind.COMMUNE for unit in like.units if unit.code in members) if like else False
        )
        entry = CommentedMap(code=own.code, text=text(own.text))
        if are_communes and communes:
            entry["lead"] = flow(communes[:1])
        else:
            fill(entry, "lead", "mã đơn vị", flow(()))
        entry["steps"], entry["not_in_plan"] = flow(int(step) for step in own.steps), True
        fill(entry, "why", "căn cứ của địa phương; nếu không giao việc này thì xóa mục")
        entries.append(entry)
    if entries and like:
        say = f"Việc mà chu trình cần và văn bản không giao, lấy theo {like.code}: giữ, sửa hoặc xóa."
        add(plan, "own_duties", block(entries), say)


def is_of_communes(draft: Draft, printed: str) -> bool:
    """Whether a collective name stands for the communes."""
    return any(_stands_for_communes(unit) and printed in unit.printed_as for unit in draft.units)


def _stands_for_communes(unit: NamedUnit) -> bool:
    return unit.is_group and unit.kind is UnitKind.COMMUNE


def write_settings(plan: CommentedMap, like: Plan | None) -> None:
    """The settings that no document prints, each marked; empty, or as another plan has them."""
    why = f"Lấy theo kế hoạch {like.code}; địa phương xem lại." if like else None
    steps = CommentedSeq()
    for step in Step:
        if step is not Step.ACROSS:
            window = CommentedMap(step=int(step))
            given = next((one for one in like.windows.steps if one.step is step), None) if like else None
            for key, what in (("opens", f'tháng-ngày mở {step.title}, như "01-15"'), ("closes", "tháng-ngày đóng")):
                if given:
                    window[key] = quoted(getattr(given, key))
                else:
                    fill(window, key, what)
            steps.append(window)
    windows = CommentedMap(not_in_plan=True)
    known(windows, "why", why, "căn cứ của địa phương")
    windows["steps"] = steps
    add(plan, "windows", windows, "Thiết lập của địa phương: văn bản không in những điều dưới đây.")
    roll = "hạn rơi vào ngày nghỉ: as_printed, next hoặc previous"
    add(plan, "due_days", _setting(like.due_days if like else None, why, {"roll": roll}))
    for name, shape in (("ladder", Ladder), ("terms", Terms)):
        add(plan, name, _setting(getattr(like, name) if like else None, why, _days_of(shape)))
    add(plan, "contact", setting())


def _days_of(shape: type[BaseModel]) -> dict[str, str]:
    """The numbers of days that a setting must have; what may be left out is not asked for."""
    wanted = (key for key, field in shape.model_fields.items() if NoneType not in get_args(field.annotation))
    return {key: "số ngày làm việc" for key in wanted if key not in _SAID}


def _setting(given: BaseModel | None, why: str | None, wanted: dict[str, str]) -> CommentedMap:
    """One setting: every value as the other plan has it, or an empty place for each that is wanted."""
    if given is None:
        return setting(**wanted)
    values = given.model_dump(mode="json", by_alias=True, exclude={"not_in_plan", "why"}, exclude_none=True)
    entry = CommentedMap(not_in_plan=True, why=text(why or ""))
    for key, value in values.items():
        entry[key] = flow(value) if isinstance(value, list) else value
    return entry
