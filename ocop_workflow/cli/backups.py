"""Backups and restores as the command line does them: taken, thinned out, brought back, verified, put on hold."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path

from sqlalchemy.engine import make_url

from ocop_workflow.cli.at_work import AtWork
from ocop_workflow.cli.db import place
from ocop_workflow.cli.quarantine import hold, say_held
from ocop_workflow.cli.show import say
from ocop_workflow.errors import BadInput, Mistake
from ocop_workflow.office import Office
from ocop_workflow.records import backup
from ocop_workflow.records.log import verify
from ocop_workflow.records.manifest import NAME, Manifest, read_manifest
from ocop_workflow.records.schema import upgrade
from ocop_workflow.records.session import engine_for, reading
from ocop_workflow.settings import load_settings


def take(into: Path) -> Path:
    """A new backup in the folder; raises NotReady."""
    settings = load_settings()
    return backup.backup(
        settings.database_url,
        into.expanduser().resolve(),
        at=settings.now(),
        program=version("ocop-workflow"),
        postgres_bin=settings.postgres_bin,
    )


def drop_old(into: Path, keep: int) -> list[Path]:
    """Remove all but the newest backups; only folders that bear our name and a manifest."""
    ours = sorted(path for path in into.glob("ocop-*Z") if (path / NAME).is_file())
    for path in ours[:-keep]:
        shutil.rmtree(path)
    return ours[:-keep]


def bring_back(office: Office, folder: Path, by: str) -> None:
    """Restore, verify, upgrade, hold; on SQLite the database appears at its place only when all of that is done.

    Raises:
        Refused, BadInput, NotReady: as `records.backup.restore` does; nothing stands at the address.
    """
    manifest = read_manifest(folder)
    backup.require_nothing_at(office.settings.database_url)
    with _until_done(office.settings.database_url) as url:
        backup.restore(url, folder, manifest, office.settings.postgres_bin)
        _verify(url, folder, manifest)
        desk = AtWork(Office(office.settings.model_copy(update={"database_url": url})), office.settings.today())
        made = desk.clock(manifest.made_at)
        held = hold(desk, by, f"Phục hồi {folder.name}, sao lưu lúc {made}")
    say(f"Đã phục hồi vào {place(office.settings.database_url)}.")
    say(f"Bản sao lưu lúc {made}: việc ghi sau lúc đó phải nhập lại từ hồ sơ giấy.")
    say_held(held)


@contextmanager
def _until_done(url: str) -> Iterator[str]:
    """Where to work: on SQLite a file beside the real one, which takes its place at the end or is gone."""
    if make_url(url).get_backend_name() == "postgresql":
        yield url
        return
    target = Path(make_url(url).database or "")
    half = target.with_name(f".{target.name}.restoring")
    target.parent.mkdir(parents=True, exist_ok=True)
    half.unlink(missing_ok=True)
    working = f"sqlite:///{half}"
    try:
        yield working
        engine_for(working).dispose()  # the last connection writes the WAL back
        half.rename(target)
    finally:
        engine_for(working).dispose()
        for left in half.parent.glob(f"{half.name}*"):
            left.unlink()


def _verify(url: str, folder: Path, manifest: Manifest) -> None:
    """Bring an older schema forward and read every chain of the log."""
    upgrade(url)
    with reading(url) as session:
        checked = verify(session)
    if checked.faults:
        faults = [f"{fault.dossier_code}, dòng {fault.seq}: {fault.why}" for fault in checked.faults]
        raise BadInput(f"Bản sao lưu {folder.name}", [Mistake(file=manifest.file, why=why) for why in faults])
    rows = sum(manifest.contents.rows.values())
    say(f"Đã kiểm tra: {rows} dòng trong {len(manifest.contents.rows)} bảng, {checked.lines} dòng nhật ký nguyên vẹn.")
