"""How complete a CV is, and what it lacks, in words (R22-R25). Pure."""

import datetime
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

CV_AGES_AFTER = datetime.timedelta(days=182)  # an older CV should be gone through with the citizen
LEAST_PROFILE = 60  # characters of "Faglig profil" that say something
LEAST_SKILLS = 3

# What a whole CV has, how much each part weighs (percent, 100 in all), and what is said where it lacks.
PARTS = (
    ("occupation", 20, _("Intet fag er valgt")),
    ("skills", 15, _("Færre end 3 kompetencer")),
    ("profile", 20, _("Faglig profil mangler eller er meget kort")),
    ("history", 15, _("Ingen tidligere ansættelser")),
    ("education", 10, _("Ingen uddannelse")),
    ("languages", 5, _("Intet sprog")),
    ("wanted_km", 5, _("Ikke oplyst, hvor langt borgeren vil køre")),
    ("fresh", 10, _("CV'et er ikke opdateret i et halvt år")),
)


@dataclass(frozen=True, slots=True)
class Cv:
    """What of a CV counts. `updated_on` is None where nobody knows."""

    has_occupation: bool
    skills: int
    profile_text: str
    jobs: int
    educations: int
    languages: int
    has_wanted_km: bool
    updated_on: datetime.date | None


def completeness(cv: Cv, today: datetime.date) -> tuple[int, list[str]]:
    """(percent, what is lacking in Danish, the weightiest first)."""
    has = {
        "occupation": cv.has_occupation,
        "skills": cv.skills >= LEAST_SKILLS,
        "profile": len(cv.profile_text.strip()) >= LEAST_PROFILE,
        "history": cv.jobs > 0,
        "education": cv.educations > 0,
        "languages": cv.languages > 0,
        "wanted_km": cv.has_wanted_km,
        "fresh": cv.updated_on is not None and today - cv.updated_on <= CV_AGES_AFTER,
    }
    lacking = sorted((part for part in PARTS if not has[part[0]]), key=lambda part: -part[1])
    return 100 - sum(weight for _name, weight, _words in lacking), [str(words) for *_rest, words in lacking]
