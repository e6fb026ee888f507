"""`ocop sample`: a made-up country to try things on, marked «mẫu» wherever it shows."""

from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from ocop_workflow.cli import at_work
from ocop_workflow.cli.nouns import Verbs
from ocop_workflow.cli.options import Today, a_word
from ocop_workflow.cli.show import say
from ocop_workflow.vocabulary import SampleSize as Size

if TYPE_CHECKING:
    from ocop_workflow.cli.at_work import AtWork

app = Verbs()


@app.command()
def national(
    seed: Annotated[int, typer.Option("--seed", metavar="SỐ", help="Số hạt giống: cùng số thì cùng dữ liệu.")] = 1,
    preset: Annotated[
        Size, typer.Option("--preset", parser=a_word(Size), metavar="CỠ", help=f"Cỡ: {', '.join(Size)}.")
    ] = Size.NATIONAL,
    today: Today = None,
) -> None:
    """Nạp một nước, một tỉnh hoặc một xã mẫu: kế hoạch, chu trình, chủ thể, sản phẩm, hồ sơ; chạy lại không nạp thêm.

    Chỉ nạp vào cơ sở dữ liệu không có dữ liệu thật.

    Ví dụ: ocop sample national --seed 7 --preset province
    """
    desk = at_work.start(today)
    from ocop_workflow.operations.cycle.sample import refuse_beside_real_data

    with desk.look() as session:
        refuse_beside_real_data(session)
    loaded = _load(desk, desk.today, seed, preset)
    if not loaded["localities"]:
        say("Dữ liệu mẫu này đã có từ trước, không nạp thêm.")
        return
    say(
        f"Đã nạp {loaded['localities']} tỉnh mẫu: {loaded['producers']} chủ thể, {loaded['products']} sản phẩm đã công "
        f"nhận, {loaded['dossiers']} hồ sơ đang đi, {loaded['moves']} dòng nhật ký. Tất cả là dữ liệu mẫu."
    )


def _load(desk: "AtWork", today: date, seed: int, preset: Size) -> dict[str, int]:
    """Each province in a transaction of its own, so that an interrupted load goes on where it stopped."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    from ocop_workflow.library.samples import load_provinces, load_recipe
    from ocop_workflow.operations.cycle.sample import load_locality
    from ocop_workflow.rulebook.sample import sample_locality, sample_plan, shares

    recipe = load_recipe(desk.office.settings.config_dir)
    parts = shares(recipe.presets[preset], load_provinces(desk.office.settings.config_dir), seed)
    rules = desk.office.rules
    months = rules.regime(today).certificate_months.value
    total = dict.fromkeys(("localities", "producers", "products", "dossiers", "moves"), 0)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, transient=True) as progress:
        task = progress.add_task("Nạp dữ liệu mẫu", total=len(parts))
        for share in parts:
            progress.update(task, description=share.place.name)
            plan = sample_plan(recipe, share.place, today.year)
            sample = sample_locality(recipe, share, seed, today, months)
            with desk.work() as session:
                done = load_locality(session, plan, sample, rules, today=today, at=desk.now())
            total["localities"] += bool(done.moves)
            for name in ("producers", "products", "dossiers", "moves"):
                total[name] += getattr(done, name)
            progress.advance(task)
    return total
