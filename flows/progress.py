"""How far a run has come, shown in Prefect while it works."""

from uuid import UUID

from prefect.artifacts import create_progress_artifact, update_progress_artifact

from flows.pages import artifact_key


class Progress:
    """A bar in Prefect's list of artifacts; `reach` takes percent."""

    def __init__(self, described: str) -> None:
        made = create_progress_artifact(0.0, artifact_key("tien-do", described), description=described)
        assert isinstance(made, UUID)  # outside an event loop Prefect answers at once
        self._id = made

    def reach(self, percent: float) -> None:
        """Move the bar."""
        update_progress_artifact(self._id, percent)
