"""Where things are and what day it is: the settings of one installation, read by the roof only.

Each field is an environment variable with the prefix OCOP_ or a line of `.env` in the project's folder. This is the
only module that reads the clock.
"""

import os
from calendar import isleap
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, Field, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, DotEnvSettingsSource, NoDecode, SettingsConfigDict

from ocop_workflow.errors import BadInput, Mistake

_BESIDE_PACKAGE = Path(__file__).resolve().parent.parent
# `ocop` started in another folder still finds its config; an installation without config beside it uses its own folder.
PROJECT_ROOT = _BESIDE_PACKAGE if (_BESIDE_PACKAGE / "config").is_dir() else Path.cwd()


def _from_root(path: Path) -> Path:
    return (PROJECT_ROOT / path.expanduser()).resolve()


ProjectPath = Annotated[Path, AfterValidator(_from_root)]
"""A path of any form; a relative one counts from the project's folder, not from where the command was typed."""


class Settings(BaseSettings):
    """One installation. Paths are absolute once read.

    Raises:
        pydantic.ValidationError: a value is wrong; `load_settings` says the same in words for the user.
    """

    model_config = SettingsConfigDict(
        env_prefix="OCOP_",
        env_file=PROJECT_ROOT / ".env",
        env_file_encoding="utf-8",
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
        validate_default=True,
        hide_input_in_errors=True,
    )

    config_dir: ProjectPath = Path("config")
    plans: Annotated[tuple[str, ...], NoDecode] = ("quang-ninh.uong-bi.2024", "bac-kan.bac-kan.2024")
    """The plans of `config_dir`/plans that `ocop up` and `ocop demo` apply, by code, separated by commas."""
    var_dir: ProjectPath = Path("var")
    database_url: str = Field("", repr=False)
    """SQLAlchemy URL, may hold a password; default: ocop.sqlite3 in `var_dir`."""
    postgres_bin: ProjectPath | None = None
    """Where pg_dump and pg_restore are, when they are not found by themselves."""
    channels_file: ProjectPath | None = None
    """Apprise channels (a secret); without it notices go to the mailbox folder in `var_dir`."""
    replay_year: int | None = Field(None, ge=2010, le=2100)
    """Today is the same day in that year: to look at a plan of a past year. Empty in production."""
    deployments_file: ProjectPath = Path("deploy/prefect.yaml")
    """Which flows Prefect runs and when."""
    day_begins: time = time(7, 30)
    """From then on a cycle that the watch of the day has not gone through is gone through by the delivery sweep."""
    log_format: Literal["text", "json"] = "text"
    """How the program logs to the error stream: lines for people, or one JSON object a line."""
    log_level: Literal["debug", "info", "warning", "error"] = "warning"
    timezone: ZoneInfo = ZoneInfo("Asia/Ho_Chi_Minh")
    prefect_port: int = Field(4200, ge=0, le=65535)
    """Port of the local Prefect server, always on loopback; 0 takes any free port."""

    @field_validator("plans", mode="before")
    @classmethod
    def _codes(cls, value: Any) -> Any:
        if isinstance(value, str):
            return tuple(code.strip() for code in value.split(",") if code.strip())
        return value

    @field_validator("timezone", mode="before")
    @classmethod
    def _zone(cls, value: Any) -> Any:
        try:
            return ZoneInfo(value) if isinstance(value, str) else value
        except (KeyError, ValueError, OSError) as unknown:
            raise ValueError(f"không có múi giờ «{value}»") from unknown

    @model_validator(mode="before")
    @classmethod
    def _database(cls, values: Any) -> Any:
        """Fill in the embedded database, anchor a relative SQLite file, name the driver that is installed."""
        url = values.get("database_url") or ""
        if not url:
            url = f"sqlite:///{_from_root(Path(values.get('var_dir', 'var'))) / 'ocop.sqlite3'}"
        elif url.startswith("sqlite:///") and (file := url.removeprefix("sqlite:///")) not in ("", ":memory:"):
            url = f"sqlite:///{_from_root(Path(file))}"
        for short in ("postgresql://", "postgres://"):
            if url.startswith(short):
                url = "postgresql+psycopg://" + url.removeprefix(short)
        return {**values, "database_url": url}

    @property
    def mailbox_dir(self) -> Path:
        """Where notices lie as files when there is no channels file."""
        return self.var_dir / "mailbox"

    def now(self) -> datetime:
        """This moment, aware, UTC: for stamps of what happened. It is never replayed."""
        return datetime.now(UTC)

    def today(self) -> date:
        """The day that the office works with: today in `timezone`, moved to `replay_year` if that is set."""
        today = datetime.now(self.timezone).date()
        return today if self.replay_year is None else same_day_in(self.replay_year, today)

    def day_has_begun(self) -> bool:
        """Whether the local clock is past `day_begins`."""
        return datetime.now(self.timezone).time() >= self.day_begins

    def variables(self) -> dict[str, str]:
        """What a file of this installation may name as ${NAME}: the environment, and under it the lines of `.env`."""
        lines = DotEnvSettingsSource(type(self), case_sensitive=True).env_vars
        return {**{name: value for name, value in lines.items() if value is not None}, **os.environ}

    def environment(self) -> dict[str, str]:
        """These settings as environment variables, for a child process that must see the same installation."""
        return {
            f"OCOP_{name.upper()}": ",".join(value) if isinstance(value, tuple) else "" if value is None else str(value)
            for name in type(self).model_fields
            for value in [getattr(self, name)]
        }


def same_day_in(year: int, day: date) -> date:
    """The same day of another year; 29 February becomes the 28th in a year that has none."""
    return day.replace(year=year, day=28 if (day.month, day.day) == (2, 29) and not isleap(year) else day.day)


def load_settings() -> Settings:
    """Read the settings of this process.

    Raises:
        BadInput: one mistake per wrong variable, without its value, which may be a secret.
    """
    try:
        return Settings()
    except ValidationError as error:
        raise BadInput(
            f"Thiết lập sai (biến môi trường hoặc {PROJECT_ROOT / '.env'})",
            [
                Mistake(file="OCOP_" + ".".join(str(part) for part in e["loc"]).upper(), why=e["msg"])
                for e in error.errors(include_input=False, include_url=False)
            ],
        ) from None
