"""What a coordinator fills in to run a flow, and the day and the stage on which the run then works."""

from contextlib import AbstractContextManager, nullcontext
from datetime import date

from prefect.runtime import flow_run
from pydantic import BaseModel, ConfigDict, Field, model_validator

from flows.tasks import office
from ocop_workflow.rulebook.text import vn_date


class RunRequest(BaseModel):
    """One request; the fields of a model keep their Vietnamese titles in Prefect's form."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        title="Yêu cầu chạy",
        json_schema_extra={"description": "Để trống mọi ô: chạy thật, cho hôm nay, rồi gửi thông báo."},
    )

    cycle: str | None = Field(
        default=None,
        title="Chu trình",
        description="Mã chu trình, ví dụ quang-ninh.uong-bi.2024. Sáu bước phải ghi; chu trình thường niên và theo dõi"
        " báo cáo để trống thì chạy mọi chu trình đang mở.",
    )
    localities: tuple[str, ...] = Field(
        default=(),
        title="Địa phương",
        description="Chỉ những địa phương này, ví dụ quang-ninh.uong-bi. Để trống: mọi nơi đang có chu trình mở.",
    )
    today: date | None = Field(
        default=None,
        title="Ngày làm việc",
        description="Chạy như đang ở ngày này, không sau hôm nay (trừ chạy thử). Để trống: hôm nay theo thiết lập.",
    )
    dry_run: bool = Field(
        default=False,
        title="Chạy thử",
        description="Tính và hiện mọi kết quả như chạy thật, nhưng không ghi gì và không gửi gì.",
    )
    deliver: bool = Field(
        default=True,
        title="Gửi thông báo",
        description="Bỏ chọn: thông báo được ghi lại và chờ lần gửi sau.",
    )

    @model_validator(mode="after")
    def _one_or_many(self) -> "RunRequest":
        if self.cycle is not None and self.localities:
            raise ValueError("ghi mã chu trình hoặc địa phương, không ghi cả hai")
        return self

    def for_locality(self, locality: str, today: date) -> "RunRequest":
        """The part of this request for one locality and a fixed day, in a run of its own that also delivers."""
        return self.model_copy(update={"localities": (locality,), "today": today})

    def only(self, cycle: str, today: date) -> "RunRequest":
        """The part of this request for one cycle and a fixed day; the caller delivers."""
        return self.model_copy(update={"cycle": cycle, "localities": (), "today": today, "deliver": False})


ALL_OPEN = RunRequest()
"""Every open cycle, today, for real: what a schedule asks for."""


def day_of(request: RunRequest) -> date:
    """The day that the run works on; raises NotReady or Refused as `Office.day` does."""
    return office().day(request.today, dry_run=request.dry_run)


def stage(request: RunRequest) -> AbstractContextManager[None]:
    """Where the run plays: for real, or as a rehearsal that is undone at its end."""
    return office().rehearsal() if request.dry_run else nullcontext()


def day_in_words(today: date, dry_run: bool) -> str:
    """The day, said to be replayed where it is, and whether the run is for real."""
    replay = " (ngày giả định: năm của kế hoạch)" if office().settings.replay_year is not None else ""
    return f"ngày {vn_date(today)}{replay}" + (", chạy thử: không ghi, không gửi" if dry_run else "")


def run_name() -> str:
    """What a run is called in Prefect's list."""
    request = flow_run.parameters.get("request") or ALL_OPEN
    asked = request if isinstance(request, RunRequest) else RunRequest.model_validate(request)
    parts = [
        asked.cycle or ", ".join(asked.localities[:3]) or "mọi chu trình",
        *([vn_date(asked.today)] if asked.today else []),
        *(["chạy thử"] if asked.dry_run else []),
    ]
    return " · ".join([flow_run.flow_name or "", *parts])
