"""The plans that come with the system, and the profile that belongs to a document."""

from pathlib import Path

from task_table.importing.reading import PlanProfile, PlanReading, ProfileError, read_profile

DATA = Path(__file__).resolve().parent.parent / "data"


def shipped_plans() -> list[tuple[Path, PlanProfile]]:
    """Return each shipped table with its profile; they share a name but for the ending."""
    profiles = sorted(DATA.glob("*.toml"))
    return [(profile.with_suffix(".txt"), read_profile(profile)) for profile in profiles]


def profile_for(reading: PlanReading) -> PlanProfile:
    """Return the shipped profile of the title a document prints; raises ProfileError."""
    for _, profile in shipped_plans():
        if profile.title == reading.title:
            return profile
    raise ProfileError(
        f"没有题名为“{reading.title}”的规划配置。请编写配置文件并用 --profile 指定，"
        "写法见 task_table/data/ 中的例子。"
    )
